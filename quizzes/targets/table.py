"""A table as CSV (RFC 4180, UTF-8) of which a spreadsheet computes nothing, whatever its texts are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from quizzes.plain_text import shown

Cell = str | int | float | None

_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")  # with these a spreadsheet begins to compute
_BLANK = " \u00a0\u2007\u202f\u3000"
_BEHIND = re.compile(r"(?<=\S)([;\t|]\s*)(?=[=+@\uff1d\uff0b\uff0d\uff20]|-(?![\d.]))")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")


def table(columns: Iterable[str], rows: Iterable[Iterable[Cell]], *, mark: bool = False) -> bytes:
    """Return rows below the names of their columns; None is an empty cell.

    With the `mark` of UTF-8 at the beginning Excel reads the letters right; an LMS that takes a table may not.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe(column) for column in columns])
    writer.writerows([safe(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig" if mark else "utf-8")


def safe(value: Cell) -> Cell:
    r"""Return a text with an apostrophe before it where a spreadsheet would compute it; a number stays.

    So does a sign behind a separator that the spreadsheets of other countries have. What steers a terminal or turns
    the direction of a line is spelt out, and half a letter becomes a question mark in a diamond.

    >>> safe("=1+1"), safe("Lovelace, Ada"), safe("-0.4"), safe(-0.4), safe("a;=1+1"), safe("a\x1b[2J")
    ("'=1+1", 'Lovelace, Ada', '-0.4', -0.4, "a;'=1+1", 'a\\x1b[2J')
    """
    if not isinstance(value, str):
        return value
    begins = value.lstrip(_BLANK).startswith(_FORMULA) and not _NUMBER.fullmatch(value)
    head = value[:1] if value.startswith("\r") else ""  # behind the apostrophe it stays
    text = head + _BEHIND.sub(r"\1'", shown(value[len(head) :]))
    return f"'{text}" if begins else text
