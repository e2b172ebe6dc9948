"""Cells added below a manually graded task: they are run, kept, cleaned and read by a person."""

import copy
import json

import pytest

from quizzes.cli import main
from quizzes.grading.rebuild.rebuild import rebuild
from quizzes.grading.record.harmless import make_harmless


def cell(name, source, kind="markdown", **flags):
    notes = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": False, "task": False}
    made = {"cell_type": kind, "id": name, "metadata": {"nbgrader": notes | flags} if flags else {}, "source": source}
    return made if kind == "markdown" else made | {"outputs": [], "execution_count": None}


SOURCE = {
    "cells": [
        cell("intro", "# Plots"),
        cell("plot", "Plot something below.", task=True, locked=True, points=4),
        cell("more", "And say why.", task=True, locked=True, points=2),
        cell("double-solution", "### BEGIN SOLUTION\ntwo = 2\n### END SOLUTION", "code", solution=True),
        cell("double", "assert two == 2", "code", grade=True, locked=True, points=1),
    ],
    "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
PLOT, WHY = cell("mine-1", "x = 20 + 1\nprint(2 * x)", "code"), cell("mine-2", "Because <script>x</script>.")


def handed_in(*, bare=False):
    notebook = copy.deepcopy(SOURCE)
    cells = notebook["cells"]
    cells[3]["source"] = "two = 2"
    mine = dict(PLOT), cell("blank", " "), dict(WHY)
    notebook["cells"] = [*cells[:2], *mine, cells[2], cell("mine-3", "It rises."), *cells[3:]]
    notebook["cells"].append(cell("mine-4", "Thank you for the course."))  # below no task
    for each in notebook["cells"] if bare else ():
        each["metadata"] = {}
    return notebook


@pytest.mark.parametrize("bare", [False, True], ids=["with notes", "notes stripped"])
def test_cells_below_a_task_stay_there_in_their_order(bare):
    made = rebuild(json.dumps(handed_in(bare=bare)).encode(), SOURCE)
    assert [each["source"].split("\n")[0] for each in made.notebook["cells"]] == [
        "# Plots", "Plot something below.", "x = 20 + 1", "Because <script>x</script>.", "And say why.", "It rises.",
        "two = 2", "assert two == 2",
    ]  # fmt: skip
    assert made.added == {2, 3, 5}
    ids = [each["id"] for each in made.notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert [sorted(made.notebook["cells"][place]) for place in (2, 3)] == [
        ["cell_type", "execution_count", "id", "metadata", "outputs", "source"],
        ["cell_type", "id", "metadata", "source"],
    ]


def test_cells_below_a_task_are_no_more_than_a_person_reads():
    notebook = handed_in()
    notebook["cells"][2:3] = [cell(f"many-{k}", f"line {k}") for k in range(500)]
    made = rebuild(json.dumps(notebook).encode(), SOURCE)
    assert len(made.notebook["cells"]) == len(SOURCE["cells"]) + 50 + 1


def test_helper_of_an_answer_is_not_run_twice():
    notebook = handed_in()
    notebook["cells"][2]["source"] = "def one():\n    return 1"
    notebook["cells"][-3]["source"] = "two = one() + one()"
    sources = [each["source"] for each in rebuild(json.dumps(notebook).encode(), SOURCE).notebook["cells"]]
    assert sources.count("def one():\n    return 1") == 1
    assert sources.index("def one():\n    return 1") == sources.index("two = one() + one()") - 1


def test_what_is_added_is_cleaned_and_the_masters_text_is_not():
    notebook = rebuild(json.dumps(handed_in()).encode(), SOURCE).notebook
    notebook["cells"][0]["source"] = "# <script>of the master</script>"
    make_harmless(notebook)
    assert notebook["cells"][0]["source"] == "# <script>of the master</script>"
    assert notebook["cells"][3]["source"] == "Because < script>x< /script>."


@pytest.mark.slow
def test_person_finds_what_was_added_with_its_output(tmp_path):
    source = tmp_path / "source" / "hw"
    source.mkdir(parents=True)
    (source / "hw.ipynb").write_text(json.dumps(SOURCE))
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    course = ("--course", str(tmp_path))
    assert main(["release", "hw", *course]) == 0
    folder = tmp_path / "submitted" / "ada" / "hw"
    folder.mkdir(parents=True)
    (folder / "hw.ipynb").write_text(json.dumps(handed_in()))
    assert main(["grade", "hw", "--workers", "1", *course]) == 0
    graded = json.loads((tmp_path / "autograded" / "ada" / "hw" / "hw.ipynb").read_text())
    plot = next(each for each in graded["cells"] if each["source"].startswith("x = 20"))
    assert plot["outputs"][0]["text"] == "42\n"
    assert "Because < script>x< /script>." in [each["source"] for each in graded["cells"]]
    record = json.loads((tmp_path / "autograded" / "ada" / "hw" / "grade.json").read_text())
    assert {task["id"]: (task["outcome"], task["score"]) for task in record["tasks"]} == {
        "plot": ("manual", 0.0), "more": ("manual", 0.0), "double": ("passed", 1.0),
    }  # fmt: skip
