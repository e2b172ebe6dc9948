"""Which layers track a state: the parity of a stream of bits, and a count that goes up and down?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import GRU, LSTM, MLSTM, SLSTM, Adam, Dense, DiagonalSSM, MinGRU, Network, fit, sigmoid

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


class AddingMinGRU(MinGRU):
    """A minGRU that writes as much as it likes: what is written is no longer one minus what stays."""

    def factors(self, z, g):
        """h_t = a_t h_{t-1} + g_t, a_t = sigmoid(z_t)."""
        a = sigmoid(z)
        return a.copy(), g.copy(), (a, g)

    def slopes(self, trace):
        """The derivatives of both by z and by g."""
        a = trace.z
        return a, [(a * (1 - a), 0), (0, 1)]


LAYERS = {
    "LSTM": lambda rng: LSTM(3, 8, rng=rng),
    "GRU": lambda rng: GRU(3, 8, rng=rng),
    "sLSTM": lambda rng: SLSTM(3, 8, rng=rng),
    "minGRU": lambda rng: MinGRU(3, 8, rng=rng),
    "signed": lambda rng: SignedMinGRU(3, 8, rng=rng),
    "SSM": lambda rng: DiagonalSSM(3, 8, 8, rng=rng),
    "mLSTM": lambda rng: MLSTM(3, 8, rng=rng),
}
COUNTERS = {
    **{name: LAYERS[name] for name in ("LSTM", "GRU", "minGRU", "mLSTM")},
    "adding": lambda rng: AddingMinGRU(3, 8, rng=rng),
}
TRACKERS = ("LSTM", "GRU", "sLSTM", "signed")  # those that learn parity at the length of the training


def trained(task, layer_of, seed, short, classes):
    """A network that has learnt a task on short sequences."""
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
    return model


def wrong(model, task, seed, short, long):
    """Share of wrong answers on new sequences, some longer than in training."""
    new = np.random.default_rng(1000 + seed)
    asked = [task(300, T, new) for T in (short, long)]
    return [float((model.predict(x) != y).mean()) for x, y in asked]


def gap_left(layer, seed):
    """How far apart "odd" and "even" are after 100 steps, as a share of what it was after 12."""
    x, odd = parity(300, 100, np.random.default_rng(2000 + seed))
    h = layer.forward(x).h
    at = [np.linalg.norm(h[odd[:, t] == 1, t].mean(axis=0) - h[odd[:, t] == 0, t].mean(axis=0)) for t in (11, 99)]
    return float(at[1] / at[0])


def push_left(layer, seed):
    """What is left after 20 steps of a small push to the state, as a share of it; median of 300 sequences."""
    new = np.random.default_rng(3000 + seed)
    x, _ = parity(300, 41, new)
    state = layer.forward(x[:, :20].copy()).final
    parts = state if isinstance(state, tuple) else (state,)
    pushed = tuple(part + 0.05 * new.standard_normal(part.shape).astype(part.dtype) for part in parts)
    rest = x[:, 20:].copy()
    there, beside = (layer.forward(rest, s) for s in (state, pushed if isinstance(state, tuple) else pushed[0]))
    apart = np.median(np.linalg.norm(there.h - beside.h, axis=2), axis=0)
    return float(apart[20] / apart[0])


def run(seed: int) -> dict[str, list[float] | float]:
    """Each layer's share of wrong answers, at both lengths; and how firmly those stand that learn parity."""
    measured = {}
    for name, layer_of in LAYERS.items():
        model = trained(parity, layer_of, seed, SHORT, 2)
        measured[f"parity_{name}"] = wrong(model, parity, seed, SHORT, LONG)
        if name in TRACKERS:
            layer = model.layers["recurrent"]
            measured |= {f"gap_{name}": gap_left(layer, seed), f"push_{name}": push_left(layer, seed)}
    for name, layer_of in COUNTERS.items():
        measured[f"count_{name}"] = wrong(trained(count, layer_of, seed, RISE, 3), count, seed, RISE, FAR)
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
    Claim("count, at 20 steps: wrong, largest median of LSTM, GRU and mLSTM",
          lambda runs: max(_median(f"count_{name}", 0)(runs) for name in ("LSTM", "GRU", "mLSTM")), below=0.04),
    Claim("count, GRU, 100 steps: wrong, median", _median("count_GRU", 1), above=0.1),
    Claim("count, LSTM, 100 steps over the GRU: wrong, median of the ratio",
          lambda runs: float(np.median(runs["count_LSTM"][:, 1] / runs["count_GRU"][:, 1])), below=1.2),
    Claim("count, mLSTM, 100 steps over the GRU: wrong, median of the ratio",
          lambda runs: float(np.median(runs["count_mLSTM"][:, 1] / runs["count_GRU"][:, 1])), below=0.5),
    Claim("count, a minGRU that adds, 100 steps over the minGRU: wrong, worst ratio",
          lambda runs: float((runs["count_adding"][:, 1] / runs["count_minGRU"][:, 1]).max()), below=0.6),
    *(
        Claim(f"parity, {name}: what is left of the gap between odd and even after 100 steps, least",
              lambda runs, key=f"gap_{name}": runs[key].min(), above=0.4)
        for name in ("LSTM", "GRU", "sLSTM")
    ),
    Claim("parity, minGRU with signs: what is left of that gap, most",
          lambda runs: runs["gap_signed"].max(), below=0.15),
    *(
        Claim(f"parity, {name}: what is left of a push after 20 steps, median",
              lambda runs, key=f"push_{name}": np.median(runs[key]), below=0.01)
        for name in ("LSTM", "GRU", "sLSTM")
    ),
    Claim("parity, minGRU with signs: what is left of a push after 20 steps, least",
          lambda runs: runs["push_signed"].min(), above=0.05),
)  # fmt: skip

NUMBERS = {
    f"{task} {name} {where}": lambda runs, key=f"{task}_{name}", place=place: (
        100 * float(np.median(runs[key][:, place]))
    )
    for task, names in (("parity", LAYERS), ("count", COUNTERS))
    for name in names
    for where, place in (("short", 0), ("long", 1))
} | {
    f"{what} {name}": lambda runs, key=f"{what}_{name}": 100 * float(np.median(runs[key]))
    for what in ("gap", "push")
    for name in TRACKERS
}
