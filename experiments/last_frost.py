"""What do the gates of a small LSTM learn that has to remember the last frost?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim, Runs
from lstm_lib import LSTM, Adam, Dense, Network, fit
from lstm_lib.data import load_series

SEEDS = range(8)
H, STEPS = 2, 60
SCALE = 3.0  # the network works in 3 °C
DEGREES = np.arange(-4, 13)  # the gates are kept as their means around each of these


def pieces(lowest, start, stop):
    """Pieces that begin with a frost: temperatures and the last frost's, (N, T, 1)."""
    frosts = np.where(lowest < 0, np.arange(len(lowest)), 0)
    last_frost = lowest[np.maximum.accumulate(frosts)]
    first = [k for k in range(start, stop - STEPS + 1) if lowest[k] < 0]
    rows = np.array(first)[:, None] + np.arange(STEPS)
    return lowest[rows][..., None] / SCALE, last_frost[rows][..., None] / SCALE


# fmt: off
def train(training, seed):
    """A network of two units, after 600 epochs."""
    rng = np.random.default_rng(seed)
    network = Network(
        LSTM(1, H, rng=rng, dtype=np.float64),
        Dense(H, 1, rng=rng, dtype=np.float64), every_step=True,
    )
    for rate in (0.03, 0.01):
        fit(network, training, optimiser=Adam(rate), epochs=300,
            batch_size=32, rng=rng, clip=1.0, progress=False)
    return network
# fmt: on


def error(network, data):
    """The mean error of the answers, in degrees."""
    return SCALE * np.abs(network.forward(data[0]).y - data[1]).mean()


def error_when_cut(network, unit, data):
    """The same when the unit's candidate no longer sees the hidden state."""
    weights = network.layers["recurrent"].params["W_h"]
    kept = weights.copy()
    weights[:, 2 * H + unit] = 0  # columns: i f g o
    cut = error(network, data)
    weights[:] = kept
    return cut


def around(degrees, gate):
    """The mean of a gate on the days around each of DEGREES."""
    near = np.abs(degrees - DEGREES[:, None, None]) <= 0.5
    return [round(float(gate[each].mean()), 3) for each in near]


def run(seed: int) -> dict[str, float]:
    """Errors, and the gates of the unit whose input gate is most firmly shut on warm days."""
    series = load_series("temperature")
    lowest = series.values[:, series.names.index("lowest")]
    training, unseen = pieces(lowest, 366, 1461), pieces(lowest, 0, 366)  # 2013 to 2015, and 2012
    network = train(training, seed)
    degrees = SCALE * training[0][..., 0]
    frost, warm = degrees < 0, degrees > 3
    trace = network.forward(training[0]).recurrent
    unit = int(trace.i[warm].mean(axis=0).argmin())
    i, f = trace.i[..., unit], trace.f[..., unit]
    return {
        "learnt": error(network, training),
        "unseen": error(network, unseen),
        "cut": error_when_cut(network, unit, training),
        "constant_learnt": SCALE * np.abs(training[1] - training[1].mean()).mean(),
        "constant_unseen": SCALE * np.abs(unseen[1] - training[1].mean()).mean(),
        "i_frost": i[frost].mean(), "i_warm": i[warm].mean(),
        "f_frost": f[frost].mean(), "f_warm": f[warm].mean(),
        "i_around": around(degrees, i), "f_around": around(degrees, f),
    }


def dependence(runs: Runs) -> float:
    """How the forget gate in frost goes with the harm of the cut, as a correlation over the networks."""
    return float(np.corrcoef(runs["f_frost"], np.log(runs["cut"] / runs["learnt"]))[0, 1])


CLAIMS = (
    Claim(
        "on what they have learnt, the mean error over that of a fixed answer",
        lambda runs: runs["learnt"].mean() / runs["constant_learnt"].mean(),
        below=0.5,
    ),
    Claim(
        "in every network, the input gate in frost over that on warm days",
        lambda runs: (runs["i_frost"] / runs["i_warm"]).min(),
        above=10,
    ),
    Claim("the input gate in frost, mean", lambda runs: runs["i_frost"].mean(), above=0.3),
    Claim("the input gate on warm days, mean", lambda runs: runs["i_warm"].mean(), below=0.03),
    Claim("the forget gate in frost, from network to network", lambda runs: np.ptp(runs["f_frost"]), above=0.25),
    Claim("the more the forget gate keeps in frost, the more harm in the cut: correlation", dependence, above=0.35),
    Claim(
        "the mean error on the unseen year over that on what they have learnt",
        lambda runs: runs["unseen"].mean() / runs["learnt"].mean(),
        above=1.1,
    ),
)

NUMBERS = {"dependence": dependence}
