"""What the grader noted about a submission: the file grade.json beside the autograded notebook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from quizzes.grading.outcome import Diagnosis, GradingOutcome, PropertyGrade, SubmissionGrade, TaskGrade

FILE = "grade.json"


def read_notes(root: Path, assignment: str, student: str) -> dict:
    """Return what the grader noted about a submission; empty where there is nothing to be read."""
    path = root / "autograded" / student / assignment / FILE
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def grade_from_record(record: Mapping) -> SubmissionGrade:
    """Return the grade that a grade.json holds."""
    tasks = tuple(
        TaskGrade(
            id=task["id"],
            score=task["score"],
            max_score=task["max_score"],
            outcome=GradingOutcome(task["outcome"]),
            message=task["message"],
            instructor_message=task["instructor_message"],
            diagnosis=Diagnosis(task["misconception"], task["mutant"], task["see"]),
            answer=task["answer"],
            properties=tuple(PropertyGrade(**part) for part in task["properties"]),
        )
        for task in record["tasks"]
    )
    names = ("student", "score", "max_score", "message", "instructor_message", "submitted")
    return SubmissionGrade(
        **{name: record[name] for name in names},
        outcome=GradingOutcome(record["outcome"]),
        tasks=tasks,
        rebuilt=tuple(record["rebuilt"]),
        submission_sha256=record["submission_sha256"],
        master_sha256=record["master_sha256"],
    )
