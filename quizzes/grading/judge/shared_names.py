"""Which names a test cell that runs apart takes from the learner's kernel: read from the master, not from a submission.

A name is the learner's where the master's solution cells bind it, and no cell of the instructor's binds it later.
What they bind by an import is imported anew beside the test cell, if the learner's kernel has the name at all: so
nobody can hand over a numpy of their own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from quizzes.assignments.regions import Region, without
from quizzes.grading.cells import NO_PYTHON, notes_of, text_of
from quizzes.grading.rebuild.names_in_code import names_of

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Shared:
    """The learner's names at one place of the notebook."""

    values: tuple[str, ...]  # fetched from the learner's kernel
    imports: Mapping[str, str]  # name -> the statement that binds it
    needed: bool  # whether the cell here has to run beside the test cells, where it earns nothing


def shared_names(cells: Sequence[Mapping]) -> list[Shared]:
    """Return the learner's names before each cell of the source notebook, as far as the instructor's cells use any."""
    words = [set(_WORD.findall(text_of(cell))) if _is_learners(cell) else set() for cell in cells]
    used = set().union(*words)
    values: dict[str, None] = {}
    imports: dict[str, str] = {}
    found = []
    for place, cell in enumerate(cells):
        kept = {name: line for name, line in imports.items() if name in used}
        text = text_of(cell) if cell["cell_type"] == "code" else ""
        imported = dict(imports_of(text))
        bound = names_of(text).bound | set(imported)
        # A cell that only shows what the learner's functions do, such as a plot, need not call them once more.
        shows = bool(words[place] & set(values)) and not bound & set().union(*words[place + 1 :])
        found.append(Shared(tuple(name for name in values if name in used), kept, not shows))
        for name in sorted(bound):
            values.pop(name, None)
            imports.pop(name, None)
            if not _is_learners(cell):
                if name in imported:
                    imports[name] = imported[name]
                else:
                    values[name] = None
    return found


def _is_learners(cell: Mapping) -> bool:
    """Say whether a cell of the source notebook is the instructor's own code."""
    return cell["cell_type"] == "code" and not notes_of(cell).get("solution")


def visible_imports(text: str) -> str:
    """Return the imports of a test cell that learners have seen, since their later cells may rest on them."""
    return "\n".join(dict.fromkeys(line for _, line in imports_of(without(text, Region.HIDDEN_TESTS))))


@lru_cache(maxsize=1024)
def imports_of(text: str) -> tuple[tuple[str, str], ...]:
    """Return the names that a cell's own imports bind, each with a statement that binds it alone."""
    try:
        return tuple(_imports(ast.parse(text)))
    except NO_PYTHON:
        return ()


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if alias.name != "*":
                    one: ast.Import | ast.ImportFrom = ast.Import([alias])
                    if isinstance(node, ast.ImportFrom):
                        one = ast.ImportFrom(node.module, [alias], node.level)
                    yield (alias.asname or alias.name).split(".")[0], ast.unparse(ast.fix_missing_locations(one))
