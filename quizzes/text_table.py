"""A table in text as an LMS or a spreadsheet writes it: its cells are read, some are set, and no other byte changes."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from quizzes.errors import UsageError
from quizzes.plain_text import INVISIBLE, one_line

_SEPARATORS = ",;\t|"
_NAMED = re.compile(r"""(?:"sep=(?P<quoted>.)"|sep=(?P<plain>.))[^\r\n]*(?:\r\n|\n|\r)""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WINDOWS, _MACINTOSH = "cp1252", "mac_roman"
_END = re.compile(r"\r\n|\n|\r")
_KEPT_AS_TEXT = re.compile(r'="(?P<text>[^"]*)"')  # so that a spreadsheet keeps the zeros in front, or computes nothing
_EDGES = re.compile(rf"^[\s{INVISIBLE}]+|[\s{INVISIBLE}]+$")
_MARKED = re.compile(r"'(?=\s*[=+\-@\t\r\n])")  # put before a text that a spreadsheet would compute
_TITLES, _LONG_LINE = 10, 10_000  # lines above the names of the columns, letters that are looked at
MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Row:
    """One row below the names of the columns."""

    number: int  # of the record in the file
    line: int  # of the file, where the row ends
    cells: tuple[str, ...]  # without spaces around; as many as there are columns, or more


@dataclass(frozen=True)
class _Form:
    """How the bytes of a table are text."""

    mark: bytes  # in front
    encoding: str
    separator: str
    start: int  # of the table in the text, behind a line `sep=;`


@dataclass
class TextTable:
    """A table, and how its file is written."""

    name: str  # for messages
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str  # what a person should know of the file; mostly empty
    _text: str
    _form: _Form
    _changes: dict[tuple[int, int], str] = field(default_factory=dict)

    def where(self, row: Row) -> str:
        """Return the file and the line of a row."""
        return f"{self.name}:{row.line}"

    def set(self, row: Row, column: int, value: str) -> None:
        """Set one cell of a row."""
        self._changes[row.number, column] = value

    @cached_property
    def _spans(self) -> list[list[tuple[int, int]]]:
        """Return where each cell of each record stands in the text."""
        found: list[list[tuple[int, int]]] = []
        values = list(_records(self._text, self._form, self.name))
        for spans, (_, cells) in zip(_cells(self._text, self._form), values, strict=False):
            if [_value(self._text[start:end]) for start, end in spans] != cells:
                raise UsageError(f"{self.name}: line {len(found) + 1} is quoted in a way that cannot be filled in")
            found.append(spans)
        return found

    @property
    def content(self) -> bytes:
        """Return the file: what was set stands in it, and all else is as it was, byte for byte."""
        parts: list[str] = []
        places: dict[int, list[tuple[int, int]]] = {}
        at = 0
        for (record, column), value in sorted(self._changes.items()):
            spans = places.setdefault(record, list(self._spans[record]))
            while len(spans) <= column:  # a short row: cells that it lacks are put behind it
                parts, at = [*parts, self._text[at : spans[-1][1]], self._form.separator], spans[-1][1]
                spans.append((at, at))
            start, end = spans[column]
            parts += [self._text[at:start], _written(value, self._text[start:end], self._form.separator)]
            at = end
        text = "".join([*parts, self._text[at:]])
        return self._form.mark + text.encode(self._form.encoding, "replace")


def read_sheet(content: bytes, name: str, columns_at: int = 0) -> TextTable:
    """Return the table in a file: in UTF-8 or UTF-16, with commas, semicolons or tabs, with or without `sep=`.

    Parameters
    ----------
    content : bytes
        What stands in the file.
    name : str
        What the table is called in messages.
    columns_at : int
        Which row names the columns, counted from 0.

    Raises
    ------
    UsageError
        If it is no table in text.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UsageError(f"{name} is a workbook of a spreadsheet: save it there as 'CSV UTF-8'")
    if len(content) > MOST_BYTES:
        raise UsageError(f"{name} has {len(content):,} bytes; expected a table of at most {MOST_BYTES:,}")
    mark, encoding = _encoding(content)
    try:
        text = content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not text in UTF-8, UTF-16 or Windows-1252: save it as 'CSV UTF-8'") from error
    named = _NAMED.match(text)
    start = named.end() if named else 0
    separator = (named["quoted"] or named["plain"]) if named else _separator(text)
    form = _Form(mark, encoding, separator, start)
    records = list(_records(text, form, name))
    filled = [place for place, (_, cells) in enumerate(records) if any(map(str.strip, cells))]
    if len(filled) <= columns_at:
        raise UsageError(f"{name} is empty: expected a table whose first line names the columns")
    head = filled[columns_at]
    columns = tuple(map(plain, records[head][1]))
    rows = tuple(
        Row(number, line, (*map(plain, cells), *[""] * (len(columns) - len(cells))))
        for number, (line, cells) in enumerate(records[head + 1 :], head + 1)
    )
    note = ""
    if encoding in (_WINDOWS, _MACINTOSH):
        odd = next((one_line(cell, 40) for _, cells in records for cell in cells if not cell.isascii()), "")
        read_as = "Windows-1252" if encoding == _WINDOWS else "Mac Roman"
        note = f"{name} is not in UTF-8 and was read as {read_as} ({odd!r} stands in it, say); "
        note += "where names are wrong, save it as 'CSV UTF-8'"
    return TextTable(name, columns, rows, note, text, form)


def plain(cell: str) -> str:
    """Return what a cell says: without spaces around, seen or not, and without what keeps a spreadsheet from computing.

    >>> plain('="00815"'), plain(" Ada "), plain("'=1+1"), plain("O'Neill"), plain("\u200bbob\xa0")
    ('00815', 'Ada', '=1+1', "O'Neill", 'bob')
    """
    cell = _EDGES.sub("", cell)
    if kept := _KEPT_AS_TEXT.fullmatch(cell):
        return _EDGES.sub("", kept["text"])
    return _MARKED.sub("", cell, count=1) if cell.startswith("'") else cell


def _encoding(content: bytes) -> tuple[bytes, str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return mark, encoding
    if b"\0" in content[:200]:
        return b"", "utf-16-be" if content[0] == 0 else "utf-16-le"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:  # Excel's "CSV (Macintosh)" alone ends its lines so
        return b"", _MACINTOSH if b"\r" in content and b"\n" not in content else _WINDOWS
    return b"", "utf-8"


def _separator(text: str) -> str:
    """Return the sign that divides the first line that is divided into most parts.

    csv.Sniffer takes the comma of ``Id;Last, First``.
    """
    lines = [line[:_LONG_LINE] for line in _END.split(text[: _TITLES * _LONG_LINE], maxsplit=_TITLES)]
    head = next((line for line in lines if any(sign in line for sign in _SEPARATORS)), lines[0])
    return max(_SEPARATORS, key=lambda sign: len(next(csv.reader([head], delimiter=sign), [])))


def _records(text: str, form: _Form, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it ends; an empty line is a record without cells."""
    before = text.count("\n", 0, form.start)
    lines = csv.reader(io.StringIO(text[form.start :], newline=""), delimiter=form.separator)
    try:
        for cells in lines:
            yield before + lines.line_num, cells
    except csv.Error as error:
        raise UsageError(f"{name}:{before + lines.line_num}: no table: {error}") from error


def _cells(text: str, form: _Form) -> Iterator[list[tuple[int, int]]]:
    """Yield the places of the cells of each record, as csv.reader divides them."""
    separator = re.escape(form.separator)
    cell = re.compile(rf'"[^"]*+(?:""[^"]*+)*+(?:"[^{separator}\r\n]*+)?|[^{separator}\r\n]*+')
    at = form.start
    while at < len(text):
        spans: list[tuple[int, int]] = []
        while True:
            found = cell.match(text, at)
            assert found is not None  # it matches an empty text, too
            at = found.end()
            spans.append(found.span())
            if not text.startswith(form.separator, at):
                break
            at += 1
        end = _END.match(text, at)
        at = end.end() if end else len(text)
        yield [] if len(spans) == 1 and spans[0][0] == spans[0][1] else spans


def _value(cell: str) -> str:
    if not cell.startswith('"'):
        return cell
    inside, closed, rest = cell[1:].replace('""', "\0").partition('"')
    return inside.replace("\0", '"') + (rest.replace("\0", '""') if closed else "")


def _written(value: str, before: str, separator: str) -> str:
    """Return a cell as it is written: quoted where the one before was, or where it must be."""
    if before.startswith('"') or any(sign in value for sign in (separator, '"', "\r", "\n")) or value != value.strip():
        quoted = value.replace('"', '""')
        return f'"{quoted}"'
    return value
