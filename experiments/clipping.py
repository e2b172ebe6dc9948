"""What does clipping change in a training by gradient descent with a large rate?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import RNN, SGD, Dense, Network, clip_by_global_norm
from lstm_lib.data import adding_task

SEEDS = range(8)
UPDATES = 1500
ALWAYS_ONE = 1 / 6  # the error of always answering 1


def losses_of(seed, *, rate, limit):
    """Losses of each update; stops when a gradient is no longer finite."""
    rng = np.random.default_rng(seed)
    x, y = adding_task(2000, 10, rng)
    model = Network(RNN(2, 16, rng=rng), Dense(16, 1, rng=rng))
    optimiser, losses = SGD(rate), []
    for _ in range(UPDATES):
        batch = rng.integers(0, len(x), 32)
        try:
            loss, grads = model.loss_and_grads(x[batch], y[batch])
            clipped = clip_by_global_norm(grads, limit)
        except ValueError:  # one of them is inf or nan
            return losses
        losses.append(loss)
        optimiser.update(model.params, clipped.grads)
    return losses


def run(seed: int) -> dict[str, float]:
    """The same start, data and order of batches, with a limit and without, and with a rate that needs none."""
    with np.errstate(over="ignore", invalid="ignore"):
        free = losses_of(seed, rate=0.3, limit=1e30)  # as good as none
    kept = losses_of(seed, rate=0.3, limit=1.0)
    slow = losses_of(seed, rate=0.03, limit=1e30)
    return {
        "updates_free": len(free),
        "updates_slow": len(slow),
        "kept": np.mean(kept[-50:]),
        "slow": np.mean(slow[-50:]),
    }


CLAIMS = (
    Claim("without clipping, updates until inf, slowest seed", lambda runs: runs["updates_free"].max(), below=150),
    Claim("with clipping, last 50 updates, worst seed", lambda runs: runs["kept"].max(), below=ALWAYS_ONE),
    Claim("a tenth of the rate needs no clipping: updates", lambda runs: runs["updates_slow"].min(), above=700),
    Claim("a tenth of the rate, worst seed", lambda runs: runs["slow"].max(), below=ALWAYS_ONE),
)
