"""The table of grades as CSV, one line for each student in each assignment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, fields

from quizzes.grading.nbgrader_course import ExportRow
from quizzes.targets.table import table


def grades_csv(rows: Iterable[ExportRow]) -> bytes:
    """Return the rows as CSV that a spreadsheet reads as text, whatever a student is called."""
    return table((field.name for field in fields(ExportRow)), map(astuple, rows))
