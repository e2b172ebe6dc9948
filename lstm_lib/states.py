"""States of whatever form: h alone, a tuple of arrays with h first, or a tuple of such states, one a layer."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lib.types import Array, Params, State
from lstm_lib.validate import describe

COUNTS = {3: "three", 4: "four"}


def map_state(make: Callable[..., Any], *states: State) -> State:
    """Make a state of the same form as others, each array from those in its place.

    >>> h, c = map_state(lambda old, new: old + new, (np.array([1]), np.array([2])), (np.array([10]), np.array([20])))
    >>> h, c
    (array([11]), array([22]))
    """
    if isinstance(states[0], tuple):
        return tuple(map_state(make, *parts) for parts in zip(*states, strict=True))
    return make(*states)


def named_arrays(name: str, state: State) -> Params:
    """The arrays of a state by name: "state", or "state[0]", "state[1]", or "state[0][1]" and so on."""
    if not isinstance(state, tuple):
        return {name: state}
    return {key: value for k, part in enumerate(state) for key, value in named_arrays(f"{name}[{k}]", part).items()}


def copy_of(state: State) -> State:
    """A copy of every array of a state, each in memory of its own."""
    return map_state(lambda part: part.copy(), state)


def beside(one: State, two: State) -> State:
    """Two states of one form as one: the units of the second after those of the first."""
    return map_state(lambda *parts: np.concatenate(parts, axis=1), one, two)


def columns(state: State, some: slice) -> State:
    """Some units of a state: undoes `beside`."""
    return map_state(lambda part: part[:, some], state)


def rows(state: State, some: Array) -> State:
    """Some samples of a state; None stays None."""
    return map_state(lambda part: None if part is None else np.ascontiguousarray(part[some]), state)


def where(valid: Array, after: State, before: State) -> State:
    """The state after a step where it is valid, the one before (zeros for None) where it is not."""
    if before is None:
        before = map_state(np.zeros_like, after)
    return map_state(lambda new, old: np.where(_as_wide(valid, new), new, 0 if old is None else old), after, before)


def _as_wide(valid: Array, part: Array) -> Array:
    """Booleans (N,) with as many axes as a part of a state."""
    return valid.reshape(-1, *[1] * (part.ndim - 1))


def check_parts_of_state(name: str, state: State, letters: tuple[str, ...]) -> None:
    """Check that a state is a tuple or list of as many parts as it has letters; each may be None.

    >>> check_parts_of_state("state", [1], ("h", "c"))
    Traceback (most recent call last):
    ValueError: state: expected a pair (h, c), got list [1]
    """
    if not isinstance(state, tuple | list) or len(state) != len(letters):
        several = "a pair" if len(letters) == 2 else f"{COUNTS.get(len(letters), len(letters))} arrays"
        raise ValueError(f"{name}: expected {several} ({', '.join(letters)}), got {describe(state)}")
