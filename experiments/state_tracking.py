"""Which layers track a state: the parity of a stream of bits, and a count that goes up and down?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import GRU, LSTM, MLSTM, SLSTM, Adam, Dense, DiagonalSSM, MinGRU, Network, fit

SEEDS = range(8)
START = 2  # the symbol that every sequence begins with
SHORT, LONG = 12, 200  # steps of the bits that are trained on, and of those that are asked later
RISE, FAR = 20, 100  # the same of the counts


def parity(N, T, rng):
    """Bits as one-hot (N, T, 3), and at each step whether the ones so far are odd (N, T)."""
    symbols = rng.integers(0, 2, (N, T))
    symbols[:, 0] = START
    odd = (symbols == 1).cumsum(axis=1) % 2
    return np.eye(3, dtype=np.float32)[symbols], odd


def count(N, T, rng):
    """Steps up and down, and at each whether the sum is below, at or above zero: 0, 1, 2."""
    rises = rng.random((N, T)) < np.where(np.arange(T) < T / 2, 0.75, 0.25)
    symbols, change = rises.astype(int), np.where(rises, 1, -1)
    symbols[:, 0], change[:, 0] = START, 0
    return np.eye(3, dtype=np.float32)[symbols], np.sign(change.cumsum(axis=1)) + 1


class SignedMinGRU(MinGRU):
    """A minGRU whose factor lies between -1 and 1: with tanh in the place of the sigmoid."""

    def factors(self, z, g):
        """h_t = a_t h_{t-1} + (1 - |a_t|) g_t, a_t = tanh(z_t)."""
        a = np.tanh(z)
        return a.copy(), (1 - np.abs(a)) * g, (a, g)

    def slopes(self, trace):
        """The derivatives of both by z and by g."""
        a, g = trace.z, trace.g
        da = 1 - a * a
        return a, [(da, -np.sign(a) * da * g), (0, 1 - np.abs(a))]


LAYERS = {
    "LSTM": lambda rng: LSTM(3, 8, rng=rng),
    "GRU": lambda rng: GRU(3, 8, rng=rng),
    "sLSTM": lambda rng: SLSTM(3, 8, rng=rng),
    "minGRU": lambda rng: MinGRU(3, 8, rng=rng),
    "signed": lambda rng: SignedMinGRU(3, 8, rng=rng),
    "SSM": lambda rng: DiagonalSSM(3, 8, 8, rng=rng),
    "mLSTM": lambda rng: MLSTM(3, 8, rng=rng),
}
COUNTERS = ("LSTM", "GRU", "minGRU", "mLSTM")


def wrong_after_training(task, layer_of, seed, short, long, classes):
    """Share of wrong answers on new sequences, as long as those of the training and longer."""
    rng = np.random.default_rng(seed)
    layer = layer_of(rng)
    model = Network(
        layer,
        Dense(layer.hidden_size, classes, rng=rng),
        every_step=True,
        loss="softmax_cross_entropy",
    )
    fit(
        model,
        task(1000, short, rng),
        optimiser=Adam(0.01),
        epochs=15,
        batch_size=20,
        rng=rng,
        clip=1.0,
        progress=False,
    )
    new = np.random.default_rng(1000 + seed)
    asked = [task(300, T, new) for T in (short, long)]
    return [float((model.predict(x) != y).mean()) for x, y in asked]


def run(seed: int) -> dict[str, list[float]]:
    """Each layer's share of wrong answers, at the length of its training and at the longer one."""
    measured = {
        f"parity_{name}": wrong_after_training(parity, layer_of, seed, SHORT, LONG, 2)
        for name, layer_of in LAYERS.items()
    }
    measured |= {f"count_{name}": wrong_after_training(count, LAYERS[name], seed, RISE, FAR, 3) for name in COUNTERS}
    return measured


def _worst(name, place):
    return lambda runs: runs[name][:, place].max()


def _best(name, place):
    return lambda runs: runs[name][:, place].min()


def _median(name, place):
    return lambda runs: float(np.median(runs[name][:, place]))


CLAIMS = (
    *(
        Claim(f"parity, {name}, at 200 steps: wrong, median", _median(f"parity_{name}", 1), below=0.05)
        for name in ("LSTM", "GRU", "sLSTM")
    ),
    *(
        Claim(f"parity, {name}, at 12 steps: wrong, best seed", _best(f"parity_{name}", 0), above=0.12)
        for name in ("minGRU", "SSM", "mLSTM")
    ),
    Claim("parity, minGRU with signs, at 12 steps: wrong, worst seed", _worst("parity_signed", 0), below=0.1),
    Claim("parity, minGRU with signs, 200 steps: wrong, median", _median("parity_signed", 1), above=0.12),
    Claim("count, at 20 steps: wrong, worst of LSTM, GRU and mLSTM",
          lambda runs: max(_worst(f"count_{name}", 0)(runs) for name in ("LSTM", "GRU", "mLSTM")), below=0.04),
    Claim("count, GRU, 100 steps: wrong, median", _median("count_GRU", 1), above=0.1),
    Claim("count, LSTM, 100 steps over the GRU: wrong, median of the ratio",
          lambda runs: float(np.median(runs["count_LSTM"][:, 1] / runs["count_GRU"][:, 1])), below=1.2),
    Claim("count, mLSTM, 100 steps over the GRU: wrong, median of the ratio",
          lambda runs: float(np.median(runs["count_mLSTM"][:, 1] / runs["count_GRU"][:, 1])), below=0.5),
)  # fmt: skip

NUMBERS = {
    f"{task} {name} {where}": lambda runs, key=f"{task}_{name}", place=place: (
        100 * float(np.median(runs[key][:, place]))
    )
    for task, names in (("parity", LAYERS), ("count", COUNTERS))
    for name in names
    for where, place in (("short", 0), ("long", 1))
}
