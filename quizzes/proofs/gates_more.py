"""Proofs of the chapter Gates about why each part is there, the backward pass and the GRU."""

from __future__ import annotations

import random

import numpy as np

from lstm_lib import GRU, gru_step, gru_step_reset_before, lstm_step, lstm_step_backward, numeric_gradient, to_keras

OPEN, CLOSED = 60.0, -60.0  # pre-activations that make a gate 1 or 0 to the last bit that matters


def near(a: object, b: object) -> bool:
    """Tell whether two results are the same up to rounding."""
    return bool(np.allclose(a, b, rtol=0, atol=1e-9))


def logit(share: float) -> float:
    """Return the pre-activation whose sigmoid is this share."""
    return float(np.log(share / (1 - share)))


def latch(*, broken: str = "") -> tuple[np.ndarray, np.ndarray]:
    """Return c and h of a unit that takes 0.5 at step 2, -0.3 at step 5, and shows itself at step 7 alone.

    `broken` names a gate that stands open, or g, which is not squashed.
    """
    proposed = [0.9, 0.5, 0.7, 0.2, -0.3, 0.8, 0.4]
    c, cells, hidden = np.zeros((1, 1)), [], []
    zero, weights = np.zeros((1, 1)), np.zeros((1, 4))
    for t, g in enumerate(proposed, start=1):
        mark = t in (2, 5)
        z = {"i": OPEN if mark else CLOSED, "f": CLOSED if mark else OPEN, "o": OPEN if t == 7 else CLOSED}
        z |= {broken: OPEN} if broken in z else {}
        step = lstm_step(zero, zero, c, weights, weights, np.array([z["i"], z["f"], np.arctanh(g), z["o"]]))
        c = step.c
        cells.append(c.item())
        hidden.append(step.h.item())
    return np.array(cells), np.array(hidden)


def why() -> dict[str, str]:
    """Open one gate of the latch at a time and find which of its failures follows."""
    whole_c, whole_h = latch()

    def failure(gate: str) -> str:
        c, h = latch(broken=gate)
        if near(c, whole_c):
            return "seen" if np.count_nonzero(h) > np.count_nonzero(whole_h) else ""
        return "mixed" if near(c[:4], whole_c[:4]) else "noise"

    found = {gate: failure(gate) for gate in ("i", "f", "o")}
    zero, weights = np.zeros((1, 1)), np.zeros((1, 4))
    step = lstm_step(zero, zero, zero, weights, weights, np.array([OPEN, OPEN, 40.0, OPEN]))
    found["g"] = "outlier" if step.c.item() <= 1 < 40 else ""
    return found


def backward_cell(rng: random.Random) -> dict[str, object]:
    """Take gradients of one unit back through one step, with and without its parts."""
    while True:
        dh, dc = rng.choice([0.5, 1.0, 2.0]), rng.choice([-1.0, 0.5, 1.0])
        o, f, c = rng.choice([0.4, 0.5, 0.8]), rng.choice([0.5, 0.6, 0.9]), rng.choice([0.5, 0.8, 1.0])
        # With a closed input gate the new cell state is f times the old one.
        before, zero, weights = np.array([[c / f]]), np.zeros((1, 1)), np.zeros((1, 4))
        step = lstm_step(zero, zero, before, weights, weights, np.array([CLOSED, logit(f), 0.0, logit(o)]))

        def back(dh: float, dc: float, step=step, before=before, zero=zero, weights=weights) -> float:
            gradients = np.array([[dh]]), np.array([[dc]])
            return lstm_step_backward(step, zero, zero, before, weights, weights, *gradients).c.item()

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


def backward_forget() -> dict[str, bool]:
    """Find by finite differences what, times the gradient of the cell state, gives that of the forget gate."""
    rng = np.random.default_rng(0)
    x, h, before = rng.standard_normal((1, 2)), rng.standard_normal((1, 3)), rng.standard_normal((1, 3))
    W_x, W_h, b = rng.standard_normal((2, 12)), rng.standard_normal((3, 12)), rng.standard_normal(12)
    step, dc = lstm_step(x, h, before, W_x, W_h, b), rng.standard_normal((1, 3))
    measured = numeric_gradient(lambda: (dc * lstm_step(x, h, before, W_x, W_h, b).c).sum(), b)[3:6]
    factor = measured / (step.f * (1 - step.f) * dc)

    def same(a: np.ndarray) -> bool:
        return bool(np.allclose(a, factor, atol=1e-6))

    return {"before": same(before), "after": same(step.c), "candidate": same(step.g), "input": same(step.i)}


def gru_new_state(rng: random.Random) -> dict[str, object]:
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


def reset_closed() -> dict[str, bool]:
    """Close the reset gate of a unit with a state, in both conventions, and look at candidate and state."""
    x, h = np.array([[0.3]]), np.array([[0.8]])
    W_x, W_h = np.array([[0.5, 0.0, 0.7]]), np.array([[0.4, 0.0, 0.9]])
    b = np.array([1.5, CLOSED, 0.2])
    after, before = gru_step(x, h, W_x, W_h, b, np.zeros(1)), gru_step_reset_before(x, h, W_x, W_h, b)
    other = [
        gru_step(x, -h, W_x, W_h, b, np.zeros(1)).g,
        gru_step_reset_before(x, -h, W_x, W_h, b).g,
    ]
    deaf = near(after.g, other[0]) and near(before.g, other[1])
    kept = all(near(step.h, step.z * h + (1 - step.z) * step.g) for step in (after, before))
    return {
        "candidate": deaf and kept and not near(after.h, after.g),
        "erased": near(after.h, 0) or near(before.h, 0),
        "replaced": near(after.h, after.g) or near(before.h, before.g),
        "input": near(after.g, gru_step(-x, h, W_x, W_h, b, np.zeros(1)).g),
    }


def gru_parameters(rng: random.Random) -> dict[str, object]:
    """Count what Keras builds with its defaults, and what others would count."""
    D, H = rng.sample(range(2, 13), 2)
    layer = GRU(D, H, rng=np.random.default_rng(0))
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
