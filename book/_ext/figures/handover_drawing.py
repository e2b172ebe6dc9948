"""The drawing of the figure `handover`: lanes that wrap on a phone, in HTML; handover.js fills the same places."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from figures.handover import Run

SIGNS = {" ": "␣", "end": "end"}


def chip(symbol: str, classes: str = "", weight: float | None = None) -> str:
    """A box with a symbol."""
    style = f' style="--weight:{weight:.2f}"' if weight is not None else ""
    return f'<span class="{f"over-chip {classes}".strip()}"{style}>{escape(SIGNS.get(symbol, symbol))}</span>'


def strip(values: np.ndarray) -> str:
    """A vector as a row of thin bars, each from -1 (dark) to 1."""
    bars = "".join(f'<i style="--v:{float(np.clip(value, -1, 1)):.2f}"></i>' for value in values)
    return f'<span class="over-strip">{bars}</span>'


def lane(kind: str, head: str, body: str, told: str = "") -> str:
    """A lane with its head."""
    return (
        f'<div class="over-lane" data-lane="{kind}"><span class="over-head">{head}</span>'
        f'<span class="over-body">{body}</span><span class="over-say">{told}</span></div>'
    )


def draw(found: Run, written: list[str], says: str) -> str:
    """Draw a text that has been read and written to its end, with attention."""
    last = found.steps[-1]
    reads = "".join(chip(symbol, "over-read", weight) for symbol, weight in zip(found.read, last.weights, strict=True))
    handed = f'<span class="over-pair">h {strip(found.h[-1])}</span><span class="over-pair">c {strip(found.c)}</span>'
    lanes = (
        lane("reads", "The encoder reads", reads),
        lane("handed", "It hands over", handed),
        lane("context", "Context of this step", strip(last.context)),
        lane("writes", "The decoder writes", "".join(chip(symbol, "over-written") for symbol in written)),
    )
    return f'<div class="over-drawing" role="img" aria-label="{escape(says)}">{"".join(lanes)}</div>'
