"""A causal convolution or a recurrent layer: which of two tasks suits which?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import RNN, Adam, Dense, Network, fit

SEEDS = range(8)
KERNELS = (4, 8, 9, 32)


def mean_task(x):
    """The running mean with the memory 0.95: m_t = 0.95 m_{t-1} + 0.05 x_t, for x (N, T, 1)."""
    m, means = np.zeros_like(x[:, 0]), []
    for t in range(x.shape[1]):
        m = 0.95 * m + 0.05 * x[:, t]
        means.append(m)
    return np.stack(means, axis=1)


def late_task(x):
    """What the input was 8 steps ago."""
    return np.pad(x, ((0, 0), (8, 0), (0, 0)))[:, :-8]


def left_by_convolution(train, test, k):
    """Share of the variance left by the best causal kernel of size k."""

    def lags(x):  # (N T, k): the last k inputs
        T = x.shape[1]
        late = [np.pad(x[:, :, 0], ((0, 0), (j, 0)))[:, :T] for j in range(k)]
        return np.stack(late, axis=-1).reshape(-1, k)

    best = np.linalg.lstsq(lags(train[0]), train[1].ravel(), rcond=None)[0]
    errors = lags(test[0]) @ best - test[1].ravel()
    return np.mean(errors**2) / test[1].var()


def left_by_recurrence(train, test, rng):
    """Share of the variance left by 16 recurrent units after 60 epochs."""
    model = Network(RNN(1, 16, rng=rng), Dense(16, 1, rng=rng), every_step=True)
    fit(
        model, train, optimiser=Adam(0.005), epochs=60, batch_size=32, rng=rng,
        clip=1.0, progress=False,
    )
    return model.loss(*test) / test[1].var()


def run(seed: int) -> dict[str, float]:
    """Both tasks, each with kernels of four sizes and a recurrent layer, from the same 256 sequences."""
    left = {}
    for name, task in (("mean", mean_task), ("late", late_task)):
        rng = np.random.default_rng(seed)
        inputs = (rng.standard_normal((N, 60, 1), dtype=np.float32) for N in (256, 64))
        train, test = ((x, task(x)) for x in inputs)
        left |= {f"{name}_{k}": float(left_by_convolution(train, test, k)) for k in KERNELS}
        left[f"{name}_recurrent"] = left_by_recurrence(train, test, rng)
    return left


CLAIMS = (
    Claim("8 steps ago with k = 8, least", lambda runs: runs["late_8"].min(), above=0.45),
    Claim("8 steps ago with k = 9, most", lambda runs: runs["late_9"].max(), below=1e-6),
    Claim("8 steps ago, recurrent, most", lambda runs: runs["late_recurrent"].max(), below=0.05),
    Claim("running mean with k = 9, least", lambda runs: runs["mean_9"].min(), above=0.1),
    Claim(
        "running mean, recurrent over k = 9, most",
        lambda runs: (runs["mean_recurrent"] / runs["mean_9"]).max(),
        below=0.5,
    ),
    Claim("running mean, k = 32, most", lambda runs: runs["mean_32"].max(), below=0.05),
)
