"""The file grade.json beside the autograded notebook: everything that the grader noted about a submission."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from quizzes.grading.outcome import Diagnosis, GradingOutcome, PropertyGrade, SubmissionGrade, TaskGrade
from quizzes.plain_text import whole_letters
from quizzes.targets.write import write_files

FILE = "grade.json"


def read_notes(root: Path, assignment: str, student: str) -> dict:
    """Return what the grader noted about a submission; empty where there is nothing to be read."""
    path = root / "autograded" / student / assignment / FILE
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def grade_file(grade: SubmissionGrade, assignment: str) -> dict[str, bytes]:
    """Return the file that holds a grade, by its name."""
    text = json.dumps(grade.as_record(assignment), ensure_ascii=False, indent=1) + "\n"
    return {FILE: whole_letters(text).encode()}


def read_grade(root: Path, assignment: str, student: str) -> SubmissionGrade | None:
    """Return the grade that was noted; None where there is none, or nothing that can be read."""
    try:
        return grade_from_record(read_notes(root, assignment, student))
    except (ValueError, KeyError, TypeError):
        return None


def rename_student(root: Path, student: str) -> None:
    """Have every note in a student's folder name that student."""
    for path in (root / "autograded" / student).glob(f"*/{FILE}"):
        notes = read_notes(root, path.parent.name, student)
        if notes and notes.get("student") != student:
            text = json.dumps(notes | {"student": student}, ensure_ascii=False, indent=1) + "\n"
            write_files({path.name: text.encode()}, path.parent)


def grade_from_record(record: Mapping) -> SubmissionGrade:
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
