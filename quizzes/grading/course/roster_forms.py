"""Which column of a table of students says what: our roster, Canvas's gradebook, Moodle's tables, a school's list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizzes.errors import UsageError
from quizzes.grading.course import column_names as names
from quizzes.text_table import Row, TextTable, read_sheet
from quizzes.plain_text import one_line

_POINTS = re.compile(r"\s*points possible", re.IGNORECASE)
TEST_LOGIN = re.compile(r"[0-9a-f]{40}")  # Canvas's student view has such a login
TEST_NAMES = ("student, test", "test student")
_SUFFIX = re.compile(r"(jr|sr|[ivx]+|ph\.?d|md|esq)\.?", re.IGNORECASE)
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+")  # what a spreadsheet makes of a long number
_DECIMAL = re.compile(r"(\d+)[.,]0+")  # what a table of numbers makes of a whole one
_TITLE_LINES = 10  # above the names of the columns, as some schools write them
_EXPECTED = (
    "id, Username, SIS Login ID, Student ID, Email address or ID number, also in the languages that Moodle writes"
)


@dataclass(frozen=True)
class Line:
    """One line of a roster: the values of its columns, by the field of a student."""

    row: Row
    values: Mapping[str, str]
    problem: str = ""


@dataclass(frozen=True)
class RosterTable:
    """The lines, and what a person should know of how they were read."""

    sheet: TextTable
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Form:
    """Where each value stands."""

    fields: Mapping[str, int]  # first_name, last_name, email, lms_id, id_number, section
    ids: tuple[int, ...]  # columns that could be the id: the first that says something counts
    name: int | None  # of a full name
    canvas: bool
    worksheet: bool


def read_roster_table(content: bytes, name: str) -> RosterTable:
    """Return the students of a table.

    Raises
    ------
    UsageError
        If no column could be the students' id: the message lists the columns that there are.
    """
    sheet, form = read_sheet(content, name), None
    for above in range(_TITLE_LINES):
        try:
            lower = read_sheet(content, name, above) if above else sheet
        except UsageError:
            break
        form = _form(lower)
        if form and (above == 0 or len(form.fields) + len(form.ids) > 1):
            sheet = lower
            break
    if not form or not form.ids:
        columns = ", ".join(one_line(column, 60) for column in sheet.columns if column) or "none"
        raise UsageError(
            f"{name} has no column that could be a student's id; columns are {columns}; expected {_EXPECTED}"
        )
    notes = [sheet.note] if sheet.note else []
    kept = []
    for row in sheet.rows:
        if not any(row.cells) or (form.canvas and _is_heading(row, form)):
            continue
        if form.canvas and _is_test_student(row, form):
            notes.append(f"{sheet.where(row)}: Canvas's test student was left out")
            continue
        kept.append(row)
    sections = _sections([row.cells[form.fields["section"]] for row in kept] if "section" in form.fields else [])
    lines = tuple(_line(row, form, sections) for row in _with_ids(kept, form, sheet, notes))
    numbers = [*form.ids, *(form.fields[name] for name in ("id_number", "lms_id") if name in form.fields)]
    odd = next((row.cells[place] for row in kept for place in numbers if _DECIMAL.fullmatch(row.cells[place])), "")
    if odd:
        notes.append(f"{sheet.name}: numbers such as {odd!r} were read without what stands behind the point")
    return RosterTable(sheet, lines, tuple(notes))


def _form(sheet: TextTable) -> _Form | None:
    columns = sheet.columns
    canvas, worksheet = names.is_canvas(columns), names.is_worksheet(columns)
    fields: dict[str, int] = {}

    def note(field: str, known: Sequence[str]) -> None:
        found = names.place(columns, known)
        if found is not None and found not in fields.values():
            fields[field] = found

    if worksheet:
        fields["lms_id"] = 0
    elif canvas:
        note("lms_id", ("id",))
    else:
        note("lms_id", names.LMS_ID)
    note("first_name", names.FIRST_NAME)
    note("last_name", names.LAST_NAME)
    note("email", names.EMAIL)
    note("section", names.SECTION)
    name = names.place(columns, names.FULL_NAME)
    if name is not None and "first_name" in fields and "last_name" not in fields and name not in fields.values():
        fields["last_name"], name = name, None  # "Vorname;Name"
    known = (
        tuple(each for each in names.STUDENT_ID if each not in ("id", "student"))
        if canvas or worksheet
        else names.STUDENT_ID
    )
    own = [each for each in names.places(columns, known) if each not in fields.values()]
    if (
        name is not None
        and names.key(columns[name]) == "student"
        and (canvas or any(_is_name(row, name) for row in sheet.rows))
    ):
        own = [each for each in own if each != name]
    elif name in own:
        name = None
    note("id_number", names.ID_NUMBER)
    if (
        "id_number" not in fields
        and len(own) > 1
        and names.key(columns[own[-1]]) in ("student id", "student number", "student no")
    ):
        fields["id_number"] = own[-1]
    ids = [*own, *(fields[field] for field in ("email", "id_number", "lms_id") if field in fields)]
    return _Form(fields, tuple(dict.fromkeys(ids)), name, canvas, worksheet) if ids else None


def _is_name(row: Row, place: int) -> bool:
    return " " in row.cells[place] or "," in row.cells[place]


def _who(row: Row, form: _Form) -> str:
    places = [form.name, form.fields.get("last_name"), form.fields.get("first_name")]
    return " ".join(row.cells[place] for place in places if place is not None).strip()


def _is_heading(row: Row, form: _Form) -> bool:
    """Say whether it is one of Canvas's lines below the names: what is hidden, the points possible."""
    return bool(_POINTS.match(row.cells[0])) or not (_who(row, form) or row.cells[form.fields["lms_id"]])


def _is_test_student(row: Row, form: _Form) -> bool:
    logins = [row.cells[place] for place in form.ids]
    return any(map(TEST_LOGIN.fullmatch, logins)) or _who(row, form).casefold() in TEST_NAMES


def _with_ids(rows: list[Row], form: _Form, sheet: TextTable, notes: list[str]) -> Iterator[tuple[Row, str]]:
    """Yield each row with its id: of the first column that says something; of an address the part before the @."""
    email, first = form.fields.get("email"), form.ids[0]
    before = Counter(row.cells[email].casefold().partition("@")[0] for row in rows) if email is not None else Counter()
    if first in form.fields.values():
        part = "the part before the @ of " if first == email else ""
        notes.append(f"{sheet.name} has no column for the id: {part}{sheet.columns[first]!r} is taken")
    for row in rows:
        filled = (place for place in form.ids if row.cells[place]) if form.canvas else ()
        place = next(iter(filled), first)
        value = row.cells[place]
        if place == email and before[value.casefold().partition("@")[0]] == 1:
            value = value.partition("@")[0]
        elif place == form.fields.get("lms_id"):
            value = _number(value, form)
        value = _whole(value)
        if value and place != first:
            notes.append(
                f"{sheet.where(row)}: {sheet.columns[first]!r} is empty, {sheet.columns[place]!r} is taken as the id"
            )
        yield row, value


def _line(row_and_id: tuple[Row, str], form: _Form, sections: Mapping[str, str]) -> Line:
    row, student = row_and_id
    values = {field: row.cells[place] for field, place in form.fields.items()}
    if "lms_id" in values:
        values["lms_id"] = _number(values["lms_id"], form)
    values |= {name: _whole(values[name]) for name in ("id_number", "lms_id") if name in values}
    if "section" in values:
        values["section"] = sections[values["section"]]
    if form.name is not None and not (values.get("first_name") or values.get("last_name")):
        values["first_name"], values["last_name"] = split_name(row.cells[form.name])
    values["id"] = student
    wrong = next((value for value in (student, values.get("id_number", "")) if _SHORTENED.fullmatch(value)), "")
    problem = (
        f"{wrong!r}: a spreadsheet has shortened this number; format the column as text and save again" if wrong else ""
    )
    return Line(row, values, problem)


def _number(text: str, form: _Form) -> str:
    """Return an LMS's number: Moodle's worksheet says `Participant 4711`."""
    found = re.search(r"\d+$", text) if form.worksheet else None
    return found[0] if found else text


def _whole(number: str) -> str:
    """Return a number as it was before a program took it for one that is measured.

    >>> _whole("1001.0"), _whole("s1001.0"), _whole("1.10")
    ('1001', 's1001.0', '1.10')
    """
    found = _DECIMAL.fullmatch(number)
    return found[1] if found else number


def split_name(name: str) -> tuple[str, str]:
    """Return first and last name of a full one.

    >>> split_name("Lovelace, Ada"), split_name("Simpson, Jr., Ben"), split_name("Ada King Lovelace")
    (('Ada', 'Lovelace'), ('Ben', 'Simpson, Jr.'), ('Ada King', 'Lovelace'))
    """
    last, *rest = [part.strip() for part in name.split(",")]
    if not rest:
        first, _, last = name.strip().rpartition(" ")
        return first.strip(), last
    while len(rest) > 1 and _SUFFIX.fullmatch(rest[0]):
        last = f"{last}, {rest.pop(0)}"
    return ", ".join(rest), last


def _sections(values: list[str]) -> dict[str, str]:
    """Return each value of the column as the roster keeps it: semicolons between several sections of one student.

    Canvas writes "A and B" or "A, B, and C", Moodle "A, B". It is divided where a part of it is a section by itself.
    """
    alone = set(values)
    made = {}
    for value in alone:
        parts = [part.strip() for part in re.split(r", and |,|;| and ", value) if part.strip()]
        made[value] = (
            "; ".join(dict.fromkeys(parts)) if len(parts) > 1 and (";" in value or alone & set(parts)) else value
        )
    return made
