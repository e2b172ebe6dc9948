"""Grading where no kernel is needed: what is recorded, discarded and told."""

import shutil

import pytest

from quizzes.errors import UsageError
from quizzes.grading.grade import grade
from quizzes.grading.nbgrader_course import Converted, NbgraderCourse
from quizzes.grading.outcome import GradingOutcome, Totals


@pytest.fixture
def course(released, tmp_path):
    shutil.copytree(released, tmp_path / "course")
    return NbgraderCourse(tmp_path / "course")


def hand_in(course, student, content):
    folder = course.folder("submitted", student, "gates")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "gates.ipynb").write_text(content, encoding="utf-8")


RUNNABLE = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'


def test_unreadable_submission_leaves_nothing_of_an_earlier_run(course):
    hand_in(course, "ada", "{")
    for step in ("autograded", "feedback"):
        course.folder(step, "ada", "gates").mkdir(parents=True)
        (course.folder(step, "ada", "gates") / "old.html").write_text("old")
    graded, totals = grade(course, "gates")
    assert (graded.student, graded.score, graded.outcome) == ("ada", 0.0, GradingOutcome.UNREADABLE)
    assert totals.outcomes == {GradingOutcome.UNREADABLE: 1}
    assert not course.folder("autograded", "ada", "gates").exists()
    assert [path.name for path in course.folder("feedback", "ada", "gates").iterdir()] == ["gates.html"]
    assert {row.score for row in course.rows("gates", "ada")} == {0.0}
    assert {row.recorded for row in course.rows("gates", "ada")} == {True}


def test_one_student_is_graded_alone(course):
    for student in ("ada", "bob"):
        hand_in(course, student, "")
    told = []
    results = list(grade(course, "gates", "bob", tell=told.append))
    assert [result.student for result in results if not isinstance(result, Totals)] == ["bob"]
    assert told == ["[1/1] bob"]
    assert [row.student for row in course.export_rows()] == ["bob"]


def test_our_own_fault_records_no_grade_and_does_not_stop_the_others(course, monkeypatch):
    hand_in(course, "ada", RUNNABLE)
    hand_in(course, "bob", "")
    log = "[ERROR] x\n    OSError: disk full\nnbgrader.converters.base.NbGraderException: see above"
    monkeypatch.setattr(NbgraderCourse, "autograde", lambda *_: Converted(False, log))
    first, second, totals = grade(course, "gates")
    assert (first.outcome, first.message) == (
        GradingOutcome.FAULT, "The grader failed and recorded no grade: OSError: disk full")  # fmt: skip
    assert second.outcome is GradingOutcome.UNREADABLE
    assert [row.student for row in course.export_rows()] == ["bob"]
    assert totals.submissions == 2


def test_grade_stands_where_the_feedback_page_fails(course, monkeypatch):
    hand_in(course, "ada", RUNNABLE)
    course.record_zero("gates", "ada")
    monkeypatch.setattr(NbgraderCourse, "autograde", lambda *_: Converted(True, ""))
    monkeypatch.setattr(NbgraderCourse, "feedback", lambda *_: Converted(False, "OSError: disk full"))
    monkeypatch.setattr(NbgraderCourse, "outputs", lambda *_: {})
    graded, _ = grade(course, "gates")
    assert graded.message == "Graded, but no feedback page was made: OSError: disk full"
    assert graded.max_score == 18.0


def test_student_who_handed_in_nothing_stands_in_the_table_with_zero(course):
    course.record_zero("gates", "ada")
    (row,) = course.export_rows()
    assert (row.student, row.timestamp, row.raw_score, row.score, row.max_score) == ("ada", "", 0.0, 0.0, 18.0)


def test_folder_without_a_course_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"holds no course; make it with: quizzes build --course "):
        NbgraderCourse(tmp_path)
