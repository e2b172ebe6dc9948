"""What is recorded, kept, discarded and told."""

import json
import shutil
from datetime import datetime

import pytest

from quizzes.errors import UsageError
from quizzes.grading.batch import Options, grade_submissions
from quizzes.grading.outcome import GradingOutcome, Totals
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import add_manual_grade, open_roll
from quizzes.grading.run.executors import SerialExecutor

RIGHT = json.dumps(
    {
        "cells": [
            {
                "cell_type": "code",
                "metadata": {"nbgrader": {"grade_id": f"{name}-{part}", "solution": True, "schema_version": 3}},
                "source": source,
                "outputs": [],
                "execution_count": None,
            }
            for name, part, source in [
                ("gates-initial-bias", "solution", "def initial_bias(H, f=1):\n    return np.repeat([0, f, 0, 0], H)"),
                ("gates-count", "solution", "def parameter_count(D, H):\n    return 4 * H * (D + H + 1)"),
                ("gates-forget-one", "answer", "answer_gates_forget_one = 'kept'"),
            ]
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
)  # fmt: skip


@pytest.fixture
def course(released, tmp_path):
    shutil.copytree(released, tmp_path / "course")
    return NbgraderCourse(tmp_path / "course")


def hand_in(course, student, content):
    folder = course.folder("submitted", student, "gates")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "gates.ipynb").write_text(content, encoding="utf-8")


def results(course, student=None, **options):
    *grades, totals = grade_submissions(course, "gates", student, options=Options(**options))
    assert isinstance(totals, Totals)
    return {graded.student: graded for graded in grades}


def test_unreadable_submission_leaves_nothing_of_an_earlier_run(course):
    hand_in(course, "ada", "{")
    course.folder("autograded", "ada", "gates").mkdir(parents=True)
    (course.folder("autograded", "ada", "gates") / "gates.ipynb").write_text("old")
    graded = results(course)["ada"]
    assert (graded.score, graded.outcome) == (0.0, GradingOutcome.UNREADABLE)
    assert [path.name for path in course.folder("autograded", "ada", "gates").iterdir()] == ["grade.json"]
    with open_roll(course) as gradebook:
        grades = gradebook.find_submission("gates", "ada").notebooks[0].grades
        assert {(cell.auto_score, cell.needs_manual_grade) for cell in grades} == {(0.0, False)}


def test_one_student_is_graded_alone(course):
    for student in ("ada", "bob"):
        hand_in(course, student, "")
    assert list(results(course, "bob")) == ["bob"]
    assert [row.student for row in course.export_rows() if row.assignment == "gates"] == ["bob"]


def test_our_own_fault_records_no_grade_and_does_not_stop_the_others(course):
    class Failing(SerialExecutor):
        def submit(self, work, job):
            return super().submit(self.fail if job.student == "ada" else work, job)

        def fail(self, job):
            raise OSError("disk full")

    hand_in(course, "ada", RIGHT)
    hand_in(course, "bob", RIGHT)
    *grades, _ = grade_submissions(course, "gates", executor=Failing())
    graded = {each.student: each for each in grades}
    assert (graded["ada"].outcome, graded["ada"].instructor_message) == (GradingOutcome.FAULT, "OSError: disk full")
    assert graded["bob"].outcome is GradingOutcome.PUT_RIGHT
    assert [row.student for row in course.export_rows() if row.assignment == "gates"] == ["bob"]


def test_what_a_person_gave_stays_and_is_looked_at_again_only_where_the_machine_changed_its_mind(course):
    hand_in(course, "ada", RIGHT)
    first = results(course)["ada"]
    assert (first.score, first.outcome) == (3.0, GradingOutcome.PUT_RIGHT)
    add_manual_grade(course, "gates", "ada", "gates-forget-one", 0.25, "See me.")
    add_manual_grade(course, "gates", "ada", "gates-in-words", 1.5)
    again = results(course)["ada"]
    assert again.score == 3.0 - 1.0 + 0.25 + 1.5
    with open_roll(course) as gradebook:
        notebook = gradebook.find_submission("gates", "ada").notebooks[0]
        found = {cell.name: (cell.auto_score, cell.manual_score, cell.needs_manual_grade) for cell in notebook.grades}
        assert found["gates-forget-one"] == (1.0, 0.25, False)
        assert found["gates-in-words"] == (0.0, 1.5, False)  # by a person, though nothing was written
        assert {comment.manual_comment for comment in notebook.comments} == {None, "See me."}
    hand_in(course, "ada", RIGHT.replace("'kept'", "'erased'"))
    assert results(course)["ada"].score == 2.0 + 0.25 + 1.5
    with open_roll(course) as gradebook:
        notebook = gradebook.find_submission("gates", "ada").notebooks[0]
        found = {cell.name: (cell.auto_score, cell.manual_score, cell.needs_manual_grade) for cell in notebook.grades}
    assert found["gates-forget-one"] == (0.0, 0.25, True)


def test_unreadable_timestamp_is_no_time(course):
    hand_in(course, "ada", "")
    (course.folder("submitted", "ada", "gates") / "timestamp.txt").write_bytes(b"\xff yesterday")
    assert results(course)["ada"].submitted is None
    (course.folder("submitted", "ada", "gates") / "timestamp.txt").write_text("2026-10-05 23:59:30 Europe/Berlin")
    assert results(course)["ada"].submitted == "2026-10-05T21:59:30+00:00"
    with open_roll(course) as gradebook:
        assert gradebook.find_submission("gates", "ada").timestamp == datetime(2026, 10, 5, 21, 59, 30)


def test_folder_without_a_course_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"holds no course; make it with: quizzes build --course "):
        NbgraderCourse(tmp_path)
