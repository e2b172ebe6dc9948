"""The names that a cell's source binds and uses, read and not run; half-written code included."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import lru_cache

MAX_CHARACTERS = 100_000  # of a source that is parsed
_BINDS = re.compile(r"^(?:async\s+)?(?:def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_MAGIC = re.compile(r"^[^\S\n]*[%!?].*$|^.*\?[^\S\n]*$", re.MULTILINE)


@dataclass(frozen=True)
class Names:
    """What a source does with names at its top level."""

    bound: frozenset[str]
    used: frozenset[str]  # anywhere in it; empty where it does not parse
    parses: bool


@lru_cache(maxsize=1024)
def names_of(source: str) -> Names:
    """Return the names of a source; lines with magics are left out."""
    plain = _MAGIC.sub("pass", source[: MAX_CHARACTERS + 1])
    found = frozenset(first or second for first, second in _BINDS.findall(plain[:MAX_CHARACTERS]))
    if len(source) > MAX_CHARACTERS or len(plain) > MAX_CHARACTERS:
        return Names(found, frozenset(), False)
    try:
        tree = ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Names(found, frozenset(), False)
    bound = {name for statement in tree.body for name in _bound(statement)}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return Names(frozenset(bound), frozenset(used), True)


def _bound(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
