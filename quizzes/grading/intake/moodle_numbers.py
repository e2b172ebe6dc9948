"""The number of each participant in one assignment of Moodle: other ones in each, and what its files are called by.

They are kept when Moodle's zip is collected, since feedback goes back under the same numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from quizzes.errors import UsageError
from quizzes.grading.course import column_names as names
from quizzes.grading.course.roster import Owner, Roster, Student
from quizzes.grading.course.roster_forms import read_roster_table
from quizzes.targets.table import table
from quizzes.targets.write import write_files
from quizzes.text_table import plain

_COLUMNS = ("student", "number")


def kept_numbers(root: Path, assignment: str) -> dict[str, str]:
    """Return the numbers that were kept, by student."""
    try:
        text = (root / _file(assignment)).read_text(encoding="utf-8")
    except OSError:
        return {}
    lines = csv.DictReader(io.StringIO(text, newline=""))
    return {plain(line["student"]): line["number"] for line in lines if set(_COLUMNS) <= set(line)}


def keep_numbers(root: Path, assignment: str, numbers: Mapping[str, str]) -> None:
    """Keep numbers beside those that are there."""
    if numbers:
        rows = sorted({**kept_numbers(root, assignment), **numbers}.items())
        write_files({_file(assignment): table(_COLUMNS, rows)}, root)


def numbered(root: Path, assignment: str, students: Mapping[str, Student]) -> dict[str, Student]:
    """Return the students with their numbers in this assignment, where they are known."""
    numbers = kept_numbers(root, assignment)
    return {name: replace(each, lms_id=numbers.get(name, each.lms_id)) for name, each in students.items()}


def numbered_here(root: Path, assignment: str, students: Mapping[str, Student]) -> dict[str, Student]:
    """Return the students with their numbers in this assignment, and no other ones.

    What goes back to Moodle is given to whoever has the number there, so one of the roster, of another assignment or of
    another LMS, would give it to somebody else.
    """
    numbers = kept_numbers(root, assignment)
    return {name: replace(each, lms_id=numbers.get(name, "")) for name, each in students.items()}


def worksheet_numbers(content: bytes, students: Mapping[str, Student]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the numbers in Moodle's grading worksheet by student, and a note on each line that fits nobody.

    Raises
    ------
    UsageError
        If it is another table.
    """
    rows = read_roster_table(content, "the worksheet")
    if not names.is_worksheet(rows.sheet.columns):
        raise UsageError(
            "expected Moodle's grading worksheet (Assignment, View all submissions, Download grading worksheet), "
            f"got a table of {', '.join(rows.sheet.columns)}"
        )
    # Numbers of another assignment, which the roster may have, say nothing of this one.
    roster = Roster({name: replace(each, lms_id="") for name, each in students.items()})
    found, notes = {}, []
    for line in rows.lines:
        values = line.values
        called = (
            values.get("id_number"),
            values.get("email"),
            f"{values.get('first_name', '')} {values.get('last_name', '')}".strip(),
        )
        fits = roster.find(*(Owner(name) for name in called if name))
        if len(fits) == 1:
            found[fits[0].id] = values["lms_id"]
        else:
            notes.append(f"{rows.sheet.where(line.row)}: {'several students fit' if fits else 'nobody fits'}")
    return found, tuple(notes)


def _file(assignment: str) -> str:
    return f"moodle/{assignment}.csv"
