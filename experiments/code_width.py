"""How many numbers must a code have, so that waves can be built again from it?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, Adam, Autoencoder, Dense, fit

SEEDS = range(8)
WIDTHS = (1, 2, 3)


def waves(N, T, rng):
    """N sine waves of T steps, as (N, T, 1)."""
    frequency = rng.uniform(0.3, 0.9, (N, 1))
    phase = rng.uniform(0, 2 * np.pi, (N, 1))
    x = np.sin(frequency * np.arange(T) + phase)
    return x[:, :, None].astype(np.float32)


def wave_autoencoder(H, rng):
    """Train an autoencoder whose code has H numbers."""
    encoder, decoder = LSTM(1, H, rng=rng), LSTM(H, 16, rng=rng)
    model = Autoencoder(encoder, decoder, Dense(16, 1, rng=rng))
    fit(
        model,
        (waves(1000, 10, rng),),
        optimiser=Adam(0.02),
        epochs=40,
        batch_size=100,
        rng=rng,
        clip=1.0,
        progress=False,
    )
    return model


def run(seed: int) -> dict[str, float | list]:
    """The error on new waves for each width of the code, and one wave as each builds it again."""
    new, one = waves(300, 10, np.random.default_rng(1000 + seed)), waves(1, 10, np.random.default_rng(4))
    measured = {"zero": float((new**2).mean()), "wave": np.round(one[0, :, 0], 4).tolist()}
    for H in WIDTHS:
        model = wave_autoencoder(H, np.random.default_rng(seed))
        measured[f"error_{H}"] = float(model.loss(new))
        measured[f"rebuilt_{H}"] = np.round(model.forward(one).y[0, :, 0], 4).tolist()
    return measured


CLAIMS = (
    Claim("a code of 1: error over that of always saying 0, least of the seeds",
          lambda runs: (runs["error_1"] / runs["zero"]).min(), above=0.15),
    Claim("error with a code of 1 over that with 2, least of the seeds",
          lambda runs: (runs["error_1"] / runs["error_2"]).min(), above=1.8),
    Claim("error with a code of 2 over that with 3, median",
          lambda runs: np.median(runs["error_2"] / runs["error_3"]), above=1),
)

NUMBERS = {"third number": lambda runs: np.median(runs["error_2"] / runs["error_3"])}
