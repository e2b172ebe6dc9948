"""When each student handed in, from a table: Moodle's grading worksheet, or one with the columns id and time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from pathlib import Path

from dateutil import parser

from quizzes.errors import UsageError
from quizzes.grading.course import column_names as names
from quizzes.grading.course.roster import Owner, Roster
from quizzes.named_file import read_named
from quizzes.plain_text import one_line
from quizzes.text_table import Row, read_sheet

_TIME = (*names.HANDED_IN_AT, "submitted", "time", "timestamp")
_WHO = (names.STUDENT_ID, names.ID_NUMBER, names.EMAIL, names.FULL_NAME)
_NONE = ("", "-")
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")  # in which Moodle's times are read
_DOTS, _SLASHES = re.compile(r"\d{1,2}\. ?\d{1,2}\. ?\d{2,4}"), re.compile(r"(\d{1,2})/(\d{1,2})/\d{2,4}")


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
    sheet = read_sheet(read_named(path, "the times"), path.name)
    column = names.place(sheet.columns, _TIME)
    if column is None:
        columns = ", ".join(one_line(name, 60) for name in sheet.columns)
        raise UsageError(f"{path} has no column of times: expected one of {', '.join(_TIME)}; columns are {columns}")
    found: dict[str, datetime] = {}
    problems, doubts = [], [sheet.note] if sheet.note else []
    worksheet = names.is_worksheet(sheet.columns)
    fields = [place for each in _WHO if (place := names.place(sheet.columns, each)) is not None]
    fields = [place for place in fields if not (worksheet and place == 0)]
    rows = [row for row in sheet.rows if row.cells[column] not in _NONE]
    day_first = _day_first(row.cells[column] for row in rows)
    for row in rows:
        owners = tuple(_owners(row, fields, worksheet))
        fits = roster.find(*owners)
        if len(fits) != 1:
            if known := sorted({student.id for owner in owners for student in roster.fitting(owner)}):
                doubts.append(f"{path.name}:{row.line}: fits {' and '.join(known)}; its time is not used")
            continue
        try:
            time = read_time(row.cells[column], day_first)
        except UsageError as error:
            problems.append(f"{path.name}:{row.line}: {error}")
            continue
        found[fits[0].id] = (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)
    if problems:
        raise UsageError("\n  ".join([f"{len(problems)} times cannot be read; nothing was collected", *problems]))
    return Times(found, tuple(doubts))


def read_time(text: str, day_first: bool | None = None) -> datetime:
    """Return a time as a person or an LMS writes it; without a zone where it names none.

    Parameters
    ----------
    text : str
        As in ``2026-10-05 21:30``, ``5.10.2026 21:30``, ``Monday, 5 October 2026, 9:30 PM``.
    day_first : bool, optional
        What comes first in ``5/10/2026``; None: that is not known.

    Raises
    ------
    UsageError
        If it is no time, or may be two.
    """
    slashes = _SLASHES.match(text)
    if slashes and day_first is None and slashes[1] != slashes[2]:
        raise UsageError(f"{text!r} may be two days; expected a date such as 2026-10-05")
    try:
        first = bool(_DOTS.match(text)) or bool(slashes and day_first)
        return parser.parse(text, parserinfo=_words(), dayfirst=first)
    except (parser.ParserError, OverflowError):
        raise UsageError(f"{one_line(text, 60)!r} is not a time") from None


def _day_first(values: Iterable[str]) -> bool | None:
    """Return whether the day comes first in a column of dates with slashes, where one of them shows it."""
    pairs = [(int(found[1]), int(found[2])) for value in values if (found := _SLASHES.match(value))]
    if any(first > 12 for first, _ in pairs):
        return True
    return False if any(second > 12 for _, second in pairs) else None


def _owners(row: Row, fields: list[int], worksheet: bool) -> Iterator[Owner]:
    number = re.search(r"\d+$", row.cells[0]) if worksheet else None
    called = [row.cells[field] for field in fields if row.cells[field]]
    for name in called or row.cells[:1]:
        yield Owner(name, number[0] if number else "", "Moodle" if number else "")


@cache
def _words() -> parser.parserinfo:
    """Return the names of months and days in the languages that are read."""
    from babel.dates import get_day_names, get_month_names

    class Words(parser.parserinfo):
        JUMP = [*parser.parserinfo.JUMP, *names.IN_TIMES]
        MONTHS = [
            tuple(
                {
                    get_month_names(width, locale=language)[month].rstrip(".").casefold(): None
                    for language in _LANGUAGES
                    for width in ("wide", "abbreviated")
                }
                | {word.casefold(): None for word in parser.parserinfo.MONTHS[month - 1]}
            )
            for month in range(1, 13)
        ]
        WEEKDAYS = [
            tuple(
                {get_day_names("wide", locale=language)[day].casefold().split("-")[0]: None for language in _LANGUAGES}
                | {word.casefold(): None for word in parser.parserinfo.WEEKDAYS[day]}
                | {"feira": None}
            )
            for day in range(7)
        ]

    return Words()
