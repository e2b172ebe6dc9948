"""The names that a cell's source binds and uses, as Python's own compiler sees them; read and not run.

Magics and shell lines are turned into Python first, as IPython does it. Half-written code is read line by line.
"""

from __future__ import annotations

import ast
import re
import symtable
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from quizzes.grading.cells import NO_PYTHON
from quizzes.grading.sandbox.agent.magics import as_python

MAX_CHARACTERS = 100_000  # of a source that is parsed
_BINDS = re.compile(r"^(?:async\s+)?(?:def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|[\w.*]+\?{1,2}\s*)$")
_CAPTURED = re.compile(r"^([ \t]*\w[\w., \t]*=[ \t]*)[%!].*$")  # x = !ls
_MAX_TRANSFORMED, _MAX_MAGICS = 5000, 3  # characters and lines that IPython itself is asked about
_CELL_MAGIC = re.compile(r"\s*%%(\w+)[^\n]*\n?")
_PYTHON_INSIDE = frozenset({"time", "timeit", "capture", "prun", "python", "python3", "debug", "snakeviz", "memit"})
_OF_IPYTHON = frozenset({"get_ipython", "display"})


@dataclass(frozen=True)
class NamesInCode:
    """What a source does with names at its top level; what it puts into a module counts as `module.name`."""

    bound: frozenset[str]
    used: frozenset[str]  # global ones, anywhere in it; empty where it does not parse
    parses: bool
    called: frozenset[str] = frozenset()  # functions of modules that its own lines call: `sys.setrecursionlimit`


@lru_cache(maxsize=1024)
def names_of(source: str) -> NamesInCode:
    """Return the names of a source."""
    text = source[: MAX_CHARACTERS + 1]
    if len(text) <= MAX_CHARACTERS:
        for plain in _ways(text):
            found = _compiled(plain)
            if found is not None:
                return found
    bound = frozenset(first or second for first, second in _BINDS.findall(text[:MAX_CHARACTERS]))
    return NamesInCode(bound, frozenset(), False)


def _ways(source: str) -> Iterator[str]:
    """Yield the source as Python, as far as it is to be had: as it is, then without what is IPython's own."""
    yield source
    magic = _CELL_MAGIC.match(source)
    if magic is not None and magic.group(1) not in _PYTHON_INSIDE:
        yield ""  # another language
        return
    body = source[magic.end() :] if magic is not None else source
    lines = body.split("\n")
    special = [_without_magic(line) for line in lines]
    yield "\n".join(special)
    changed = sum(one != other for one, other in zip(lines, special, strict=True))
    if len(body) <= _MAX_TRANSFORMED and changed <= _MAX_MAGICS:  # IPython reads all of it again for each
        yield as_python(body)


def _without_magic(line: str) -> str:
    if not any(sign in line for sign in "%!?"):
        return line
    return _MAGIC.sub(r"\1pass", _CAPTURED.sub(r"\1None", line))


def _compiled(plain: str) -> NamesInCode | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an escape that there is not
            tree = ast.parse(plain)
            top = symtable.symtable(plain, "<cell>", "exec")
    except NO_PYTHON:
        return None
    bound = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    used = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_referenced()}
    for inner in _inside(top):
        for symbol in inner.get_symbols():
            if symbol.is_global() and symbol.is_assigned():
                bound.add(symbol.get_name())
            if symbol.is_global() and symbol.is_referenced():
                used.add(symbol.get_name())
    put, read, called = _of_modules(tree)
    put = {name for name in put if name.partition(".")[0] in bound | used}  # not of what a function calls `self`
    return NamesInCode(frozenset(bound | put), frozenset((used | read) - _OF_IPYTHON), True, called)


def _inside(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for inner in table.get_children():
        yield inner
        yield from _inside(inner)


def _of_modules(tree: ast.Module) -> tuple[set[str], set[str], frozenset[str]]:
    """Return what is put into an object of the notebook, such as `np.sigmoid`, what is read of one, and called."""
    put: set[str] = set()
    read: set[str] = set()
    called: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else put).add(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr":
            match node.args:
                case [ast.Name(id=home), ast.Constant(value=str(name)), _]:
                    put.add(f"{home}.{name}")
    for statement in tree.body:
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=home), attr=name))):
                called.add(f"{home}.{name}")
    return put, read, frozenset(called)
