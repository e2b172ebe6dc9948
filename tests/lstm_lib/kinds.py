"""The recurrent layers that the tests go through, by name, with parameters that are nowhere zero."""

import numpy as np

from lstm_lib import GRU, LSTM, RNN, Bidirectional, Stack

CELLS = {
    "RNN": RNN,
    "LSTM": LSTM,
    "GRU reset after": GRU,
    "GRU reset before": lambda *sizes, **options: GRU(*sizes, reset_after=False, **options),
}


def make(name, D, H, dtype=np.float32, seed=0):
    """Make a layer of that name: a cell's, "Bidirectional X" or "Stack X"."""
    rng = np.random.default_rng(seed)
    kind, _, cell = name.partition(" ")
    if kind == "Bidirectional":
        layer = Bidirectional(*(CELLS[cell](D, H, rng=rng, dtype=dtype) for _ in range(2)))
    elif kind == "Stack":
        layer = Stack([CELLS[cell](size, H, rng=rng, dtype=dtype) for size in (D, H)])
    else:
        layer = CELLS[name](D, H, rng=rng, dtype=dtype)
    for value in layer.params.values():
        value += 0.3 * rng.standard_normal(value.shape).astype(dtype)
    return layer


NAMES = [*CELLS, *(f"{kind} {cell}" for kind in ("Bidirectional", "Stack") for cell in CELLS)]


def flat(state):
    """The arrays of a state, whatever its form, in order."""
    if not isinstance(state, tuple):
        return [state]
    return [array for part in state for array in flat(part)]


def like(state, make_array):
    """A state of the same form, each array made from the one in its place."""
    if isinstance(state, tuple):
        return tuple(like(part, make_array) for part in state)
    return make_array(state)
