"""Does a plain encoder-decoder copy better when its source is read backwards?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from experiments.offset import small_model, written
from lstm_lib import Adam, fit
from lstm_lib.data import reversing_task

SEEDS = range(8)
NEEDS = ("experiments/offset.py",)
T = 8


def copying(N, rng, backwards):
    """Symbols to write as they stand in the source, or from its end."""
    source, target = reversing_task(N, T, rng)
    return source if backwards else source[:, ::-1].copy(), target


def right(seed, backwards):
    """Train a model; the share of symbols that it writes right, at each step."""
    rng = np.random.default_rng(seed)
    data, (source, target) = copying(2400, rng, backwards), copying(500, rng, backwards)
    model = small_model(rng)
    fit(model, data, optimiser=Adam(0.01), epochs=5, batch_size=32, rng=rng, clip=1.0, progress=False)
    return (written(model, source, T + 1) == target)[:, :-1].mean(axis=0).tolist()


def run(seed: int) -> dict[str, list]:
    """Both orders, with the same targets, budget and first weights."""
    return {"forwards": right(seed, False), "backwards": right(seed, True)}


CLAIMS = (
    Claim("symbols right, backwards less forwards, least of the seeds",
          lambda runs: (runs["backwards"] - runs["forwards"]).mean(axis=1).min(), above=0.03),
    Claim("first symbol right, backwards less forwards, mean",
          lambda runs: (runs["backwards"] - runs["forwards"])[:, 0].mean(), above=0.1),
    Claim("last symbol right, backwards less forwards, mean",
          lambda runs: (runs["backwards"] - runs["forwards"])[:, -1].mean(), above=0.02),
)
