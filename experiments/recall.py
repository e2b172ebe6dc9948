"""Which layer hands on the first of 40 numbers, and is it the factor of a step that decides?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, RNN, Adam, Dense, Network, fit

SEEDS = range(8)


def recall_task(N, T, rng):
    """Numbers in (-1, 1), x (N, T, 1); the first is asked for, y (N, 1)."""
    x = rng.uniform(-1, 1, (N, T, 1)).astype(np.float32)
    return x, x[:, 0].copy()


def variance_left(layer_of, seed, T=40):
    """Share of the variance left on 500 unseen sequences, after 8 epochs."""
    rng = np.random.default_rng(seed)
    train, valid = recall_task(2000, T, rng), recall_task(500, T, rng)
    model = Network(layer_of(rng), Dense(16, 1, rng=rng))
    fit(
        model, train, optimiser=Adam(0.01), epochs=8, batch_size=32, rng=rng,
        clip=1.0, progress=False,
    )
    return model.loss(*valid) / valid[1].var()


def gated(rng, bias=1):
    """An LSTM whose forget gates start with this bias."""
    layer = LSTM(1, 16, rng=rng)
    layer.params["b"][16:32] = bias  # the block of f in i f g o
    return layer


def plain(rng, factor=1):
    """A plain layer whose recurrent matrix starts orthogonal times a factor."""
    layer = RNN(1, 16, rng=rng)
    layer.params["W_h"] *= factor
    return layer


def run(seed: int) -> dict[str, float]:
    """Both layers as they start by default, and each with about the factor a step with which the other starts."""
    return {
        "plain": variance_left(plain, seed),
        "plain_073": variance_left(lambda rng: plain(rng, factor=0.73), seed),
        "lstm": variance_left(gated, seed),
        "lstm_bias_3": variance_left(lambda rng: gated(rng, bias=3), seed),
    }


CLAIMS = (
    Claim("the plain layer, median", lambda runs: np.median(runs["plain"]), below=0.4),
    Claim("the LSTM, median", lambda runs: np.median(runs["lstm"]), above=0.45),
    Claim("the LSTM over the plain layer, median", lambda runs: np.median(runs["lstm"] / runs["plain"]), above=2),
    Claim("the LSTM with forget bias 3, median", lambda runs: np.median(runs["lstm_bias_3"]), below=0.2),
    Claim("the plain layer times 0.73, median", lambda runs: np.median(runs["plain_073"]), above=0.45),
)
