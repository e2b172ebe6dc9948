"""When each student handed in, from a table: Moodle's grading worksheet, or one with the columns id and time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from dateutil import parser

from quizzes.errors import UsageError
from quizzes.grading.intake.roster import Owner, Roster

_TIME = ("last modified (submission)", "submitted", "time", "timestamp")
_WHO = ("id", "student", "id number", "email address", "email", "username", "full name")
_NONE = ("", "-")


@dataclass(frozen=True)
class Times:
    """What the table says."""

    by_student: Mapping[str, datetime]  # UTC
    doubts: tuple[str, ...] = ()  # lines that fit two students, and were not used


def read_times(path: Path, roster: Roster, zone: tzinfo) -> Times:
    """Return when each student of the roster handed in; whom the roster does not know is passed over.

    Raises
    ------
    UsageError
        If it is no such table: all its mistakes, each with its line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the times {path}: {error}") from error
    head = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    columns = [name.strip().casefold() for name in next(lines, [])]
    column = next((name for name in _TIME if name in columns), None)
    if column is None:
        raise UsageError(f"{path} has no column of times: expected one of {', '.join(_TIME)}, came {head.strip()!r}")
    found: dict[str, datetime] = {}
    problems, doubts = [], []
    for line in lines:
        row = dict(zip(columns, map(str.strip, line), strict=False))
        if row.get(column, "") in _NONE:
            continue
        owners = tuple(_owners(row))
        fits = roster.find(*owners)
        if len(fits) != 1:
            if known := sorted({student.id for owner in owners for student in roster.fitting(owner)}):
                doubts.append(f"{path.name}:{lines.line_num}: fits {' and '.join(known)}; its time is not used")
            continue
        try:
            time = parser.parse(row[column])
        except (parser.ParserError, OverflowError):
            problems.append(f"{path.name}:{lines.line_num}: {row[column]!r} is no time")
            continue
        found[fits[0].id] = (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)
    if problems:
        raise UsageError("\n  ".join([f"{len(problems)} times cannot be read; nothing was collected", *problems]))
    return Times(found, tuple(doubts))


def _owners(row: Mapping[str, str]) -> Iterator[Owner]:
    number = re.sub(r"\D", "", row.get("identifier", ""))
    for name in _WHO:
        if row.get(name):
            yield Owner(row[name], number, "Moodle" if number else "")
