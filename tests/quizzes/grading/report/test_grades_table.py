"""The table of grades: quoted, and never a formula."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from quizzes.grading.course.enrolment import Enrolment
from quizzes.grading.course.roster import Roster, Student
from quizzes.grading.record.nbgrader_course import ExportRow
from quizzes.grading.record.nbgrader_roll import CellScore, Scored
from quizzes.grading.report.grades_table import grades_csv, questions_csv


def row(**changes):
    values = {
        "assignment": "gates", "student": "ada", "last_name": "", "first_name": "", "email": "",
        "timestamp": "", "raw_score": 8.5, "late_submission_penalty": 1.0, "score": 7.5, "max_score": 18.0,
    }  # fmt: skip
    return ExportRow(**(values | changes))


def read(*rows):
    return list(csv.DictReader(io.StringIO(grades_csv(rows).decode(), newline="")))


def test_numbers_and_names_come_back_as_they_were():
    (line,) = read(row(last_name='Lovelace, "Ada"', first_name="Zoë\nB."))
    assert line["last_name"] == 'Lovelace, "Ada"'
    assert line["first_name"] == "Zoë\nB."
    assert (line["raw_score"], line["score"], line["max_score"]) == ("8.5", "7.5", "18.0")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_name_that_begins_like_a_formula_is_text(name):
    (line,) = read(row(student=name))
    assert line["student"] == f"'{name}"


def test_negative_number_stays_a_number():
    (line,) = read(row(score=-1.0))
    assert line["score"] == "-1.0"


def scored(student, points, **more):
    cells = tuple(
        CellScore(f"q{number}", score or 0.0, 2.0, None, None, 0.0, score is None)
        for number, score in enumerate(points)
    )
    values = {"submitted": None, "due": None, "penalty": 0.0, "cells": cells}
    return Scored(student, **(values | more))


def test_points_of_each_question_are_a_column_and_what_waits_for_a_person_is_empty():
    students = {
        "ada": Student("ada", "Ada", "Lovelace", "a@x", section="A"),
        "eve": Student("eve", "=Eve", "E"),
    }
    at = datetime(2026, 10, 5, 18, 0, tzinfo=UTC)
    found = {"ada": scored("ada", [2.0, None], submitted=at, penalty=0.5)}
    text = questions_csv(found, students, ZoneInfo("Europe/Berlin")).decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["student", "last_name", "first_name", "email", "section", "submitted", "q0", "q1", "raw_score",
         "late_submission_penalty", "score"],
        ["(points possible)", "", "", "", "", "", "2.0", "2.0", "4.0", "", "4.0"],
        ["ada", "Lovelace", "Ada", "a@x", "A", "2026-10-05 20:00:00+02:00", "2.0", "", "2.0", "0.5", "1.5"],
        ["eve", "E", "'=Eve", "", "", "", "", "", "", "", ""],
    ]  # fmt: skip


def test_table_of_all_assignments_has_the_sections_and_nobody_who_left():
    enrolment = Enrolment(Roster({"ada": Student("ada", section="A; B")}))
    text = grades_csv([row(), row(student="bob")], enrolment).decode()
    (line,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (line["student"], line["section"]) == ("ada", "A; B")
