"""Calls with plain numbers that a notebook's own tests show: where a course has no tasks, questions begin with them."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable, Iterator

import numpy as np

from quizzes.checks.model import Plain
from quizzes.viva.code import parsed
from quizzes.viva.written import numbers_in

_MOST, _VARIED = 40, 12  # numbers of a call; calls


def example_calls(sources: Iterable[str], function: str) -> Iterator[tuple[Plain, ...]]:
    """Yield the arguments of each call of the function whose arguments are all written out."""
    for source in sources:
        tree = parsed(source)
        for node in ast.walk(tree) if tree is not None else ():
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == function
                and not node.keywords
                and node.args
            ):
                try:
                    arguments = tuple(map(_literal, node.args))
                except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                    continue
                if len([*numbers_in(arguments)]) <= _MOST:
                    yield arguments


def _literal(node: ast.expr) -> Plain:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("array", "asarray"):
        made = np.array(ast.literal_eval(node.args[0]))
        if made.dtype.kind not in "bif":
            raise ValueError("no numbers")
        return made
    return ast.literal_eval(node)


def varied(calls: Iterable[tuple[Plain, ...]], rng: random.Random) -> list[tuple[Plain, ...]]:
    """Return calls with other numbers of the same kind, drawn near those that are shown."""
    shown = list(calls)
    found = [_varied(arguments, rng) for arguments in shown for _ in range(4)]
    rng.shuffle(found)
    return [arguments for arguments in found if repr(arguments) not in map(repr, shown)][:_VARIED] or shown[:_VARIED]


def _varied(value: Plain, rng: random.Random) -> Plain:
    if isinstance(value, tuple):
        return tuple(_varied(part, rng) for part in value)
    if isinstance(value, list):
        return [_varied(part, rng) for part in value]
    if isinstance(value, np.ndarray) and value.dtype.kind != "b":
        moves = [rng.choice((0, 1, -1, 2)) for _ in range(value.size)]
        return value + np.array(moves, value.dtype).reshape(value.shape)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return max(0, value + rng.choice((0, 1, 2, -1))) if value >= 0 else value - rng.choice((0, 1, 2))
    if isinstance(value, float):
        return value + rng.choice((0.0, 0.5, 1.0))
    return value
