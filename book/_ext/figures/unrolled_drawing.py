"""The drawing of the figure `unrolled`: a column a step; above it the way back, below it what it adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from figures.svg import drawing, element, group, path, text

T = 4


class Form(NamedTuple):
    """How wide a step is."""

    width: int
    pitch: float
    box: float
    left: float


WIDE, NARROW = Form(680, 138, 78, 30), Form(340, 72, 56, 2)
BACK, CELL, INPUT, PART = 30, 92, 176, 232  # tops of the gradients, the cells, the inputs, the parts
HIGH = 44


def draw(texts: Mapping[str, str], says: str, form: Form) -> str:
    """Draw everything; the script takes away what is not yet there."""
    columns = [_column(t, texts, form) for t in range(1, T + 1)]
    end = form.left + T * form.pitch
    loss = group(
        path(f"M{end - form.pitch + form.box:g} {CELL + 14}H{end}", class_="un-wire"),
        element("rect", x=end, y=CELL, width=form.box - 8, height=HIGH, rx=5, class_="un-box un-loss"),
        text(end + form.box / 2 - 4, CELL + 18, "loss", class_="un-small"),
        text(end + form.box / 2 - 4, CELL + 36, texts["loss"], key="loss", class_="un-value"),
        class_="un-part", data_at=T + 1,
    )  # fmt: skip
    total = group(
        text(form.left, PART + 62, "sum of the parts, which moves w:", class_="un-head"),
        text(form.left + 250, PART + 62, texts["sum"], key="sum", class_="un-value un-start"),
        class_="un-part", data_at=2 * T + 2,
    )  # fmt: skip
    heads = (
        text(2, 14, "← the gradient of h, from the loss back", class_="un-small un-start"),
        text(2, PART + 36, "what each step adds to the gradient of w", class_="un-small un-start"),
    )
    return drawing(form.width, PART + 72, says, *heads, *columns, loss, total, classes="un-drawing")


def _column(t: int, texts: Mapping[str, str], form: Form) -> str:
    x = form.left + (t - 1) * form.pitch
    middle = x + form.box / 2
    before = group(path(f"M{x - form.pitch + form.box:g} {CELL + 14}H{x:g}", class_="un-wire")) if t > 1 else ""
    forward = group(
        before,
        element("rect", x=x, y=CELL, width=form.box, height=HIGH, rx=5, class_="un-box"),
        text(middle, CELL + 18, f"h{t}", class_="un-small"),
        text(middle, CELL + 36, texts[f"h{t}"], key=f"h{t}", class_="un-value"),
        path(f"M{middle:g} {INPUT}V{CELL + HIGH}", class_="un-wire"),
        text(middle, INPUT + 14, f"x{t} = {texts[f'x{t}']}", class_="un-small"),
        class_="un-part", data_at=t, data_concept="h",
    )  # fmt: skip
    after = x + form.box + (form.pitch - form.box if t < T else (form.box - 8) / 2 + form.pitch - form.box)
    back = group(
        path(f"M{after:g} {CELL - 10}H{middle:g}V{CELL}", class_="un-back"),
        path(f"M{middle:g} {CELL}l-4 -7h8Z", class_="un-tip"),
        text(middle, BACK + 34, texts[f"dh{t}"], key=f"dh{t}", class_="un-value un-red"),
        path(f"M{middle:g} {INPUT + 22}V{PART - 4}", class_="un-back"),
        text(middle, PART + 12, texts[f"part{t}"], key=f"part{t}", class_="un-value un-red"),
        class_="un-part", data_at=2 * T + 2 - t,
    )  # fmt: skip
    return forward + back
