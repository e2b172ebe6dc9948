"""Which of the files that a student handed in is the assignment's notebook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from quizzes.grading.intake.unpack import Piece

_COPY = re.compile(
    r"(^copy of |^kopie von )|( ?\(\d+\)| - copy| copy|-checkpoint|-\d{1,2}|_copy\d*|-copy\d*)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Picked:
    """The notebook, and what is left."""

    notebook: int | None  # its place among the names; None where there is none
    beside: tuple[int, ...]  # other notebooks
    note: str = ""  # what the instructor should know of the choice


def pick(pieces: tuple[Piece, ...], names: tuple[str, ...], assignment: str, sources: Mapping[str, dict]) -> Picked:
    """Choose the notebook of `assignment`.

    The most like the assignment's source is taken, by the cells that it shares with it; among those alike the one
    whose name is the assignment's, then the newest.
    """
    notebooks = [place for place, name in enumerate(names) if name.lower().endswith(".ipynb")]
    if not notebooks:
        return Picked(None, (), f"no notebook among {', '.join(names) or 'no files'}")
    cells = {place: read_cells(pieces[place].content) for place in notebooks}

    def rank(place: int) -> tuple:
        time = pieces[place].time
        name = bare(PurePosixPath(names[place]).stem) == assignment
        return likeness(cells[place], sources[assignment]), name, time.timestamp() if time else 0.0, -place

    best = max(notebooks, key=rank)
    others = tuple(place for place in notebooks if place != best)
    return Picked(best, others, "; ".join(_notes(best, others, names, cells[best], assignment, sources)))


def _notes(
    best: int, others: tuple[int, ...], names: tuple[str, ...], cells: object, assignment: str, sources: Mapping
) -> Iterator[str]:
    file = f"{assignment}.ipynb"
    if PurePosixPath(names[best]).name != file:
        yield f"came as {names[best]!r}, kept as {file}"
    if others:
        yield f"{len(others) + 1} notebooks; the one most like the assignment is taken, the others are set aside"
    own = likeness(cells, sources[assignment])
    if own < 0.5:
        nearest = max(sources, key=lambda name: likeness(cells, sources[name]))
        if likeness(cells, sources[nearest]) > own:
            yield f"it looks like the assignment {nearest!r}; look at it before it is graded"
        elif cells is None:
            yield "it is no notebook that can be read; grading will say why"
        else:
            yield f"{own:.0%} of the assignment's cells are in it; look at it before it is graded"


def bare(stem: str) -> str:
    """Return a file's stem without what browsers and systems add to copies.

    >>> bare("gates (1)"), bare("Copy of gates"), bare("gates-2"), bare("gates - Copy")
    ('gates', 'gates', 'gates', 'gates')
    """
    before = None
    while before != stem:
        before, stem = stem, _COPY.sub("", stem.strip())
    return stem.casefold()


def read_cells(content: bytes) -> list | None:
    """Return a notebook's cells; None where it cannot be read."""
    try:
        cells = json.loads(content).get("cells")
    except (ValueError, AttributeError, RecursionError):
        return None
    return cells if isinstance(cells, list) else None


def likeness(cells: object, source: Mapping) -> float:
    """Return the share of the source's fixed cells that the cells hold, by grade id or by text."""
    fixed = [cell for cell in source["cells"] if not _notes_of(cell).get("solution")]
    if not isinstance(cells, list) or not fixed:
        return 0.0
    ids = {str(_notes_of(cell).get("grade_id")) for cell in cells}
    texts = {_text(cell) for cell in cells}
    held = sum(_notes_of(cell).get("grade_id") in ids or _text(cell) in texts for cell in fixed)
    return held / len(fixed)


def _notes_of(cell: object) -> dict:
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    notes = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return notes if isinstance(notes, dict) else {}


def _text(cell: object) -> str:
    source = cell.get("source", "") if isinstance(cell, dict) else ""
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    return " ".join(text.split())
