"""The state of Python's and numpy's own random generators, so that a seed set in one process holds in another."""

from __future__ import annotations

import random
import sys
from typing import Any

States = tuple[Any, Any]  # of Python's generator and of numpy's, which has none where numpy is not imported


def chance() -> States:
    """Return the states of `random` and of numpy's legacy generator, as plain values."""
    numpy = sys.modules.get("numpy.random")
    return random.getstate(), numpy.get_state() if numpy is not None else None


def set_chance(states: States) -> None:
    """Take up the states that `chance` gave elsewhere."""
    random.setstate(states[0])
    if states[1] is not None:
        import numpy

        numpy.random.set_state(states[1])


def same(one: States, other: States) -> bool:
    """Say whether two states are the same."""
    if one[0] != other[0] or (one[1] is None) != (other[1] is None):
        return False
    return one[1] is None or (one[1][2:] == other[1][2:] and bool((one[1][1] == other[1][1]).all()))
