"""The figure `temperature`: scores become probabilities, divided by a temperature first, and symbols are drawn."""

from __future__ import annotations

import numpy as np

from figures.figure import Cell, Figure, Number, Table
from figures.svg import number
from lstm_lib import softmax

SYMBOLS, SCORES = ("e", "a", "o", "i", "r", "u"), (4.0, 2.6, 2.2, 1.6, 0.8, 0.1)
FIRST, DRAWS = 1.0, 24


def chances() -> list[float]:
    """Numbers in [0, 1) that decide the draws; they stay while the temperature moves."""
    return np.random.default_rng(3).random(DRAWS).round(3).tolist()


def texts(temperature: float) -> dict[str, str]:
    """All numbers by their keys; temperature.js computes the same."""
    p = softmax(np.array([SCORES]) / temperature)[0]
    found = {f"p{k}": number(p[k], 3) for k in range(len(p))}
    found["choices"] = number(float(np.exp(-(p * np.log(p + 1e-300)).sum())))
    edges = p.cumsum()
    drawn = [min(int(np.searchsorted(edges, chance, side="right")), len(p) - 1) for chance in chances()]
    found["drawn"] = " ".join(SYMBOLS[k] for k in drawn)
    return found


def make() -> Figure:
    """Return the figure at a temperature of one."""
    found = texts(FIRST)
    p = softmax(np.array([SCORES]))[0]
    choice = f"it is a choice among about {found['choices']} symbols"
    says = f"At temperature 1 the most probable symbol, e, has {found['p0']}; {choice}."
    bars = ""
    for k, symbol in enumerate(SYMBOLS):
        bar = f'<span class="temp-bar" style="--p:{p[k]:.3f}"></span>'
        shown = f'<span class="temp-p" data-n="p{k}">{found[f"p{k}"]}</span>'
        bars += f'<div class="temp-row"><span class="temp-symbol">{symbol}</span>{bar}{shown}</div>'
    drawing = (
        '<div class="temp-drawing">'
        f'<div class="temp-bars" role="img" aria-label="{says}">{bars}</div>'
        f'<p class="temp-drawn">drawn: <span data-n="drawn">{found["drawn"]}</span></p></div>'
    )
    rows = tuple((symbol, number(SCORES[k], 1), Cell(found[f"p{k}"], f"p{k}")) for k, symbol in enumerate(SYMBOLS))
    return Figure(
        drawing=drawing,
        says=says,
        tables=(Table("Scores and probabilities", ("symbol", "score", "probability"), rows),),
        data={"symbols": SYMBOLS, "scores": SCORES, "temperature": FIRST, "chances": chances()},
        states={"temperature": Number(0.1, 3)},
    )
