"""A submission rebuilt from the master: nothing of it is believed but the sources that the learner had to write.

Every locked cell, every field of metadata and the order come from the master. What was moved, renamed, duplicated,
split or stripped is put back, and the notes say so. Cells are found by nbgrader's grade id, then by the cell's id,
then by what they define, then by likeness to the stub.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from quizzes.assignments.regions import Region, without
from quizzes.grading.cells import notes_of, text_of
from quizzes.grading.rebuild.match_cells import Wanted, find_sources
from quizzes.grading.rebuild.merged import with_merged
from quizzes.grading.rebuild.names_in_code import names_of
from quizzes.grading.rebuild.read_notebook import Sent, SentCell, read_notebook
from quizzes.grading.rebuild.task_cells import as_cell, task_cells
from quizzes.plain_text import cut

_TEXT_STUB = "YOUR ANSWER HERE"  # nbgrader's own, in the place of a model answer in Markdown
_CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError()"  # and of code
_SETTINGS = frozenset({"sys.setrecursionlimit", "sys.path.append", "sys.path.insert", "threading.stack_size"})
_MANY_NOTES, _LONG_NOTE = 40, 600  # notes on one submission; letters of one
_MUCH_CODE = 50_000  # letters of all cells; what was read of their names is then not kept for the next submission
_HARMLESS = ("hide-input", "hide-output", "hide-cell")  # tags that change nothing in a run


@dataclass(frozen=True)
class Rebuilt:
    """What is run and recorded in the submission's place."""

    notebook: dict = field(default_factory=dict)  # JSON values, nbformat 4.5
    sources: Mapping[str, str] = field(default_factory=dict)  # of each cell that learners fill, by grade id
    missing: tuple[str, ...] = ()  # those that were nowhere to be found; the stub stands in their place
    untouched: tuple[str, ...] = ()  # those that are as they were handed out
    notes: tuple[str, ...] = ()  # what was put right, for learner and instructor
    unreadable: str = ""  # why nothing could be read, and what to do
    added: frozenset[int] = frozenset()  # places in the notebook of cells that the learner added


def rebuild(submitted: bytes, source: Mapping) -> Rebuilt:
    """Put the learner's sources into the master.

    Parameters
    ----------
    submitted : bytes
        The file as received.
    source : Mapping
        The JSON values of nbgrader's source notebook, solutions and hidden tests included.

    Returns
    -------
    Rebuilt
        Whatever was sent; with `unreadable` set where it is no notebook. The hidden tests are in its notebook as in
        the source.
    """
    sent = read_notebook(submitted, (source.get("nbformat"), source.get("nbformat_minor")))
    if sent.unreadable:
        return Rebuilt(unreadable=sent.unreadable)
    wanted = tuple(_wanted(source))
    own = frozenset(_released(cell) for cell in source["cells"] if not notes_of(cell).get("solution"))
    found = find_sources(sent.cells, wanted, own)
    sources = {want.id: found.sources.get(want.id, want.stub) for want in wanted}
    sources, merged, told = with_merged(wanted, sources)
    helpers = _helpers(sent, found.used, sources, source)
    taken = {*found.used, *(cell.number for cells in helpers.values() for cell in cells)}
    below = task_cells(sent, source, _released, taken)
    notes = [*sent.notes, *found.notes, *told, *_locked_notes(sent, source), *_helper_notes(helpers)]
    untouched = tuple(want.id for want in wanted if want.is_stub(sources[want.id]))
    if sum(len(cell.source) for cell in sent.cells) > _MUCH_CODE:
        names_of.cache_clear()
    return Rebuilt(
        notebook=_notebook(source, sources, helpers, below),
        added=frozenset(_places(source, helpers, below)),
        sources=sources,
        missing=tuple(want.id for want in wanted if want.id not in found.sources and want.id not in merged),
        untouched=untouched,
        notes=tuple(_bounded(notes)),
    )


def _bounded(notes: list[str]) -> Iterator[str]:
    yield from (cut(note, _LONG_NOTE) for note in notes[:_MANY_NOTES])
    if len(notes) > _MANY_NOTES:
        yield f"... ({len(notes) - _MANY_NOTES} more of the kind)"


def _noted(cell: Mapping) -> str | None:
    """Return the cell's source as nbgrader's release has it, where the course has noted that."""
    return cell.get("metadata", {}).get("quizzes", {}).get("released")


def _earlier(cell: Mapping) -> Mapping:
    """Return how a cell was in earlier releases: texts, points, and whether one did not have it."""
    return cell.get("metadata", {}).get("quizzes", {}).get("earlier", {})


def _released(cell: Mapping) -> str:
    """Return the cell's source as learners got it, without the regions that they do not get."""
    noted = _noted(cell)
    if noted is not None and not notes_of(cell).get("solution"):
        return noted.strip()
    return without(without(text_of(cell), Region.SOLUTION), Region.HIDDEN_TESTS).strip()


def _stubs(cell: Mapping) -> tuple[str, frozenset[str]]:
    """Return a solution cell as learners got it, and in what other forms they may have: with nbgrader's own words.

    A cell without a marked region is a solution as a whole, and none of it was handed out.
    """
    words = _CODE_STUB if cell["cell_type"] == "code" else _TEXT_STUB
    text, plain = text_of(cell), _released(cell)
    begin = f"BEGIN {Region.SOLUTION.value}"
    if begin not in text:
        return words, frozenset() if cell["cell_type"] == "code" else frozenset({plain})
    lines: list[str] = []
    within = False
    for line in text.split("\n"):
        if begin in line:
            indent = line[: len(line) - len(line.lstrip())]
            lines += [indent + word for word in words.split("\n")]
        within = begin in line or (within and f"END {Region.SOLUTION.value}" not in line)
        if not within and f"END {Region.SOLUTION.value}" not in line:
            lines.append(line)
    return plain, frozenset({"\n".join(lines).strip(), _TEXT_STUB})


def _is_locked(cell: Mapping) -> bool:
    notes = notes_of(cell)
    return bool(notes.get("locked")) or bool(notes.get("grade") and not notes.get("solution"))


def _wanted(source: Mapping) -> Iterator[Wanted]:
    before = ""
    for cell in source["cells"]:
        notes = notes_of(cell)
        if notes.get("solution"):
            stub, others = _stubs(cell)
            noted = _noted(cell)
            if noted is not None:
                others -= {text_of(cell).strip()}  # what the instructor wrote as a whole was not handed out
                stub, others = noted, others | {stub.strip()}
            others |= set(_earlier(cell).get("texts", ()))
            names = names_of(stub).bound | names_of(text_of(cell)).bound if cell["cell_type"] == "code" else frozenset()
            yield Wanted(notes["grade_id"], cell["cell_type"], stub, names, before, others)
        before = "" if notes.get("solution") else _released(cell)


def _locked_notes(sent: Sent, source: Mapping) -> Iterator[str]:
    """Yield what was done to the cells that learners cannot change; the originals are used in any case."""
    locked = {notes_of(cell)["grade_id"]: cell for cell in source["cells"] if notes_of(cell) and _is_locked(cell)}
    named = [cell for cell in sent.cells if cell.grade_id]
    if locked and not named:
        yield "All notes of nbgrader were gone from the notebook; they were put back."
        return
    by_id: dict[str, list[SentCell]] = {}
    for cell in named:
        by_id.setdefault(cell.grade_id, []).append(cell)
    kinds: dict[str, list[str]] = {}
    for name, original in locked.items():
        cells, earlier = by_id.get(name, []), _earlier(original)
        if not cells:
            if not earlier.get("new"):
                kinds.setdefault("deleted", []).append(name)
        elif any(cell.source.strip() not in (_released(original), *earlier.get("texts", ())) for cell in cells):
            kinds.setdefault("changed", []).append(name)
        if len(cells) > 1:
            kinds.setdefault("copied", []).append(name)
        worth = (None, notes_of(original).get("points"), *earlier.get("points", ()))
        if any(cell.points not in worth for cell in cells):
            kinds.setdefault("given other points", []).append(name)
        if any(cell.type != original["cell_type"] for cell in cells):
            kinds.setdefault("made cells of another type", []).append(name)
    managed = {notes_of(cell)["grade_id"] for cell in source["cells"] if notes_of(cell)}
    gone = source.get("metadata", {}).get("quizzes", {}).get("gone", ())
    for cell in named:
        if set(cell.tags) - set(_HARMLESS):
            kinds.setdefault(f"tagged {', '.join(sorted(cell.tags))}", []).append(cell.grade_id)
        if cell.grade_id not in managed and cell.grade_id not in gone:
            kinds.setdefault("added under a name of their own", []).append(cell.grade_id)
    for what, names in kinds.items():
        shown = ", ".join(sorted(set(names))[:8]) + (", ..." if len(set(names)) > 8 else "")
        yield f"Cells of the assignment had been {what}; the originals were used: {shown}."
    order = [cell.grade_id for cell in named if cell.grade_id in managed]
    firsts = list(dict.fromkeys(order))
    if firsts != [name for name in (notes_of(cell).get("grade_id") for cell in source["cells"]) if name in firsts]:
        yield "The cells stood in another order; they were put back into that of the assignment."
    own = {str(notes_of(cell).get("schema_version")) for cell in source["cells"] if notes_of(cell)}
    versions = ", ".join(sorted({cell.schema for cell in named} - own))[:60]
    if versions:
        yield f"nbgrader's notes had version {versions}; the assignment's own were used."


# Why: DECISIONS.md#code-below-solution
def _helpers(
    sent: Sent, used: frozenset[int], sources: Mapping[str, str], source: Mapping
) -> dict[str, list[SentCell]]:
    """Return the cells that the learner added and needs, by the grade id of the cell that they have to stand before.

    An added cell is taken along where it alone defines a name that one of the learner's answers uses, also one that it
    puts into a module (`np.sigmoid = ...`), and where it changes what the answers run in (`sys.setrecursionlimit`).
    """
    known = {
        name for cell in source["cells"] if cell["cell_type"] == "code" for name in names_of(_released(cell)).bound
    }
    managed = {notes_of(cell).get("grade_id") for cell in source["cells"]}
    known |= {name for text in sources.values() for name in names_of(text).bound}
    released = {_released(cell) for cell in source["cells"]}
    extra = [
        cell
        for cell in sent.cells
        if cell.type == "code"
        and cell.number not in used
        and cell.grade_id not in managed
        and cell.source.strip() not in released
        and names_of(cell.source).parses
    ]
    first = next(iter(sources), "")
    taken = {cell.number: first for cell in extra if names_of(cell.source).called & _SETTINGS}
    for grade_id, text in sources.items():
        needed = names_of(text).used - known
        for _ in range(len(extra)):  # what a helper needs itself
            more = [cell for cell in extra if cell.number not in taken and names_of(cell.source).bound & needed]
            if not more:
                break
            for cell in more:
                taken[cell.number] = grade_id
                needed |= names_of(cell.source).used - known
    helpers: dict[str, list[SentCell]] = {}
    for cell in extra:
        if cell.number in taken:
            helpers.setdefault(taken[cell.number], []).append(cell)
    return helpers


def _helper_notes(helpers: Mapping[str, list[SentCell]]) -> Iterator[str]:
    for grade_id, cells in helpers.items():
        settings = sorted({name for cell in cells for name in names_of(cell.source).called & _SETTINGS})
        if settings:
            yield f"{', '.join(settings)} is called in a cell that was added; that cell was taken along."
        more = [cell for cell in cells if not names_of(cell.source).called & _SETTINGS]
        names = sorted({name for cell in more for name in names_of(cell.source).bound})
        if names:
            yield f"{grade_id} uses {', '.join(names)[:200]} from a cell that was added; that cell was taken along."


def _notebook(
    source: Mapping,
    sources: Mapping[str, str],
    helpers: Mapping[str, list[SentCell]],
    below: Mapping[str, list[SentCell]],
) -> dict:
    cells = []
    for original in source["cells"]:
        cell = copy.deepcopy(dict(original))
        name = notes_of(cell).get("grade_id", "")
        for number, helper in enumerate(helpers.get(name, []), 1):
            cells.append(_code_cell(f"{name}-helper-{number}"[-64:], helper.source))
        if name in sources:
            cell["source"] = sources[name]
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        cells.append(cell)
        cells += [as_cell(added, f"{name}-added-{number}") for number, added in enumerate(below.get(name, []), 1)]
    return {**copy.deepcopy({name: value for name, value in source.items() if name != "cells"}), "cells": cells}


def _places(
    source: Mapping, helpers: Mapping[str, list[SentCell]], below: Mapping[str, list[SentCell]]
) -> Iterator[int]:
    """Yield the places of the learner's own cells in the notebook that `_notebook` makes."""
    place = 0
    for original in source["cells"]:
        for _ in helpers.get(notes_of(original).get("grade_id", ""), []):
            yield place
            place += 1
        place += 1
        for _ in below.get(notes_of(original).get("grade_id", ""), []):
            yield place
            place += 1


def _code_cell(name: str, source: str) -> dict:
    return {"cell_type": "code", "execution_count": None, "id": name, "metadata": {}, "outputs": [], "source": source}
