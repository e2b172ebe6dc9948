"""Does an autoencoder train whose decoder is no mirror of its encoder?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from experiments.claims import Claim
from experiments.code_width import waves
from lstm_lib import LSTM, Adam, Autoencoder, Dense, Stack, fit

SEEDS = range(8)
NEEDS = ("experiments/code_width.py",)
DECODERS = {"8, 16": (8, 16), "16, 8": (16, 8), "12": (12,)}


def stacked_autoencoder(above, rng):
    """Encoder with 16 and 8 units, decoder with those above."""
    encoder = Stack([LSTM(1, 16, rng=rng), LSTM(16, 8, rng=rng)])
    sizes = pairwise((8, *above))
    decoder = Stack([LSTM(read, H, rng=rng) for read, H in sizes])
    return Autoencoder(encoder, decoder, Dense(above[-1], 1, rng=rng))


def run(seed: int) -> dict[str, float]:
    """The error on new waves of each decoder over that of always saying 0."""
    new = waves(300, 10, np.random.default_rng(1000 + seed))
    measured = {}
    for name, above in DECODERS.items():
        rng = np.random.default_rng(seed)
        model = stacked_autoencoder(above, rng)
        fit(model, (waves(600, 10, rng),), optimiser=Adam(0.01), epochs=10, batch_size=50,
            rng=rng, clip=1.0, progress=False)
        measured[name] = float(model.loss(new) / (new**2).mean())
    return measured


CLAIMS = (
    Claim("error over that of always saying 0, worst decoder and seed",
          lambda runs: max(errors.max() for errors in runs.values()), below=0.5),
)
