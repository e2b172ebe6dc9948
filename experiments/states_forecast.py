"""Is the cell state of a trained forecaster slower and larger than its hidden state?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim, Runs
from lstm_lib import LSTM, Adam, Dense, Network, fit
from lstm_lib.data import load_series

SEEDS = range(8)
THREE_YEARS = 1096  # 2012 to 2014, with a leap year
H = 8


# fmt: off
def train(scaled, seed):
    """A network that has learnt to forecast tomorrow's lowest temperature on three years."""
    starts = range(0, THREE_YEARS - 60, 5)
    past = np.stack([scaled[k : k + 60] for k in starts])
    tomorrow = np.stack([scaled[k + 1 : k + 61, 1:] for k in starts])
    rng = np.random.default_rng(seed)
    network = Network(
        LSTM(2, H, rng=rng, dtype=np.float64),
        Dense(H, 1, rng=rng, dtype=np.float64), every_step=True,
    )
    fit(network, (past, tomorrow), optimiser=Adam(0.01), epochs=20,
        batch_size=32, rng=rng, clip=1.0, progress=False)
    return network
# fmt: on


def restlessness(values):
    """Mean change a day, as a share of the range in the year: one a unit."""
    changes = np.abs(np.diff(values[0], axis=0))
    return changes.mean(axis=0) / np.ptp(values[0], axis=0)


def memory_days(scaled, c):
    """For each unit, over how many days the mean of the past agrees best with its memory."""
    past, windows = scaled[:, 1], np.arange(1, 61)
    means = np.stack([np.convolve(past, np.ones(d) / d)[THREE_YEARS:-d] for d in windows])
    correlation = np.corrcoef(np.vstack([means, c[0].T]))[:60, 60:]
    return windows[np.abs(correlation).argmax(axis=0)]


def run(seed: int) -> dict[str, float]:
    """Both states of the network over the fourth year, which it has not seen."""
    values = load_series("temperature").values
    learnt = values[:THREE_YEARS]
    mean, spread = learnt.mean(axis=0), learnt.std(axis=0)
    scaled = (values - mean) / spread
    network = train(scaled, seed)
    fourth = network.forward(scaled[None, THREE_YEARS:-1])
    read = fourth.recurrent
    of_c, of_h = restlessness(read.c), restlessness(read.h)
    held = np.tanh(read.c) * read.o.mean(axis=(0, 1))  # h if the output gate stood still
    return {
        "error": spread[1] * np.abs(fourth.y[0, :, 0] - scaled[THREE_YEARS + 1 :, 1]).mean(),
        "as_today": spread[1] * np.abs(np.diff(scaled[THREE_YEARS:, 1])).mean(),
        "largest_h": np.abs(read.h).max(),
        "largest_c": np.abs(read.c).max(),
        "c_a_day": of_c.round(4),
        "h_a_day": of_h.round(4),
        "held_a_day": restlessness(held).round(4),
        "days": memory_days(scaled, read.c),
        "forget": read.f[0].mean(axis=0).round(4),
    }


def memory_gap(runs: Runs) -> float:
    """How much higher the forget gate is in units with a long memory than in the others, mean over the networks."""
    longer = runs["days"] > np.median(runs["days"], axis=1, keepdims=True)
    pairs = zip(runs["forget"], longer, strict=True)
    return float(np.mean([forget[each].mean() - forget[~each].mean() for forget, each in pairs]))


CLAIMS = (
    Claim(
        "better than 'tomorrow is as today' by",
        lambda runs: 1 - (runs["error"] / runs["as_today"]).mean(),
        above=0.025,
    ),
    Claim("the largest |c|, in the network where it is smallest", lambda runs: runs["largest_c"].min(), above=1.2),
    Claim(
        "units whose c moves more than their h, of all",
        lambda runs: (runs["c_a_day"] >= runs["h_a_day"]).mean(),
        below=0.15,
    ),
    Claim(
        "of what h moves more than c, what is left when the output gate stands still",
        lambda runs: (runs["held_a_day"] - runs["c_a_day"]).mean() / (runs["h_a_day"] - runs["c_a_day"]).mean(),
        below=0.5,
    ),
    Claim("the forget gate of units with a long memory is higher by", memory_gap, above=0.05),
)

NUMBERS = {
    "skill": lambda runs: 1 - (runs["error"] / runs["as_today"]).mean(),
    "slower": lambda runs: int((runs["c_a_day"] < runs["h_a_day"]).sum()),
    "units": lambda runs: runs["c_a_day"].size,
    "memory gap": memory_gap,
    "c": lambda runs: runs["c_a_day"].mean(),
    "h": lambda runs: runs["h_a_day"].mean(),
    "held": lambda runs: runs["held_a_day"].mean(),
}
