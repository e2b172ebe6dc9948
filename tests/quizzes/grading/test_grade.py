"""What the rows of the gradebook and the outputs of the cells come to."""

import pytest

from quizzes.grading.grade import task_grade, why_not_run
from quizzes.grading.nbgrader_course import CellOutput, GradeRow, reason
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade, TaskGrade, Totals, summary


@pytest.mark.parametrize(
    ("row", "output", "outcome", "message"),
    [
        ((6.0, True, False), ("", ""), "passed", "All tests passed."),
        ((6.0, True, False), ("", "t: Right."), "passed", "t: Right."),
        ((3.0, True, False), ("", "t: Partly right."), "partly", "t: Partly right."),
        ((0.0, True, False), ("", "t: Not right."), "failed", "t: Not right."),
        ((0.0, True, False), ("AssertionError", "c is wrong"), "failed", "c is wrong"),
        ((0.0, True, False), ("NameError", "name 'a'"), "error", "NameError: name 'a'"),
        ((0.0, True, False), ("CellTimeoutError", ""), "timed-out", "The tests did not end in time."),
        ((0.0, True, False), ("KeyboardInterrupt", ""), "timed-out", "The tests did not end in time."),
        ((0.0, True, True), ("AssertionError", "write its code"), "unanswered", "write its code"),
        ((0.0, True, True), ("", ""), "unanswered", "Not answered."),
        ((0.0, False, False), ("", ""), "missing", "The cell that grades this task is not in the notebook."),
        ((0.0, True, False), None, "missing", "The cell that grades this task is not in the notebook."),
    ],
)
def test_task(row, output, outcome, message):
    score, recorded, unanswered = row
    grade = task_grade(
        GradeRow("t", score, 6.0, recorded, unanswered), CellOutput(*output) if output is not None else None
    )
    assert grade.as_json() == {"id": "t", "score": score, "max_score": 6.0, "outcome": outcome, "message": message}


@pytest.mark.parametrize(
    ("log", "outcome", "message"),
    [
        (
            "[ERROR] x\nnbclient.exceptions.DeadKernelError: Kernel died\n",
            "crashed",
            "The notebook's kernel died while it ran; nothing could be graded.",
        ),
        (
            "nbgrader.nbgraderformat.common.ValidationError: Duplicate",
            "unreadable",
            "The notebook is damaged (ValidationError). Open it in Jupyter, save it, and hand it in again.",
        ),
        (
            "[ERROR] x\n    OSError: disk full: /\nnbgrader.converters.base.NbGraderException: see above\n",
            "fault",
            "The grader failed and recorded no grade: OSError: disk full: /",
        ),
    ],
)
def test_run_that_ended_early_has_an_outcome(log, outcome, message):
    found = why_not_run(log)
    assert (found.outcome.value, found.message) == (outcome, message)


def test_reason_is_the_last_line_where_no_error_is_named():
    assert reason("one\n\x1b[31mtwo\x1b[0m\n\n") == "two"
    assert reason("") == "it gave no reason"


@pytest.mark.parametrize(("scores", "outcome"), [((2, 2), "passed"), ((2, 0), "partly"), ((0, 0), "failed")])
def test_outcome_of_a_submission_is_that_of_its_points(scores, outcome):
    tasks = tuple(TaskGrade("t", score, 2.0, GradingOutcome.PASSED, "") for score in scores)
    assert summary(tasks).value == outcome


def test_lines_for_the_terminal():
    grade = SubmissionGrade("ada", 8.5, 18.0, GradingOutcome.PARTLY, "", ())
    assert grade.as_line() == "ada                   8.50 / 18  partly"
    totals = Totals(2, {GradingOutcome.PARTLY: 2}, {"check": 0.25, "autograde": 1.0})
    assert totals.as_line() == "2 submissions: 2 partly; 1.2 s"
    assert totals.as_json()["seconds"] == {"check": 0.25, "autograde": 1.0}
