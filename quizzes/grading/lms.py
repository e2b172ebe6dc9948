"""The grades of one assignment as the tables that Moodle and Canvas import, made anew or filled into their own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from quizzes.errors import UsageError
from quizzes.grading.intake.roster import Owner, Roster, Student
from quizzes.targets.table import table

_POINTS = re.compile(r"\s*points possible", re.IGNORECASE)
_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


@dataclass(frozen=True)
class Result:
    """What one student has in one assignment."""

    score: float | None  # None where nothing was handed in
    feedback: str = ""  # what a person wrote


@dataclass(frozen=True)
class Grades:
    """What is exported."""

    assignment: str
    max_score: float
    students: Mapping[str, Student]
    results: Mapping[str, Result]


@dataclass(frozen=True)
class Filled:
    """A table, and what the instructor should know of it."""

    content: bytes
    notes: tuple[str, ...] = ()


def moodle(grades: Grades) -> Filled:
    """Return a table for Moodle's gradebook (Grades, Import, CSV), which matches by ID number, username or e-mail."""
    columns = ("Username", "ID number", "Email address", "First name", "Last name", grades.assignment)
    rows = (
        (each.id, each.id_number, each.email, each.first_name, each.last_name, _number(result), result.feedback)
        for each, result in _both(grades)
    )
    return Filled(table((*columns, f"Feedback: {grades.assignment}"), rows))


def canvas(grades: Grades) -> Filled:
    """Return a table for Canvas's gradebook (Grades, Import), with the line of the points possible."""
    rows = [
        (f"{each.last_name}, {each.first_name}".strip(", "), each.lms_id, each.id_number, each.id, "", _number(result))
        for each, result in _both(grades)
    ]
    points = ("    Points Possible", "", "", "", "", f"{grades.max_score:g}")
    return Filled(table((*_CANVAS, grades.assignment), [points, *rows]))


def into_moodle(grades: Grades, content: bytes) -> Filled:
    """Fill Moodle's own grading worksheet (Assignment, View all submissions, Download grading worksheet)."""
    columns, rows = _read(content)
    place = _column(columns, "Grade", "Moodle's grading worksheet")
    lower = [name.casefold() for name in columns]  # Moodle has written "Maximum Grade" and "Maximum grade"
    most = lower.index("maximum grade") if "maximum grade" in lower else None
    feedback = lower.index("feedback comments") if "feedback comments" in lower else None

    def owner(row: list[str]) -> Iterable[Owner]:
        values = dict(zip(columns, row, strict=False))
        number = re.sub(r"\D", "", values.get("Identifier", ""))
        for name in ("ID number", "Email address", "Username", "Full name"):
            if values.get(name):
                yield Owner(values[name], number)

    def fill(row: list[str], result: Result) -> str:
        theirs = _as_number(row[most]) if most is not None else None
        factor = theirs / grades.max_score if theirs and grades.max_score else 1.0
        row[place] = "" if result.score is None else f"{result.score * factor:.2f}"
        if feedback is not None and result.feedback:
            row[feedback] = result.feedback
        return f"the worksheet's maximum is {theirs:g}, ours {grades.max_score:g}: scaled" if factor != 1.0 else ""

    return _filled(grades, columns, rows, owner, fill)


def into_canvas(grades: Grades, content: bytes) -> Filled:
    """Fill the column of the assignment in Canvas's own table (Grades, Export), known by its name before the number."""
    columns, rows = _read(content)
    named = [k for k, name in enumerate(columns) if re.sub(r" \(\d+\)$", "", name).casefold() == grades.assignment]
    if len(named) != 1:
        raise UsageError(
            f"Canvas's table has {len(named)} columns for {grades.assignment!r}; expected one named so, with or "
            f"without a number in brackets; columns are {', '.join(columns)}"
        )
    place = named[0]

    def owner(row: list[str]) -> Iterable[Owner]:
        values = dict(zip(columns, row, strict=False))
        for name in ("SIS Login ID", "SIS User ID", "Student"):
            if values.get(name):
                yield Owner(values[name], values.get("ID", ""))

    def fill(row: list[str], result: Result) -> str:
        row[place] = _number(result)
        return ""

    return _filled(grades, columns, rows, owner, fill)


LMS: dict[str, Callable[[Grades], Filled]] = {"moodle": moodle, "canvas": canvas}
INTO: dict[str, Callable[[Grades, bytes], Filled]] = {"moodle": into_moodle, "canvas": into_canvas}


def _filled(grades: Grades, columns: list[str], rows: list[list[str]], owners: Callable, fill: Callable) -> Filled:
    roster = Roster(grades.students)
    notes: dict[str, None] = {}
    met: set[str] = set()
    for number, row in enumerate(rows, 2):
        row += [""] * (len(columns) - len(row))
        if not any(cell.strip() for cell in row) or _POINTS.match(row[0]):
            continue
        who = tuple(owners(row))
        fits = roster.find(*who)
        if len(fits) != 1:
            several = sorted({student.id for owner in who for student in roster.fitting(owner)})
            if several:
                notes[f"line {number} ({row[0]}): may be {', '.join(several)}; left as it was"] = None
                continue
            notes[f"line {number} ({row[0]}): nobody in the gradebook is called so; left as it was"] = None
        elif fits[0].id in met:
            notes[f"line {number} ({row[0]}): {fits[0].id} stands in an earlier line; left as it was"] = None
        else:
            met.add(fits[0].id)
            if note := fill(row, grades.results.get(fits[0].id, Result(None))):
                notes[note] = None
    for student, result in grades.results.items():
        if result.score is not None and student not in met:
            notes[f"{student} has a grade and no line in the table"] = None
    return Filled(table(columns, rows), tuple(notes))


def _both(grades: Grades) -> list[tuple[Student, Result]]:
    return [(each, grades.results.get(each.id, Result(None))) for each in grades.students.values()]


def _number(result: Result) -> str:
    return "" if result.score is None else f"{result.score:.2f}"


def _read(content: bytes) -> tuple[list[str], list[list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("the table is not text in UTF-8; export it as CSV again") from error
    separator = max(",;\t", key=text.partition("\n")[0].count)
    columns, *rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)) or [[]]
    return columns, rows


def _column(columns: list[str], name: str, what: str) -> int:
    if name not in columns:
        raise UsageError(f"{what} has no column {name!r}; columns are {', '.join(columns)}")
    return columns.index(name)


def _as_number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
