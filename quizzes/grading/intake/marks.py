"""The marks of a test on paper, as a person wrote them into a table: all of them are right, or none is taken."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quizzes.errors import UsageError, did_you_mean
from quizzes.grading.course.enrolment import Enrolment
from quizzes.grading.course.roster import Owner
from quizzes.kinds.numerals import parse_number
from quizzes.named_file import read_named
from quizzes.paper.make import POSSIBLE
from quizzes.paper.manifest import Manifest
from quizzes.plain_text import one_line
from quizzes.text_table import Row, TextTable, read_sheet

TOTAL = "total"
_STUDENT = ("student", "id")
_BESIDE = ("name", "last_name", "first_name", "email", "section", "note", "comment", "version")  # read past
_CLOSE = 1e-6


@dataclass(frozen=True)
class Marks:
    """Points by student and question; where only totals were written, by student and `total`."""

    points: Mapping[str, Mapping[str, float]]
    most: Mapping[str, float]  # of each question, or of the total
    empty: tuple[str, ...] = ()  # students without any mark: they were not there
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class _Columns:
    student: int
    questions: Mapping[str, int]
    total: int | None


def read_marks(path: Path, test: Manifest, enrolment: Enrolment) -> Marks:
    """Return the marks in a table.

    Raises
    ------
    UsageError
        If anything in it is wrong: all mistakes, each with its line and what to do.
    """
    sheet = read_sheet(read_named(path, "the marks"), path.name)
    problems: list[str] = []
    columns = _columns(sheet, test, problems)
    if columns is None:
        raise _refused(problems)
    most = test.points if columns.questions else {TOTAL: sum(test.points.values())}
    found: dict[str, dict[str, float]] = {}
    seen: dict[str, int] = {}
    empty = []
    for row in sheet.rows:
        cells = row.cells
        if not any(cells):
            continue
        if cells[columns.student].casefold() == POSSIBLE:
            problems += _other_points(sheet, row, columns, most)
            continue
        student = _student(sheet, row, columns, test, enrolment, problems)
        if student in seen:
            problems.append(
                f"{sheet.where(row)}: {one_line(student)} a second time, first on line {seen[student]}: keep one line"
            )
        elif student:
            seen[student] = row.line
        marks = _marks(sheet, row, columns, most, problems)
        if student and marks:
            found[student] = marks
        elif student and not _written(row, columns):
            empty.append(student)
    if not found and not problems:
        problems.append(f"{path.name}: no line has marks: write points into {', '.join(most)}")
    if problems:
        raise _refused(problems)
    return Marks(found, most, tuple(empty), (sheet.note,) if sheet.note else ())


def _refused(problems: Collection[str]) -> UsageError:
    count = f"{len(problems)} mistake{'' if len(problems) == 1 else 's'}"
    return UsageError("\n  ".join([f"the marks have {count}; nothing was written", *problems]))


def _columns(sheet: TextTable, test: Manifest, problems: list[str]) -> _Columns | None:
    """Return where what stands; None where nothing can be read."""
    names = [column.casefold() for column in sheet.columns]
    known = (*_STUDENT, *test.points, TOTAL, *_BESIDE)
    for name in sorted({name for name in names if name and names.count(name) > 1 and name in known}):
        problems.append(f"{sheet.name}: {names.count(name)} columns are called {name!r}: keep one")
    for name, column in zip(names, sheet.columns, strict=True):
        if name and name not in known:
            hint = did_you_mean(name, known) or f"; known are {', '.join((_STUDENT[0], *test.points, TOTAL))}"
            problems.append(f"{sheet.name}: no question of {test.name} is called {one_line(column, 60)!r}{hint}")
    student = next((names.index(name) for name in _STUDENT if name in names), None)
    if student is None:
        problems.append(f"{sheet.name}: no column 'student': the ids stand in it, as on the sheets")
    questions = {name: names.index(name) for name in test.points if name in names}
    missing = [name for name in test.points if name not in questions]
    if questions and missing:
        problems.append(f"{sheet.name}: no column {', '.join(missing)}: add it, or write {TOTAL} alone")
    total = names.index(TOTAL) if TOTAL in names else None
    if not questions and total is None:
        problems.append(f"{sheet.name}: expected columns {', '.join(test.points)}, or {TOTAL} alone; got none of them")
    return None if student is None or (not questions and total is None) else _Columns(student, questions, total)


def _student(
    sheet: TextTable, row: Row, columns: _Columns, test: Manifest, enrolment: Enrolment, problems: list[str]
) -> str:
    """Return whose line it is; nothing where nobody fits."""
    written = row.cells[columns.student]
    name = test.renamed.get(written, written)  # on the sheet stands the id of then
    where = sheet.where(row)
    if not name:
        problems.append(f"{where}: no student: write the id that stands on the sheet")
        return ""
    fits = {
        student
        for student in (name, *(each.id for each in enrolment.roster.find(Owner(name))))
        if student in test.sheets
    }
    if len(fits) != 1:
        hint = (
            did_you_mean(name, test.sheets) or ": write the id that stands on the sheet, or make a sheet for them first"
        )
        problems.append(f"{where}: {one_line(name, 60)!r} has no sheet in {test.name}{hint}")
        return ""
    (student,) = fits
    if not enrolment.has(student):
        problems.append(f"{where}: {one_line(student)} is not in roster.csv: add them there, or take the line out")
    return student


def _written(row: Row, columns: _Columns) -> bool:
    places = [*columns.questions.values(), *([] if columns.total is None else [columns.total])]
    return any(row.cells[place] for place in places)


def _marks(
    sheet: TextTable, row: Row, columns: _Columns, most: Mapping[str, float], problems: list[str]
) -> dict[str, float]:
    """Return the points of a line; nothing where it has none, or they are wrong."""
    if not _written(row, columns):
        return {}
    where, count = sheet.where(row), len(problems)
    places = dict(columns.questions) or {TOTAL: columns.total or 0}
    marks = {}
    for name, place in places.items():
        if value := _points(row.cells[place], name, most[name], where, problems):
            marks[name] = value[0]
    if columns.questions and columns.total is not None and row.cells[columns.total] and len(problems) == count:
        total = _points(row.cells[columns.total], TOTAL, sum(most.values()), where, problems)
        if total and abs(total[0] - sum(marks.values())) > _CLOSE:
            problems.append(
                f"{where}: {TOTAL} is {total[0]:g}, and the questions add up to {sum(marks.values()):g}: correct one"
            )
    return marks if len(problems) == count else {}


def _points(text: str, name: str, most: float, where: str, problems: list[str]) -> tuple[float] | None:
    if not text:
        problems.append(f"{where}: {name} is empty: write 0 where nothing was answered, or leave the whole line empty")
        return None
    value = parse_number(text)
    if value is None or not 0 <= value <= most:
        problems.append(f"{where}: {name}: expected points from 0 to {most:g}, got {one_line(text, 40)!r}")
        return None
    return (value,)


def _other_points(sheet: TextTable, row: Row, columns: _Columns, most: Mapping[str, float]) -> Iterator[str]:
    """Yield where the line of the possible points is not that of the test."""
    for name, place in (columns.questions or {TOTAL: columns.total or 0}).items():
        text = row.cells[place]
        if text and parse_number(text) != most[name]:
            yield f"{sheet.where(row)}: {name} gives {most[name]:g} points on the sheets, got {one_line(text, 40)!r}"
