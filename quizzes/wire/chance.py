"""The state of Python's and numpy's own random generators, so that a seed set in one process holds in another."""

from __future__ import annotations

import random
import sys


def chance() -> tuple[object, object]:
    """Return the states of `random` and of numpy's legacy generator, as plain values."""
    numpy = sys.modules.get("numpy.random")
    return random.getstate(), numpy.get_state() if numpy is not None else None


def set_chance(states: tuple[object, object]) -> None:
    """Take up the states that `chance` gave elsewhere."""
    random.setstate(states[0])
    if states[1] is not None:
        import numpy

        numpy.random.set_state(states[1])


def same(one: tuple[object, object], other: tuple[object, object]) -> bool:
    """Say whether two states are the same."""
    if one[0] != other[0] or (one[1] is None) != (other[1] is None):
        return False
    return one[1] is None or (one[1][2:] == other[1][2:] and bool((one[1][1] == other[1][1]).all()))
