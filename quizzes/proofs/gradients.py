"""Proofs of the chapter Sequences: what becomes of a gradient on its way back through time."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from lstm_lib import (
    LSTM,
    RNN,
    jacobian_norms,
)
from lstm_lib.jacobians import JacobianNorms
from quizzes.proofs.draw import Draw, Rng, drawn, near

LINES_APART = 3  # mistakes lie at least three tolerances away from the answer and from each other


def plain(W_h: np.ndarray, steps: int, dtype: type = np.float64, rng: Rng | None = None) -> np.ndarray:
    """Return the norms of dh_T/dh_(T-d) of a plain layer that stays at zero, where the slope of tanh is one.

    With a generator features, their weights and the bias are drawn, and inputs at which the layer stays there.
    """
    units = len(W_h)
    W_x: np.ndarray = np.zeros((1, units), dtype)
    b: np.ndarray = np.zeros(units, dtype)
    x: np.ndarray = np.zeros((1, steps, 1), dtype)
    if rng is not None:
        features = units + int(rng.integers(3))
        W_x, b = rng.standard_normal((features, units)), rng.standard_normal(units)
        x = np.broadcast_to(-b @ np.linalg.pinv(W_x), (1, steps, features)).copy()
    rnn = RNN.from_params({"W_x": W_x, "W_h": W_h.astype(W_x.dtype), "b": b})
    return jacobian_norms(rnn, rnn.forward(x)).dh


def dc(norms: JacobianNorms) -> np.ndarray:
    """Return the norms of dc_T/dc_(T-d) of a layer that has a cell state."""
    assert norms.dc is not None
    return norms.dc


def forget(norms: JacobianNorms) -> np.ndarray:
    """Return the product of the forget gates of a layer that has them."""
    assert norms.forget is not None
    return norms.forget


def apart(values: list[float], tolerance: float) -> bool:
    """Tell whether no two values could be taken for each other."""
    gap = LINES_APART * tolerance
    return all(abs(a - b) > gap for n, a in enumerate(values) for b in values[:n])


def open_gates(gates: list[float], dtype: type = np.float64) -> LSTM:
    """Return a cell of one unit whose forget gate at step t is gates[t] for the input of one at feature t."""
    W_x: np.ndarray = np.zeros((len(gates), 4), dtype)
    W_x[:, 1] = np.log(np.array(gates) / (1 - np.array(gates)))
    return LSTM.from_params({"W_x": W_x, "W_h": np.zeros((1, 4), dtype), "b": np.zeros(4, dtype)})


def power_of_weight(rng: Draw) -> dict:
    """The gradient through a plain unit at zero, and the result of adding, or of one step only."""
    while True:
        weight, steps = rng.choice([0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2, 1.25]), rng.randint(3, 12)
        norms = plain(np.array([[weight]]), steps, rng=rng.weights)
        answer, once = norms[steps], norms[1]
        added, linear = steps * once, max(0.0, 1 - steps * (1 - once))
        if apart([answer, added, once, linear], 0.006):
            return {
                "parameters": {"weight": weight, "steps": steps},
                "answer": answer,
                "mistakes": {"added": added, "linear": linear, "once": once},
            }


def steps_to_a_hundredth(rng: Draw) -> dict:
    """Count the steps until less than a hundredth is left, by running them, and as if each took the same away."""
    weight = rng.choice([round(0.5 + 0.01 * n, 2) for n in range(43)])
    norms = plain(np.array([[weight]]), 120, rng=rng.weights)
    first = int(np.argmax(norms < 0.01))
    linear = int(np.ceil(0.99 / (1 - norms[1])))
    return {
        "parameters": {"weight": weight},
        "answer": first,
        "mistakes": {"linear": linear},
    }


@drawn(
    "features, their weights, the bias, and inputs at which the layer stays at 0",
    fixed="the four matrices, which the question gives",
)
def radius_decides(rng: Rng) -> dict[str, str]:
    """Follow the gradient back through a hundred steps with four recurrent matrices."""
    angle = np.pi / 6
    matrices = {
        "half": 0.5 * np.eye(2),
        "rotation": np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]),
        "one-large": np.diag([0.5, 1.1]),
        "mixed": np.array([[0.5, 0.4], [0.4, 0.5]]),
    }
    ends = {name: plain(matrix, 100, rng=rng)[-1] for name, matrix in matrices.items()}
    return {
        name: "vanishes" if end < 0.01 else "explodes" if end > 100 else "keeps" if near(end, 1) else ""
        for name, end in ends.items()
    }


def on_a_line(values: np.ndarray) -> bool:
    """Tell whether values lie about on one straight line."""
    return bool(np.corrcoef(np.arange(len(values)), values)[0, 1] ** 2 > 0.95)


@drawn(
    "features, units (4 to 32), the weights of a new layer, the inputs",
    fixed="an orthogonal start and 100 steps of normal noise, which the question gives",
)
def orthogonal_start(rng: Rng) -> dict[str, bool]:
    """A new layer, whose recurrent matrix is orthogonal, over a hundred steps of normal noise."""
    features, units = int(rng.integers(1, 9)), int(rng.integers(4, 33))
    rnn = RNN(features, units, rng=rng, dtype=np.float64)
    norms = jacobian_norms(rnn, rnn.forward(rng.standard_normal((1, 100, features)))).dh
    falls = bool(norms[100] < 0.1 * norms[0])
    return {
        "shrinks": falls and on_a_line(np.log(norms)),
        "stays": bool(np.allclose(norms, norms[0], atol=0.1)),
        "grows": bool(norms[100] > norms[0]),
        "linear": falls and on_a_line(norms),
    }


@drawn("the factor of a step (1.1 to 3) and the number of steps")
def arithmetic_is_not_the_cause(rng: Rng) -> dict[str, bool]:
    """The growth over some steps in single and double precision, and exactly."""
    weight, steps = Fraction(int(rng.integers(18, 49)), 16), int(rng.integers(20, 60))
    exact = float(weight**steps)
    matrix = np.array([[float(weight)]])
    single, double = (plain(matrix, steps, dtype)[-1] for dtype in (np.float32, np.float64))
    one_step = plain(matrix, 1)[-1]
    return {
        "same-factor": bool(np.allclose([single, double, one_step**steps], exact, rtol=1e-4)),
        "rounding": not np.isclose(single, exact, rtol=0.01),
        "cannot-grow": not max(single, double) > 1,
        "precision-helps": bool(double < 0.5 * single),
    }


@drawn(
    "inputs, a cell's sizes, weights large enough to make gradients grow",
    fixed="gates of 0.99 and of 0.5 and 100 steps, as in the answers",
)
def gates_do_not_cure(rng: Rng) -> dict[str, bool]:
    """The cell path with gates nearly open and half open, and the path through h with large weights."""
    steps = 100
    kept, lost = (
        dc(jacobian_norms(cell, cell.forward(np.ones((1, steps, 1))))) for cell in map(open_gates, ([0.99], [0.5]))
    )
    wild = LSTM(int(rng.integers(1, 4)), int(rng.integers(8, 13)), rng=rng, dtype=np.float64)
    wild.params["W_h"] *= rng.uniform(8, 16)
    x = 0.1 * rng.standard_normal((1, steps, wild.input_size))
    grown = jacobian_norms(wild, wild.forward(x)).dh.max()
    rnn = plain(np.array([[0.5]]), steps, rng=rng)
    return {
        "slows": bool(kept[-1] > 0.3 and lost[-1] < 1e-20 and grown > 1),
        "removes": bool(lost[-1] > 0.3),
        "bounds": bool(grown <= 1),
        "same-as-rnn": bool(np.allclose(kept, rnn)),
    }


def gate_that_keeps(rng: Draw) -> dict:
    """The value of a steady gate that leaves a share of the gradient after some steps, and three other values."""
    while True:
        percent, steps = rng.choice([20, 25, 30, 40, 60, 70, 75, 80]), rng.choice([10, 15, 20, 25, 30, 40])
        share = percent / 100
        gate = share ** (1 / steps)
        cell = open_gates([gate])
        left = dc(jacobian_norms(cell, cell.forward(np.ones((1, steps, 1)))))[-1]
        assert np.isclose(left, share), "the gate leaves another share"
        mistakes = {"linear": 1 - (1 - share) / steps, "once": share, "lost": 1 - gate}
        if apart([gate, *mistakes.values()], 0.0002):
            return {
                "parameters": {"percent": percent, "share": f"{share:g}", "steps": steps},
                "answer": gate,
                "mistakes": mistakes,
            }


@drawn(
    "features, units, steps, all weights and inputs",
    fixed="the same cell with and without recurrent weights is compared",
)
def product_and_more(rng: Rng) -> dict[str, bool]:
    """Compare dc_T/dc_0 with the product of the gates, in a cell with and without recurrent weights."""
    features, units, steps = (int(rng.integers(low, high)) for low, high in ((1, 5), (1, 7), (3, 11)))
    listening = LSTM(features, units, rng=rng, dtype=np.float64)
    listening.params["W_h"] += rng.standard_normal((units, 4 * units))
    deaf = listening.astype(np.float64)
    deaf.params["W_h"] = np.zeros_like(deaf.params["W_h"])
    x = rng.standard_normal((1, steps, features))
    traces = [cell.forward(x) for cell in (listening, deaf)]
    norms = [jacobian_norms(cell, trace) for cell, trace in zip((listening, deaf), traces, strict=True)]
    equal = [bool(np.allclose(dc(n), forget(n).max(axis=1), atol=1e-9)) for n in norms]
    deaf_trace = traces[1]  # of the straight path alone
    f, i, slope = (values[0] for values in (deaf_trace.f, deaf_trace.i, 1 - deaf_trace.tanh_c**2))
    straight = dc(norms[1])[-1]
    assert np.isclose(straight, f.prod(axis=0).max())
    return {
        "through-h": equal == [False, True],
        "always": all(equal),
        "tanh": bool(np.isclose(straight, (f * slope).prod(axis=0).max())),
        "input-gate": bool(np.isclose(straight, (f * i).prod(axis=0).max())),
    }
