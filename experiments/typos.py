"""Can the date normaliser learn to read typos, and what does it forget?"""

from __future__ import annotations

import runpy
import string
from functools import cache
from pathlib import Path

import numpy as np

from experiments.claims import Claim
from experiments.stored import trained_file
from lstm_lib import Adam, fit, load

SEEDS = range(8)
NEEDS = ("experiments/trained/dates.npz", "experiments/trained/train_dates.py")
MODELS = Path(__file__).resolve().parent / "trained"
TRAINED = runpy.run_path(str(MODELS / "train_dates.py"))  # how the stored model was trained
all_dates = cache(TRAINED["all_dates"])
TRAIN, TEST = slice(0, 4000), slice(17_000, 18_000)


def with_typos(ids, symbols, rng):
    """One symbol of each text replaced by another letter."""
    changed = ids.copy()
    letters = [3 + symbols.index(k) for k in string.ascii_lowercase]
    for row in changed:
        at = rng.integers((row >= 3).sum())  # END stays
        row[at] = rng.choice([k for k in letters if k != row[at]])
    return changed


def run(seed: int) -> dict[str, float]:
    """Exact match on clean dates and on mistyped ones, before and after training on mistyped ones."""
    rng, dates = np.random.default_rng(seed), all_dates()
    symbols = dates.source_vocabulary.symbols
    clean = dates._replace(source=dates.source[TEST], iso=dates.iso[TEST])
    mistyped = clean._replace(source=with_typos(clean.source, symbols, rng))
    model, measured = load(trained_file("dates")), {}
    for when in ("before", "after"):
        if when == "after":
            data = with_typos(dates.source[TRAIN], symbols, rng), dates.target[TRAIN]
            fit(model, data, optimiser=Adam(0.002), epochs=2, batch_size=64, rng=rng, clip=1.0, progress=False)
        for name, test in (("clean", clean), ("mistyped", mistyped)):
            measured[f"{name}_{when}"] = TRAINED["exact_match"](model, test, slice(None))
    digits = [3 + symbols.index(k) for k in string.digits]
    lost = (mistyped.source != clean.source) & np.isin(clean.source, digits)
    return measured | {"digit": float(lost.any(axis=1).mean())}


CLAIMS = (
    Claim("clean dates wrong before, worst seed", lambda runs: 1 - runs["clean_before"].min(), below=0.01),
    Claim("clean dates wrong afterwards, worst seed", lambda runs: 1 - runs["clean_after"].min(), below=0.1),
    Claim("clean dates that are wrong afterwards only, mean",
          lambda runs: (runs["clean_before"] - runs["clean_after"]).mean(), above=0.005),
    Claim("mistyped dates right, after less before, least of the seeds",
          lambda runs: (runs["mistyped_after"] - runs["mistyped_before"]).min(), above=0.02),
    Claim("mistyped dates right afterwards, away from those whose digits are whole, worst seed",
          lambda runs: np.abs(runs["mistyped_after"] - (1 - runs["digit"])).max(), below=0.05),
)
