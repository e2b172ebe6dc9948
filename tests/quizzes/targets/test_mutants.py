"""The table of tasks by mutants: what is alive, misnamed or missing is said."""

import json
from dataclasses import replace

import pytest

from quizzes import cli
from quizzes.checks.load import load_tasks
from quizzes.checks.model import Mutant
from quizzes.project import find_project
from quizzes.targets.mutants import TaskRow, task_row

TASK = load_tasks("gates")["gates-count"]
ALIVE = Mutant(
    "alive", "ONE_BLOCK_OF_WEIGHTS", "values", "the same in other words", "parameter-count", ("4 * (", "(4) * (")
)


def row_of(**changes) -> TaskRow:
    return task_row("gates", replace(TASK, **changes), find_project().least)


def test_grader_without_fault_has_no_problems():
    assert row_of().problems == ()
    assert {row.killed for row in row_of().mutants} == {True}


def test_mutant_that_passes_is_alive():
    row = row_of(mutants=(*TASK.mutants, ALIVE))
    assert row.problems == ("gates-count: the mutant alive passes 'values' and earns 1",)
    assert row.as_json()["mutants"][-1]["killed"] is False
    assert list(row.as_lines())[-1].startswith("  ALIVE     alive ")


def test_mutant_whose_learner_is_told_another_misconception_does_not_count_as_killed():
    twin = replace(TASK.mutants[0], id="twin", misconception="TWO_BIASES")
    row = row_of(mutants=(*TASK.mutants, twin))
    assert row.problems == ("gates-count: the mutant twin is told ONE_BLOCK_OF_WEIGHTS in the place of TWO_BIASES",)
    assert list(row.as_lines())[-1].startswith("  MISNAMED  twin ")


def test_right_solution_that_loses_points_is_named():
    row = row_of(solutions={**TASK.solutions, "wrong": "def parameter_count(D, H):\n    return 5"})
    assert row.problems[0].startswith("gates-count: the solution 'wrong' earns 0 of 1: the count is 5, expected 308.")


def test_too_few_solutions_or_mutants_are_named():
    first = dict([next(iter(TASK.solutions.items()))])
    assert row_of(solutions=first, mutants=TASK.mutants[:7]).problems == (
        "gates-count: 1 right solutions; expected at least 3",
        "gates-count: 7 mutants; expected at least 8",
    )


@pytest.fixture
def one_task(monkeypatch):
    def show(task):
        monkeypatch.setattr("quizzes.checks.load.assignments", lambda project: ("gates",))
        monkeypatch.setattr("quizzes.targets.mutants.load_tasks", lambda assignment, project: {task.id: task})

    return show


def test_command_prints_the_table(one_task, capsys):
    one_task(TASK)
    assert cli.main(["check", "--mutants"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "gates-count (1 points): 4 of 4 solutions earn everything, 10 of 10 mutants are killed"
    assert lines[1].split()[:4] == ["killed", "one-block", "values", "ONE_BLOCK_OF_WEIGHTS"]
    assert len(lines) == 11
    assert err == "1 tasks: 4 right solutions earn everything, all 10 mutants are killed and named\n"


def test_command_gives_json(one_task, capsys):
    one_task(TASK)
    assert cli.main(["check", "--mutants", "--json"]) == 0
    (task,) = json.loads(capsys.readouterr().out)["tasks"]
    assert (task["id"], task["assignment"], task["points"]) == ("gates-count", "gates", 1)
    assert task["solutions"][0] == {"name": "model", "passed": True}
    assert task["mutants"][3] == {
        "id": "two-biases", "misconception": "TWO_BIASES", "says": "a layer with a bias for x and one for h",
        "see": "parameter-count", "fails": "values", "points": 0.0, "killed": True}  # fmt: skip


def test_command_ends_with_1_where_a_mutant_lives(one_task, capsys):
    one_task(replace(TASK, mutants=(*TASK.mutants, ALIVE)))
    assert cli.main(["check", "--mutants"]) == 1
    assert capsys.readouterr().err == (
        "quizzes check: 1 things are wrong with the graders\n"
        "gates-count: the mutant alive passes 'values' and earns 1\n"
    )
