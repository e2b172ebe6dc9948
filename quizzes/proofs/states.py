"""Proofs of the chapter States: what a step reads and hands on, stacks, masks and padding."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from lstm_lib import LSTM, LSTMStep, Stack, lstm_step
from quizzes.proofs.draw import CLOSED, OPEN, Rng, arguments, drawn, held, moved, near, sizes, unit, wild

GATES = ("i", "f", "o")
AROUND = "the layer around the unit (size, weights, biases), its input and its state"
PAIR = "features, the widths of two stacked layers, all weights, the batch"


def matters(rng: Rng, name: str) -> bool:
    """Tell whether one argument of a step of any layer changes what it hands on."""
    arrays = arguments(rng)
    before, after = lstm_step(**arrays), moved(rng, arrays, name)
    return not near([before.h, before.c], [after.h, after.c])


def pair(rng: Rng, steps: int) -> tuple[LSTM, LSTM, np.ndarray]:
    """Return two layers that fit on each other, and a batch for the lower one."""
    features, lower, upper, samples = sizes(rng, 4, 2)
    x = rng.standard_normal((samples, steps, features))
    return wild(rng, features, lower), wild(rng, lower, upper), x


def next_from_two_pasts(rng: Rng) -> tuple[bool, bool]:
    """Tell whether the next step differs after other output gates, and after other inputs, with one state."""
    features, units = sizes(rng, 2, 2)
    layer = wild(rng, features, units)
    layer.params["W_x"][-1] = 0.0  # the last feature reaches nothing
    x = rng.standard_normal((1, 2, features))
    other = x.copy()
    other[:, 0, -1] += 5.0
    after_inputs = [layer.forward(values).h[:, 1] for values in (x, other)]
    # One state, reached from an empty cell with two output gates: h is zero either way.
    layer.params["b"][:units] = CLOSED
    layer.params["W_x"][:, :units] = layer.params["W_h"][:, :units] = 0.0
    steps = []
    for bias in rng.standard_normal((2, units)):
        layer.params["b"][3 * units :] = bias
        steps.append(layer.forward(x[:, :1]))
    assert near(steps[0].h, steps[1].h)
    assert not near(steps[0].o, steps[1].o)
    going_on = wild(rng, features, units)
    after_gates = [going_on.forward(x[:, 1:], state=(s.h[:, 0].copy(), s.c[:, 0].copy())).h for s in steps]
    return not near(*after_gates), not near(*after_inputs)


@drawn("a layer and a batch of any size, all weights, inputs and states; two pasts that lead to one state")
def cell_inputs(rng: Rng) -> dict[str, bool]:
    """Change one thing at a time and look at what the step hands on."""
    by_gate, by_past = next_from_two_pasts(rng)
    return {
        "x": matters(rng, "x"),
        "h-before": matters(rng, "h"),
        "c-before": matters(rng, "c"),
        "o-before": by_gate,
        "x-before": by_past,
    }


@drawn("a layer and a batch of any size, all weights, inputs and states; two pasts that lead to one state")
def inputs_card(rng: Rng) -> dict[str, bool]:
    """The arguments of a step that are not weights, each of them shown to matter."""
    weights = set(wild(rng, 1, 1).params)
    read = {name for name in inspect.signature(lstm_step).parameters if name not in weights and matters(rng, name)}
    by_gate, by_past = next_from_two_pasts(rng)
    return {
        "triple": read == {"x", "h", "c"} and not by_gate and not by_past,
        "gates": bool(read & set(GATES)),
        "all-inputs": by_past,
        "four": by_gate,
    }


@drawn(f"{PAIR}, its length and the step at which it is stopped")
def two_outputs(rng: Rng) -> dict[str, bool]:
    """Start a run again in the middle, from what a step has handed on."""
    steps = int(rng.integers(4, 10))
    layer, upper, x = pair(rng, steps)
    whole, t = layer.forward(x), int(rng.integers(1, steps - 1))
    h, c, o = (values[:, t].copy() for values in (whole.h, whole.c, whole.o))

    def goes_on(h: np.ndarray, c: np.ndarray) -> bool:
        return near(layer.forward(x[:, t + 1 :].copy(), state=(h, c)).h, whole.h[:, t + 1 :])

    above = {name: upper.forward(values.copy()).h for name, values in (("h", whole.h), ("o", whole.o))}
    stacked = Stack([layer, upper]).forward(x).h
    enough = goes_on(h, c)
    return {
        "h-and-c": enough and near(stacked, above["h"]),
        "all-three": not enough or near(stacked, above["o"]),
        "h-alone": goes_on(h, np.zeros_like(c)) or goes_on(h, h),
        "o-and-c": goes_on(o, c),
    }


@drawn(f"{AROUND}; memory and candidate; {PAIR}")
def symbols(rng: Rng) -> dict[str, str]:
    """Open one gate at a time and find the quantity whose share it is; compare the result with what is let out."""
    old, g, seed = float(rng.uniform(0.5, 2)), float(rng.uniform(0.3, 2)), int(rng.integers(2**31))

    def step(**z: float) -> LSTMStep:
        return unit(np.random.default_rng(seed), old, g=g, **(dict.fromkeys(GATES, 0.0) | z))

    half = step()
    change = {
        "written": step(i=OPEN).c - half.c,
        "kept": step(f=OPEN).c - half.c,
        "released": step(o=OPEN).h - half.h,
    }
    scaled: dict[str, Any] = {"written": half.g, "kept": old, "released": half.tanh_c}
    opened = {"written": "i", "kept": "f", "released": "o"}
    roles = {opened[role]: role for role in change if near(change[role], scaled[role] / 2)}
    return {**roles, "h": what_is_read(rng, {"shown": "h", "memory": "c", "proposal": "g"})}


def what_is_read(rng: Rng, names: dict[str, str]) -> str:
    """Find which of a layer's traces the layer above it has read."""
    layer, upper, x = pair(rng, 4)
    trace, above = layer.forward(x), Stack([layer, upper]).forward(x).h
    return next(name for name, part in names.items() if near(above, upper.forward(getattr(trace, part).copy()).h))


def what_gates_see(rng: Rng, names: dict[str, str]) -> str:
    """Find which of the two states of any layer moves its gates."""
    arrays = arguments(rng)
    f = lstm_step(**arrays).f
    return next(name for name, part in names.items() if not near(moved(rng, arrays, part).f, f))


@drawn(f"{AROUND}; the memory; {PAIR}; another batch whose states are changed")
def two_sentences(rng: Rng) -> dict[str, str]:
    """Find the memory, the output and what decides by changing them one at a time."""
    c = float(rng.uniform(0.5, 2))
    kept = unit(rng, c, i=CLOSED, f=OPEN)
    memory = {"hidden state": kept.h, "candidate": kept.g, "cell state": kept.c}
    return {
        "memory": next(name for name, value in memory.items() if near(value, c)),
        "output": what_is_read(rng, {"cell state": "c", "candidate": "g", "hidden state": "h"}),
        "decides": what_gates_see(rng, {"previous cell state": "c", "previous hidden state": "h"}),
    }


@drawn(PAIR, fixed="6 steps, of which the fourth is changed, as the question says")
def stack_steps(rng: Rng) -> dict[str, bool]:
    """The steps of the upper layer that a changed x_4 reaches."""
    lower, upper, x = pair(rng, 6)
    other = x.copy()
    other[:, 3] += 1.0
    before, after = (Stack([lower, upper]).forward(values).h[0] for values in (x, other))
    steps = [t + 1 for t in range(6) if not near(before[t], after[t])]
    return {
        "four-alone": steps == [4],
        "all": steps == list(range(1, 7)),
        "from-four": steps == list(range(4, 7)),
        "last": steps == [6],
    }


@drawn(PAIR, fixed="7 steps, of which the third is looked at, as the question says")
def stack_wiring(rng: Rng) -> dict[str, str]:
    """Hand the upper layer one step of the lower one at a time, and compare with the stack."""
    lower, upper, x = pair(rng, 7)
    below, above = lower.forward(x), Stack([lower, upper]).forward(x).h
    own_run = upper.forward(below.h.copy())
    found = {}
    for read in range(7):
        for own in range(7):
            state = (own_run.h[:, own].copy(), own_run.c[:, own].copy())
            if near(upper.forward(below.h[:, read : read + 1].copy(), state=state).h[:, 0], above[:, 2]):
                found = {"below": str(read + 1), "own": str(own + 1)}
    only = next(t for t in range(7) if near(below.h[:, t], lower.run(x)[0]))
    return {**found, "only": str(only + 1)}


@drawn("how many weeks there are, the units of the layer, the temperatures", fixed="a week of one temperature a day")
def window_shape(rng: Rng) -> dict[str, tuple]:
    """The shape that a layer takes weeks of single temperatures in, and others by their mistakes."""
    weeks, units = sizes(rng, 2)
    x = rng.standard_normal((weeks, 7))[:, :, None]
    assert wild(rng, 1, units).forward(x).h.shape[:2] == x.shape[:2]
    return {
        "answer": (None, *x.shape[1:]),
        "matrix": (None, *x[:, :, 0].shape[1:]),
        "swapped": (None, *x.transpose(0, 2, 1).shape[1:]),
        "one-sample": x[0].shape,
    }


@drawn("the weights", fixed="all sizes; the program stands in the question")
def refused_shapes(rng: Rng) -> dict[str, str]:
    """What the layer makes of three shapes, and what it would if it were as forgiving as some expect."""

    def told(*, matrix: bool = False, swap: bool = False, last: bool = False) -> str:
        lines = []
        for shape in [(5, 7), (5, 7, 1), (5, 1, 7)]:
            x = np.zeros(shape)[:, :, None] if matrix and len(shape) == 2 else np.zeros(shape)
            layer = wild(rng, 7 if swap and shape[-1] == 7 and len(shape) == 3 else 1, 4)
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


@drawn(f"a counting unit, its layer and length; {PAIR}; a batch whose states are changed; a share and a memory")
def h_or_c(rng: Rng) -> dict[str, str]:
    """Run a cell that counts, and change one state at a time."""
    steps = int(rng.integers(15, 40))
    layer, k = held(rng, i=OPEN, f=OPEN, g=float(rng.uniform(2, 3)), o=OPEN)
    counting = layer.forward(rng.standard_normal((1, steps, layer.input_size)))
    largest = {name: np.abs(getattr(counting, name)[:, :, k]).max() for name in ("h", "c")}
    c, share = float(rng.uniform(0.5, 2)), float(rng.standard_normal())
    step = unit(rng, c, i=CLOSED, f=share)
    scaled = {name: near(getattr(step, name), step.f * c) for name in ("h", "c")}
    both = {"h": "h", "c": "c"}
    return {
        "bounded": min(largest, key=largest.__getitem__) if min(largest.values()) <= 1 else "",
        "grows": max(largest, key=largest.__getitem__) if max(largest.values()) > 0.9 * steps else "",
        "gates": what_gates_see(rng, {"c": "c", "h": "h"}),
        "layer": what_is_read(rng, both),
        "scaled": next(name for name in scaled if scaled[name]),
    }


@drawn(PAIR)
def leaves(rng: Rng) -> dict[str, str]:
    """Find which of a layer's traces the layer above has read."""
    right = what_is_read(rng, {"hidden state": "h", "cell state": "c", "output gate": "o"})
    kept, gate = (name for name in ("cell state", "output gate") if name != right)
    return {"answer": right, "cell": kept, "gate": gate}
