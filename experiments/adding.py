"""Which layer learns to add two numbers that stand up to T steps apart?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, RNN, Adam, Dense, Network, fit
from lstm_lib.data import adding_task

SEEDS = range(8)
LENGTHS = (5, 40)


def adding_error(kind, T, seed):
    """Mean squared error on 500 unseen sequences, after 15 epochs on 2,000."""
    rng = np.random.default_rng(seed)
    train, valid = adding_task(2000, T, rng), adding_task(500, T, rng)
    model = Network(kind(2, 16, rng=rng), Dense(16, 1, rng=rng))
    fit(model, train, optimiser=Adam(0.005), epochs=15, batch_size=32, rng=rng, clip=1.0, progress=False)
    return model.loss(*valid)


def run(seed: int) -> dict[str, float]:
    """Both layers at each length, with the same data and budget."""
    return {f"{kind.__name__}_{T}": adding_error(kind, T, seed) for kind in (RNN, LSTM) for T in LENGTHS}


CLAIMS = (
    Claim("at T = 5 the plain layer's worst seed", lambda runs: runs["RNN_5"].max(), below=0.02),
    Claim(
        "at T = 40 the LSTM's error over the plain layer's, median",
        lambda runs: np.median(runs["LSTM_40"] / runs["RNN_40"]),
        below=0.2,
    ),
)

NUMBERS = {
    "ratio": lambda runs: np.median(runs["RNN_40"] / runs["LSTM_40"]),  # how many times less the LSTM's error is
}
