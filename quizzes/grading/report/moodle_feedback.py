"""Feedback pages as the zip that Moodle takes back: Assignment, Upload multiple feedback files in a zip.

Moodle reads whose a file is from the name of its folder, NAME_NUMBER_assignfeedback_file_: it divides the name at
underscores, of which a student's name therefore has none, and looks the number up among those of the assignment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import UsageError
from quizzes.grading.course.roster import Student
from quizzes.plain_text import as_file_name, as_typed
from quizzes.targets.archive import zipped

_SHOWN = 20  # students who are named in a note


@dataclass(frozen=True)
class FeedbackZip:
    """The zip, and what the instructor should know of it."""

    content: bytes
    students: tuple[str, ...]  # whose pages are in it
    notes: tuple[str, ...]


def feedback_zip(root: Path, assignment: str, students: Mapping[str, Student]) -> FeedbackZip:
    """Return the pages in ``feedback/`` of the students, each of whom has a number in this assignment as `lms_id`.

    Raises
    ------
    UsageError
        If there are no pages, or nobody's number is known.
    """
    pages = {
        name: files
        for name in students
        if (
            files := {
                path.name: path.read_bytes() for path in sorted((root / "feedback" / name / assignment).glob("*.html"))
            }
        )
    }
    if not pages:
        raise UsageError(f"no feedback pages of {assignment!r}: run `{as_typed('grade', assignment)}` first")
    counts = Counter(students[name].lms_id for name in pages)
    good = [name for name in pages if students[name].lms_id.isdecimal() and counts[students[name].lms_id] == 1]
    if not good:
        raise UsageError(
            f"no number of Moodle's is known in {assignment!r}: collect Moodle's zip of submissions, "
            "or add --worksheet FILE, Moodle's grading worksheet"
        )
    notes = []
    if without := [name for name in pages if not students[name].lms_id.isdecimal()]:
        notes.append(f"left out, since no number of Moodle's is known: {_some(without)}; add --worksheet FILE")
    if doubles := [name for name in pages if students[name].lms_id and counts[students[name].lms_id] > 1]:
        notes.append(f"left out, since they have one number of Moodle's together: {_some(doubles)}")
    files = {f"{_folder(students[name])}/{file}": content for name in good for file, content in pages[name].items()}
    return FeedbackZip(zipped(files), tuple(good), tuple(notes))


def _folder(student: Student) -> str:
    name = as_file_name(f"{student.first_name} {student.last_name}".strip() or student.id)
    return f"{name}_{student.lms_id}_assignfeedback_file_"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
