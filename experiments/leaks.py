"""What does each leak do to the score of a network, and which training does it choose?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim, Runs
from lstm_lib import LSTM, Adam, Dense, Network, fit
from lstm_lib.data import load_series, make_windows

SEEDS = range(8)
PAST, AHEAD = 14, 7
SHORT, MIDDLE, LONG = 8, 16, 40  # epochs


def all_windows(values, ahead=AHEAD):
    """Every window: reads (N, 14, D), predicts the first column (N, ahead)."""
    view = np.lib.stride_tricks.sliding_window_view
    cut = view(values.astype(np.float32), PAST + ahead, axis=0)
    x, y = cut.swapaxes(1, 2)[:, :PAST], cut[:, 0, PAST:]
    return np.ascontiguousarray(x), np.ascontiguousarray(y)


def errors_of(windows, train, test, epochs, seed):
    """Mean absolute error, in spreads, after so many epochs of one training."""
    x, y = windows
    rng, optimiser = np.random.default_rng(seed), Adam(0.02)
    model = Network(LSTM(x.shape[2], 48, rng=rng),
                    Dense(48, y.shape[1], rng=rng))
    found, done = [], 0
    for until in epochs:
        fit(model, (x[train], y[train]), optimiser=optimiser,
            epochs=until - done, batch_size=64, rng=rng, clip=1.0,
            progress=False)
        found.append(np.abs(model.forward(x[test]).y - y[test]).mean())
        done = until
    return np.array(found)


def smoothed(values, before, after):
    """The mean of each day and its neighbours, column by column."""
    padded = np.pad(values, ((before, after), (0, 0)), mode="edge")
    view = np.lib.stride_tricks.sliding_window_view
    return view(padded, before + after + 1, axis=0).mean(axis=-1)


def run(seed: int) -> dict[str, float]:
    """Train on shuffled windows and on those of the time before; and with two leaks in the inputs."""
    values = load_series("temperature").values
    scaler = make_windows(values, past=PAST, future=AHEAD).scaler
    scaled, spread = scaler.scale(values), scaler.spread[0]
    second = len(values) - round(len(values) * 0.15)
    windows = all_windows(scaled)
    order = np.random.default_rng(seed).permutation(len(windows[0]))
    size = round(0.15 * len(order))
    parts = {
        "shuffled": (order[size:], order[:size]),
        "in time": (np.arange(second - PAST - AHEAD + 1), np.arange(second, len(order))),
    }
    found = {}
    for name, (train, test) in parts.items():
        found[f"short, {name}"], found[f"long, {name}"] = spread * errors_of(windows, train, test, (SHORT, LONG), seed)
    for name, around in (("centred", (3, 3)), ("trailing", (6, 0))):
        one_day = all_windows(np.column_stack([scaled, smoothed(scaled, *around)]), ahead=1)
        train, test = np.arange(second - PAST), np.arange(second, len(one_day[0]))
        found[name] = (spread * errors_of(one_day, train, test, (MIDDLE,), seed)).item()
    by_all = all_windows((values - values.mean(axis=0)) / values.std(axis=0))
    found["scaled by all"] = (values.std(axis=0)[0] * errors_of(by_all, *parts["in time"], (SHORT,), seed)).item()
    return {name: float(value) for name, value in found.items()}


def shuffled_gain(runs: Runs) -> np.ndarray:
    """By how many °C the long training looks better on shuffled windows, a seed."""
    return runs["short, shuffled"] - runs["long, shuffled"]


def loss_in_time(runs: Runs) -> np.ndarray:
    """By how many °C the long training is worse on the time after, a seed."""
    return runs["long, in time"] - runs["short, in time"]


def moved_by_scaling(runs: Runs) -> float:
    """By how many °C scaling by the whole series moves the error, mean."""
    return float(np.abs(runs["scaled by all"] - runs["short, in time"]).mean())


CLAIMS = (
    Claim("°C that long training seems to gain, windows shuffled", lambda runs: shuffled_gain(runs).mean(), above=0.2),
    Claim("the same at the seed with the least", lambda runs: shuffled_gain(runs).min(), above=0.1),
    Claim("°C that long training loses, cut in time", lambda runs: loss_in_time(runs).mean(), above=0.1),
    Claim("seeds at which it loses, cut in time", lambda runs: (loss_in_time(runs) > 0).sum(), above=3),
    Claim(
        "°C that a look three days ahead takes from the error",
        lambda runs: (runs["trailing"] - runs["centred"]).mean(),
        above=0.4,
    ),
    Claim("°C by which scaling by everything moves the error", moved_by_scaling, below=0.05),
    Claim("°C between seeds", lambda runs: np.ptp(runs["short, in time"]), above=0.1),
)

NUMBERS = {
    "shuffled gain": lambda runs: shuffled_gain(runs).mean(),
    "in time loss": lambda runs: loss_in_time(runs).mean(),
    "seeds that lose": lambda runs: (loss_in_time(runs) > 0).sum(),
    "scaling": moved_by_scaling,
    "between seeds": lambda runs: np.ptp(runs["short, in time"]),
}
