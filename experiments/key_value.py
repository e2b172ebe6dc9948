"""Which memory gives back the value of a key, one of six that were read?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, MLSTM, SLSTM, Adam, Dense, MinGRU, Network, fit

SEEDS = range(8)
KEYS, VALUES, PAIRS = 8, 4, 6


def pairs(N, rng):
    """Six keys with values, then one key (N, 7, 12), and its value (N,)."""
    keys = rng.permuted(np.tile(np.arange(KEYS), (N, 1)), axis=1)[:, :PAIRS]
    values = rng.integers(0, VALUES, (N, PAIRS))
    x = np.zeros((N, PAIRS + 1, KEYS + VALUES), np.float32)
    x[:, :PAIRS, :KEYS] = np.eye(KEYS)[keys]
    x[:, :PAIRS, KEYS:] = np.eye(VALUES)[values]
    asked, row = rng.integers(0, PAIRS, N), np.arange(N)
    x[row, PAIRS, keys[row, asked]] = 1
    return x, values[row, asked]


LAYERS = {
    "LSTM": lambda rng: LSTM(KEYS + VALUES, 16, rng=rng),
    "LSTM_128": lambda rng: LSTM(KEYS + VALUES, 128, rng=rng),
    "sLSTM": lambda rng: SLSTM(KEYS + VALUES, 16, rng=rng),
    "minGRU": lambda rng: MinGRU(KEYS + VALUES, 16, rng=rng),
    "mLSTM": lambda rng: MLSTM(KEYS + VALUES, 16, rng=rng),
}


def wrong(layer_of, seed):
    """Share of wrong values on 1,000 new sequences, after 12 epochs on 2,000."""
    rng = np.random.default_rng(seed)
    train, (x, y) = pairs(2000, rng), pairs(1000, rng)
    layer = layer_of(rng)
    model = Network(layer, Dense(layer.hidden_size, VALUES, rng=rng), loss="softmax_cross_entropy")
    fit(
        model, train, optimiser=Adam(0.01), epochs=12, batch_size=32, rng=rng,
        clip=1.0, progress=False,
    )
    return float((model.predict(x) != y).mean())


def run(seed: int) -> dict[str, float]:
    """Each layer's share of wrong values."""
    return {name: wrong(layer_of, seed) for name, layer_of in LAYERS.items()}


CLAIMS = (
    Claim("wrong values, mLSTM, median", lambda runs: float(np.median(runs["mLSTM"])), below=0.1),
    *(
        Claim(f"wrong values, {name}, best seed", lambda runs, name=name: runs[name].min(), above=0.15)
        for name in ("LSTM", "LSTM_128", "sLSTM", "minGRU")
    ),
)
