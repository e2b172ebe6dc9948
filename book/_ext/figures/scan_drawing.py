"""The drawing of the figure `scan`: a row of states, and below it the rounds with what each joins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from figures.svg import drawing, element, group, path, text

T, ROUNDS = 8, 3


class Form(NamedTuple):
    """How wide a step is, and what goes with it."""

    width: int
    pitch: float  # from one step to the next
    box: float  # width of a box
    left: float  # of the first box


WIDE = Form(680, 70, 58, 116)
NARROW = Form(340, 42.3, 39, 1)
LOOP, FIRST, HEIGHT, ROW = 44, 158, 38, 74  # tops of the loop's row and of the first round's, of a box, between rounds


def draw(texts: Mapping[str, str], says: str, form: Form) -> str:
    """Draw everything done; the script takes away what is not yet there."""
    loop = [_loop(t, texts, form) for t in range(T)]
    wires = [_joins(r, form) for r in range(1, ROUNDS + 1)]
    cells = [_cell(r, t, texts, form) for r in range(ROUNDS + 1) for t in range(T)]
    names = [_name(f"{r}", FIRST + r * ROW, form) for r in range(ROUNDS + 1)]
    heads = (
        text(2, 16, "The loop: one state after another", class_="scan-head"),
        text(2, FIRST - 44, "In rounds: each with the one 1, 2, 4 before it", class_="scan-head"),
        text(2, FIRST - 24, "factor a above, addition b below", class_="scan-small"),
    )
    height = FIRST + ROUNDS * ROW + HEIGHT + 6
    parts = (*heads, *loop, *wires, *cells, *names)
    return drawing(form.width, height, says, *parts, classes="scan-drawing")


def _x(t: int, form: Form) -> float:
    return form.left + t * form.pitch


def _loop(t: int, texts: Mapping[str, str], form: Form) -> str:
    x = _x(t, form)
    wire = ""
    if t:
        start, end = _x(t - 1, form) + form.box, x
        wire = path(f"M{start:g} {LOOP + 20}H{end:g}", class_="scan-wire")
    return group(
        wire,
        element("rect", x=x, y=LOOP, width=form.box, height=40, rx=5, class_="scan-box"),
        text(x + form.box / 2, LOOP + 16, f"h{t + 1}", class_="scan-small scan-middle"),
        text(x + form.box / 2, LOOP + 33, texts[f"h{t}"], key=f"h{t}", class_="scan-value"),
        class_="scan-part", data_loop=t + 1, data_concept="h",
    )  # fmt: skip


def _joins(r: int, form: Form) -> str:
    """The wires of a round: straight down, and from k steps before."""
    k, top = 2 ** (r - 1), FIRST + (r - 1) * ROW + HEIGHT
    end = FIRST + r * ROW
    lines = []
    for t in range(T):
        x = _x(t, form) + form.box / 2
        lines.append(path(f"M{x:g} {top}V{end}", class_="scan-down"))
        if t >= k:
            lines.append(path(f"M{_x(t - k, form) + form.box / 2:g} {top}L{x:g} {end}", class_="scan-wire"))
    return group(*lines, class_="scan-part", data_round=r)


def _cell(r: int, t: int, texts: Mapping[str, str], form: Form) -> str:
    x, y = _x(t, form), FIRST + r * ROW
    whole = " scan-whole" if t < 2**r else ""
    return group(
        element("rect", x=x, y=y, width=form.box, height=HEIGHT, rx=5, class_="scan-box"),
        text(x + form.box / 2, y + 15, texts[f"a{r}-{t}"], key=f"a{r}-{t}", class_="scan-small scan-middle"),
        text(x + form.box / 2, y + 31, texts[f"b{r}-{t}"], key=f"b{r}-{t}", class_="scan-value"),
        class_=f"scan-part{whole}", data_round=r, data_concept="h" if whole else "x",
    )  # fmt: skip


def _name(round_: str, y: float, form: Form) -> str:
    if form is NARROW:
        return ""
    words = "at first" if round_ == "0" else f"after round {round_}"
    return text(2, y + 24, words, class_="scan-small")
