"""The figure `cell`: one unit's LSTM step as a drawing, over a short sequence, with the numbers of lstm_step."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from figures.cell_drawing import NARROW, WIDE, draw
from figures.figure import Cell, Choice, Figure, Number, State, Table
from figures.svg import number
from lstm_lib import LSTM, lstm_step

GATES = "ifgo"
GATE_NAMES = {"i": "input gate", "f": "forget gate", "g": "candidate", "o": "output gate"}
STEPS = 6


@dataclass(frozen=True)
class Preset:
    """A cell of one unit with its weights, and a sequence to run it on."""

    label: str
    W_x: tuple[float, ...]  # i f g o
    W_h: tuple[float, ...]
    b: tuple[float, ...]
    x: tuple[float, ...]
    h: float  # the state before the first step
    c: float
    x_range: tuple[float, float, float]  # lowest, highest, step of the slider


def presets() -> dict[str, Preset]:
    """Return the cells that the figure can show."""
    fresh = LSTM(1, 1, rng=np.random.default_rng(33), dtype=np.float64).params
    rounded = {name: tuple(np.round(values, 2).ravel().tolist()) for name, values in fresh.items()}
    return {
        "latch": Preset(
            "latch: 1 writes, 0 keeps, −1 erases", (6, 6, 2, 2), (-2, 0, 1, 0), (-3, 3, 0, 1),
            x=(1, 0, 0, 1, -1, 0), h=0.5, c=0.8, x_range=(-2, 2, 0.1),
        ),
        "frost": Preset(
            "frost: remembers the last one, x in °C", (-20, 20, 0.02, 0), (0, 0, 0, 0), (-5, 5, 0, 6),
            x=(3, -4, 2, 6, -8, 1), h=0.0, c=0.0, x_range=(-10, 10, 0.5),
        ),
        "fresh": Preset(
            "fresh: before any training", rounded["W_x"], rounded["W_h"], rounded["b"],
            x=(1, 0, 0, 1, -1, 0), h=0.5, c=0.8, x_range=(-2, 2, 0.1),
        ),
    }  # fmt: skip


def run(preset: Preset, holds: tuple[dict[str, float], ...] = ({},) * STEPS) -> list[dict[str, float]]:
    """Return every number of every step; `holds` fixes gates of a step by a bias that no input can move."""
    h, c, trace = preset.h, preset.c, []
    for x, held in zip(preset.x, holds, strict=True):
        W_x, W_h, b = (np.array(values, dtype=np.float64) for values in (preset.W_x, preset.W_h, preset.b))
        for gate, value in held.items():
            k = GATES.index(gate)
            W_x[k] = W_h[k] = 0
            with np.errstate(divide="ignore"):
                b[k] = np.log(value) - np.log1p(-value)  # sigmoid of it is the value
        row = np.array([[x]]), np.array([[h]]), np.array([[c]])
        step = lstm_step(*row, W_x[None], W_h[None], b)
        z = x * W_x + h * W_h + b
        now = {name: float(getattr(step, name)[0, 0]) for name in step._fields}
        trace.append({
            "x": float(x), "h0": h, "c0": c, **{f"z_{gate}": float(z[k]) for k, gate in enumerate(GATES)}, **now,
            "keep": now["f"] * c, "write": now["i"] * now["g"],
        })  # fmt: skip
        h, c = now["h"], now["c"]
    return trace


def texts(step: dict[str, float], preset: Preset, held: dict[str, float]) -> dict[str, str]:
    """Return what is written of a step, by key: each number, and each formula with its numbers put in."""
    n = {name: number(value) for name, value in step.items()}
    written = dict(n)
    for k, gate in enumerate(GATES):
        squash = "tanh" if gate == "g" else "σ"
        fixed = f"held at {trimmed(held[gate])}" if gate in held else ""
        weights = (bracketed(trimmed(values[k])) for values in (preset.W_x, preset.W_h, preset.b))
        W_x, W_h, b = weights
        sum_ = f"z_{gate} = {n['x']} · {W_x} + {bracketed(n['h0'])} · {W_h} + {b} = {n[f'z_{gate}']}"
        written[f"text_z_{gate}"] = f"{gate} is {fixed}" if fixed else sum_
        written[f"text_{gate}"] = fixed or f"{squash}({n[f'z_{gate}']}) = {n[gate]}"
        written[f"short_{gate}"] = "held" if fixed else f"{squash}(z)"
        written[f"squash_{gate}"] = "held" if fixed else f"{squash}({n[f'z_{gate}']})"
        written[f"zed_{gate}"] = "" if fixed else f"z = {n[f'z_{gate}']}"
    return written | {
        "text_keep": f"{n['f']} · {bracketed(n['c0'])} = {n['keep']}",
        "text_write": f"{n['i']} · {bracketed(n['g'])} = {n['write']}",
        "text_c": f"{n['keep']} + {bracketed(n['write'])} = {n['c']}",
        "text_tanh_c": f"tanh({n['c']}) = {n['tanh_c']}",
        "text_h": f"{n['o']} · {bracketed(n['tanh_c'])} = {n['h']}",
    }


def says(t: int, step: dict[str, float]) -> str:
    """Return a step in words and numbers: the alternative text of the drawing."""
    n = {name: number(value) for name, value in step.items()}
    return (
        f"One step of an LSTM cell with one unit, step {t} of {STEPS}. Input {n['x']}, hidden state before {n['h0']}, "
        f"cell state before {n['c0']}. Forget gate {n['f']} times cell state before: {n['keep']} is kept. "
        f"Input gate {n['i']} times candidate {n['g']}: {n['write']} is written. New cell state {n['c']}. "
        f"Output gate {n['o']} times tanh of it, {n['tanh_c']}: new hidden state {n['h']}."
    )


def trimmed(value: float) -> str:
    """Return a number without zeros at its end."""
    written = number(value)
    return written.rstrip("0").rstrip(".") if "." in written else written


def bracketed(written: str) -> str:
    """Return a number in brackets where it has a sign, as it stands after an operator."""
    return f"({written})" if written.startswith("−") else written


def library_code() -> dict[str, str]:
    """Return the lines of lstm_step by what they compute, without their comments; the products are parts of a line."""
    lines = [line.split("#")[0].strip() for line in inspect.getsource(lstm_step).splitlines()]
    found = {match[1]: line for line in lines if (match := re.match(r"(z|i|f|g|o|c|tanh_c|h) = ", line))}
    keep, write = found["c"].removeprefix("c = ").split(" + ")
    return {**found, "keep": keep, "write": write}


# The same lines in the words of the two frameworks: the names of their cells' arguments, weights and variables.
CODE = {
    "keras": {
        "z": "z = inputs @ kernel + h_tm1 @ recurrent_kernel + bias",
        "i": "i = sigmoid(z0)", "f": "f = sigmoid(z1)", "g": "tanh(z2)", "o": "o = sigmoid(z3)",
        "keep": "f * c_tm1", "write": "i * tanh(z2)", "c": "c = f * c_tm1 + i * tanh(z2)",
        "tanh_c": "tanh(c)", "h": "h = o * tanh(c)",
    },
    "torch": {
        "z": "z = input @ weight_ih.T + bias_ih + h_0 @ weight_hh.T + bias_hh",
        "i": "i = sigmoid(z_i)", "f": "f = sigmoid(z_f)", "g": "g = tanh(z_g)", "o": "o = sigmoid(z_o)",
        "keep": "f * c_0", "write": "i * g", "c": "c_1 = f * c_0 + i * g",
        "tanh_c": "tanh(c_1)", "h": "h_1 = o * tanh(c_1)",
    },
}  # fmt: skip
PARTS = ("z", "i", "f", "g", "o", "keep", "write", "c", "tanh_c", "h")  # in the order of the code
PART_NAMES = {
    "z": "pre-activations", **GATE_NAMES, "keep": "what is kept", "write": "what is written", "c": "cell state",
    "tanh_c": "tanh of the cell state", "h": "hidden state",
}  # fmt: skip
HOLDS = ("computed", "0", "0.5", "1")
SWITCH = Choice(("on", "off"))
STATES: dict[str, State] = {
    "cell": Choice(("latch", "frost", "fresh")),
    "t": Number(1, STEPS, whole=True),
    "x": Number(-10, 10),
    "h": Number(-1, 1),
    "c": Number(-3, 3),
    "i": Choice(HOLDS),
    "f": Choice(HOLDS),
    "o": Choice(HOLDS),
    "every": SWITCH,
    "part": Choice(PARTS),
    "names": Choice(("ours", "keras", "torch")),
    "return_sequences": SWITCH,
    "return_state": SWITCH,
    "reset": Choice(("on",)),
}


def data() -> dict[str, Any]:
    """Return what the script is given."""
    return {
        "steps": STEPS,
        "cells": {
            name: {
                "label": each.label, "W_x": each.W_x, "W_h": each.W_h, "b": each.b, "x": each.x, "h": each.h,
                "c": each.c, "range": each.x_range,
            }
            for name, each in presets().items()
        },
        "parts": [
            {"id": part, "name": PART_NAMES[part], "code": {"ours": library_code()[part]} | {
                names: code[part] for names, code in CODE.items()
            }}
            for part in PARTS
        ],
    }  # fmt: skip


def make() -> Figure:
    """Return the figure at the first step of its first cell."""
    preset = presets()["latch"]
    trace = run(preset)
    written = texts(trace[0], preset, {})
    words = says(1, trace[0])
    code = library_code()
    rows = [
        (f"{GATE_NAMES[gate]}: z_{gate}", code["z"], Cell(written[f"text_z_{gate}"], f"text_z_{gate}"))
        for gate in GATES
    ]
    rows += [(PART_NAMES[part], code[part], Cell(written[f"text_{part}"], f"text_{part}")) for part in PARTS[1:]]
    return Figure(
        drawing=draw(WIDE, trace[0], written, words),
        narrow=draw(NARROW, trace[0], written, words),
        says=words,
        tables=(
            Table(
                "The step that is shown", ("quantity", "line of lstm_step", "with its numbers"), tuple(rows), words=True
            ),
            Table(
                "The sequence",
                ("", *(f"step {t + 1}" for t in range(STEPS))),
                tuple(
                    (label, *(Cell(number(step[key]), f"{key}@{t}") for t, step in enumerate(trace, 1)))
                    for label, key in (
                        ("x", "x"), ("input gate i", "i"), ("forget gate f", "f"), ("candidate g", "g"),
                        ("output gate o", "o"), ("cell state c", "c"), ("hidden state h", "h"),
                    )
                ),
            ),
        ),
        data=data(),
        states=STATES,
    )  # fmt: skip
