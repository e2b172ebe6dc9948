"""How much does the first bias of the forget gate decide whether a memory over forty steps is learnt?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim, Runs
from lstm_lib import GRU, LSTM, Adam, Dense, Network, fit
from lstm_lib.data import adding_task

SEEDS = range(8)
H, EPOCHS, LONG, SHORT = 16, 24, 40, 10
BIASES = (0, 1, 3, 5)
LEARNT = 0.05  # a loss that no network reaches without a memory: always answering 1 has 1/6


def lstm(bias, rng):
    """An LSTM whose forget gate starts from this bias."""
    layer = LSTM(2, H, rng=rng)
    layer.params["b"][H : 2 * H] = bias  # the order is i f g o
    return layer


def gru(rng):
    """A GRU of the same width, as lstm_lib starts it."""
    return GRU(2, H, rng=rng)


# fmt: off
def train(make_layer, T, seed):
    """Loss of each epoch on the adding task, and the trained network's run."""
    rng = np.random.default_rng(seed)
    x, y = adding_task(1000, T, rng)
    network = Network(make_layer(rng), Dense(H, 1, rng=rng))
    history = fit(
        network, (x, y), optimiser=Adam(0.01), epochs=EPOCHS,
        batch_size=50, rng=rng, clip=1.0, progress=False,
    )
    return np.round(history.loss, 4), network.forward(x).recurrent
# fmt: on


def run(seed: int) -> dict[str, float]:
    """Loss of each epoch for each bias and for a GRU, and where the forget gates stand afterwards."""
    measured = {}
    for bias in BIASES:
        losses, trace = train(lambda rng, bias=bias: lstm(bias, rng), LONG, seed)
        measured |= {f"bias_{bias}": losses, f"gate_{bias}": float(trace.f.mean())}
    measured["GRU"], _ = train(gru, LONG, seed)
    for bias in (0, 1):
        measured[f"short_{bias}"], _ = train(lambda rng, bias=bias: lstm(bias, rng), SHORT, seed)
    return measured


def first_epochs(losses):
    """The first epoch (1 is the first) with a loss below LEARNT, for each seed; nan where there is none."""
    below = np.asarray(losses) < LEARNT
    return np.where(below.any(axis=1), below.argmax(axis=1) + 1.0, np.nan)


def last(name: str):
    """The mean over the seeds of the loss in the last epoch, as a function of the runs."""
    return lambda runs: runs[name][:, -1].mean()


def learnt(name: str):
    """In how many of the runs the loss falls below LEARNT."""
    return lambda runs: int(np.isfinite(first_epochs(runs[name])).sum())


def epochs(name: str):
    """After how many epochs the loss falls below LEARNT, in the mean over seeds; EPOCHS + 1 where it never does."""
    return lambda runs: np.nan_to_num(first_epochs(runs[name]), nan=EPOCHS + 1).mean()


def failures(runs: Runs) -> int:
    """In how many runs with a bias of 5 nothing is learnt."""
    return len(SEEDS) - learnt("bias_5")(runs)


def still_open(runs: Runs) -> float:
    """Where the forget gate stands at the end of those runs with a bias of 5 that learn, in the mean."""
    return float(runs["gate_5"][np.isfinite(first_epochs(runs["bias_5"]))].mean())


CLAIMS = (
    Claim("bias 0 does not learn in the time: last loss, mean", last("bias_0"), above=0.05),
    Claim("bias 1 learns: last loss, mean", last("bias_1"), below=0.04),
    Claim("bias 3 learns: last loss, mean", last("bias_3"), below=0.02),
    Claim("of the runs with bias 5, as many learn nothing", failures, above=1),
    Claim("where bias 5 learns, the forget gate is closed by, mean", lambda runs: 1 - still_open(runs), below=0.05),
    Claim("over 10 steps bias 0 learns: last loss, mean", last("short_0"), below=0.02),
    Claim("over 10 steps bias 1 learns: last loss, mean", last("short_1"), below=0.02),
    Claim(
        "bias 3 is sooner than bias 1, by epochs", lambda runs: epochs("bias_1")(runs) - epochs("bias_3")(runs), above=2
    ),
    Claim("a GRU is sooner than bias 1, by epochs", lambda runs: epochs("bias_1")(runs) - epochs("GRU")(runs), above=2),
)

CURVES = (*(f"bias_{bias}" for bias in BIASES), "GRU", "short_0", "short_1")
NUMBERS = {
    **{f"learnt {name}": learnt(name) for name in CURVES},
    **{f"epochs {name}": epochs(name) for name in CURVES},
    "open": still_open,
}
