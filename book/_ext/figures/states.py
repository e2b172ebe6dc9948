"""The figure "h beside c": the states of a small trained LSTM over a real winter, and the gates that made each step."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from figures.figure import Cell, Figure, Number, Table
from figures.states_drawing import (
    COLDEST,
    DAYS,
    FIRST,
    LEVELS,
    MOST,
    NARROW,
    UNIT,
    WARMEST,
    WIDE,
    Winter,
    date_of,
    draw,
    limit,
)
from figures.svg import number
from lstm_lib import LSTM, Dense, load
from lstm_lib.data import load_series

MODEL = Path(__file__).parents[2] / "models" / "frost.npz"
DEGREES, ANSWER = 4.0, 10.0  # those of book/models/train_frost.py
COLUMNS = ("before", "f", "i", "g", "c", "o", "h")
EVERY = 5  # days between two rows of the table


def make() -> Figure:
    """Return the figure."""
    lstm, dense = network()
    winter = run(lstm, dense)
    step = day_of_forgetting(winter)
    says = says_all(winter, step)
    return Figure(
        drawing=draw(winter, step, WIDE, says),
        narrow=draw(winter, step, NARROW, says),
        says=says,
        tables=(gates_table(winter, step), days_table(winter)),
        data={
            "first": FIRST.isoformat(),
            "lowest": winter.lowest.tolist(),
            "degrees": DEGREES,
            "answer": ANSWER,
            "most": MOST,
            "levels": LEVELS,
            "limit": limit(winter.c),
            "every": EVERY,
            "lstm": short(lstm.params),
            "dense": short(dense.params),
            "t": step + 1,
            "unit": UNIT + 1,
            "coldest": COLDEST,
            "warmest": WARMEST,
        },
        states={
            "t": Number(1, DAYS, whole=True),
            "unit": Number(1, lstm.hidden_size, whole=True),
            "x": Number(COLDEST, WARMEST),
        },
    )


def network() -> tuple[LSTM, Dense]:
    """The stored network in float64, as the page runs it."""
    layers = load(MODEL).layers
    both = layers["recurrent"].astype(np.float64), layers["dense"].astype(np.float64)
    for layer in both:
        for values in layer.params.values():
            values[:] = values.round(4)  # what was trained: float32 makes 0.1 into 0.10000000149
    return both


def run(lstm: LSTM, dense: Dense) -> Winter:
    """Run the network over the winter."""
    series = load_series("temperature")
    start = int(np.flatnonzero(series.dates == np.datetime64(FIRST))[0])
    lowest = series.values[start : start + DAYS, series.names.index("lowest")]
    trace = lstm.forward((lowest / DEGREES).reshape(1, DAYS, 1))
    answer = ANSWER * dense.forward(np.ascontiguousarray(trace.h)).y[0, :, 0]
    gates = {name: getattr(trace, name)[0] for name in "figo"}
    return Winter(lowest, answer, counted(lowest), trace.c[0], trace.h[0], gates)


def counted(lowest: np.ndarray) -> np.ndarray:
    """Days since the last frost, counted up to MOST."""
    counts, count = [], 0
    for degrees in lowest:
        count = 0 if degrees < 0 else min(count + 1, MOST)
        counts.append(count)
    return np.array(counts)


def day_of_forgetting(winter: Winter) -> int:
    """The day of the longest frost on which the memory of UNIT comes closer to zero than on any other."""
    lengths, length = [], 0
    for degrees in winter.lowest:
        length = length + 1 if degrees < 0 else 0
        lengths.append(length)
    last = int(np.argmax(lengths))
    first = last - lengths[last] + 1
    size = np.abs(winter.c[:, UNIT])
    return first + int(np.argmax(size[first - 1 : last] - size[first : last + 1]))


def short(params: dict) -> dict:
    """Parameters as lists for JSON."""
    return {name: values.round(4).tolist() for name, values in params.items()}


def parts(winter: Winter, step: int, unit: int) -> dict[str, float]:
    """The numbers of one unit at one step, by name."""
    numbers = {name: float(values[step, unit]) for name, values in winter.gates.items()}
    before = float(winter.c[step - 1, unit]) if step else 0.0
    return numbers | {"before": before, "c": float(winter.c[step, unit]), "h": float(winter.h[step, unit])}


def gates_table(winter: Winter, step: int) -> Table:
    """The gates that made a step, a row a unit; the script changes the numbers."""
    rows = []
    for unit in range(winter.c.shape[1]):
        numbers = parts(winter, step, unit)
        rows.append((f"unit {unit + 1}", *(Cell(number(numbers[name]), f"{name}{unit + 1}") for name in COLUMNS)))
    head = ("", "c before", "f", "i", "g", "c = f c + i g", "o", "h = o tanh(c)")
    return Table(f"The gates that made {date_of(step)} (step {step + 1} of {DAYS})", head, tuple(rows))


def days_table(winter: Winter) -> Table:
    """Every fifth day: temperature, states, answer."""
    units = range(winter.c.shape[1])
    rows = []
    for t in range(0, DAYS, EVERY):
        states = (
            Cell(number(values[t, k], 1), f"day{t + 1}{name}{k + 1}")
            for name, values in (("c", winter.c), ("h", winter.h))
            for k in units
        )
        ends = Cell(number(winter.lowest[t], 1), f"day{t + 1}x"), Cell(number(winter.answer[t], 1), f"day{t + 1}y")
        rows.append((date_of(t), ends[0], *states, ends[1]))
    names = (f"{name}{k + 1}" for name in "ch" for k in units)
    title = "Every fifth day: temperature, cell state, hidden state, answer"
    return Table(title, ("", "x, °C", *names, "answer"), tuple(rows))


def says_all(winter: Winter, step: int) -> str:
    """The alternative text of the drawing."""
    before, now = parts(winter, step - 1, UNIT), parts(winter, step, UNIT)
    return (
        f"Four bands over {DAYS} days from {date_of(0)} {FIRST.year}: the lowest temperatures, "
        f"{int((winter.lowest < 0).sum())} of them below zero; the cell state of {winter.c.shape[1]} units, up to "
        f"{number(np.abs(winter.c).max(), 1)} in size; their hidden state, up to {number(np.abs(winter.h).max(), 1)}; "
        f"the answer. On {date_of(step)}, in the longest frost, the cell state of unit {UNIT + 1} goes from "
        f"{number(before['c'])} to {number(now['c'])}: its forget gate is at {number(now['f'])}."
    )
