"""The tables of grades as CSV: a line for each student in each assignment, or the points of one's questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, fields
from datetime import UTC, tzinfo

from quizzes.grading.course.enrolment import EVERYBODY, Enrolment
from quizzes.grading.course.roster import Student
from quizzes.grading.record.nbgrader_course import ExportRow
from quizzes.grading.record.nbgrader_roll import Scored
from quizzes.targets.table import Cell, table

_STUDENT = ("student", "last_name", "first_name", "email", "section")
_TOTAL = ("raw_score", "late_submission_penalty", "score")
POSSIBLE = "(points possible)"  # in the place of a student


def grades_csv(rows: Iterable[ExportRow], enrolment: Enrolment = EVERYBODY) -> bytes:
    """Return the rows of the course's students as CSV that a spreadsheet reads as text, whoever is called what."""
    kept = (row for row in rows if enrolment.has(row.student))
    return table(
        (*(field.name for field in fields(ExportRow)), "section"),
        ((*astuple(row), "; ".join(enrolment.sections_of(row.student))) for row in kept),
    )


def questions_csv(found: Mapping[str, Scored], students: Mapping[str, Student], zone: tzinfo = UTC) -> bytes:
    """Return the points of each question of an assignment; the first line has the points possible.

    An empty cell is a question that nobody has graded yet: nothing was handed in, or it waits for a person.
    """
    most = {cell.id: cell.max_score for scored in found.values() for cell in scored.cells}

    def rows() -> Iterator[tuple[Cell, ...]]:
        total = sum(most.values())
        yield (POSSIBLE, "", "", "", "", "", *most.values(), total, None, total)
        for student in students.values():
            who = (student.id, student.last_name, student.first_name, student.email, student.section)
            scored = found.get(student.id)
            if scored is None:
                yield (*who, "", *[None] * (len(most) + len(_TOTAL)))
                continue
            points = {cell.id: None if cell.open and cell.manual is None else cell.score for cell in scored.cells}
            at = scored.submitted.astimezone(zone).isoformat(sep=" ", timespec="seconds") if scored.submitted else ""
            yield (*who, at, *(points.get(name) for name in most), scored.raw, scored.penalty, scored.score)

    return table((*_STUDENT, "submitted", *most, *_TOTAL), rows())
