"""What a student handed in, read as cells whatever shape it is in; nothing here raises on what was sent."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice

from quizzes.grading.intake.notebook_size import MAX_BYTES, MAX_CELLS, MAX_SOURCE, is_heavy

MAX_TEXT = 2_000_000  # characters of all cells together: a term's work has 20,000
_MAX_TAGS, _MAX_TAG = 50, 100  # of one cell; characters of one
_LOOKS = (  # by how a file begins, the first that fits
    (b"<<<<<<<", ""),  # a conflict of a merge, told where the JSON cannot be read
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"%PDF", "a PDF"),
    (b"<", "a web page"),
    (b"version https://git-lfs", "a pointer of Git LFS, not the file itself"),
)


@dataclass(frozen=True)
class SentCell:
    """One cell of a submission; every field is a claim of the student's file."""

    number: int  # counted from 1
    type: str  # code, markdown, raw or anything else
    source: str
    id: str  # of nbformat 4.5; empty where there is none
    grade_id: str  # of nbgrader; empty where there is none
    schema: str  # nbgrader's schema_version; empty where the cell has no notes of nbgrader
    tags: tuple[str, ...]
    points: object  # None where the notes name none


@dataclass(frozen=True)
class Sent:
    """A submission's file."""

    cells: tuple[SentCell, ...] = ()
    unreadable: str = ""  # why it cannot be read, and what to do; empty where it can
    notes: tuple[str, ...] = ()  # what was odd about the file


def read_notebook(content: bytes, expected: tuple[object, object] = (4, 5)) -> Sent:
    """Return the cells of a notebook's file, of any version of the format; another one than expected is noted."""
    if len(content) > MAX_BYTES:
        size = len(content) / 2**20
        return _unreadable(
            f"it takes {size:.0f} MB, and at most {MAX_BYTES // 2**20} are read. Clear the outputs and save it."
        )
    if not content.strip(b"\x00 \t\r\n"):
        return _unreadable("it is empty. Save the notebook and hand it in again.")
    begun = content.lstrip()
    if what := next((what for beginning, what in _LOOKS if begun.startswith(beginning)), ""):
        return _unreadable(f"it is {what}. Hand in the .ipynb file itself.")
    if is_heavy(content):
        return _unreadable("it holds millions of values. Clear the outputs, save it, and hand it in again.")
    notes: list[str] = []
    text = _text(content, notes)
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        if "<<<<<<<" in text and ">>>>>>>" in text:
            return _unreadable("it holds a conflict of a merge (<<<<<<< and >>>>>>>). Resolve it and hand it in again.")
        return _unreadable(
            f"it is not JSON (line {error.lineno}: {error.msg}). Open it in Jupyter, save it, and hand it in again."
        )
    except (RecursionError, ValueError) as error:
        return _unreadable(
            f"its JSON cannot be read ({type(error).__name__}). Hand in the notebook as Jupyter saves it."
        )
    found = _cells(raw, notes, expected)
    if found is None:
        return _unreadable("it is JSON but not a notebook: it has no list of cells. Hand in the .ipynb file itself.")
    if len(found) > MAX_CELLS:
        notes.append(f"The notebook has {len(found)} cells; the first {MAX_CELLS} were read.")
    cells = [_cell(number, cell) for number, cell in enumerate(found[:MAX_CELLS], 1) if isinstance(cell, dict)]
    lengths = accumulate(len(cell.source) for cell in cells)
    whole = sum(length <= MAX_TEXT for length in lengths)
    if whole < len(cells):
        notes.append(f"The notebook's cells hold more than {MAX_TEXT} letters; the first {whole} cells were read.")
    return Sent(tuple(cells[:whole]), notes=tuple(notes))


def _unreadable(why: str) -> Sent:
    return Sent(unreadable=f"The file is not a notebook that can be read: {why}")


def _text(content: bytes, notes: list[str]) -> str:
    for beginning, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(beginning):
            notes.append(f"The file began with the mark of {name.removesuffix('-sig').upper()}; it was read as that.")
            return content.decode(name, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        notes.append("The file was not in UTF-8; letters that could not be read were replaced.")
        return content.decode("utf-8", "replace")


def _cells(raw: object, notes: list[str], expected: tuple[object, object]) -> list | None:
    """Return the list of cells; of the worksheets where the format is older than 4."""
    if not isinstance(raw, dict):
        return None
    if isinstance(raw.get("cells"), list):
        version = (raw.get("nbformat"), raw.get("nbformat_minor"))
        if version not in (expected, (4, 5)):
            notes.append(f"The notebook's format is {'.'.join(map(_brief, version))}; it was read as 4.5.")
        return raw["cells"]
    sheets = raw.get("worksheets")
    if isinstance(sheets, list):
        notes.append("The notebook's format is older than 4; it was read all the same.")
        parts = [sheet["cells"] for sheet in sheets if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)]
        return [cell for part in parts for cell in part]
    return None


def _cell(number: int, raw: dict) -> SentCell:
    metadata = _mapping(raw.get("metadata"))
    notes = _mapping(metadata.get("nbgrader"))
    tags = metadata.get("tags")
    return SentCell(
        number=number,
        type=_string(raw.get("cell_type")),
        source=_source(raw.get("source", raw.get("input"))),
        id=_string(raw.get("id")),
        grade_id=_string(notes.get("grade_id")),
        schema=_brief(notes.get("schema_version")) if notes else "",
        tags=tuple(_tags(tags)) if isinstance(tags, list) else (),
        points=notes.get("points"),
    )


def _tags(tags: list) -> Iterator[str]:
    """Yield the first tags; a longer or a later one is none that anybody knows."""
    texts = (clean(tag[:_MAX_TAG]) for tag in tags if isinstance(tag, str))
    return islice(texts, _MAX_TAGS)


def _mapping(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def _string(value: object) -> str:
    return clean(value[:400])[:200] if isinstance(value, str) else ""


def _brief(value: object) -> str:
    """Return the beginning of what should be a number."""
    if isinstance(value, str | int | float) or value is None:
        return clean(str(value)[:20])
    return clean(reprlib.repr(value)[:20])


def _source(value: object) -> str:
    if isinstance(value, list):
        value = "".join(part for part in value[:MAX_SOURCE] if isinstance(part, str))
    return clean(value[: 2 * MAX_SOURCE])[:MAX_SOURCE] if isinstance(value, str) else ""


def clean(text: str) -> str:
    """Return the text without what cannot be written again: lone surrogates and NUL; line ends as one sign."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")
