"""Measures comparisons while code runs: what was compared, with which bound, and how much room there was.

`watched(source)` compiles code whose `<`, `<=`, `>`, `>=` and calls of `allclose` and `isclose` tell a `Watch` their
operands. The code computes what it computed before.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType

import numpy as np

OPERATORS = {"Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt, "GtE": operator.ge}
SIGNS = {"Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">="}
CLOSE = ("allclose", "isclose", "approx_equal")
NAME = "__watch__"


@dataclass
class Row:
    """The tightest of all evaluations of one comparison."""

    line: int
    source: str
    value: float
    bound: float
    room: float  # how many times the value fits into its bound; below 1 the comparison does not hold
    times: int = 1


class Watch:
    """Keeps the rows of one run. With `either` a comparison may be false, too; its room is the way to the bound."""

    def __init__(self, *, either: bool = False) -> None:
        self.rows: dict[str, Row] = {}
        self.either = either

    def chain(
        self, key: str, line: int, negated: bool, names: tuple[str, ...], first: object, *rest: Callable[[], object]
    ) -> object:
        """Evaluate `first < rest[0] < ...` as Python does, and note each comparison."""
        left, result = first, True
        for place, (name, late) in enumerate(zip(names, rest, strict=True)):
            right = late()
            result = OPERATORS[name](left, right)
            self.note(f"{key}#{place}" if len(names) > 1 else key, line, name, left, right, negated=negated)
            if place + 1 < len(names) and not result:
                break
            left = right
        return result

    def close(self, key: str, line: int, negated: bool, function: Callable, *args: object, **options: object) -> object:
        """Call numpy's `allclose` or `isclose`, and note how far its tolerance was used."""
        result = function(*args, **options)
        try:
            a, b = (np.asarray(array, float) for array in args[:2])
            more = dict(zip(("rtol", "atol"), args[2:4], strict=False)) | options
            allowed = more.get("atol", 1e-8) + more.get("rtol", 1e-5) * np.abs(b)
            apart = np.abs(a - b) + 0 * allowed
            allowed = allowed + 0 * apart
            place = np.argmax(apart / np.maximum(allowed, 1e-300))
            value, bound = float(apart.flat[place]), float(allowed.flat[place])
        except (TypeError, ValueError):
            return result
        room = bound / value if value > 0 else math.inf
        opposite = negated or (self.either and room < 1)
        self._keep(key, line, value, bound, 1 / max(room, 1e-300) if opposite else room)
        return result

    def note(self, key: str, line: int, name: str, left: object, right: object, *, negated: bool = False) -> None:
        """Note one comparison of numbers or arrays of them; anything else is passed over."""
        try:
            a, b = np.broadcast_arrays(np.asarray(left), np.asarray(right))
        except (TypeError, ValueError):
            return
        if a.dtype.kind not in "iuf" or b.dtype.kind not in "iuf" or not a.size:
            return
        if self.either and a.dtype.kind != "f" and b.dtype.kind != "f":
            return  # a proof's loops count; in an assert a whole number may be how many of the seeds learnt it
        a, b = a.astype(float), b.astype(float)
        holds = OPERATORS[name](a, b)
        rooms = _rooms(a, b, lower=name.startswith("L"))
        if self.either:
            rooms = np.where(holds, rooms, 1 / np.maximum(rooms, 1e-300))
        elif negated:
            rooms = 1 / np.maximum(rooms, 1e-300)
        place = int(np.argmin(np.where(np.isnan(rooms), 0.0, rooms)))
        self._keep(key, line, float(a.flat[place]), float(b.flat[place]), float(rooms.flat[place]))

    def _keep(self, key: str, line: int, value: float, bound: float, room: float) -> None:
        room = 0.0 if math.isnan(room) else room
        row = self.rows.get(key)
        if row is None:
            self.rows[key] = Row(line, key, value, bound, room)
            return
        row.times += 1
        if room < row.room:
            row.value, row.bound, row.room = value, bound, room


def _rooms(a: np.ndarray, b: np.ndarray, *, lower: bool) -> np.ndarray:
    """Return the ratio by which `a < b` (lower) or `a > b` holds; a bound of zero, or of another sign, is no ratio."""
    small, large = (a, b) if lower else (b, a)
    holds = small < large
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(
            (small > 0) & (large > 0), large / small, np.where((small < 0) & (large < 0), small / large, np.nan)
        )
    rooms = np.where(np.isnan(ratio), np.where(holds, np.inf, 0.0), ratio)
    return np.where(np.isnan(a) | np.isnan(b), 0.0, np.where((small == large), 1.0, rooms))


class _Instrument(ast.NodeTransformer):
    """Rewrites comparisons; with `only_asserts` those that stand in an assert."""

    def __init__(self, *, only_asserts: bool) -> None:
        self.only_asserts = only_asserts
        self.inside = not only_asserts
        self.negated = False

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        """Watch what an assert compares; its message stays as it is."""
        before, self.inside = self.inside, True
        node.test = self.visit(node.test)
        self.inside = before
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """Below a `not` a comparison is to be false."""
        turned = isinstance(node.op, ast.Not)
        self.negated ^= turned
        self.generic_visit(node)
        self.negated ^= turned
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        """Leave a loop's condition: it is false once, by design."""
        before, self.inside = self.inside, False
        node.test = self.visit(node.test)
        self.inside = before
        node.body = [self.visit(part) for part in node.body]
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Turn `a < b` into a call of the watch that gives the same."""
        source = ast.unparse(node)
        self.generic_visit(node)
        if not self.inside or not all(type(sign).__name__ in OPERATORS for sign in node.ops):
            return node
        return self._call(
            "chain",
            source,
            node,
            [
                ast.Tuple([ast.Constant(type(sign).__name__) for sign in node.ops], ast.Load()),
                node.left,
                *(ast.Lambda(_no_arguments(), right) for right in node.comparators),
            ],
        )

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Watch a call of allclose or isclose."""
        source = ast.unparse(node)
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        starred = any(isinstance(argument, ast.Starred) for argument in node.args)
        if not self.inside or name not in CLOSE or starred or len(node.args) < 2:
            return node
        call = self._call("close", source, node, [node.func, *node.args])
        call.keywords = node.keywords
        return call

    def _call(self, method: str, source: str, node: ast.expr, args: list[ast.expr]) -> ast.Call:
        function = ast.Attribute(ast.Name(NAME, ast.Load()), method, ast.Load())
        return ast.Call(function, [*map(ast.Constant, (source, node.lineno, self.negated)), *args], [])


def _no_arguments() -> ast.arguments:
    return ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])


def watched(source: str, filename: str, *, only_asserts: bool) -> CodeType:
    """Compile code that tells the name `__watch__` in its globals what it compares."""
    tree = _Instrument(only_asserts=only_asserts).visit(ast.parse(source))
    return compile(ast.fix_missing_locations(tree), filename, "exec")
