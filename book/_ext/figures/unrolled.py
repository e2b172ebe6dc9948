"""The figure `unrolled`: a plain layer of one unit, unrolled over four steps, forwards and then back through time."""

from __future__ import annotations

import numpy as np

from figures.figure import Cell, Figure, Number, Table
from figures.svg import number
from figures.unrolled_drawing import NARROW, WIDE, draw
from lstm_lib import RNN

X = (1.0, 0.0, -0.5, 0.5)
W_X, W_H, WANTED = 0.8, 0.9, 1.0
T = len(X)
LAST = 2 * T + 2  # steps forwards, the loss, steps back, the sum


def texts(w_h: float, reach: int) -> dict[str, str]:
    """All numbers by their keys; the gradient goes `reach` steps back. unrolled.js computes the same."""
    layer = RNN.from_params({"W_x": np.array([[W_X]]), "W_h": np.array([[w_h]]), "b": np.zeros(1)})
    h = layer.forward(np.array(X).reshape(1, T, 1)).h[0, :, 0]
    written = {f"x{t + 1}": number(X[t]) for t in range(T)} | {f"h{t + 1}": number(h[t]) for t in range(T)}
    dh, total = h[-1] - WANTED, 0.0
    written["loss"] = number((h[-1] - WANTED) ** 2 / 2, 3)
    for t in reversed(range(T)):
        if t < T - reach:
            written |= {f"dh{t + 1}": "cut", f"dz{t + 1}": "–", f"part{t + 1}": "–"}
            continue
        dz = dh * (1 - h[t] ** 2)
        part = dz * (h[t - 1] if t else 0.0)
        written |= {f"dh{t + 1}": number(dh, 3), f"dz{t + 1}": number(dz, 3), f"part{t + 1}": number(part, 3)}
        total += part
        dh = w_h * dz
    written["sum"] = number(total, 3)
    return written


def make() -> Figure:
    """Return the figure at its end."""
    shown = texts(W_H, T)
    way = f"Four steps forwards, the loss {shown['loss']}, four steps back"
    says = f"{way}: the gradient of the recurrent weight is {shown['sum']}."
    rows = tuple(
        (words, *(Cell(shown[f"{key}{t + 1}"], f"{key}{t + 1}") for t in range(T)))
        for words, key in (
            ("input x", "x"), ("state h", "h"), ("gradient of h", "dh"), ("gradient before tanh", "dz"),
            ("part of the gradient of w", "part"),
        )
    )  # fmt: skip
    return Figure(
        drawing=draw(shown, says, WIDE),
        narrow=draw(shown, says, NARROW),
        says=says,
        tables=(Table("Every number", ("", *(f"step {t + 1}" for t in range(T))), rows),),
        data={"x": X, "w_x": W_X, "w_h": W_H, "wanted": WANTED, "last": LAST},
        states={
            "step": Number(0, LAST, whole=True), "w": Number(0, 2), "reach": Number(1, T, whole=True),
        },
    )  # fmt: skip
