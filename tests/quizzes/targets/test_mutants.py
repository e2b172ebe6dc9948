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


def test_mutant_whose_mistake_implies_no_misconception_is_killed_if_its_own_numbers_are_told():
    first, *others = TASK.mutants
    bare = replace(first, misconception="")
    row = row_of(mutants=(bare, *others))
    assert row.problems == () and row.mutants[0].named == ""
    assert next(line for line in row.as_lines() if first.id in line).split()[3] == "-"
    twin = row_of(mutants=(bare, *others, replace(bare, id="twin")))
    told = f"gates-count: the mutant twin is told that its numbers are those of {first.id}"
    assert twin.problems == (f"{told} in the place of that they are its own",)


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
def chance(tmp_path, capsys):
    """The course of `quizzes new-project`, whose one task has three solutions and three mutants."""
    folder = tmp_path / "chance"
    assert cli.main(["new-project", str(folder)]) == 0
    capsys.readouterr()
    return folder


def test_command_prints_the_table(chance, capsys):
    assert cli.main(["--project", str(chance), "check", "--mutants"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "chance-mean (4 points): 3 of 3 solutions earn everything, 3 of 3 mutants are killed"
    assert lines[1].split()[:4] == ["killed", "unweighted", "values", "MEAN_IS_MIDDLE"]
    assert len(lines) == 4
    assert err == "1 tasks: 3 right solutions earn everything, all 3 mutants are killed and named\n"


def test_command_gives_json(chance, capsys):
    assert cli.main(["--project", str(chance), "check", "--mutants", "--json"]) == 0
    (task,) = json.loads(capsys.readouterr().out)["tasks"]
    assert (task["id"], task["assignment"], task["points"]) == ("chance-mean", "chance", 4)
    assert task["solutions"][0] == {"name": "a sum", "passed": True}
    assert task["mutants"][2] == {
        "id": "sum", "misconception": "CHANCES_ADD", "says": "the sum of the values",
        "see": "mean-of-a-value", "fails": "values", "points": 1.0, "killed": True}  # fmt: skip


def test_command_ends_with_1_where_a_mutant_lives(chance, capsys):
    module = chance / "tasks" / "chance" / "mean.py"
    text = module.read_text(encoding="utf-8")
    assert '"sum(values)")' in text
    module.write_text(text.replace('"sum(values)")', 'f"({TERMS})")'), encoding="utf-8")
    assert cli.main(["--project", str(chance), "check", "--mutants"]) == 1
    assert capsys.readouterr().err == (
        "quizzes check: 1 things are wrong with the graders\n"
        "chance-mean: the mutant sum passes 'values' and earns 4\n"
    )
