"""Submissions made of right solutions and known mistakes."""

from quizzes.checks.load import load_tasks
from quizzes.checks.namespace import mutant_source
from quizzes.viva.make import Work


def handed_in(assignment, number):
    """Return the work of a made learner: the solutions of this number; from the fifth on some are known mistakes."""
    tasks = load_tasks(assignment)
    own = {task.function for task in tasks.values()}
    given = {name: source for task in tasks.values() for name, source in task.given.items() if name not in own}
    cells = ["import numpy as np", *given.values()]
    first = len(cells)
    for place, task in enumerate(tasks.values()):
        solutions = list(task.solutions.values())
        source = solutions[number % len(solutions)]
        if number >= 5 and (number + place) % 3 == 0:
            source = mutant_source(task, task.mutants[(number * 7 + place) % len(task.mutants)])
        cells.append(source)
    return Work(tuple(cells), frozenset(range(first, len(cells)))), tasks
