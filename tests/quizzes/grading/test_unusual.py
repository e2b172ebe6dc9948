"""Right work in unusual form keeps its points: in half of the assignments a few forms, another few for each commit.

WHOLE=1 (`make unusual`): every form in every assignment.
"""

import json
import shutil

import pytest
from drawn import drawn  # noqa: E402

from benchmarks.corpus.unusual import FORMS, Work, solved
from quizzes.assignments.master import load_masters
from quizzes.checks.load import load_tasks
from quizzes.load import load_bank

pytestmark = pytest.mark.slow
MASTERS = sorted(load_masters(load_bank()))
FEW = 5 / len(FORMS)  # the share of the forms that is tried in an assignment


def chosen(assignment):
    """Return the forms that are tried."""
    return drawn(sorted(FORMS), FEW, f"unusual, {assignment}")


def hand_in(course, assignment, name, number, source, release):
    work = solved(source, release, dict(load_tasks(assignment)), number)
    made = FORMS[name](work)
    folder = course / "submitted" / name / assignment
    folder.mkdir(parents=True)
    content = made if isinstance(made, bytes) else json.dumps(work.notebook).encode()
    for path, data in {**work.files, f"{assignment}.ipynb": content}.items():
        (folder / path).write_bytes(data)


@pytest.mark.parametrize("assignment", drawn(MASTERS, 1 / 2, "unusual"))
def test_right_work_in_unusual_form_keeps_its_points(assignment, released, command, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(released, course)
    source, release = (
        json.loads((course / step / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))
        for step in ("source", "release")
    )
    names = chosen(assignment)
    for name in names:
        hand_in(course, assignment, name, sorted(FORMS).index(name), source, release)
    done = command("grade", assignment, "--course", str(course), "--json")
    assert done.returncode == 0, done.stderr
    grades = {line["student"]: line for line in map(json.loads, done.stdout.splitlines()) if "student" in line}
    assert sorted(grades) == names
    lost = [
        f"{name}: {task['id']} {task['score']:g} of {task['max_score']:g}, {task['outcome']}: {task['message'][:200]}"
        for name in names
        for task in grades[name]["tasks"]
        if task["outcome"] != "manual" and task["score"] < task["max_score"]
    ]
    assert lost == [], "\n".join(lost)


def test_there_are_fifty_forms_and_each_changes_something():
    assert len(FORMS) >= 50
    assert len(MASTERS) == 8
    cell = {
        "cell_type": "code", "id": "s", "execution_count": None, "outputs": [],
        "metadata": {"nbgrader": {"grade_id": "gates-count-solution", "solution": True}},
        "source": "def parameter_count(D, H):\n    pass",
    }  # fmt: skip
    book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    tasks = {"gates-count": load_tasks("gates")["gates-count"]}
    plain = solved(book, book, tasks, 0).notebook
    assert plain["cells"][0]["source"].startswith("def parameter_count(D, H):\n    return 4")
    same = {"three_merged", "answers_in_other_types", "split_in_the_middle", "tests_deleted", "turned_round"} | {
        name for name in FORMS if name.startswith("merged")
    }
    for name in set(FORMS) - same:
        work: Work = solved(book, book, tasks, 0)
        assert FORMS[name](work) is not None or work.notebook != plain, name
