"""The figure `threshold`: what a trigger hears, and which words and false alarms a threshold makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from figures.figure import Cell, Figure, Number, Table
from figures.svg import drawing, element, path, text

MODEL = Path(__file__).parents[2] / "models" / "trigger.json"
FIRST, LATE = 0.5, 5
TOP, HIGH, LEFT = 22, 130, 34


def kept() -> tuple[list[float], list[int]]:
    """The probability of each step, and the steps at which the word ends."""
    found = json.loads(MODEL.read_text(encoding="utf-8"))
    return found["p"], found["ends"]


def heard(p: list[float], ends: list[int], level: float) -> tuple[list[int], list[int]]:
    """The steps at which a word is heard, and those of false alarms, as experiments/trigger.py counts them."""
    rises = [t for t in range(1, len(p)) if p[t] > level >= p[t - 1]]
    open_words, right, false = set(ends), [], []
    for t in rises:
        match = {end for end in open_words if 0 <= t - end <= LATE}
        (right if match else false).append(t)
        open_words -= match
    return right, false


def says(right: int, false: int, words: int, level: float) -> str:
    """What a threshold makes of the stream; threshold.js says the same."""
    alarms = f"{false} false alarm{'' if false == 1 else 's'}"
    return f"At a threshold of {level:.2f}: {right} of {words} words are heard, {alarms}."


def draw(p: list[float], ends: list[int], told: str, width: int) -> str:
    """Draw the stream with the threshold of one half."""
    step = (width - LEFT - 6) / len(p)
    x = [LEFT + step * t for t in range(len(p))]
    line = "M" + "L".join(f"{x[t]:.1f} {TOP + HIGH * (1 - p[t]):.1f}" for t in range(len(p)))
    at = TOP + HIGH * (1 - FIRST)
    right, false = heard(p, ends, FIRST)
    marks = [element("circle", cx=x[t], cy=10, r=5, class_="thr-right", data_t=t) for t in right]
    marks += [path(f"M{x[t] - 4:.1f} 6l8 8m0 -8l-8 8", class_="thr-false", data_t=t) for t in false]
    return drawing(
        width, TOP + HIGH + 30, told,
        *(element("rect", x=x[end], y=TOP, width=LATE * step, height=HIGH, class_="thr-word") for end in ends),
        path(line, class_="thr-line"),
        path(f"M{LEFT} {at:g}H{width - 6}", class_="thr-level"),
        element("g", *marks, class_="thr-marks") if marks else '<g class="thr-marks"></g>',
        text(2, TOP + 10, "1"), text(2, TOP + HIGH, "0"),
        text(LEFT, TOP + HIGH + 20, "shaded: where the word may be reported", class_="thr-small"),
        classes="thr-drawing",
    )  # fmt: skip


def make() -> Figure:
    """Return the figure."""
    p, ends = kept()
    right, false = heard(p, ends, FIRST)
    told = says(len(right), len(false), len(ends), FIRST)
    levels = np.round(np.arange(0.05, 1, 0.1), 2)
    rows = []
    for level in levels:
        one, other = heard(p, ends, float(level))
        rows.append((f"{level:.2f}", str(len(one)), str(len(ends) - len(one)), str(len(other))))
    counts = {"right": len(right), "missed": len(ends) - len(right), "false": len(false)}
    now = ("now", *(Cell(str(n), key) for key, n in counts.items()))
    return Figure(
        drawing=draw(p, ends, told, 680),
        narrow=draw(p, ends, told, 340),
        says=told,
        tables=(Table("Thresholds", ("threshold", "heard", "missed", "false alarms"), (*rows, now)),),
        data={"p": p, "ends": ends, "late": LATE, "level": FIRST, "top": TOP, "high": HIGH, "left": LEFT},
        states={"level": Number(0.02, 0.98)},
    )
