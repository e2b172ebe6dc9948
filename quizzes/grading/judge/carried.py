"""What test cells that ran apart leave for cells in the learner's kernel: imports, values, helpers.

In nbgrader all cells share one kernel, so a test cell may use what an earlier one has bound, hidden or not. Here the
statements that bind such names are run in the learner's kernel as well, right before the first cell there that uses
one: hidden ones before cells of the instructor's alone, those that learners have seen before their own cells, too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quizzes.assignments.regions import Region, without
from quizzes.grading.cells import NO_PYTHON

_WORD = re.compile(r"\w+")
_READ_TEXT = frozenset(("eval", "exec", "compile", "globals", "locals", "vars", "get_ipython", "doctest", "timeit"))
_CHANGES = (  # methods that change what they are called on
    "append", "extend", "insert", "add", "update", "pop", "popitem", "remove", "discard", "sort", "reverse", "clear",
    "setdefault", "appendleft", "seed", "shuffle", "fill", "resize", "put", "itemset", "write",
)  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """One statement of a test cell that binds names."""

    cell: str  # grade id of its cell
    source: str
    bound: frozenset[str]
    used: frozenset[str]  # anywhere in it
    at_once: frozenset[str]  # used when it runs; not only when a function that it defines is called
    hidden: bool  # learners have not seen it
    changed: bool = False  # another statement of its cell changes in place what it binds


class Carried:
    """The statements of cells that ran apart and that the learner's kernel has not had yet."""

    def __init__(self) -> None:
        """Begin with none."""
        self._waiting: list[Statement] = []

    def add(self, name: str, text: str) -> None:
        """Keep what a test cell binds that ran apart."""
        self._waiting += statements(name, text)

    def before(self, text: str, *, hidden: bool) -> list[Statement]:
        """Return what has to be run before a cell in the learner's kernel, and forget it.

        `hidden` says whether the cell is the instructor's, which may use what learners have not seen.
        """
        if not self._waiting:
            return []
        wanted = self._needed(text, hidden)
        bound = _bound_by(text)
        self._waiting = [each for each in self._waiting if each not in wanted and not each.bound <= bound]
        return wanted

    def _needed(self, text: str, hidden: bool) -> list[Statement]:
        names, chosen = needed_by(text), set()
        while True:
            more = {
                place
                for place, each in enumerate(self._waiting)
                if place not in chosen and each.bound & names and (hidden or not each.hidden)
            }
            if not more:
                return [each for place, each in enumerate(self._waiting) if place in chosen]
            chosen |= more
            names |= {name for place in more for name in self._waiting[place].used}


def needed_by(text: str) -> set[str]:
    """Return the names that a cell may need from before it: without those that it binds before anything else.

    Where it cannot be read, or reads text as code, each of its words may be one.

    >>> sorted(needed_by("t = Stack(4)\\nassert t.pop() == limit, 'x'")), sorted(needed_by("eval('x')"))
    (['Stack', 'limit'], ['eval', 'x'])
    """
    try:
        body = ast.parse(text).body
    except NO_PYTHON:
        return set(_WORD.findall(text))
    needed: set[str] = set()
    met: set[str] = set()
    for node in body:
        names = _named(node)
        needed |= names - met - set(_binds_first(node))
        met |= names | set(_binds_first(node))
    return needed if not met & _READ_TEXT else needed | set(_WORD.findall(text))


def _named(node: ast.AST) -> set[str]:
    """Return the names in a statement, wherever they stand."""
    return {name for part in ast.walk(node) for name in _names_of(part)}


def _names_of(part: ast.AST) -> list[str]:
    if isinstance(part, ast.Name):
        return [part.id]
    return part.names if isinstance(part, ast.Global | ast.Nonlocal) else []


def _binds_first(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds before it looks at anything that is called so."""
    targets: list[ast.AST] = []
    before: list[ast.AST] = []
    if isinstance(node, ast.Assign):
        targets, before = [*node.targets], [node.value]
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        targets, before = [node.target], [node.value, node.annotation]
    elif isinstance(node, ast.For):
        targets, before = [node.target], [node.iter]
    elif isinstance(node, ast.With):
        targets = [each.optional_vars for each in node.items if each.optional_vars]
        before = [each.context_expr for each in node.items]
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from _bound(node)
    parts = [part for target in targets for part in ast.walk(target)]
    looked_at = {name for part in before for name in _named(part)}
    looked_at |= {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    yield from (part.id for part in parts if isinstance(part, ast.Name) and part.id not in looked_at)


def source_of(wanted: Iterable[Statement]) -> str:
    """Return statements as the source of a cell."""
    return "\n".join(each.source for each in wanted)


def statements(cell: str, text: str) -> list[Statement]:
    """Return the statements of a cell that bind names; none where Python cannot read or write it."""
    try:
        return list(_statements(cell, text))
    except NO_PYTHON:
        return []


def _statements(cell: str, text: str) -> Iterator[Statement]:
    body, seen = ast.parse(text).body, ast.parse(without(text, Region.HIDDEN_TESTS)).body
    shown = {ast.dump(node) for node in seen}
    changed = {name for node in body for name in _changed_in(node)}
    for node in body:
        bound = frozenset(_bound(node))
        if bound and not isinstance(node, ast.Assert):
            yield Statement(
                cell,
                ast.unparse(node),
                bound,
                frozenset(_used(ast.walk(node))),
                frozenset(_used(_at_once(node))),
                hidden=ast.dump(node) not in shown,
                changed=bool(bound & changed),
            )


def to_be_moved(cells: Sequence[tuple[str, str, str]], learner_names: frozenset[str]) -> frozenset[str]:
    """Return the cells that must run in the learner's kernel as well, since a later one there needs what they compute.

    Parameters
    ----------
    cells : Sequence[tuple[str, str, str]]
        Of the source notebook, in order: the grade id, the text, and where it runs: "apart", "learner" or "within".
    learner_names : frozenset[str]
        Names that learners bind: what is computed with them cannot be computed a second time without a doubt.
    """
    carried, moved = Carried(), set()
    for name, text, where in cells:
        if where == "apart":
            carried.add(name, text)
            continue
        wanted = carried.before(text, hidden=where == "within")
        unsure = {name for each in wanted if each.at_once & learner_names for name in each.bound} | learner_names
        moved |= {each.cell for each in wanted if each.changed or each.at_once & unsure}
    return frozenset(moved)


def _bound_by(text: str) -> set[str]:
    try:
        return {name for node in ast.parse(text).body for name in _bound(node)}
    except NO_PYTHON:
        return set()


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
    elif not isinstance(node, ast.Expr | ast.Delete):
        yield from (
            each.id for each in _at_once(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        )


def _used(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id


def _at_once(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs where it stands, however deep: each term of a sum lies within the next."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        parts: Iterable[ast.AST] = ast.iter_child_nodes(each)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            parts = [*each.decorator_list, each.args]
        waiting += [part for part in parts if not isinstance(part, ast.Lambda)]


def _changed_in(node: ast.AST) -> Iterator[str]:
    """Yield the names whose objects are changed in place by what runs in a statement."""
    for each in _at_once(node):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr in _CHANGES:
            yield from _root(each.func.value)
        elif isinstance(each, ast.Subscript | ast.Attribute) and isinstance(each.ctx, ast.Store | ast.Del):
            yield from _root(each)


def _root(node: ast.AST) -> Iterator[str]:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id
