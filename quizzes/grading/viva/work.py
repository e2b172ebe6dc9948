"""What is handed in as questions are made from it: cells that run, which the learner wrote, calls in visible tests."""

from __future__ import annotations

from collections.abc import Mapping

from quizzes.assignments.regions import Region, without
from quizzes.checks.load import load_tasks
from quizzes.checks.model import Task
from quizzes.grading.cells import notes_of, text_of
from quizzes.grading.judge.exercise import Exercise
from quizzes.grading.rebuild.rebuild import Rebuilt
from quizzes.viva.make import Work


def work_of(rebuilt: Rebuilt) -> Work:
    """Return the cells of a rebuilt submission; of a test nothing runs, and what is hidden is not even read."""
    cells: list[str] = []
    learners: set[int] = set()
    examples: list[str] = []
    for place, cell in enumerate(rebuilt.notebook["cells"]):
        notes, text = notes_of(cell), text_of(cell)
        if cell["cell_type"] != "code" or not text.strip():
            continue
        is_solution = bool(notes.get("solution"))
        if (notes.get("grade") or notes.get("task")) and not is_solution:
            examples.append(without(text, Region.HIDDEN_TESTS))
            continue
        if (is_solution and notes.get("grade_id") not in rebuilt.untouched) or place in rebuilt.added:
            learners.add(len(cells))
        cells.append(text)
    return Work(tuple(cells), frozenset(learners), tuple(examples))


def tasks_of(exercise: Exercise) -> Mapping[str, Task]:
    """Return the tasks that a notebook asks, by id."""
    known = load_tasks(exercise.name, exercise.project)
    asked = {notes_of(cell).get("grade_id") for cell in exercise.source["cells"]}
    return {name: task for name, task in known.items() if name in asked}
