"""Which layers hand on a signal of 20 steps ago, and is it the rotation that does it?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, Adam, Dense, DiagonalSSM, MinGRU, Network, fit
from lstm_lib.data import adding_task

SEEDS = range(8)
DELAY = 20


def echo(N, T, rng):
    """Noise (N, T, 1), and the same noise 20 steps later."""
    x = rng.uniform(-1, 1, (N, T, 1)).astype(np.float32)
    y = np.zeros_like(x)
    y[:, DELAY:] = x[:, :-DELAY]
    return x, y


class StillSSM(DiagonalSSM):
    """A state space layer whose states fade and do not turn."""

    def backward(self, trace, dh, dfinal=None):
        """Leave the angles as they are."""
        grads = super().backward(trace, dh, dfinal)
        grads.params["turn"][:] = 0
        return grads


def still(rng):
    """Make one: its angles are exp(-30), which is nothing."""
    layer = StillSSM(1, 16, 32, rng=rng)
    layer.params["turn"][:] = -30
    return layer


LAYERS = {
    "SSM": lambda rng: DiagonalSSM(1, 16, 32, rng=rng),
    "still": still,
    "LSTM": lambda rng: LSTM(1, 32, rng=rng),
    "minGRU": lambda rng: MinGRU(1, 64, rng=rng),
}


def variance_left(layer_of, seed, T=60):
    """Share of the echo's variance that is left on 300 new sequences."""
    rng = np.random.default_rng(seed)
    train, valid = echo(500, T, rng), echo(300, T, rng)
    layer = layer_of(rng)
    model = Network(layer, Dense(layer.hidden_size, 1, rng=rng), every_step=True)
    fit(
        model, train, optimiser=Adam(0.01), epochs=20, batch_size=20, rng=rng,
        clip=1.0, progress=False,
    )
    return float(model.loss(*valid) / (valid[1] ** 2).mean())


def adding_error(seed, T=40):
    """The state space layer on the adding task, where a mark decides what counts: error over that of saying 1."""
    rng = np.random.default_rng(seed)
    train, valid = adding_task(2000, T, rng), adding_task(500, T, rng)
    model = Network(DiagonalSSM(2, 16, 32, rng=rng), Dense(16, 1, rng=rng))
    fit(
        model, train, optimiser=Adam(0.01), epochs=8, batch_size=32, rng=rng,
        clip=1.0, progress=False,
    )
    return float(model.loss(*valid) * 6)


def run(seed: int) -> dict[str, float]:
    """The four layers on the echo, and the linear one on the adding task."""
    measured = {name: variance_left(layer_of, seed) for name, layer_of in LAYERS.items()}
    return measured | {"adding": adding_error(seed)}


CLAIMS = (
    Claim("the echo, states that turn, median", lambda runs: float(np.median(runs["SSM"])), below=0.6),
    Claim("the echo, states that only fade, best seed", lambda runs: runs["still"].min(), above=0.4),
    Claim("turning over fading, worst seed", lambda runs: float((runs["SSM"] / runs["still"]).max()), below=1),
    Claim("the echo, minGRU, best seed", lambda runs: runs["minGRU"].min(), above=0.4),
    Claim("the adding task, state space layer, best seed", lambda runs: runs["adding"].min(), above=0.35),
)
