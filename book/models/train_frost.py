"""Train the small network of the figure "h beside c": it counts the days since the last frost.

Other matrix kernels round differently and end at other weights. The stored file is the network that the chapter speaks
of; whoever makes it anew reads the sentences below the figure again (tests/figures/test_states_figure.py holds them).
"""

import sys
from pathlib import Path

import numpy as np

from lstm_lib import LSTM, Adam, Dense, Network, fit, save
from lstm_lib.data import load_series

HERE = Path(__file__).resolve().parent
STEPS, MOST, H = 60, 20, 6
DEGREES = 4.0  # the network reads the temperature in fours of a degree, and answers in tens of days
DAYS = 10.0
RATES = (0.02, 0.01, 0.002)  # ninety epochs at each


def days_since_frost(lowest):
    """Days since it was last below zero, up to `MOST`; before the first frost, days since the beginning."""
    counts, count = [], 0
    for degrees in lowest:
        count = 0 if degrees < 0 else min(count + 1, MOST)
        counts.append(count)
    return np.array(counts, float)


def windows(lowest):
    """All windows of `STEPS` days with more than two frosts: what is read, and what should be answered."""
    starts = range(len(lowest) - STEPS)
    frosty = [lowest[a : a + STEPS] for a in starts if (lowest[a : a + STEPS] < 0).sum() > 2]
    x = np.array(frosty) / DEGREES
    y = np.array([days_since_frost(each) for each in frosty]) / DAYS
    return x[..., None].astype(np.float32), y[..., None].astype(np.float32)


def main():
    """Train, round the weights to four decimals, which makes them short on a page, and say how far off it is."""
    rng = np.random.default_rng(7)
    series = load_series("temperature")
    lowest = series.values[:, series.names.index("lowest")]
    x, y = windows(lowest)
    model = Network(LSTM(1, H, rng=rng), Dense(H, 1, rng=rng), every_step=True)
    for rate in RATES:
        fit(model, (x, y), optimiser=Adam(rate), epochs=90, batch_size=32, rng=rng, clip=1.0, progress=False)
    for values in model.params.values():
        values[:] = values.round(4)
    path = HERE / "frost.npz"
    save(path, model)
    wrong = DAYS * float(np.abs(model.forward(x).y - y).mean())
    sys.stderr.write(f"{path.name}: {path.stat().st_size / 1000:.1f} kB, off by {wrong:.2f} days on average\n")


if __name__ == "__main__":
    main()
