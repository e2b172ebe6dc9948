"""Print a hash of small trainings and of numpy's functions: settings that print the same compute the same bits here."""

from __future__ import annotations

import hashlib

import numpy as np

from lstm_lib import GRU, LSTM, RNN, Adam, Dense, Network, fit
from lstm_lib.data import adding_task

FUNCTIONS = (np.exp, np.log, np.tanh, np.sin, np.cos, np.sqrt, np.log1p, np.expm1)


def trained(kind: type, units: int, dtype: type) -> Network:
    """Return a network after 14 updates."""
    rng = np.random.default_rng(1)
    data = adding_task(200, 10, rng, dtype=dtype)
    network = Network(kind(2, units, rng=rng, dtype=dtype), Dense(units, 1, rng=rng, dtype=dtype))
    fit(network, data, optimiser=Adam(0.005), epochs=2, batch_size=32, rng=rng, clip=1.0, progress=False)
    return network


def main() -> None:
    """Hash parameters, function values and products of several sizes."""
    digest = hashlib.sha256()
    rng = np.random.default_rng(2)
    for dtype in (np.float32, np.float64):
        for kind in (RNN, GRU, LSTM):
            for units in (16, 33, 64):
                for values in trained(kind, units, dtype).params.values():
                    digest.update(values.tobytes())
        for function in FUNCTIONS:
            digest.update(function(rng.uniform(0.01, 3, 1001).astype(dtype)).tobytes())
        for rows, inner, columns in ((1, 64, 64), (32, 8, 128), (50, 256, 300), (200, 200, 4)):
            a, b = (rng.standard_normal(shape).astype(dtype) for shape in ((rows, inner), (inner, columns)))
            digest.update((a @ b).tobytes())
            digest.update((b.T @ a.T).tobytes())
    print(digest.hexdigest()[:12])


if __name__ == "__main__":
    main()
