"""Which layer learns to add two numbers up to T steps apart, and must the gradient go all the way back?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, RNN, Adam, Dense, Network, fit
from lstm_lib.data import adding_task

SEEDS = range(8)
LENGTHS = (5, 20, 40)
ALWAYS_ONE = 1 / 6  # the error of always answering 1


def adding_error(layer_of, T, seed):
    """Mean squared error on 500 unseen sequences, after 8 epochs on 2,000."""
    rng = np.random.default_rng(seed)
    train, valid = adding_task(2000, T, rng), adding_task(500, T, rng)
    layer = layer_of(rng)
    model = Network(layer, Dense(layer.hidden_size, 1, rng=rng))
    fit(
        model, train, optimiser=Adam(0.01), epochs=8, batch_size=32, rng=rng,
        clip=1.0, progress=False,
    )
    return model.loss(*valid)


class CutLSTM(LSTM):
    """An LSTM whose gradient goes back only `reach` steps from the last one."""

    reach: int

    def backward(self, trace, dh, dfinal=None):
        """Go back through the last steps alone, from the state before them."""
        late = np.ascontiguousarray(trace.x[:, -self.reach :])
        before = tuple(
            np.ascontiguousarray(values[:, -self.reach - 1])
            for values in (trace.h, trace.c)
        )
        read = self.forward(late, before)
        return super().backward(
            read, np.ascontiguousarray(dh[:, -self.reach :]), dfinal
        )


def cut_after(reach):
    """Return what makes an LSTM of 16 units whose gradient is cut after so many steps."""

    def layer_of(rng):
        layer = CutLSTM(2, 16, rng=rng)
        layer.reach = reach
        return layer

    return layer_of


def run(seed: int) -> dict[str, float]:
    """Both layers at each length; at the longest a plain layer with as many weights as the LSTM, and a cut gradient."""
    plain, gated = (lambda rng: RNN(2, 16, rng=rng)), (lambda rng: LSTM(2, 16, rng=rng))
    errors = {f"RNN_{T}": adding_error(plain, T, seed) for T in LENGTHS}
    errors |= {f"LSTM_{T}": adding_error(gated, T, seed) for T in LENGTHS}
    errors["wide_40"] = adding_error(lambda rng: RNN(2, 33, rng=rng), 40, seed)
    errors |= {f"cut_{reach}": adding_error(cut_after(reach), 40, seed) for reach in (1, 10)}
    return errors


CLAIMS = (
    Claim("at T = 5 the plain layer's worst seed", lambda runs: runs["RNN_5"].max(), below=0.03),
    Claim("at T = 5 the LSTM's worst seed", lambda runs: runs["LSTM_5"].max(), below=0.03),
    Claim("at T = 40 the plain layer's best seed", lambda runs: runs["RNN_40"].min(), above=ALWAYS_ONE / 4),
    Claim("at T = 40 the plain layer's mean", lambda runs: runs["RNN_40"].mean(), above=ALWAYS_ONE / 2.5),
    Claim("the same with 33 units, mean", lambda runs: runs["wide_40"].mean(), above=ALWAYS_ONE / 2.5),
    Claim("at T = 40 the LSTM's worst seed", lambda runs: runs["LSTM_40"].max(), below=ALWAYS_ONE / 5),
    Claim(
        "at T = 40 the LSTM's error over the plain layer's, median",
        lambda runs: np.median(runs["LSTM_40"] / runs["RNN_40"]),
        below=0.1,
    ),
    Claim("gradient cut after 1 step, median", lambda runs: np.median(runs["cut_1"]), above=ALWAYS_ONE / 2.5),
    Claim("gradient cut after 10 steps, worst seed", lambda runs: runs["cut_10"].max(), below=ALWAYS_ONE / 2),
)

NUMBERS = {
    f"{words} share": lambda runs, key=key: runs[key].mean() / ALWAYS_ONE
    for words, key in (("plain", "RNN_40"), ("wide", "wide_40"), ("LSTM", "LSTM_40"))
}
