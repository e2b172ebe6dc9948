"""What the outcomes of tasks come to, and what is told of them."""

import pytest

from quizzes.grading.outcome import (
    Diagnosis,
    GradingOutcome,
    PropertyGrade,
    SubmissionGrade,
    TaskGrade,
    Totals,
    summary,
)
from quizzes.grading.record.grade_json import grade_from_record


@pytest.mark.parametrize(
    ("tasks", "notes", "outcome"),
    [
        (["passed", "passed"], (), "passed"),
        (["passed", "manual"], (), "passed"),
        (["manual"], (), "manual"),
        (["passed", "failed"], (), "partly"),
        (["passed", "crashed"], (), "partly"),
        (["failed", "failed"], (), "failed"),
        (["failed", "crashed"], (), "failed"),
        (["crashed", "unanswered"], (), "crashed"),
        (["unanswered", "unanswered", "manual"], (), "unanswered"),
        (["passed", "passed"], ("moved",), "put-right"),
        (["failed", "failed"], ("moved",), "put-right"),
        (["passed", "tampered"], ("moved",), "tampered"),
        ([], (), "passed"),
    ],
)
def test_outcome_of_a_submission(tasks, notes, outcome):
    graded = tuple(TaskGrade("t", 2.0 if kind == "passed" else 0.0, 2.0, GradingOutcome(kind), "") for kind in tasks)
    assert summary(graded, notes).value == outcome


def test_record_holds_everything_and_is_read_back():
    task = TaskGrade(
        id="t",
        score=1.0,
        max_score=2.0,
        outcome=GradingOutcome.PARTLY,
        message="h is wrong.",
        instructor_message="First error: none",
        diagnosis=Diagnosis("TANH_MISSING", "no-tanh", "output-gate"),
        answer=["x"],
        properties=(PropertyGrade("shape", 1.0, 1.0, "fits"), PropertyGrade("values", 0.0, 1.0, "differs")),
    )
    grade = SubmissionGrade(
        student="ada",
        score=1.0,
        max_score=2.0,
        outcome=GradingOutcome.PUT_RIGHT,
        message="moved",
        tasks=(task,),
        instructor_message="kernel crashed",
        rebuilt=("moved",),
        submitted="2026-10-05T21:59:30+00:00",
        submission_sha256="ab",
        master_sha256="cd",
    )
    record = grade.as_record("gates")
    assert (record["schema"], record["assignment"], record["rebuilt"]) == (1, "gates", ["moved"])
    assert record["tasks"][0] == {
        "id": "t", "score": 1.0, "max_score": 2.0, "outcome": "partly", "message": "h is wrong.",
        "instructor_message": "First error: none", "misconception": "TANH_MISSING", "mutant": "no-tanh",
        "see": "output-gate", "answer": ["x"],
        "properties": [
            {"id": "shape", "points": 1.0, "max_points": 1.0, "message": "fits"},
            {"id": "values", "points": 0.0, "max_points": 1.0, "message": "differs"},
        ],
    }  # fmt: skip
    assert grade_from_record(record) == grade


def test_lines_for_the_terminal():
    grade = SubmissionGrade("ada", 8.5, 18.0, GradingOutcome.PARTLY, "", ())
    assert grade.as_line() == "ada                   8.50 / 18  partly"
    totals = Totals(2, {GradingOutcome.PARTLY: 2}, {"prepare": 0.25, "grade": 1.0})
    assert totals.as_line() == "2 submissions: 2 partly; 1.2 s"
    assert totals.as_json()["seconds"] == {"prepare": 0.25, "grade": 1.0}
