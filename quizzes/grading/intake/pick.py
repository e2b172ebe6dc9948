"""Which of the files that a student handed in is the assignment's notebook."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from quizzes.grading.cells import notes_of
from quizzes.grading.intake.notebook_size import MAX_CELLS, MAX_SOURCE, is_heavy
from quizzes.grading.intake.unpack import Piece
from quizzes.plain_text import several

_COPY = re.compile(
    r"(^copy of |^kopie von )|( ?\(\d+\)| - copy| copy|-checkpoint|-\d{1,2}|_copy\d*|-copy\d*)$", re.IGNORECASE
)
_COPIES, _NAME = 6, 256  # of a copy; letters of a file's name that a system made

Sources = Mapping[str, Mapping[str, dict]]  # source notebooks by assignment and name


@dataclass(frozen=True)
class Picked:
    """The notebooks, and what is left."""

    notebooks: Mapping[
        str, int
    ]  # places among the names, by the name of the notebook's file; empty where there is none
    beside: tuple[int, ...]  # other notebooks
    note: str = ""  # what the instructor should know of the choice


def pick(pieces: tuple[Piece, ...], names: tuple[str, ...], assignment: str, sources: Sources) -> Picked:
    """Choose the notebooks of `assignment`.

    The most like the assignment's source is taken, by the cells that it shares with it; among those alike the one
    whose name is the assignment's, then the newest. Where an assignment has several notebooks, each file
    stands for the one that it is most like.
    """
    given = [place for place, name in enumerate(names) if name.lower().endswith(".ipynb")]
    if not given:
        return Picked({}, (), f"no notebook among {several(names, 10) or 'no files'}")
    cells = {place: read_cells(pieces[place].content) for place in given}
    own = sources[assignment]

    def alike(place: int, notebook: str) -> tuple[float, bool, float]:
        wanted = {notebook.casefold()} | ({assignment.casefold()} if len(own) == 1 else set())
        share, named = likeness(cells[place], own[notebook]), bare(PurePosixPath(names[place]).stem) in wanted
        return share, named, share * len(own[notebook]["cells"])

    def newest(place: int) -> tuple[float, int]:
        time = pieces[place].time
        return time.timestamp() if time else 0.0, -place

    nearest = {place: max(own, key=lambda notebook: alike(place, notebook)) for place in given}
    found = {
        notebook: max(places, key=lambda place: (*alike(place, notebook), *newest(place)))
        for notebook in own
        if (places := [place for place in given if nearest[place] == notebook])
    }
    others = tuple(place for place in given if place not in found.values())
    notes = [
        note for name, place in found.items() for note in _notes(name, names[place], cells[place], assignment, sources)
    ]
    if others:
        which = "the one most like the assignment is" if len(own) == 1 else "those most like the assignment are"
        notes.append(f"{len(given)} notebooks; {which} taken, the others are set aside")
    notes += [f"{name}.ipynb did not come" for name in own if name not in found]
    return Picked({f"{name}.ipynb": place for name, place in found.items()}, others, "; ".join(notes))


def _notes(notebook: str, came_as: str, cells: object, assignment: str, sources: Sources) -> Iterator[str]:
    if unicodedata.normalize("NFC", PurePosixPath(came_as).name) != unicodedata.normalize("NFC", f"{notebook}.ipynb"):
        yield f"came as {came_as!r}, kept as {notebook}.ipynb"
    own = likeness(cells, sources[assignment][notebook])
    if own < 0.5:
        like = {name: max(likeness(cells, each) for each in books.values()) for name, books in sources.items()}
        nearest = max(like, key=lambda name: like[name])
        if like[nearest] > own:
            yield f"it looks like the assignment {nearest!r}; look at it before it is graded"
        elif cells is None:
            yield "it is not a notebook that can be read; grading will say why"
        else:
            yield f"{own:.0%} of the assignment's cells are in it; look at it before it is graded"


def bare(stem: str) -> str:
    """Return a file's stem without what browsers and systems add to copies.

    >>> bare("gates (1)"), bare("Copy of gates"), bare("gates-2"), bare("gates - Copy")
    ('gates', 'gates', 'gates', 'gates')
    >>> bare("gates" + " (1)" * 4), bare("gates" + "(1)" * 300) == "gates" + "(1)" * 300
    ('gates', True)
    """
    for _ in range(_COPIES if len(stem) < _NAME else 0):
        stem = _COPY.sub("", stem.strip())
    return stem.casefold()


def read_cells(content: bytes) -> list | None:
    """Return a notebook's cells; None where it cannot be read."""
    if is_heavy(content):
        return None
    try:
        cells = json.loads(content).get("cells")
    except (ValueError, AttributeError, RecursionError):
        return None
    return cells[:MAX_CELLS] if isinstance(cells, list) else None


def likeness(cells: object, source: Mapping) -> float:
    """Return the share of the source's fixed cells that the cells hold, by grade id or by text."""
    fixed = [cell for cell in source["cells"] if not notes_of(cell).get("solution")]
    if not isinstance(cells, list) or not fixed:
        return 0.0
    ids = {name for cell in cells if isinstance(name := notes_of(cell).get("grade_id"), str)}
    texts = {_text(cell) for cell in cells}
    held = sum(notes_of(cell).get("grade_id") in ids or _text(cell) in texts for cell in fixed)
    return held / len(fixed)


def _text(cell: object) -> str:
    source = cell.get("source", "") if isinstance(cell, dict) else ""
    parts = source if isinstance(source, list) else [source]
    return " ".join("".join(part for part in parts if isinstance(part, str))[:MAX_SOURCE].split())
