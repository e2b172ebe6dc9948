"""Known mistakes and right solutions handed in: `quizzes grade` in its sandbox says what the check of graders says.

In half of the assignments, others for each commit (drawn.py).
"""

import json
import shutil
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest
from drawn import drawn  # noqa: E402

from quizzes.assignments.master import Role, load_masters
from quizzes.checks.load import load_tasks
from quizzes.checks.namespace import mutant_source
from quizzes.load import load_bank
from quizzes.targets.mutants import task_row

pytestmark = pytest.mark.slow
MASTERS = load_masters(load_bank())
MARKS = ("### BEGIN", "### END")


@dataclass(frozen=True)
class HandedIn:
    """One assignment graded, with what was handed in as which student."""

    tasks: dict
    mutants: dict[str, dict[str, object]]  # by student: the mutant of each task, None where the solution stands
    solutions: dict[str, dict[str, str]]  # by student: the name of each task's solution
    records: dict[str, dict[str, dict]]  # by student: the record of each cell with points


def solved(course: Path, assignment: str) -> dict:
    """Return the released notebook with the answers of the instructor's version."""
    source, release = (
        json.loads((course / step / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))
        for step in ("source", "release")
    )
    answers = {grade_id(cell): "".join(cell["source"]) for cell in source["cells"] if is_answer(cell)}
    for cell in release["cells"]:
        if is_answer(cell):
            lines = answers[grade_id(cell)].split("\n")
            cell["source"] = "\n".join(line for line in lines if not line.strip().startswith(MARKS))
    return release


def grade_id(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def is_answer(cell):
    return cell["metadata"].get("nbgrader", {}).get("solution", False)


def hand_in(course: Path, assignment: str, student: str, notebook: dict, sources: dict[str, str]) -> None:
    """Put the notebook, with these sources for its tasks, where collected submissions are."""
    folder = course / "submitted" / student / assignment
    folder.mkdir(parents=True)
    cells, put = [], set()
    for cell in notebook["cells"]:
        task = grade_id(cell).removesuffix("-solution")
        put.add(task)
        cells.append({**cell, "source": sources[task]} if task in sources else cell)
    assert sources.keys() <= put, f"no cell for {sources.keys() - put}"
    text = json.dumps({**notebook, "cells": cells})
    (folder / f"{assignment}.ipynb").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module", params=drawn(sorted(MASTERS), 1 / 2, "known mistakes handed in"))
def handed_in(request, released, command, tmp_path_factory):
    """Hand in the mutants, one of each task at a time, and the right solutions likewise; grade them in one run."""
    assignment, tasks = request.param, load_tasks(request.param)
    course = tmp_path_factory.mktemp(assignment) / "course"
    shutil.copytree(released, course)
    notebook, mutants, solutions = solved(course, assignment), {}, {}
    for number, row in enumerate(zip_longest(*(task.mutants for task in tasks.values()))):
        mutants[f"mutant-{number}"] = chosen = dict(zip(tasks, row, strict=True))
        sources = {name: mutant_source(tasks[name], mutant) for name, mutant in chosen.items() if mutant}
        hand_in(course, assignment, f"mutant-{number}", notebook, sources)
    for number, row in enumerate(zip_longest(*(task.solutions for task in tasks.values()))):
        firsts = (next(iter(task.solutions)) for task in tasks.values())
        names = {name: given or first for name, given, first in zip(tasks, row, firsts, strict=True)}
        solutions[f"right-{number}"] = names
        sources = {name: tasks[name].solutions[solution] for name, solution in names.items()}
        hand_in(course, assignment, f"right-{number}", notebook, sources)
    done = command("grade", assignment, "--course", str(course), "--json")
    assert done.returncode == 0, done.stderr
    records = {}
    for student in (*mutants, *solutions):
        path = course / "autograded" / student / assignment / "grade.json"
        record = json.loads(path.read_text(encoding="utf-8"))
        records[student] = {task["id"]: task for task in record["tasks"]}
    return HandedIn(tasks, mutants, solutions, records)


def test_each_mutant_gets_the_points_and_the_diagnosis_of_the_check(handed_in, request):
    expected = {
        (task.id, row.id): row
        for task in handed_in.tasks.values()
        for row in task_row(request.node.callspec.params["handed_in"], task).mutants
    }
    wrong = []
    for student, chosen in handed_in.mutants.items():
        for name, mutant in chosen.items():
            got = handed_in.records[student][name]
            if mutant is None:
                continue
            row = expected.pop((name, mutant.id))
            said = got["score"], got.get("mutant"), got.get("misconception")
            if said != (pytest.approx(row.points), mutant.id, mutant.misconception):
                wrong.append(f"{name}, {mutant.id}: expected {row.points:g} points and its name; got {said}")
    assert wrong == []
    assert expected == {}, "mutants that were not handed in"


def test_a_mistake_costs_nothing_in_the_other_tasks(handed_in):
    wrong = [
        f"{name} beside {student}: {got['score']:g} of {got['max_score']:g}: {got['message'][:200]}"
        for student, chosen in handed_in.mutants.items()
        for name, got in handed_in.records[student].items()
        if chosen.get(name) is None and not by_hand(name) and got["score"] < got["max_score"]
    ]
    assert wrong == []


def test_each_right_solution_gets_full_marks(handed_in):
    wrong = [
        f"{name}, {solutions.get(name)}: {got['score']:g} of {got['max_score']:g}: {got['message'][:200]}"
        for student, solutions in handed_in.solutions.items()
        for name, got in handed_in.records[student].items()
        if not by_hand(name) and got["score"] < got["max_score"]
    ]
    assert wrong == []
    handed = {name: {chosen[name] for chosen in handed_in.solutions.values()} for name in handed_in.tasks}
    assert handed == {name: set(task.solutions) for name, task in handed_in.tasks.items()}


def by_hand(cell_id: str) -> bool:
    """Say whether a person gives the points of this cell."""
    return any(cell.id == cell_id and cell.role is Role.MANUAL for master in MASTERS.values() for cell in master.cells)
