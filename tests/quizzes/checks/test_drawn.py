"""Hidden numbers drawn from a secret tell right from wrong, and each mistake by its name, as the usual ones do."""

import secrets

import pytest

from quizzes.checks.cases import salted
from quizzes.checks.load import assignments, load_tasks
from quizzes.targets.mutants import task_row

TASKS = [(name, task) for name in assignments() for task in load_tasks(name).values()]


@pytest.mark.parametrize(("assignment", "task"), TASKS, ids=[task.id for _, task in TASKS])
def test_solutions_and_mutants_are_told_apart_by_drawn_numbers(assignment, task):
    secret = secrets.token_bytes(32)
    with salted(secret, assignment, "ada"):
        drawn = task.drawn_anew()
    assert task_row(assignment, drawn).problems == (), f"secret {secret.hex()}"
    assert [case.property for case in drawn.cases] == [case.property for case in task.cases]
