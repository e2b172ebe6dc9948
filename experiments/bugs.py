"""Do the three broken programs that train show their symptom at every seed, and lose it when they are mended?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import RNN, Adam, Carry, Dense, Network, clip_by_global_norm, fit, mean_squared_error, pieces

SEEDS = range(8)


def running_mean(x, keep=0.8):
    """m_t = keep m_{t-1} + (1 - keep) x_t along the first axis."""
    m, means = np.zeros_like(x[0]), []
    for value in x:
        m = keep * m + (1 - keep) * value
        means.append(m)
    return np.array(means)


def train_on_windows(as_batch, seed=0):
    """Train a plain layer; returns windows, x, y and the losses."""
    rng = np.random.default_rng(seed)
    windows = list(rng.standard_normal((512, 20, 1), dtype=np.float32))
    x = as_batch(windows)
    y = as_batch([running_mean(window) for window in windows])
    model = Network(RNN(1, 8, rng=rng), Dense(8, 1, rng=rng), every_step=True)
    history = fit(model, (x, y), optimiser=Adam(0.01), epochs=60,
                  batch_size=16, rng=rng, progress=False)
    return windows, x, y, history.loss


def events(N, T, rng):
    """x and y (N, T, 1): events, and at each step the last event."""
    x = rng.choice([-1.0, 0.0, 1.0], (N, T, 1), p=[0.03, 0.94, 0.03])
    y, last = np.zeros_like(x), np.zeros((N, 1))
    for t in range(T):
        last = np.where(x[:, t] != 0, x[:, t], last)
        y[:, t] = last
    return x.astype(np.float32), y.astype(np.float32)


def train_in_pieces(order_of_pieces, x, y, seed=1):
    """Train on pieces of 5 steps, the state carried on: a function."""
    rng = np.random.default_rng(seed)
    layer, dense = RNN(1, 8, rng=rng), Dense(8, 1, rng=rng)
    adams = Adam(0.01), Adam(0.01)
    xs, ys = pieces(x, 5), pieces(y, 5)
    for _ in range(20):
        carry = Carry(layer)  # starts from zeros
        for k in order_of_pieces(len(xs), rng):
            trace = carry.forward(np.ascontiguousarray(xs[k]))
            out = dense.forward(np.ascontiguousarray(trace.h))
            loss = mean_squared_error(out.y, np.ascontiguousarray(ys[k]))
            back = dense.backward(out, loss.grad)
            grads = carry.backward(trace, back.x).params
            clipped = clip_by_global_norm(grads, 1.0).grads
            adams[0].update(layer.params, clipped)
            adams[1].update(dense.params, back.params)

    def answer(x):  # (N, T, 1) -> (N, T, 1)
        return dense.forward(np.ascontiguousarray(layer.forward(x).h)).y

    return answer


def padded(N, rng, T=30):
    """x (N, T, 1), zeros behind the end; lengths (N,); y (N, 1)."""
    lengths = rng.integers(3, T + 1, N)
    x = rng.uniform(-1, 1, (N, T, 1))
    x[np.arange(T) >= lengths[:, None]] = 0
    rows = np.arange(N)
    y = x[rows, lengths - 1] + 0.5 * x[rows, lengths - 2]
    return x.astype(np.float32), lengths, y.astype(np.float32)


def train_on_padded(*data, seed=0):
    """Train a plain layer on (x, y), or on (x, y, mask)."""
    rng = np.random.default_rng(seed)
    model = Network(RNN(1, 16, rng=rng), Dense(16, 1, rng=rng))
    fit(model, data, optimiser=Adam(0.005), epochs=15, batch_size=32,
        rng=rng, clip=1.0, progress=False)
    return model


def run(seed: int) -> dict[str, float]:
    """Run each program as it was and mended; each error is a share of what the simplest answer has."""
    found = {}
    for name, axis in (("axes broken", 1), ("axes mended", 0)):
        _, _, y, loss = train_on_windows(lambda windows, axis=axis: np.stack(windows, axis=axis), seed)
        found[name] = loss[-1] / y.var()
        found[f"{name}, fall"] = loss[0] / loss[-1]
    rng = np.random.default_rng(seed)
    (x, y), (new_x, new_y) = events(16, 400, rng), events(16, 400, rng)
    for name, order in (("order broken", lambda count, rng: rng.permutation(count)),
                        ("order mended", lambda count, rng: np.arange(count))):
        answer = train_in_pieces(order, x, y, seed)
        found[name] = np.mean((answer(new_x) - new_y) ** 2) / np.mean(new_y**2)
    (x, lengths, y), (new_x, new_lengths, new_y) = padded(2000, rng), padded(1000, rng)
    valid, new_valid = (np.arange(30) < one[:, None] for one in (lengths, new_lengths))
    broken, mended = train_on_padded(x, y, seed=seed), train_on_padded(x, y, valid, seed=seed)
    found["padding broken"] = np.mean((broken.forward(new_x).y - new_y) ** 2) / new_y.var()
    found["padding mended"] = np.mean((mended.forward(new_x, new_valid).y - new_y) ** 2) / new_y.var()
    return {name: float(value) for name, value in found.items()}


CLAIMS = (
    Claim("wrong axes, share of the variance, least", lambda runs: runs["axes broken"].min(), above=0.2),
    Claim("right axes, share of the variance, largest", lambda runs: runs["axes mended"].max(), below=0.02),
    Claim("pieces shuffled, error beside answering 0, least", lambda runs: runs["order broken"].min(), above=0.25),
    Claim("pieces in order, error beside answering 0, largest", lambda runs: runs["order mended"].max(), below=0.15),
    Claim("padding read, share of the variance, least", lambda runs: runs["padding broken"].min(), above=0.04),
    Claim("padding masked, share of the variance, largest", lambda runs: runs["padding mended"].max(), below=0.005),
)

NUMBERS = {}
