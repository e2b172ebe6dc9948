"""A late penalty follows the points that a person gives, whoever reads the grades next."""

import csv
import json

import pytest
from nbgrader.api import Gradebook

from quizzes.cli import main
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_formgrader import graded_by, keep_penalty
from quizzes.grading.record.nbgrader_roll import scored

NOTES = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
SOURCE = {
    "cells": [
        {"cell_type": "markdown", "id": "why", "source": "Because.",
         "metadata": {"nbgrader": NOTES | {"grade_id": "why", "grade": True, "solution": True, "points": 10}}},
    ],
    "metadata": {}, "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip
TOML = "[late]\nper_day = 0.1\n[assignments.hw]\ndue = 2026-10-01T12:00:00\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which one submission was handed in half a day late, and waits for a person."""
    root = tmp_path_factory.mktemp("late")
    (root / "source" / "hw").mkdir(parents=True)
    (root / "source" / "hw" / "hw.ipynb").write_text(json.dumps(SOURCE))
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    (root / "course.toml").write_text(TOML)
    assert main(["release", "hw", "--course", str(root)]) == 0
    notebook = json.loads((root / "release" / "hw" / "hw.ipynb").read_text())
    notebook["cells"][0]["source"] = "An answer."
    folder = root / "submitted" / "ada" / "hw"
    folder.mkdir(parents=True)
    (folder / "hw.ipynb").write_text(json.dumps(notebook))
    (folder / "timestamp.txt").write_text("2026-10-02 00:00:00 UTC")
    assert main(["grade", "hw", "--course", str(root)]) == 0
    return root


def give(root, points):
    """Give points by hand, as formgrader does; return the row of the grade."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        grade = book.find_grade("why", "hw", "hw", "ada")
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()
        return grade.id


def penalty_of(root):
    return scored(NbgraderCourse(root), "hw")["ada"].penalty


def test_answer_for_a_person_is_asked_for_and_then_costs_its_share(course):
    assert penalty_of(course) == 0.0
    give(course, 8.0)
    assert main(["export-grades", "--course", str(course)]) == 0
    with (course / "grades.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["raw_score"], row["late_submission_penalty"], row["score"]) == ("8.0", "0.8", "7.2")


@pytest.mark.parametrize("command", ["feedback", "report", "export-grades", "regrade", "deadlines"])
def test_each_command_that_reads_grades_writes_the_penalty_first(course, command):
    points = 5.0 if penalty_of(course) != 0.5 else 6.0
    give(course, points)
    extra = ["--lms", "canvas"] if command == "export-grades" else []
    assert main([command, "hw", "--course", str(course), *extra]) == 0
    assert penalty_of(course) == points / 10
    if command == "feedback":
        page = (course / "feedback" / "ada" / "hw" / "hw.html").read_text()
        assert f"(Score: {points * 0.9:g} / 10)" in page


def test_formgrader_writes_it_with_the_points(course):
    row = give(course, 9.0)
    assert graded_by("PUT", f"/x/formgrader/api/grade/{row}", "/x/formgrader") == row
    assert graded_by("GET", f"/x/formgrader/api/grade/{row}", "/x/formgrader") == ""
    assert graded_by("PUT", f"/x/formgrader/api/comment/{row}", "/x/formgrader") == ""
    assert keep_penalty(course, row) == "late: 0.9 of 9 points are taken off, 8.1 count"
    assert penalty_of(course) == 0.9


def test_points_stay_where_the_penalty_cannot_be_written(course, caplog):
    (course / "course.toml").write_text("due tomorrow")
    assert keep_penalty(course, give(course, 3.0)) == "the late penalty was not changed with the points"
    assert "the late penalty was not changed with the points" in caplog.text
    (course / "course.toml").write_text(TOML)


def test_penalty_of_a_course_that_says_nothing_of_lateness_stays(course):
    (course / "course.toml").write_text("")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.find_submission("hw", "ada").notebooks[0].late_submission_penalty = 2.5
        book.db.commit()
    assert main(["export-grades", "--course", str(course)]) == 0
    assert penalty_of(course) == 2.5
    (course / "course.toml").write_text(TOML)
