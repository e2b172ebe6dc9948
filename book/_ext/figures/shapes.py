"""The figure `shapes`: a chain of layers with the shape of every tensor, and what Keras says where it does not fit."""

from __future__ import annotations

from typing import Any

import numpy as np

from figures.figure import Choice, Figure, Number, State, Table
from figures.shapes_drawing import BOTTOM, MIDDLE, PITCH, PLACES, Drawn, draw
from lstm_lib import LSTM

KINDS = ("LSTM", "GRU", "SimpleRNN", "Bidirectional", "Dense", "RepeatVector")
FIRST_KINDS = (*KINDS, "Embedding")
# The chain that the page shows first: two layers, of which the second hands out its state.
FIRST: dict[str, Any] = {
    "N": 32, "T": 10, "D": 3, "known": True, "flat": False, "joined": "calls",
    "layers": [
        {"kind": "LSTM", "units": 8, "sequences": True, "state": False, "stateful": False},
        {"kind": "LSTM", "units": 4, "sequences": False, "state": True, "stateful": False},
    ],
}  # fmt: skip
SWITCH = Choice(("on", "off"))
STATES: dict[str, State] = {
    "n": Number(1, 64, whole=True),
    "t": Number(2, 10, whole=True),
    "d": Number(1, 8, whole=True),
    "batch": Choice(("known", "none")),
    "features": SWITCH,
    "joined": Choice(("calls", "sequential")),
    "layers": Number(1, 3, whole=True),
    "reset": Choice(("on",)),
    **{
        f"{name}{k}": state
        for k in (1, 2, 3)
        for name, state in (
            ("kind", Choice(FIRST_KINDS if k == 1 else KINDS)), ("units", Number(1, 8, whole=True)),
            ("sequences", SWITCH), ("state", SWITCH), ("stateful", SWITCH),
        )
    },
}  # fmt: skip


def first_rows() -> tuple[list[tuple[str, str, str]], list[Drawn], tuple[int, ...]]:
    """Return the first chain's tensors as rows and as drawn, with shapes that lstm_lib's own arrays have."""
    rng = np.random.default_rng(0)
    x = np.zeros((FIRST["N"], FIRST["T"], FIRST["D"]), dtype=np.float32)
    rows, drawn, comes = [("input", "x", _written(x.shape))], [], x
    for k, asked in enumerate(FIRST["layers"], 1):
        name = "lstm" if k == 1 else f"lstm_{k - 1}"
        layer = LSTM(comes.shape[-1], asked["units"], rng=rng)
        trace = layer.forward(comes)
        comes = trace.h if asked["sequences"] else trace.final[0]
        finals = tuple(zip((f"h{k}", f"c{k}"), (each.shape for each in trace.final), strict=True))
        states = finals if asked["state"] else ()
        for theirs, ours in (("kernel", "W_x"), ("recurrent_kernel", "W_h"), ("bias", "b")):
            rows.append((name, f"{theirs} ({ours} in lstm_lib)", _written(layer.params[ours].shape)))
        rows.append((name, "i, f, g, o and c of a step, each", _written(trace.i[:, 0].shape)))
        which = "every step" if asked["sequences"] else "the last step"
        rows.append((name, f"output y{k}, {which}", _written(comes.shape)))
        rows += [(name, f"state {state}", _written(shape)) for state, shape in states]
        count = sum(values.size for values in layer.params.values())
        drawn.append(Drawn(f"LSTM({asked['units']})", f"{name}: {count:,} parameters", (f"y{k}", comes.shape), states))
    return rows, drawn, x.shape


def _written(shape: tuple[int, ...]) -> str:
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"


def make() -> Figure:
    """Return the figure with its first chain."""
    rows, drawn, given = first_rows()
    told = "; ".join(
        f"{each.title} gives {each.output[0]} {_written(each.output[1])}"
        + "".join(f" and {name} {_written(shape)}" for name, shape in each.states)
        for each in drawn
    )
    says = f"A chain of {len(drawn)} layers. The input x is {_written(given)}; {told}."
    return Figure(
        drawing=draw(says, given, drawn),
        says=says,
        tables=(Table("Every tensor", ("layer", "tensor", "shape"), tuple(rows), words=True),),
        data={
            "first": FIRST, "kinds": KINDS, "firstKinds": FIRST_KINDS, "middle": MIDDLE, "bottom": BOTTOM,
            "pitch": PITCH, "places": PLACES,
        },
        states=STATES,
    )  # fmt: skip
