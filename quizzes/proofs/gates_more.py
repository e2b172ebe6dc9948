"""Proofs of the chapter Gates about why each part is there, the backward pass and the GRU."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from lstm_lib import GRU, gru_step, gru_step_reset_before, lstm_step, lstm_step_backward, numeric_gradient, to_keras
from quizzes.proofs.draw import CLOSED, OPEN, Draw, Rng, arguments, drawn, held, logit, near, sizes


def latch(rng: Rng, proposed: np.ndarray, marks: set[int], *, broken: str = "") -> tuple[np.ndarray, np.ndarray]:
    """Return c and h of a unit that takes what is proposed at the marks, and shows itself at the last step alone.

    `broken` names a gate that stands open, or g, which is not squashed.
    """
    c, cells, hidden = 0.0, [], []
    for t, g in enumerate(proposed):
        mark, last = t in marks, t == len(proposed) - 1
        z = {"i": OPEN if mark else CLOSED, "f": CLOSED if mark else OPEN, "o": OPEN if last else CLOSED}
        z |= {broken: OPEN} if broken in z else {}
        layer, k = held(rng, **z, g=float(np.arctanh(g)))
        x, h, memory = rng.standard_normal((1, layer.input_size)), *rng.standard_normal((2, 1, layer.hidden_size))
        memory[0, k] = c
        step = lstm_step(x, h, memory, **layer.params)
        c = float(step.c[0, k])
        cells.append(c)
        hidden.append(float(step.h[0, k]))
    return np.array(cells), np.array(hidden)


@drawn(
    "length, place of the two marks, all proposed values; the layer around the unit, its inputs",
    fixed="40, as it stands in an answer",
)
def why(rng: Rng) -> dict[str, str]:
    """Open one gate of the latch at a time and find which of its failures follows."""
    steps = int(rng.integers(6, 14))
    proposed = rng.choice([-1, 1], steps) * rng.uniform(0.1, 0.9, steps)
    first, second = sorted(int(t) for t in rng.choice(np.arange(1, steps - 1), 2, replace=False))
    whole_c, whole_h = latch(rng, proposed, {first, second})

    def failure(gate: str) -> str:
        c, h = latch(rng, proposed, {first, second}, broken=gate)
        if near(c, whole_c):
            return "seen" if np.count_nonzero(np.abs(h) > 1e-9) > np.count_nonzero(np.abs(whole_h) > 1e-9) else ""
        if near(c[:second], whole_c[:second]) and near(c[second:], proposed[first] + proposed[second]):
            return "mixed"
        return "noise" if near(c[0], proposed[0]) and not near(c[0], whole_c[0]) else ""

    found = {gate: failure(gate) for gate in ("i", "f", "o")}
    layer, k = held(rng, i=OPEN, f=OPEN, g=40.0, o=OPEN)
    zero = np.zeros((1, layer.hidden_size))
    step = lstm_step(rng.standard_normal((1, layer.input_size)), zero, zero, **layer.params)
    found["g"] = "outlier" if near(step.i[0, k] * 40, 40) and step.c[0, k] <= 1 else ""
    return found


def backward_cell(rng: Draw) -> dict[str, object]:
    """Take gradients of one unit back through one step, with and without its parts."""
    while True:
        dh, dc = rng.choice([0.5, 1.0, 2.0]), rng.choice([-1.0, 0.5, 1.0])
        o, f, c = rng.choice([0.4, 0.5, 0.8]), rng.choice([0.5, 0.6, 0.9]), rng.choice([0.5, 0.8, 1.0])
        # With a closed input gate the new cell state is f times the old one.
        before, zero, weights = np.array([[c / f]]), np.zeros((1, 1)), np.zeros((1, 4))
        step = lstm_step(zero, zero, before, weights, weights, np.array([CLOSED, logit(f), 0.0, logit(o)]))

        whole = partial(lstm_step_backward, step, zero, zero, before, weights, weights)

        def back(dh: float, dc: float, whole: Callable = whole) -> float:
            return whole(np.array([[dh]]), np.array([[dc]])).c.item()

        answer = back(dh, dc)
        mistakes = {
            "later-alone": back(0.0, dc),
            "output-alone": back(dh, 0.0),
            "no-forget": answer / step.f.item(),
            "no-slope": (dc + dh * step.o.item()) * step.f.item(),
        }
        values = sorted([answer, *mistakes.values()])
        if near(step.c.item(), c) and min(np.diff(values)) > 0.02:
            return {
                "parameters": {"dh": dh, "dc": dc, "o": o, "f": f, "c": c, "tanh": f"{step.tanh_c.item():.3f}"},
                "answer": answer,
                "mistakes": mistakes,
            }


@drawn("sizes, weights, input, state, and the gradient that comes back")
def backward_forget(rng: Rng) -> dict[str, bool]:
    """Find by finite differences what, times the gradient of the cell state, gives that of the forget gate."""
    arrays = {name: value[:1] if name in ("x", "h", "c") else value for name, value in arguments(rng).items()}
    units, b = arrays["c"].shape[1], arrays["b"]
    step, dc = lstm_step(**arrays), rng.uniform(0.5, 2, units) * rng.choice([-1, 1], units)
    measured = numeric_gradient(lambda: (dc * lstm_step(**arrays).c).sum(), b)[units : 2 * units]
    factor = measured / (step.f * (1 - step.f) * dc)

    def same(a: np.ndarray) -> bool:
        return near(a, factor, atol=1e-5)

    return {"before": same(arrays["c"]), "after": same(step.c), "candidate": same(step.g), "input": same(step.i)}


def gru_new_state(rng: Draw) -> dict[str, object]:
    """One unit of a GRU with given gate and candidate."""
    while True:
        h, z, g = (
            rng.choice([-0.8, -0.4, 0.4, 0.8]),
            rng.choice([0.1, 0.2, 0.7, 0.8, 0.9]),
            rng.choice([-0.6, 0.2, 0.6]),
        )
        weights = np.zeros((1, 3))
        b = np.array([logit(z), 0.0, np.arctanh(g)])
        step = gru_step(np.zeros((1, 1)), np.array([[h]]), weights, weights, b, np.zeros(1))
        turned = gru_step(np.zeros((1, 1)), np.array([[h]]), weights, weights, b * [-1, 1, 1], np.zeros(1))
        answer = step.h.item()
        mistakes = {
            "turned": turned.h.item(),
            "whole-candidate": (step.z * h + step.g).item(),
            "kept-alone": (step.z * h).item(),
        }
        if min(np.diff(sorted([answer, *mistakes.values()]))) > 0.03:
            return {"parameters": {"h": h, "z": z, "g": g}, "answer": answer, "mistakes": mistakes}


@drawn(
    "features, weights and biases of the unit, its input; the two kinds of reset",
    fixed="the state and the closed gate, which the question gives",
)
def reset_closed(rng: Rng) -> dict[str, bool]:
    """Close the reset gate of a unit with a state, in both conventions, and look at candidate and state."""
    features, h = sizes(rng, 1)[0], np.array([[0.8]])
    x, W_x = rng.standard_normal((1, features)), rng.standard_normal((features, 3))
    W_h, b, b_h = rng.standard_normal((1, 3)), rng.standard_normal(3), rng.standard_normal(1)
    W_x[:, 1] = W_h[:, 1] = 0.0
    b[1] = CLOSED

    def steps(x: np.ndarray, h: np.ndarray) -> tuple:
        return gru_step(x, h, W_x, W_h, b, b_h), gru_step_reset_before(x, h, W_x, W_h, b)

    both, turned, blind = steps(x, h), steps(x, -h), steps(-x, h)
    deaf = all(near(one.g, other.g) for one, other in zip(both, turned, strict=True))
    kept = all(near(step.h, step.z * h + (1 - step.z) * step.g) for step in both)
    return {
        "candidate": deaf and kept and not any(near(step.h, step.g) for step in both),
        "erased": any(near(step.h, 0) for step in both),
        "replaced": any(near(step.h, step.g) for step in both),
        "input": any(near(one.g, other.g) for one, other in zip(both, blind, strict=True)),
    }


def gru_parameters(rng: Draw) -> dict[str, object]:
    """Count what Keras builds with its defaults, and what others would count."""
    D, H = rng.sample(range(2, 13), 2)
    layer = GRU(D, H, rng=rng.weights)
    keras_layer = to_keras(layer)
    block = D * H + H * H + H
    assert sum(weight.size for weight in layer.params.values()) == 3 * block + H
    return {
        "parameters": {"features": D, "units": H},
        "answer": keras_layer.count_params(),
        "mistakes": {
            "four-blocks": 4 * block,
            "one-bias": keras_layer.count_params() - 3 * H,
            "two-blocks": 2 * block,
        },
    }
