"""How many dates are read right after a short training, with attention and without?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from experiments.typos import TRAINED, all_dates
from lstm_lib import Adam, fit

SEEDS = range(8)
NEEDS = ("experiments/typos.py", "experiments/trained/train_dates.py")
TRAIN, TEST = slice(0, 6000), slice(17_000, 17_500)


def run(seed: int) -> dict[str, float]:
    """Exact match after two epochs on 6,000 dates: the same dates, budget and first weights of all shared layers."""
    dates, measured = all_dates(), {}
    for name in ("with", "without"):
        rng = np.random.default_rng(seed)
        V, U = dates.source_vocabulary.size, dates.target_vocabulary.size
        model = TRAINED["make_model"](V, U, attention=name == "with", rng=rng)
        fit(model, (dates.source[TRAIN], dates.target[TRAIN]), optimiser=Adam(0.01), epochs=2, batch_size=32,
            rng=rng, clip=1.0, progress=False)
        measured[name] = TRAINED["exact_match"](model, dates, TEST)
    return measured


CLAIMS = (
    Claim("with attention: dates wrong, worst seed", lambda runs: 1 - runs["with"].min(), below=0.4),
    Claim("without: dates right, best seed", lambda runs: runs["without"].max(), below=0.1),
)

NUMBERS = {
    f"{statistic} {name}": lambda runs, name=name, function=function: 100 * function(runs[name])
    for statistic, function in {"percent": np.mean, "least": np.min, "most": np.max}.items()
    for name in ("with", "without")
}
