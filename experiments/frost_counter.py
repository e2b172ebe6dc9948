"""Does an LSTM with one unit learn to count frosts, and how far does it count?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, Adam, Dense, Network, fit
from lstm_lib.data import load_series

SEEDS = range(8)
COLD_DAYS = 20


def growth(says):
    """How much the count grows over the last ten of twenty frosts, as a share of the first ten: 1 for a counter."""
    return ((says[:, 19] - says[:, 9]) / says[:, 9]).mean()


def counted(lowest, start, stop):
    """Pieces of 40 days: temperatures, and frosts so far in tenths."""
    starts = range(start, stop - 40, 10)
    days = np.stack([lowest[k : k + 40, None] / 3 for k in starts])
    return days, np.cumsum(days < 0, axis=1) / 10


# fmt: off
def train(lowest, seed):
    """A cell of one unit that has learnt to say how many frosts there were."""
    rng = np.random.default_rng(seed)
    counter = Network(
        LSTM(1, 1, rng=rng, dtype=np.float64),
        Dense(1, 1, rng=rng, dtype=np.float64), every_step=True,
    )
    for rate in (0.03, 0.01):
        fit(counter, counted(lowest, 0, 1096), optimiser=Adam(rate),
            epochs=100, batch_size=32, rng=rng, clip=1.0,
            progress=False)
    return counter
# fmt: on


def says_of_cold_days(counter):
    """What it says after each of twenty frosts in a row."""
    cold = np.full((1, COLD_DAYS, 1), -1.0)  # -3 °C
    return 10 * counter.forward(cold).y[0, :, 0]


def hold_open(counter):
    """Hold the forget gate at one."""
    params = counter.layers["recurrent"].params
    params["W_x"][:, 1] = params["W_h"][:, 1] = 0
    params["b"][1] = 50


def run(seed: int) -> dict[str, float]:
    """Errors on a year that it has not seen, its forget gate, and what it says of twenty days of frost in a row."""
    series = load_series("temperature")
    lowest = series.values[:, series.names.index("lowest")]
    counter = train(lowest, seed)
    days, truth = counted(lowest, 1096, 1461)
    trace = counter.forward(days)
    frosty, f = days[..., 0] < 0, trace.recurrent.f[..., 0]
    measured = {
        "wrong": 10 * np.abs(trace.y - truth).mean(),
        "constant": 10 * np.abs(truth - counted(lowest, 0, 1096)[1].mean()).mean(),
        "most": 10 * truth.max(),
        "f_frost": f[frosty].mean(),
        "f_other": f[~frosty].mean(),
        "says": says_of_cold_days(counter).round(3),
    }
    hold_open(counter)
    return measured | {"says_open": says_of_cold_days(counter).round(3)}


CLAIMS = (
    Claim(
        "on the unseen year, the mean error over that of a fixed answer",
        lambda runs: runs["wrong"].mean() / runs["constant"].mean(),
        below=0.4,
    ),
    Claim("after twenty frosts it says too few, by", lambda runs: (COLD_DAYS - runs["says"][:, -1]).mean(), above=2),
    Claim(
        "what the last ten of twenty frosts add, as a share of what the first ten do",
        lambda runs: growth(runs["says"]),
        below=0.65,
    ),
    Claim(
        "the same with the forget gate held open, over that",
        lambda runs: growth(runs["says_open"]) / growth(runs["says"]),
        below=0.5,
    ),
    Claim(
        "the forget gate on other days minus that in frost",
        lambda runs: (runs["f_other"] - runs["f_frost"]).mean(),
        above=0.08,
    ),
)

NUMBERS = {
    "growth": lambda runs: growth(runs["says"]),
    "growth open": lambda runs: growth(runs["says_open"]),
    "says": lambda runs: runs["says"][:, -1].mean(),
    "says least": lambda runs: runs["says"][:, -1].min(),
    "says most": lambda runs: runs["says"][:, -1].max(),
    "says open": lambda runs: runs["says_open"][:, -1].mean(),
}
