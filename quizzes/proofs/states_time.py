"""Proofs of the chapter States about time: the order within a step, padding and masks."""

from __future__ import annotations

import numpy as np

from lstm_lib import LSTM, lstm_step, sigmoid
from quizzes.proofs.draw import Rng, arguments, drawn, near, ranks_of_orders, sizes, wild


def padded(rng: Rng, *, length: int, steps: int, layer: LSTM | None = None) -> tuple[LSTM, np.ndarray, np.ndarray]:
    """Return a layer, one sequence padded with zeros to `steps`, and the state after its last real step."""
    layer = layer or wild(rng, *sizes(rng, 2, 2))
    x = rng.standard_normal((1, steps, layer.input_size))
    x[:, length:] = 0
    return layer, x, layer.run(x[:, :length].copy())[0]


@drawn("sizes, weights, inputs and states; what the step before has left in each place")
def update_order(rng: Rng) -> dict[str, int]:
    """Try all 24 orders of parts that take what they find; right is one that gives what the library's step gives."""
    arrays = arguments(rng)
    x, h, c, W_x, W_h, b = (arrays[name] for name in ("x", "h", "c", "W_x", "W_h", "b"))

    def gates(_: dict) -> dict:
        i, f, g, o = np.split(x @ W_x + h @ W_h + b, 4, axis=1)
        return {"i": sigmoid(i), "f": sigmoid(f), "g": np.tanh(g), "o": sigmoid(o)}

    parts = {
        "hidden": lambda k: {"h": k["o"] * k["squashed"]},
        "squashed": lambda k: {"squashed": np.tanh(k["c"])},
        "cell": lambda k: {"c": k["f"] * c + k["i"] * k["g"]},
        "gates": gates,
    }
    left = {name: rng.standard_normal(c.shape) for name in ("i", "f", "g", "o", "squashed")} | {"c": c, "h": h}
    step = lstm_step(x, h, c, W_x, W_h, b)
    return ranks_of_orders(parts, left, lambda k: near(k["h"], step.h) and near(k["c"], step.c))


@drawn(
    "the layer, its weights and biases, the sequence", fixed="6 steps of 10, padded with zeros, as the question says"
)
def padding(rng: Rng) -> dict[str, bool]:
    """The indices at which the hidden state is the one after the last real step."""
    layer, x, wanted = padded(rng, length=6, steps=10)
    h = layer.forward(x).h
    found = [t for t in range(10) if near(h[:, t], wanted)]
    return {
        "minus-one": near(h[:, -1], wanted),
        "five": found == [5],
        "six": near(h[:, 6], wanted),
        "any": found == list(range(5, 10)),
    }


@drawn(
    "the weights of a new layer and the sequence", fixed="all sizes and the mask; the program stands in the question"
)
def masked(rng: Rng) -> dict[str, str]:
    """Three ways to look for the state after the last real step, and what they would give if ideas were true."""
    layer, x, short = padded(rng, length=3, steps=5, layer=LSTM(2, 3, rng=rng, dtype=np.float64))
    mask = np.array([[True, True, True, False, False]])
    plain, held = layer.forward(x), layer.forward(x, mask=mask)

    def told(*states: np.ndarray) -> str:
        return "\n".join(str(near(state, short)) for state in states)

    return {
        "answer": told(plain.final[0], held.final[0], plain.h[:, 2]),
        "zeros-harmless": told(held.final[0], held.final[0], plain.h[:, 2]),
        "mask-zeroes": told(plain.final[0], held.final[0] * mask[:, -1], plain.h[:, 2]),
        "index-off": told(plain.final[0], held.final[0], plain.h[:, 3]),
    }
