"""The table of grades as CSV that a spreadsheet reads as text, whatever a student is called."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, fields

from quizzes.grading.nbgrader_course import ExportRow

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # with these a spreadsheet begins to compute


def grades_csv(rows: Iterable[ExportRow]) -> bytes:
    """Return the rows as CSV in UTF-8; an apostrophe leads a text that looks like a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(field.name for field in fields(ExportRow))
    writer.writerows([_safe(value) for value in astuple(row)] for row in rows)
    return text.getvalue().encode()


def _safe(value: str | float) -> str | float:
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA) else value
