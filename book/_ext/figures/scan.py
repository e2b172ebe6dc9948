"""The figure `scan`: a linear recurrence step by step, and the same joined in rounds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from figures.figure import Cell, Choice, Figure, Number, Table
from figures.scan_drawing import NARROW, WIDE, draw
from figures.svg import number
from lstm_lib import linear_scan

T = 8
ADDED = (1.0, 0.0, 2.0, 0.0, 0.0, -1.0, 0.0, 1.0)  # what each step writes
FACTORS = {
    "half": ("one half stays at each step", (0.5,) * T),
    "sum": ("all stays: a running sum", (1.0,) * T),
    "gate": ("a gate that closes at step 5", (1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0)),
}
ROUNDS = 3  # log2 of T


class Scan(NamedTuple):
    """Both ways for one choice of factors."""

    h: np.ndarray  # (T,) the states of the loop
    a: np.ndarray  # (ROUNDS + 1, T) the factors after each round
    b: np.ndarray  # (ROUNDS + 1, T) what is added, after each round


def scan(factors: tuple[float, ...]) -> Scan:
    """Run both ways; the loop is lstm_lib's, and the last round must agree with it."""
    a, b = np.array(factors), np.array(ADDED)
    h = linear_scan(a[None, :, None], b[None, :, None], np.zeros((1, 1)))[0, :, 0]
    rows = [(a, b)]
    for k in (2**r for r in range(ROUNDS)):
        a, b = rows[-1]
        joined_a, joined_b = a.copy(), b.copy()
        joined_a[k:], joined_b[k:] = a[k:] * a[:-k], a[k:] * b[:-k] + b[k:]
        rows.append((joined_a, joined_b))
    found = Scan(h, *(np.array(each) for each in zip(*rows, strict=True)))
    if not np.allclose(found.b[-1], h):
        raise ValueError(f"scan: expected the states {h} after the last round, got {found.b[-1]}")
    return found


def texts(found: Scan) -> dict[str, str]:
    """All numbers of the drawing and of the table by their keys."""
    written = {f"h{t}": number(found.h[t]) for t in range(T)}
    for r in range(ROUNDS + 1):
        for t in range(T):
            written[f"a{r}-{t}"] = number(found.a[r, t])
            written[f"b{r}-{t}"] = number(found.b[r, t])
    return written


def says(step: int) -> str:
    """What has been done after so many steps; scan.js says the same."""
    rounds = min(step, ROUNDS)
    loop = "the loop has begun" if step == 0 else f"the loop has {step} of {T} states"
    if rounds == ROUNDS:
        done = f"the rounds have all {T}, after {ROUNDS}"
    else:
        done = f"the rounds have the first {min(2**rounds, T)}" if step else "so have the rounds"
    return f"At tick {step} of the clock {loop}, and {done}."


def make() -> Figure:
    """Return the figure, at its end."""
    shown = {name: texts(scan(factors)) for name, (_, factors) in FACTORS.items()}
    first = shown["half"]
    told = f"{says(T)} The states are {', '.join(first[f'h{t}'] for t in range(T))}."
    rows = [("loop: h", *(Cell(first[f"h{t}"], f"h{t}") for t in range(T)))]
    for r in range(ROUNDS + 1):
        name = "at first" if r == 0 else f"round {r}"
        rows += [
            (f"{name}: {letter}", *(Cell(first[f"{letter}{r}-{t}"], f"{letter}{r}-{t}") for t in range(T)))
            for letter in "ab"
        ]
    return Figure(
        drawing=draw(first, told, WIDE),
        narrow=draw(first, told, NARROW),
        says=told,
        tables=(Table("Every number", ("", *(f"step {t + 1}" for t in range(T))), tuple(rows)),),
        data={
            "T": T,
            "rounds": ROUNDS,
            "factors": [[name, words, shown[name]] for name, (words, _) in FACTORS.items()],
        },
        states={"step": Number(0, T, whole=True), "factors": Choice(tuple(FACTORS))},
    )
