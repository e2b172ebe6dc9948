"""The grades of one assignment as the tables that Moodle and Canvas import, made anew or filled into their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from quizzes.errors import UsageError, did_you_mean
from quizzes.grading.course import column_names as names
from quizzes.grading.course.roster import Owner, Roster, Student
from quizzes.grading.course.roster_forms import TEST_LOGIN, TEST_NAMES
from quizzes.plain_text import one_line
from quizzes.targets.table import safe, table
from quizzes.text_table import Row, TextTable, read_sheet

_POINTS = re.compile(r"\s*points possible", re.IGNORECASE)
_CANVAS_NUMBER = re.compile(r" \(\d+\)$")  # that Canvas puts behind an assignment's name
_LEFT = {"EX": "excused in Canvas", "N/A": "not assigned in Canvas"}
_CHOOSE = "choose one with --column NAME"
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
class FilledTable:
    """A table, and what the instructor should know of it."""

    content: bytes
    notes: tuple[str, ...] = ()


def moodle(grades: Grades) -> FilledTable:
    """Return a table for Moodle's gradebook (Grades, Import, CSV), which matches by ID number, username or e-mail."""
    columns = ("Username", "ID number", "Email address", "First name", "Last name", grades.assignment)
    rows = (
        (each.id, each.id_number, each.email, each.first_name, each.last_name, _number(result), result.feedback)
        for each, result in _both(grades)
    )
    return FilledTable(table((*columns, f"Feedback: {grades.assignment}"), rows))


def canvas(grades: Grades) -> FilledTable:
    """Return a table for Canvas's gradebook (Grades, Import), with the line of the points possible."""
    rows = [
        (
            f"{each.last_name}, {each.first_name}".strip(", "),
            each.lms_id,
            each.id_number,
            each.id,
            each.section,
            _number(result),
        )
        for each, result in _both(grades)
    ]
    points = ("    Points Possible", "", "", "", "", f"{grades.max_score:g}")
    return FilledTable(table((*_CANVAS, grades.assignment), [points, *rows]))


def into_moodle(grades: Grades, content: bytes, column: str = "") -> FilledTable:
    """Fill Moodle's own grading worksheet (Assignment, View all submissions, Download grading worksheet).

    Moodle writes it in the language of whoever downloads it.
    """
    sheet = read_sheet(content, "Moodle's grading worksheet")
    place = _named(sheet, column) if column else names.place(sheet.columns, names.GRADE)
    if place is None:
        raise UsageError(f"{sheet.name} has no column 'Grade'; columns are {_shown(sheet)}; {_CHOOSE}")
    if names.place(sheet.columns, names.MAXIMUM) is None and (scale := names.place(sheet.columns, names.SCALE)):
        raise UsageError(
            f"{sheet.name} has a column {sheet.columns[scale]!r}: this assignment is graded by words, and points "
            "cannot be filled in; choose the type 'Point' in Moodle's settings of the assignment"
        )
    most, feedback = names.place(sheet.columns, names.MAXIMUM), names.place(sheet.columns, names.COMMENTS)
    who = (names.ID_NUMBER, names.EMAIL, names.USERNAME, names.FULL_NAME)
    fields = [names.place(sheet.columns, each) for each in who]
    worksheet = names.place(sheet.columns[:1], names.IDENTIFIER) is not None

    def owner(row: Row) -> Iterable[Owner]:
        number = re.search(r"\d+$", row.cells[0]) if worksheet else None
        called = [row.cells[field] for field in fields if field is not None and row.cells[field]]
        for name in called or row.cells[:1]:  # where names are hidden, the number is all
            yield Owner(name, number[0] if number else "", "Moodle" if number else "")

    def fill(row: Row, result: Result) -> str:
        assert result.score is not None  # `_filled` passes over who has none
        lms_max = _as_number(row.cells[most]) if most is not None else None
        factor = lms_max / grades.max_score if lms_max and grades.max_score else 1.0
        comma = most is not None and "," in row.cells[most]
        sheet.set(row, place, _written(result.score * factor, comma))
        if feedback is not None and result.feedback:
            sheet.set(row, feedback, str(safe(result.feedback)))
        return f"the worksheet's maximum is {lms_max:g}, ours {grades.max_score:g}: scaled" if factor != 1.0 else ""

    return _filled(grades, sheet, sheet.rows, owner, fill)


def into_canvas(grades: Grades, content: bytes, column: str = "") -> FilledTable:
    """Fill the column of the assignment in Canvas's own table (Grades, Export), known by its name before the number."""
    sheet = read_sheet(content, "Canvas's table")
    place = _named(sheet, column) if column else _assignment(sheet, grades.assignment)
    heads = [row for row in sheet.rows if _POINTS.match(row.cells[0])]
    possible = heads[0].cells[place] if heads else ""
    if possible.startswith("("):
        raise UsageError(f"Canvas's column {sheet.columns[place]!r} is {possible.strip('()')}: it cannot be filled")
    lms_max = _as_number(possible)
    notes = []
    if lms_max is not None and lms_max != grades.max_score:
        notes.append(f"Canvas's points possible are {lms_max:g}, ours {grades.max_score:g}: not scaled")
    fields = [(sheet.columns.index(name), name) for name in ("SIS Login ID", "SIS User ID") if name in sheet.columns]
    number = sheet.columns.index("ID") if "ID" in sheet.columns else None

    def owner(row: Row) -> Iterable[Owner]:
        for name in [row.cells[place] for place, _ in fields] + [_name(sheet, row)]:
            if name:
                yield Owner(name, row.cells[number] if number is not None else "", "Canvas")

    def fill(row: Row, result: Result) -> str:
        if row.cells[place].upper() in _LEFT:
            return f"line {row.line} ({_name(sheet, row)}): {_LEFT[row.cells[place].upper()]}; left as it was"
        assert result.score is not None  # `_filled` passes over who has none
        sheet.set(row, place, _written(result.score, "," in possible))
        return ""

    rows = [row for row in sheet.rows if row not in heads and (_name(sheet, row) or row.cells[number or 0])]
    students = [row for row in rows if not _is_test_student(row)]
    return _filled(grades, sheet, students, owner, fill, notes)


def _assignment(sheet: TextTable, assignment: str) -> int:
    """Return the one column of an assignment: in its own letters, else in any letters."""
    for plain in (str, str.casefold):
        found = [
            place
            for place, name in enumerate(sheet.columns)
            if plain(assignment) in (plain(name), plain(_CANVAS_NUMBER.sub("", name)))
        ]
        if len(found) == 1:
            return found[0]
        if found:
            break
    raise UsageError(
        f"Canvas's table has {len(found)} columns for {assignment!r}; expected one named so, with or without a number "
        f"in brackets; columns are {_shown(sheet)}; {_CHOOSE}"
    )


def _named(sheet: TextTable, column: str) -> int:
    found = [k for k, name in enumerate(sheet.columns) if column in (name, _CANVAS_NUMBER.sub("", name))]
    if len(found) != 1:
        hint = did_you_mean(column, sheet.columns)
        raise UsageError(f"{sheet.name} has {len(found)} columns {column!r}{hint}; columns are {_shown(sheet)}")
    return found[0]


def _shown(sheet: TextTable) -> str:
    return ", ".join(one_line(name, 60) for name in sheet.columns)


def _name(sheet: TextTable, row: Row) -> str:
    if sheet.columns[0] == "LastName":
        return ", ".join(filter(None, row.cells[:2]))
    return row.cells[0]


def _is_test_student(row: Row) -> bool:
    return row.cells[0].casefold() in TEST_NAMES or any(map(TEST_LOGIN.fullmatch, row.cells[:6]))


LMS: dict[str, Callable[[Grades], FilledTable]] = {"moodle": moodle, "canvas": canvas}
INTO: dict[str, Callable[[Grades, bytes, str], FilledTable]] = {"moodle": into_moodle, "canvas": into_canvas}


def _filled(
    grades: Grades, sheet: TextTable, rows: Iterable[Row], owners: Callable, fill: Callable, notes: Iterable[str] = ()
) -> FilledTable:
    roster = Roster(grades.students)
    told = dict.fromkeys([*filter(None, [sheet.note]), *notes])
    met: set[str] = set()
    for row in rows:
        if not any(row.cells):
            continue
        line = f"line {row.line} ({one_line(_name(sheet, row), 60)})"
        who = tuple(owners(row))
        fits = roster.find(*who)
        if len(row.cells) > len(sheet.columns):
            told[f"{line}: it has {len(row.cells)} cells in {len(sheet.columns)} columns; left as it was"] = None
        elif len(fits) != 1:
            several = sorted({student.id for owner in who for student in roster.fitting(owner)})
            why = f"may be {', '.join(several)}" if several else "nobody in the gradebook is called so"
            told[f"{line}: {why}; left as it was"] = None
        elif fits[0].id in met:
            told[f"{line}: {fits[0].id} stands in an earlier line; left as it was"] = None
        else:
            met.add(fits[0].id)
            result = grades.results.get(fits[0].id, Result(None))
            if result.score is not None and (note := fill(row, result)):
                told[note] = None
    for student, result in grades.results.items():
        if result.score is not None and student not in met:
            told[f"{student} has a grade and no line in the table"] = None
    return FilledTable(sheet.content, tuple(told))


def _both(grades: Grades) -> list[tuple[Student, Result]]:
    return [(each, grades.results.get(each.id, Result(None))) for each in grades.students.values()]


def _number(result: Result) -> str:
    return "" if result.score is None else f"{result.score:.2f}"


def _written(score: float, comma: bool) -> str:
    """Return a number as the table writes its own."""
    text = f"{score:.2f}"
    return text.replace(".", ",") if comma else text


def _as_number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
