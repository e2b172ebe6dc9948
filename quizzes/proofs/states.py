"""Proofs of the chapter States: what a step reads and hands on, stacks, masks and padding."""

from __future__ import annotations

import inspect

import numpy as np

from lstm_lib import LSTM, Dense, LSTMStep, Stack, lstm_step

OPEN, CLOSED = 60.0, -60.0  # pre-activations that make a gate 1 or 0 to the last bit that matters
GATES = ("i", "f", "o")


def near(a: object, b: object) -> bool:
    """Tell whether two results are the same up to rounding."""
    return bool(np.allclose(a, b, rtol=0, atol=1e-12))


def unit(c: float, *, i: float = 0.0, f: float = 0.0, g: float = 0.0, o: float = 0.0) -> LSTMStep:
    """Take one step of a cell with one unit whose pre-activations are i, f, g and o."""
    zero, weights = np.zeros((1, 1)), np.zeros((1, 4))
    return lstm_step(zero, zero, np.array([[c]]), weights, weights, np.array([i, f, g, o]))


def random_step(**changed: np.ndarray) -> LSTMStep:
    """Take one step of a random cell (N, D, H = 6, 4, 3), with some of its arguments changed."""
    rng = np.random.default_rng(0)
    shapes = {"x": (6, 4), "h": (6, 3), "c": (6, 3), "W_x": (4, 12), "W_h": (3, 12), "b": (12,)}
    return lstm_step(**({name: rng.standard_normal(shape) for name, shape in shapes.items()} | changed))


def matters(name: str) -> bool:
    """Tell whether one argument of a step changes what it hands on."""
    changed = random_step(**{name: np.full((6, 4 if name == "x" else 3), 0.7)})
    return not near([changed.h, changed.c], [random_step().h, random_step().c])


def layer_of(features: int, units: int, *, seed: int = 0) -> LSTM:
    """Return a layer in float64 with random weights."""
    return LSTM(features, units, rng=np.random.default_rng(seed), dtype=np.float64)


def sequence(*shape: int) -> np.ndarray:
    """Return a random array of that shape."""
    return np.random.default_rng(7).standard_normal(shape)


def next_from_two_pasts() -> tuple[bool, bool]:
    """Tell whether the next step differs after other output gates, and after other inputs, with one state."""
    gates = [unit(0.0, i=CLOSED, o=o) for o in (-1.0, 2.0)]
    assert not near(gates[0].o, gates[1].o)
    assert near(gates[0].h, gates[1].h)
    after_gates = [unit(step.c.item(), g=1.0).h for step in gates]
    # The second unit of x reaches nothing but a closed gate: two first inputs, one state after them.
    layer = layer_of(2, 3)
    layer.params["W_x"][1] = 0.0
    x = sequence(1, 2, 2)
    other = x.copy()
    other[:, 0, 1] += 5.0
    after_inputs = [layer.forward(values).h[:, 1] for values in (x, other)]
    return not near(*after_gates), not near(*after_inputs)


def cell_inputs() -> dict[str, bool]:
    """Change one thing at a time and look at what the step hands on."""
    by_gate, by_past = next_from_two_pasts()
    return {
        "x": matters("x"),
        "h-before": matters("h"),
        "c-before": matters("c"),
        "o-before": by_gate,
        "x-before": by_past,
    }


def inputs_card() -> dict[str, bool]:
    """The arguments of a step that are no weights, each of them shown to matter."""
    weights = set(layer_of(1, 1).params)
    read = {name for name in inspect.signature(lstm_step).parameters if name not in weights and matters(name)}
    by_gate, by_past = next_from_two_pasts()
    return {
        "triple": read == {"x", "h", "c"} and not by_gate and not by_past,
        "gates": bool(read & set(GATES)),
        "all-inputs": by_past,
        "four": by_gate,
    }


def two_outputs() -> dict[str, bool]:
    """Start a run again in the middle, from what a step has handed on."""
    layer, x = layer_of(2, 3), sequence(2, 6, 2)
    whole = layer.forward(x)
    h, c, o = (values[:, 2].copy() for values in (whole.h, whole.c, whole.o))

    def goes_on(h: np.ndarray, c: np.ndarray) -> bool:
        return near(layer.forward(x[:, 3:].copy(), state=(h, c)).h, whole.h[:, 3:])

    upper = layer_of(3, 2, seed=1)
    above = {name: upper.forward(values.copy()).h for name, values in (("h", whole.h), ("o", whole.o))}
    stacked = Stack([layer, upper]).forward(x).h
    enough = goes_on(h, c)
    return {
        "h-and-c": enough and near(stacked, above["h"]),
        "all-three": not enough or near(stacked, above["o"]),
        "h-alone": goes_on(h, np.zeros_like(c)) or goes_on(h, h),
        "o-and-c": goes_on(o, c),
    }


def symbols() -> dict[str, str]:
    """Open one gate at a time and find the quantity whose share it is; compare the result with what is let out."""
    old = 0.8
    half = unit(old, g=0.4)
    change = {
        "written": unit(old, g=0.4, i=OPEN).c - half.c,
        "kept": unit(old, g=0.4, f=OPEN).c - half.c,
        "released": unit(old, g=0.4, o=OPEN).h - half.h,
    }
    scaled = {"written": half.g, "kept": old, "released": half.tanh_c}
    opened = {"written": "i", "kept": "f", "released": "o"}
    roles = {opened[role]: role for role in change if near(change[role], scaled[role] / 2)}
    trace = layer_of(1, 1).forward(sequence(1, 4, 1))
    given = {"shown": trace.h, "memory": trace.c, "proposal": trace.g}
    above = Stack([layer_of(1, 1), layer_of(1, 1)]).forward(sequence(1, 4, 1)).h
    result = next(name for name, seen in given.items() if near(above, layer_of(1, 1).forward(seen.copy()).h))
    return {**roles, "h": result}


def two_sentences() -> dict[str, str]:
    """Find the memory, the output and what decides by changing them one at a time."""
    names = {"c": "cell state", "h": "hidden state", "g": "candidate", "x": "input"}
    kept = unit(0.8, i=CLOSED, f=OPEN, g=0.3, o=-1.0)
    memory = next(name for name in ("h", "g", "c") if near(getattr(kept, name), 0.8))
    layer, x = layer_of(2, 3), sequence(1, 4, 2)
    trace = layer.forward(x)
    upper = layer_of(3, 2)
    above = Stack([layer, upper]).forward(x).h
    output = next(name for name in ("c", "g", "h") if near(above, upper.forward(getattr(trace, name).copy()).h))
    changed = {name: random_step(**{name: np.full((6, 3), 0.7)}) for name in ("c", "h")}
    decides = next(name for name, step in changed.items() if not near(step.f, random_step().f))
    return {"memory": names[memory], "output": names[output], "decides": f"previous {names[decides]}"}


def upper_changes(step: int, *, steps: int) -> list[int]:
    """Change one input of a stack of two and return the steps, from 1, at which the upper output changes."""
    stack = Stack([layer_of(2, 3), layer_of(3, 2, seed=1)])
    x = sequence(1, steps, 2)
    other = x.copy()
    other[:, step - 1] += 1.0
    before, after = (stack.forward(values).h[0] for values in (x, other))
    return [t + 1 for t in range(steps) if not near(before[t], after[t])]


def stack_steps() -> dict[str, bool]:
    """The steps of the upper layer that a changed x_4 reaches."""
    steps = upper_changes(4, steps=6)
    return {
        "four-alone": steps == [4],
        "all": steps == list(range(1, 7)),
        "from-four": steps == list(range(4, 7)),
        "last": steps == [6],
    }


def stack_wiring() -> dict[str, str]:
    """Hand the upper layer one step of the lower one at a time, and compare with the stack."""
    lower, upper, x = layer_of(2, 3), layer_of(3, 2, seed=1), sequence(1, 7, 2)
    below = lower.forward(x)
    above = upper.forward(below.h.copy())
    found = {}
    for read in range(7):
        for own in range(7):
            state = (above.h[:, own].copy(), above.c[:, own].copy())
            if near(upper.forward(below.h[:, read : read + 1].copy(), state=state).h[:, 0], above.h[:, 2]):
                found = {"below": str(read + 1), "own": str(own + 1)}
    only = next(t for t in range(7) if near(below.h[:, t], lower.run(x)[0]))
    return {**found, "only": str(only + 1)}


def window_shape() -> dict[str, tuple]:
    """The shape that a layer takes one week of single temperatures in, and others by their mistakes."""
    week = sequence(7)
    x = np.stack([week] * 3)[:, :, None]
    assert layer_of(1, 2).forward(x).h.shape[:2] == x.shape[:2]
    return {
        "answer": (None, *x.shape[1:]),
        "matrix": (None, *x[:, :, 0].shape[1:]),
        "swapped": (None, *x.transpose(0, 2, 1).shape[1:]),
        "one-sample": x[0].shape,
    }


def refused_shapes() -> dict[str, str]:
    """What the layer makes of three shapes, and what it would if it were as forgiving as some expect."""

    def told(*, matrix: bool = False, swap: bool = False, last: bool = False) -> str:
        lines = []
        for shape in [(5, 7), (5, 7, 1), (5, 1, 7)]:
            x = np.zeros(shape)[:, :, None] if matrix and len(shape) == 2 else np.zeros(shape)
            layer = layer_of(7 if swap and shape[-1] == 7 and len(shape) == 3 else 1, 4)
            try:
                h = layer.forward(x).h
                lines.append(str(h[:, -1].shape if last else h.shape))
            except ValueError:
                lines.append("refused")
        return "\n".join(lines)

    return {
        "answer": told(),
        "matrix-read": told(matrix=True),
        "swap-read": told(swap=True),
        "last-step": told(last=True),
    }


def last_enough() -> dict[str, bool]:
    """Compare how many answers a task wants for a text with how many the last hidden state gives."""
    x = sequence(1, 12, 3)
    words = x.shape[1]
    wanted = {
        "sentiment": np.ones(1),
        "next-word": np.ones(1),
        "score": np.ones(1),
        "word-class": np.ones(words),
        "names": np.ones(words),
    }
    dense = Dense(4, 2, rng=np.random.default_rng(0), dtype=np.float64)
    h, _ = layer_of(3, 4).run(x)
    given = dense.forward(h).y
    every = dense.forward(layer_of(3, 4).forward(x).h.copy()).y[0]
    assert len(every) == words
    return {name: len(targets) == len(given) for name, targets in wanted.items()}


def h_or_c() -> dict[str, str]:
    """Run a cell that counts, and change one state at a time."""
    layer = layer_of(1, 1)
    layer.params["W_x"][:] = layer.params["W_h"][:] = 0.0
    layer.params["b"][:] = OPEN, OPEN, 2.0, 2.0
    counting = layer.forward(np.zeros((1, 20, 1)))
    largest = {name: np.abs(getattr(counting, name)).max() for name in ("h", "c")}
    seen = {name: not near(random_step(**{name: np.full((6, 3), 0.7)}).f, random_step().f) for name in ("h", "c")}
    upper, x = layer_of(3, 2), sequence(1, 4, 2)
    trace, above = layer_of(2, 3).forward(x), Stack([layer_of(2, 3), upper]).forward(x).h
    read = {name: near(above, upper.forward(getattr(trace, name).copy()).h) for name in ("h", "c")}
    step = unit(0.8, i=CLOSED, f=0.5)
    scaled = {name: near(getattr(step, name), step.f * 0.8) for name in ("h", "c")}
    return {
        "bounded": min(largest, key=largest.__getitem__) if min(largest.values()) < 1 else "",
        "grows": max(largest, key=largest.__getitem__) if max(largest.values()) > 15 else "",
        "gates": next(name for name in seen if seen[name]),
        "layer": next(name for name in read if read[name]),
        "scaled": next(name for name in scaled if scaled[name]),
    }


def leaves() -> dict[str, str]:
    """Find which of a layer's traces the layer above has read."""
    names = {"h": "hidden state", "c": "cell state", "o": "output gate"}
    upper, x = layer_of(3, 2), sequence(1, 4, 2)
    trace, above = layer_of(2, 3).forward(x), Stack([layer_of(2, 3), upper]).forward(x).h
    read = {name: near(above, upper.forward(getattr(trace, name).copy()).h) for name in names}
    right = next(name for name in names if read[name])
    kept, gate = (name for name in ("c", "o") if name != right)
    return {"answer": names[right], "cell": names[kept], "gate": names[gate]}
