"""Which checks of a test cell were reached, and how often: noted beside the cell where no code of the learner's runs.

A loop over nothing makes no check, and a cell without checks ends well. So each assert, each call of a function that is
called like one, each comparison of a generator in `all`, and each `zip` is counted; what the master's own solution
reached has to be reached with the learner's, too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

NOTE, PASS_ON, PAIRS = "_reached_", "_passed_on_", "_paired_"  # names in the namespace of a test cell
_BRANCHES = (ast.If, ast.While, ast.ExceptHandler, ast.Match, ast.IfExp, ast.BoolOp)
_OPEN, _ONCE, _EACH = "open", "once", "each"


class Checkpoints(ast.NodeTransformer):
    """Puts a note before each check of a cell, and keeps the notes."""

    def __init__(self) -> None:
        """Begin with none."""
        self.reached: list[int] = []
        self.rules: list[str] = []  # of each check: what has to be seen of it
        self.pairs: list[list] = []  # of each `zip`: how many it gave, and whether it left something of a sequence over
        self._around: list[ast.AST] = []

    def names(self) -> dict[str, object]:
        """Return what the notes call."""
        return {NOTE: self._note, PASS_ON: self._pass_on, PAIRS: self._paired}

    def told(self) -> dict:
        """Return what was reached, as plain values."""
        checks = [[count, rule] for count, rule in zip(self.reached, self.rules, strict=True)]
        return {"checks": checks, "pairs": self.pairs}

    def visit(self, node: ast.AST) -> object:
        """Visit a node, knowing what is around it."""
        self._around.append(node)
        try:
            return super().visit(node)
        finally:
            self._around.pop()

    def visit_Assert(self, node: ast.Assert) -> list[ast.stmt]:
        """Note the assert."""
        number = self._new(self._rule(node))
        return [ast.copy_location(ast.Expr(_call(NOTE, number)), node), self.generic_visit(node)]  # type: ignore[list-item]

    def visit_Expr(self, node: ast.Expr) -> object:
        """Note a call of something that is called assert..."""
        if not (isinstance(node.value, ast.Call) and _called(node.value).startswith("assert")):
            return self.generic_visit(node)
        number = self._new(self._rule(node))
        return [ast.copy_location(ast.Expr(_call(NOTE, number)), node), self.generic_visit(node)]

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Note what `all` looks at, and how `zip` ends."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "all" and len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp | ast.ListComp):
            many = node.args[0]
            bare = not any(part.ifs for part in many.generators)
            number = self._new(self._rule(many) if bare else _OPEN)
            self.generic_visit(node)
            many.elt = ast.copy_location(_call(PASS_ON, number, many.elt), many.elt)
            return node
        self.generic_visit(node)
        if name == "zip" and not node.keywords and not any(isinstance(part, ast.Starred) for part in node.args):
            node.func = ast.copy_location(ast.Name(PAIRS, ast.Load()), node.func)
            node.args.insert(0, ast.copy_location(ast.Constant(len(self.pairs)), node))
            self.pairs.append([0, False])
        return node

    def _rule(self, node: ast.AST) -> str:
        """Return what has to be seen of a check: nothing where a branch leads to it, since others may not take it."""
        around = self._around[:-1] if self._around[-1] is node else self._around
        if any(isinstance(outer, _BRANCHES) for outer in around):
            return _OPEN
        loops = [outer for outer in around if isinstance(outer, ast.For)]
        named = {name for loop in loops for name in _names(loop.target)}
        return _EACH if any(_looks_up(node, name) for name in named) else _ONCE

    def _new(self, rule: str) -> int:
        self.reached.append(0)
        self.rules.append(rule)
        return len(self.rules) - 1

    def _note(self, number: int) -> None:
        self.reached[number] += 1

    def _pass_on(self, number: int, value: object) -> object:
        self.reached[number] += 1
        return value

    def _paired(self, number: int, *parts: object) -> Iterator[tuple]:
        lengths = [len(part) if type(part) in (list, tuple, range, str, dict) else None for part in parts]  # type: ignore[arg-type]
        lengths = [_length(part) if length is None else length for part, length in zip(parts, lengths, strict=True)]
        drawn = 0
        for many in zip(*parts):  # noqa: B905  as the cell has it
            drawn += 1
            self.pairs[number][0] += 1
            yield many
        if any(length is not None and length > drawn for length in lengths):
            self.pairs[number][1] = True


def _length(part: Any) -> int | None:
    if type(part).__module__ == "numpy" and getattr(part, "shape", None):
        return part.shape[0]
    return None


def _call(name: str, number: int, *arguments: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(name, ast.Load()), [ast.Constant(number), *arguments], [])


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _names(target: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def _looks_up(check: ast.AST, name: str) -> bool:
    """Say whether a check looks something of the test's own up by a loop's variable: `wanted[k]`."""
    return any(
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id != name
        and name in _names(node.slice)
        for node in ast.walk(check)
    )


def missing(mine: dict, masters: dict) -> bool:
    """Say whether a check that was reached with the master's solution was not reached with another one."""
    for (count, short), (wanted, usual) in zip(mine["pairs"], masters["pairs"], strict=False):
        if short and not usual and count < wanted:
            return True
    for (count, rule), (wanted, _) in zip(mine["checks"], masters["checks"], strict=False):
        if (rule == _EACH and count < wanted) or (rule == _ONCE and count == 0 < wanted):
            return True
    return False
