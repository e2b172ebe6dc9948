"""What does an LSTM lose when its gates, then its candidate, no longer see the state?"""

from __future__ import annotations

import numpy as np

from experiments.adding import ALWAYS_ONE
from experiments.claims import Claim
from experiments.state_tracking import LONG, SHORT, parity, trained, wrong
from lstm_lib import LSTM, Adam, Dense, MinGRU, MinLSTM, Network, fit
from lstm_lib.data import adding_task

SEEDS = range(8)
NEEDS = ("experiments/adding.py", "experiments/state_tracking.py")
GATES, EVERYTHING = "ifo", "ifgo"


class BlindLSTM(LSTM):
    """Some parts do not see the state: their blocks of W_h stay zero."""

    blind: str

    def columns(self):
        """The columns of W_h that belong to the blind parts."""
        H = self.hidden_size
        places = ["ifgo".index(part) for part in self.blind]
        return np.concatenate([np.arange(H * k, H * k + H) for k in places])

    def backward(self, trace, dh, dfinal=None):
        """Leave these columns without a gradient."""
        grads = super().backward(trace, dh, dfinal)
        grads.params["W_h"][:, self.columns()] = 0
        return grads


def blind_lstm(D, H, blind, rng):
    """Make one whose blind parts start, and stay, without the state."""
    layer = BlindLSTM(D, H, rng=rng)
    layer.blind = blind
    layer.params["W_h"][:, layer.columns()] = 0
    return layer


def opened(layer, start, bias=3):
    """Let a layer begin with an open memory: the bias of the part that keeps."""
    layer.params["b"][start : start + layer.hidden_size] = bias
    return layer


LADDER = {
    "LSTM": lambda D, H, rng: opened(LSTM(D, H, rng=rng), H),
    "gates": lambda D, H, rng: opened(blind_lstm(D, H, GATES, rng), H),
    "everything": lambda D, H, rng: opened(blind_lstm(D, H, EVERYTHING, rng), H),
    "minLSTM": lambda D, H, rng: opened(MinLSTM(D, H, rng=rng), H),
    "minGRU": lambda D, H, rng: opened(MinGRU(D, H, rng=rng), 0),
}


def adding_error(layer_of, seed, T=40):
    """Error on 500 new sequences over that of always saying 1, after 8 epochs on 2,000."""
    rng = np.random.default_rng(seed)
    train, valid = adding_task(2000, T, rng), adding_task(500, T, rng)
    model = Network(layer_of(2, 16, rng), Dense(16, 1, rng=rng))
    fit(
        model,
        train,
        optimiser=Adam(0.01),
        epochs=8,
        batch_size=32,
        rng=rng,
        clip=1.0,
        progress=False,
    )
    return float(model.loss(*valid) / ALWAYS_ONE)


def run(seed: int) -> dict[str, float]:
    """Each rung on the adding task, and on parity."""
    measured = {f"adding_{name}": adding_error(layer_of, seed) for name, layer_of in LADDER.items()}
    for name, layer_of in LADDER.items():
        model = trained(parity, lambda rng, make=layer_of: make(3, 8, rng), seed, SHORT, 2)
        short, _ = wrong(model, parity, seed, SHORT, LONG)
        measured[f"parity_{name}"] = short
    return measured


CLAIMS = (
    *(
        Claim(f"adding, {name}, worst seed", lambda runs, key=f"adding_{name}": runs[key].max(), below=0.3)
        for name in ("everything", "minLSTM", "minGRU")
    ),
    Claim(
        "adding, rungs 1 and 2, worst seed of both",
        lambda runs: max(runs["adding_LSTM"].max(), runs["adding_gates"].max()),
        above=0.4,
    ),
    Claim("adding, the LSTM, best seed", lambda runs: runs["adding_LSTM"].min(), below=0.3),
    *(
        Claim(f"parity, {name}, wrong, best seed", lambda runs, key=f"parity_{name}": runs[key].min(), above=0.1)
        for name in ("everything", "minLSTM", "minGRU")
    ),
    *(
        Claim(
            f"parity, {name}, wrong, median",
            lambda runs, key=f"parity_{name}": float(np.median(runs[key])),
            below=0.05,
        )
        for name in ("LSTM", "gates")
    ),
)
