"""Numbers as a person writes them, and which of them a person can compute without a machine."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from quizzes.checks.model import Plain

_NEAR = 1e-6
_LARGEST = 1000.0
MOST_NUMBERS = 6  # that one question asks for


def as_lists(value: Plain) -> Plain:
    """Return a value with lists for arrays, and numbers without the noise of the last digits."""
    if isinstance(value, np.ndarray | np.generic):
        return as_lists(value.tolist())
    if isinstance(value, list | tuple):
        return [as_lists(part) for part in value]
    if isinstance(value, dict):
        return {key: as_lists(part) for key, part in value.items()}
    if isinstance(value, float) and math.isfinite(value):
        short = round(value, 3)
        whole = int(short) if short == int(short) else short
        return whole if abs(value - short) <= _NEAR else value
    return value


def numbers_in(value: Plain) -> Iterator[object]:
    """Yield every number of a value, depth first, and whatever else stands there."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        for part in value:
            yield from numbers_in(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from numbers_in(part)
    else:
        yield value


def by_hand(value: Plain) -> bool:
    """Say whether every number is one that can be written in three decimals: a half, a quarter, an eighth, a tenth.

    >>> by_hand(np.array([0.5, 0.125, -2])), by_hand(0.462117), by_hand(None), by_hand(float("nan"))
    (True, False, False, False)
    """
    found = list(numbers_in(value))
    return bool(found) and all(_is_short(number) for number in found)


def _is_short(number: object) -> bool:
    if isinstance(number, bool | int):
        return abs(number) <= _LARGEST
    if not isinstance(number, float) or not math.isfinite(number) or abs(number) > _LARGEST:
        return False
    return abs(number - round(number, 3)) <= _NEAR


def is_trivial(value: Plain) -> bool:
    """Say whether a value says nothing: all zeros, as they are written."""
    return not any(number if not isinstance(number, float) else abs(number) > _NEAR for number in numbers_in(value))


def form(value: Plain) -> Plain:
    """Return how a value is arranged, whatever the numbers are.

    >>> form([np.zeros((2, 1)), (1, [2, 3])]), form(np.zeros(2))
    ([[[0], [0]], [0, [0, 0]]], [0, 0])
    """
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [form(part) for part in value]
    if isinstance(value, dict):
        return {key: form(part) for key, part in value.items()}
    return 0


def short(value: Plain) -> str:
    """Return a value as Python writes it, without noise.

    >>> short((np.array([[0.5, 1.0]]), 20.000000001))
    '[[[0.5, 1]], 20]'
    """
    return repr(as_lists(value))


def literal(value: Plain) -> str:
    """Return the Python that makes a value: np.array(...) for arrays.

    >>> literal([np.array([[1.0, 0.5]]), 2, True]), literal(np.array([True]))
    ('[np.array([[1., 0.5]]), 2, True]', 'np.array([True])')
    """
    if isinstance(value, np.ndarray):
        return f"np.array({_plain(value.tolist())})"
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_plain, value))}]"
    return f"{value:.0f}." if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else repr(value)
