"""The table of grades: quoted, and never a formula."""

import csv
import io

import pytest

from quizzes.grading.export import grades_csv
from quizzes.grading.nbgrader_course import ExportRow


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
