"""What nbgrader notes of a notebook's cells, and what stands in them: the one reader of both."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

# What a chapter's reader and a test cell reach for; imported before any kernel is forked.
_ALWAYS = ("numpy", "numpy.testing", "unittest.case")
# What Python raises where it cannot read a source; a thousand signs in a row are too deep for it.
NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)


def notes_of(cell: object) -> Mapping:
    """Return what nbgrader notes of a cell; nothing of what is none."""
    metadata = cell.get("metadata") if isinstance(cell, Mapping) else None
    notes = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return notes if isinstance(notes, Mapping) else {}


def is_graded(cell: Mapping) -> bool:
    """Say whether a cell earns points; visible tests are graded with none, for nbgrader's validate alone."""
    notes = notes_of(cell)
    return bool((notes.get("grade") or notes.get("task")) and notes.get("points"))


def text_of(cell: Mapping) -> str:
    """Return a cell's source as one text."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def task_names(cells: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the name of each cell in its assignment, by the notebook and the grade id.

    >>> task_names([("one", "squares"), ("one", "intro"), ("two", "intro")])
    {('one', 'squares'): 'squares', ('one', 'intro'): 'one/intro', ('two', 'intro'): 'two/intro'}
    """
    pairs = list(dict.fromkeys(cells))
    count = Counter(name for _, name in pairs)
    return {(notebook, name): name if count[name] == 1 else f"{notebook}/{name}" for notebook, name in pairs}


def modules_of(source: Mapping) -> tuple[str, ...]:
    """Return the modules that the cells of a notebook import, and what every learner may."""
    found = set(_ALWAYS)
    for cell in source["cells"]:
        if cell["cell_type"] == "code":
            found |= set(_imports(text_of(cell)))
    return tuple(sorted(name for name in found if name.split(".")[0] != "quizzes"))


def _imports(source: str) -> Iterator[str]:
    lines = [line for line in source.split("\n") if not line.lstrip().startswith(("%", "!"))]
    try:
        tree = ast.parse("\n".join(lines))
    except NO_PYTHON:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def is_learners(cell: Mapping) -> bool:
    """Say whether a cell of a rebuilt notebook is one that the learner added below a task."""
    notes = cell.get("metadata", {}).get("quizzes", {})
    return isinstance(notes, Mapping) and notes.get("learner") is True
