"""Which failures of a sensor does an autoencoder find that was trained on normal weather?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, Adam, Autoencoder, Dense, fit
from lstm_lib.data import load_series, make_windows

SEEDS = range(8)
PAST = 14
KINDS = ("spike", "fahrenheit", "swapped", "stuck")


def fortnights(part):
    """All windows of fourteen days, (N, 14, 2)."""
    cut = np.lib.stride_tricks.sliding_window_view(part, PAST, axis=0)
    return np.ascontiguousarray(cut.swapaxes(1, 2))


def weather():
    """Scaled fortnights of training, validation and test, and the scaler."""
    values = load_series("temperature").values
    T = len(values)
    first, second = T - round(T * 0.30), T - round(T * 0.15)
    scaler = make_windows(values, past=PAST).scaler
    scaled = scaler.scale(values).astype(np.float32)
    parts = scaled[:first], scaled[first:second], scaled[second:]
    return tuple(fortnights(part) for part in parts), scaler


def train_autoencoder(x, seed):
    """Squeeze fourteen days into twelve numbers, and give the days back."""
    rng = np.random.default_rng(seed)
    squeeze = Autoencoder(LSTM(2, 12, rng=rng), LSTM(12, 32, rng=rng),
                          Dense(32, 2, rng=rng))
    fit(squeeze, (x,), optimiser=Adam(0.01), epochs=30, batch_size=32,
        rng=rng, clip=1.0, progress=False)
    return squeeze


def reconstruction_error(squeeze, x):
    """Mean squared error of each window, (N,)."""
    return ((squeeze.forward(x).y - x) ** 2).mean(axis=(1, 2))


def largest_change(x):
    """A rule of one line to compare with: the largest daily change."""
    return np.abs(np.diff(x, axis=1)).max(axis=(1, 2))


def broken(x, kind, rng, scaler):
    """Windows of a sensor with a failure."""
    x, degrees = x.copy(), scaler.unscale(x)
    if kind == "spike":  # one wild value
        day = rng.integers(3, 11, len(x))
        sign = rng.choice([-3, 3], (len(x), 1))
        x[np.arange(len(x)), day] += sign
    elif kind == "fahrenheit":  # the last four days
        x[:, 10:] = scaler.scale(degrees * 9 / 5 + 32)[:, 10:]
    elif kind == "swapped":  # high and low cables
        x = scaler.scale(degrees[:, :, ::-1])
    elif kind == "stuck":  # one value for days
        x[:, 6:] = x[:, 5:6]
    return x.astype(np.float32)


def shares_found(score, valid, test, rng, scaler):
    """Share of windows above the level that 2 % of the validation exceed."""
    level = np.quantile(score(valid), 0.98)
    found = {"none": float((score(test) > level).mean())}
    for kind in KINDS:
        x = broken(test, kind, rng, scaler)
        found[kind] = float((score(x) > level).mean())
    return found


def run(seed: int) -> dict[str, float]:
    """Train, and count what the autoencoder and the rule find."""
    (train, valid, test), scaler = weather()
    squeeze = train_autoencoder(train, seed)
    stuck = broken(test, "stuck", np.random.default_rng(seed), scaler)
    detectors = {"autoencoder": lambda x: reconstruction_error(squeeze, x), "rule": largest_change}
    found = {}
    for name, score in detectors.items():
        shares = shares_found(score, valid, test, np.random.default_rng(seed), scaler)
        found |= {f"{name} {kind}": share for kind, share in shares.items()}
    for kind, x in (("normal", test), ("stuck", stuck)):
        found[f"error {kind}"] = float(np.median(reconstruction_error(squeeze, x)))
    return found


def most(name, kinds):
    """The largest share found of these failures, at any seed."""
    return lambda runs: max(runs[f"{name} {kind}"].max() for kind in kinds)


def least(name, kinds):
    """The largest share missed of these failures, at any seed."""
    return lambda runs: 1 - min(runs[f"{name} {kind}"].min() for kind in kinds)


CLAIMS = (
    Claim("healthy windows suspected", most("autoencoder", ("none",)), below=0.02),
    Claim("autoencoder, spikes and wrong units missed", least("autoencoder", ("spike", "fahrenheit")), below=0.05),
    Claim("rule, spikes and wrong units missed", least("rule", ("spike", "fahrenheit")), below=0.05),
    Claim("autoencoder, swapped cables missed", least("autoencoder", ("swapped",)), below=0.2),
    Claim("rule, swapped cables found", most("rule", ("swapped",)), below=0.3),
    Claim("autoencoder, stuck sensors found", most("autoencoder", ("stuck",)), below=0.05),
    Claim("rule, stuck sensors found", most("rule", ("stuck",)), below=0.05),
    Claim(
        "by how much a stuck window is easier, least seed",
        lambda runs: (runs["error normal"] - runs["error stuck"]).min(),
        above=0.015,
    ),
)

NUMBERS = {"easier": lambda runs: np.median(runs["error normal"] / runs["error stuck"])}
