"""What is the code of an autoencoder good for: as features for a linear classifier, and as a map?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from experiments.code_width import wave_autoencoder
from lstm_lib import LSTM

SEEDS = range(8)
NEEDS = ("experiments/code_width.py",)
MIDDLE = 0.6  # a frequency above it is called fast


def known_waves(N, rng, T=10):
    """Waves (N, T, 1), and the frequency and the phase of each (N,)."""
    frequency = rng.uniform(0.3, 0.9, (N, 1))
    phase = rng.uniform(0, 2 * np.pi, (N, 1))
    x = np.sin(frequency * np.arange(T) + phase)
    return x[:, :, None].astype(np.float32), frequency[:, 0], phase[:, 0]


def wrong_by_a_line(features, fast, new_features, new_fast):
    """Share of new waves on the wrong side of the best flat cut."""
    with_one = np.column_stack([features, np.ones(len(features))])
    w = np.linalg.lstsq(with_one, np.where(fast, 1.0, -1.0), rcond=None)[0]
    says_fast = np.column_stack([new_features, np.ones(len(new_features))]) @ w > 0
    return float((says_fast != new_fast).mean())


def neighbours_differ(places, phase):
    """Median difference of phase from the nearest neighbour on a map."""
    apart = ((places[:, None] - places[None]) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    gap = np.abs(phase - phase[apart.argmin(axis=1)])
    return float(np.median(np.minimum(gap, 2 * np.pi - gap)))


def two_components(x):
    """The flat map of the values that keeps most of their variance: two principal components (N, 2)."""
    centred = x[:, :, 0] - x[:, :, 0].mean(axis=0)
    return centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T


def run(seed: int) -> dict[str, float]:
    """Wrong answers of a classifier on 500 new waves, and how far neighbours on a map differ in phase."""
    rng = np.random.default_rng(100 + seed)
    (x, frequency, _), (new, new_frequency, phase) = known_waves(300, rng), known_waves(500, rng)
    fast, new_fast = frequency > MIDDLE, new_frequency > MIDDLE
    measured = {
        "wrong raw": wrong_by_a_line(x[:, :, 0], fast, new[:, :, 0], new_fast),
        "map components": neighbours_differ(two_components(new), phase),
    }
    for H in (2, 8):
        trained = wave_autoencoder(H, np.random.default_rng(seed)).layers["encoder"]
        untrained = LSTM(1, H, rng=np.random.default_rng(seed))
        for name, layer in (("trained", trained), ("untrained", untrained)):
            code, new_code = layer.forward(x).h[:, -1], layer.forward(new).h[:, -1]
            measured[f"wrong {name} {H}"] = wrong_by_a_line(code, fast, new_code, new_fast)
            measured[f"map {name} {H}"] = neighbours_differ(new_code, phase)
    return measured


CLAIMS = (
    Claim("wrong by the values themselves, best seed", lambda runs: runs["wrong raw"].min(), above=0.2),
    Claim("wrong by a code of 8, worst seed", lambda runs: runs["wrong trained 8"].max(), below=0.25),
    Claim("wrong by 8 units that were not trained, worst seed",
          lambda runs: runs["wrong untrained 8"].max(), below=0.3),
    Claim("wrong by a code of 2, best seed", lambda runs: runs["wrong trained 2"].min(), above=0.18),
    Claim("neighbours on the map of a code of 2 differ in phase, worst seed",
          lambda runs: runs["map trained 2"].max(), below=0.2),
    Claim("the same by 2 units that were not trained, over that, median",
          lambda runs: np.median(runs["map untrained 2"] / runs["map trained 2"]), above=1.7),
    Claim("the same by two principal components, over that, median",
          lambda runs: np.median(runs["map components"] / runs["map trained 2"]), above=1.2),
)

NUMBERS = {"phase on the map": lambda runs: runs["map trained 2"].mean()}
