"""Answers that a learner wrote into another answer's cell: no stub that is put back may overwrite them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from quizzes.grading.cells import NO_PYTHON
from quizzes.grading.rebuild.match_cells import Wanted
from quizzes.grading.rebuild.names_in_code import names_of


def with_merged(
    wanted: Sequence[Wanted], sources: Mapping[str, str]
) -> tuple[dict[str, str], frozenset[str], tuple[str, ...]]:
    """Return the sources with each stub cut down to what nobody has written, which of them these are, and notes.

    Where the learner wrote an answer into an earlier cell, the stub loses it; where they wrote it into a later one,
    that source stands in the stub's place, too, since what is judged between the two needs it.
    """
    places = {want.id: place for place, want in enumerate(wanted)}
    written = [want.id for want in wanted if want.type == "code" and not want.is_stub(sources[want.id])]
    made, merged, notes = dict(sources), [], []
    for want in wanted:
        if want.type != "code" or not want.is_stub(sources[want.id]):
            continue
        asked = want.names - _imported(want.stub)
        there = [name for name in written if names_of(sources[name]).bound & asked]
        if not there:
            continue
        before = [name for name in there if places[name] < places[want.id]]
        where = before[-1] if before else there[0]
        defined = frozenset().union(*(names_of(sources[name]).bound for name in there))
        rest = _without_definitions(sources[want.id], defined & asked)
        made[want.id] = rest if before else f"{rest}\n{sources[where]}"
        merged.append(want.id)
        notes.append(f"{want.id} was written in the cell of {where}; it was taken from there.")
    return made, frozenset(merged), tuple(notes)


def _imported(source: str) -> frozenset[str]:
    try:
        body = ast.parse(source).body
    except NO_PYTHON:
        return frozenset()
    found = [alias for node in body if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names]
    return frozenset((alias.asname or alias.name).split(".")[0] for alias in found)


def _without_definitions(source: str, names: frozenset[str]) -> str:
    """Return a stub without the statements that bind these names; nothing of it where it does not parse."""
    told = f"# Written elsewhere: {', '.join(sorted(names))}"
    try:
        body = ast.parse(source).body
    except NO_PYTHON:
        return told
    lines = source.split("\n")
    for node in body:
        first = min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", []))])
        text = "\n".join(lines[first - 1 : node.end_lineno])
        defines = not isinstance(node, ast.Import | ast.ImportFrom) and names_of(text).bound & names
        if defines or isinstance(node, ast.Raise):  # nbgrader's own words for what is not there yet
            for number in range(first - 1, node.end_lineno or first):
                lines[number] = ""
    return "\n".join([told, *(line for line in lines if line.strip())])
