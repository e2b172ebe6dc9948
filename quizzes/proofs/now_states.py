"""Proofs of the part Recurrent networks now: signs, counts, rotations, matrices and exponents."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib import GRU, LSTM, MLSTM, SLSTM, DiagonalSSM, MinGRU, linear_scan
from quizzes.proofs.draw import OPEN, Draw, Rng, drawn, near, sizes


def shaken(layer: object, rng: Rng, scale: float = 1.0) -> object:
    """Add noise to all weights, biases too."""
    for values in layer.params.values():  # type: ignore[attr-defined]
        values += scale * rng.standard_normal(values.shape)
    return layer


@drawn("sizes, weights, the inputs, and two states of which one is larger")
def signs_that_stay(rng: Rng) -> dict[str, bool]:
    """Run two states of a minGRU over one input: how may their difference change?"""
    (D, H), T = sizes(rng, 2), 12
    layer = shaken(MinGRU(D, H, rng=rng, dtype=np.float64), rng)
    low = rng.standard_normal((1, H))
    x = rng.standard_normal((1, T, D))
    one, other = layer.forward(x, low + 1), layer.forward(x, low)  # type: ignore[attr-defined]
    apart = one.h - other.h
    opened = shaken(MinGRU(D, H, rng=rng, dtype=np.float64), rng)
    opened.params["W_x"][:, :H], opened.params["b"][:H] = 0, OPEN  # type: ignore[attr-defined]
    kept = opened.forward(x, low + 1).h - opened.forward(x, low).h  # type: ignore[attr-defined]
    return {
        "shrink": not (apart[:, -1] < 1).all(),
        "stay": not near(kept, 1.0),
        "turn": bool((apart >= 0).all()),
        "by-input": near(one.z.std(axis=1), 0.0, atol=1e-6),
    }


def signed_parity(rng: Draw) -> dict:
    """Run h = a h with a = -1 at a one and 1 at a zero from 1."""
    bits = [rng.randrange(2) for _ in range(rng.choice([5, 6, 7, 8]))]
    bits[rng.randrange(len(bits))] = 1
    bits[0] = bits[0] or int(sum(bits) == 1)
    a = np.where(np.array(bits) == 1, -1.0, 1.0).reshape(1, -1, 1)
    h = linear_scan(a, np.zeros_like(a), np.ones((1, 1)))[0, -1, 0]
    return {
        "parameters": {"bits": ", ".join(map(str, bits))},
        "answer": int(h),
        "mistakes": {"count": sum(bits), "length": int((-1) ** len(bits)) if (-1) ** len(bits) != h else 0},
    }


@drawn("sizes, weights of any scale, and a stream of symbols")
def what_can_count(rng: Rng) -> dict[str, bool]:
    """Read one symbol, or two, for long: what grows beyond every bound?"""
    (H,), T = sizes(rng, 1, 1, 4), 400
    x = np.eye(2)[rng.integers(0, 2, (1, T))]
    scale = rng.uniform(1, 10)

    def made(kind: type) -> object:
        return shaken(kind(2, H, rng=rng, dtype=np.float64), rng, scale)

    counter = LSTM(2, H, rng=rng, dtype=np.float64)
    for name in ("W_x", "W_h"):
        counter.params[name][:] = 0
    counter.params["W_x"][0, 2 * H : 3 * H] = OPEN  # the candidate is 1 at the first symbol and 0 at the second
    counter.params["b"][:] = np.repeat([OPEN, OPEN, 0, OPEN], H)
    linear = made(MinGRU)
    trace = linear.forward(x)  # type: ignore[attr-defined]
    return {
        "cell": near(counter.forward(x).c[0, -1], x[0, :, 0].sum()),
        "gru": bool(np.abs(made(GRU).forward(x).h).max() > 1),  # type: ignore[attr-defined]
        "mingru": bool(np.abs(trace.h).max() > np.abs(trace.g).max() + 1e-9),
        "slstm": bool(np.abs(made(SLSTM).forward(x).h).max() > 1),  # type: ignore[attr-defined]
    }


def bare(rng: Rng, D: int, H: int, states: int) -> DiagonalSSM:
    """Return a state space layer of any weights whose bias is zero."""
    layer = DiagonalSSM(D, H, states, rng=rng, dtype=np.float64)
    for name in ("W_x", "W_s", "W_d"):
        layer.params[name] += rng.standard_normal(layer.params[name].shape)
    return layer


@drawn("sizes, weights, and both inputs")
def sums_go_through(rng: Rng) -> dict[str, bool]:
    """Read two inputs and their sum."""
    D, H, S = sizes(rng, 3, 2)
    layer = bare(rng, D, H, S)
    one, two = rng.standard_normal((2, 1, 8, D))
    first, second, both = (layer.forward(x).h for x in (one, two, one + two))
    largest = np.where(np.abs(first) > np.abs(second), first, second)
    return {
        "sum": near(both, first + second),
        "larger": near(both, largest),
        "mean": near(both, (first + second) / 2),
        "open": not near(both, first + second),
    }


def half_life(rng: Draw) -> dict:
    """After how many steps is half of a state left that is multiplied by the same number?"""
    size = rng.choice([0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995]) - rng.randrange(3) / 1000
    layer = DiagonalSSM(1, 1, 1, rng=rng.weights, dtype=np.float64)
    layer.params["decay"][:] = math.log(-math.log(size))
    layer.params["W_x"][:] = 0
    start = np.array([[1.0, 0.0]])
    trace = layer.forward(np.zeros((1, 2000, 1)), (np.zeros((1, 1)), start))
    left = np.hypot(*np.split(trace.s[0], 2, axis=1)).ravel()
    steps = int((left > 0.5).sum()) + 1
    return {
        "parameters": {"size": round(size, 3)},
        "answer": steps,
        "mistakes": {"linear": round(0.5 / (1 - size)), "all": round(1 / (1 - size))},
    }


def memory_of_matrix(rng: Draw) -> dict:
    """Count the numbers of an mLSTM's matrix memory after any number of steps."""
    units, steps = rng.choice([4, 6, 8, 10, 12, 16, 20, 24]), rng.choice([5, 7, 11, 13, 30, 50])
    x = rng.weights.standard_normal((1, steps, 3), dtype=np.float32)
    memory = MLSTM(3, units, rng=rng.weights).forward(x).final[1]
    return {
        "parameters": {"units": units, "steps": steps},
        "answer": memory.size,
        "mistakes": {"vector": units, "grows": units * steps, "both": 2 * units},
    }


@drawn("the number of features, two keys at right angles, both values")
def read_by_key(rng: Rng) -> dict[str, bool]:
    """Write two values with a key each into a matrix, as an mLSTM with open gates does; read with the first key."""
    H = int(rng.integers(2, 7))
    first, second = np.linalg.qr(rng.standard_normal((H, H)))[0][:, :2].T
    one, two, nothing = *rng.standard_normal((2, H)), np.zeros(H)
    layer = MLSTM(3 * H, H, rng=rng, dtype=np.float64)  # an input is query, key and value side by side
    for values in layer.params.values():
        values[:] = 0
    layer.params["W_x"][:, : 3 * H] = np.eye(3 * H) * np.repeat([1, math.sqrt(H), 1], H)  # a key is divided by sqrt(H)
    layer.params["b"][3 * H :] = layer.params["b_g"][1] = 60  # output and forget gate open; the input gate is exp(0)
    steps = ((nothing, first, one), (nothing, second, two), (first, nothing, nothing))
    read = layer.forward(np.array([[np.concatenate(step) for step in steps]])).h[0, -1]
    return {
        "first": near(read, one),
        "last": near(read, two),
        "sum": near(read, one + two),
        "mean": near(read, (one + two) / 2),
    }


@drawn("sizes, weights, the input, and how much is added to each exponent")
def exponents_raised(rng: Rng) -> dict[str, bool]:
    """Raise the exponents of all input gates of an sLSTM that does not see its state."""
    D, H = sizes(rng, 2, 2)
    raised = float(rng.uniform(1, 30))
    layer = shaken(SLSTM(D, H, rng=rng, dtype=np.float64), rng)
    layer.params["W_h"][:] = 0  # type: ignore[attr-defined]
    x = rng.standard_normal((1, 9, D))
    before = layer.forward(x).h  # type: ignore[attr-defined]
    layer.params["b"][:H] += raised  # type: ignore[attr-defined]
    after = layer.forward(x).h  # type: ignore[attr-defined]
    return {
        "same": near(after, before),
        "factor": near(after, before * math.exp(raised)),
        "overflow": not bool(np.isfinite(after).all()),
        "one": near(np.abs(after), 1.0),
    }
