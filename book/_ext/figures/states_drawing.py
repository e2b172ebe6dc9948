"""The drawing of the figure "h beside c": temperatures, two heat maps and the answers, one above the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from figures.svg import drawing, element, group, number, path, text

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
FIRST, DAYS = date(2013, 11, 15), 60
MOST = 20  # days that are counted; as in book/models/train_frost.py
COLDEST, WARMEST = -12, 16
LEVELS = 6  # shades of each sign; more than the eye tells apart
UNIT = 2  # the unit that is looked at first: it counts the days


@dataclass(frozen=True)
class Winter:
    """Everything that one run of the network gives."""

    lowest: np.ndarray  # (T,) degrees Celsius
    answer: np.ndarray  # (T,) days since the last frost, as the network says
    truth: np.ndarray  # (T,) the same, counted
    c: np.ndarray  # (T, H)
    h: np.ndarray  # (T, H)
    gates: dict[str, np.ndarray]  # f i g o, each (T, H)


@dataclass(frozen=True)
class Form:
    """Where the bands of a drawing lie."""

    width: int
    left: int
    right: int
    row: int  # height of a unit's row
    x: int  # height of the band of temperatures
    y: int  # height of the band of answers
    every: int  # days between two dates on the axis
    words: tuple[str, str, str, str]  # what stands above the bands

    @property
    def cell(self) -> float:
        """Width of a day."""
        return (self.width - self.left - self.right) / DAYS


WIDE = Form(
    width=680, left=46, right=44, row=16, x=62, y=46, every=10,
    words=(
        "lowest temperature of the day, °C",
        "cell state, the memory: a row a unit",
        "hidden state, what is shown: a row a unit",
        "answer: days since the last frost (dotted: counted)",
    ),
)  # fmt: skip
NARROW = Form(
    width=340, left=30, right=36, row=17, x=56, y=44, every=20,
    words=(
        "lowest of the day, °C",
        "cell state: a row a unit",
        "hidden state: a row a unit",
        "days since frost (dotted: true)",
    ),
)  # fmt: skip
HEAD, GAP = 19, 9


def date_of(step: int, *, brief: bool = False) -> str:
    """The date of a step, in words."""
    when = FIRST + timedelta(step)
    month = MONTHS[when.month - 1]
    return f"{when.day} {month[:3] if brief else month}"


def limit(c: np.ndarray) -> float:
    """The end of c's scale: the largest |c|, rounded up to a half."""
    return float(np.ceil(2 * np.abs(c).max()) / 2)


def draw(winter: Winter, step: int, form: Form, says: str) -> str:
    """Draw the four bands, from what is read at the top to what is answered at the bottom."""
    H = winter.c.shape[1]
    heights = {"x": form.x, "c": H * form.row, "h": H * form.row, "y": form.y}
    tops, at = {}, 2
    for name, height in heights.items():
        tops[name] = at + HEAD
        at += HEAD + height + GAP
    bottom = at - GAP
    end = limit(winter.c)
    return drawing(
        form.width, bottom + 20, says,
        temperatures(winter, form, tops["x"]),
        states("c", winter.c, end, form, tops["c"]),
        states("h", winter.h, 1.0, form, tops["h"]),
        answers(winter, form, tops["y"]),
        dates(form, bottom),
        marks(step, form, tops, heights),
        classes="states-drawing",
    )  # fmt: skip


def head(form: Form, top: float, letter: str) -> str:
    """The line above a band."""
    words = form.words["xchy".index(letter)]
    return element(
        "text", element("tspan", letter, class_="states-letter", data_concept=letter), f" {words}",
        x=form.left, y=top - 6, class_="states-head",
    )  # fmt: skip


def temperatures(winter: Winter, form: Form, top: float) -> str:
    """Bars up and down from zero; those below it are the frosts."""
    scale = form.x / (WARMEST - COLDEST)
    zero = top + WARMEST * scale
    move = f"translate({form.left} {zero:.2f}) scale({form.cell:.4f} {scale:.4f})"
    labels = [
        text(form.left - 5, zero - degrees * scale + 4, number(degrees, 0), class_="states-tick", text_anchor="end")
        for degrees in (10, 0, -10)
    ]
    return group(
        head(form, top, "x"),
        *labels,
        group(
            path(bars(winter.lowest, frost=False), class_="states-warm"),
            path(bars(winter.lowest, frost=True), class_="states-frost"),
            path(f"M0 0h{DAYS}", class_="states-zero", vector_effect="non-scaling-stroke"),
            transform=move,
        ),
    )


def bars(lowest: np.ndarray, *, frost: bool) -> str:
    """The bars of the frosts, or of the other days, in days and degrees; states.js does the same."""
    days = [(t, degrees) for t, degrees in enumerate(lowest.tolist()) if (degrees < 0) == frost]
    return "".join(f"M{t + 0.14:.2f} 0h.72v{-degrees:g}h-.72z" for t, degrees in days)


def states(name: str, values: np.ndarray, end: float, form: Form, top: float) -> str:
    """A heat map (T, H): a row a unit, with its scale beside it."""
    H = values.shape[1]
    right = form.width - form.right + 7
    step = H * form.row / (2 * LEVELS + 1)
    scale = [
        element("rect", x=right, y=top + (LEVELS - k) * step, width=9, height=step + 0.3, data_level=k)
        for k in range(-LEVELS, LEVELS + 1)
    ]
    ends = [
        text(right + 12, top + place, number(value, 1 if value % 1 else 0), class_="states-tick")
        for place, value in ((9, end), (H * form.row / 2 + 4, 0.0), (H * form.row - 1, -end))
    ]
    units = [
        text(form.left - 6, top + (k + 0.5) * form.row + 4, str(k + 1), class_="states-tick", text_anchor="end")
        for k in range(H)
    ]
    return group(
        head(form, top, name), *units, *scale, *ends,
        group(
            *(path(runs(values, level, end), data_level=level) for level in range(-LEVELS, LEVELS + 1)),
            transform=f"translate({form.left} {top}) scale({form.cell:.4f} {form.row})",
            class_="states-map", data_map=name,
        ),
    )  # fmt: skip


def runs(values: np.ndarray, level: int, end: float) -> str:
    """All cells of a shade, neighbours in time as one piece; states.js does the same."""
    shades = np.clip(np.floor(values / end * LEVELS + 0.5), -LEVELS, LEVELS) == level
    d = []
    for k in range(values.shape[1]):
        start = None
        for t in range(len(values) + 1):
            if t < len(values) and shades[t, k]:
                start = t if start is None else start
            elif start is not None:
                d.append(f"M{start} {k}h{t - start}v.94h-{t - start}z")
                start = None
    return "".join(d)


def answers(winter: Winter, form: Form, top: float) -> str:
    """What the network answers, beside the truth."""
    scale = form.y / (MOST + 1)
    move = f"translate({form.left} {top + form.y}) scale({form.cell:.4f} {-scale:.4f})"
    labels = [
        text(form.left - 5, top + form.y - days * scale + 4, str(days), class_="states-tick", text_anchor="end")
        for days in (0, 10, 20)
    ]
    lines = [
        path(line(values), class_=name, vector_effect="non-scaling-stroke")
        for name, values in (("states-truth", winter.truth), ("states-answer", winter.answer))
    ]
    return group(head(form, top, "y"), *labels, group(*lines, transform=move))


def line(values: np.ndarray) -> str:
    """A line through the middles of the days; states.js does the same."""
    return "M" + "L".join(f"{t + 0.5} {value:.2f}" for t, value in enumerate(values.tolist()))


def dates(form: Form, bottom: float) -> str:
    """The axis of time."""
    ticks = []
    for t in range(0, DAYS, form.every):
        x = form.left + (t + 0.5) * form.cell
        ticks += [
            path(f"M{x:.1f} {bottom}v4", class_="states-zero"),
            text(x, bottom + 16, date_of(t, brief=True), class_="states-tick", text_anchor="middle"),
        ]
    return group(*ticks)


def marks(step: int, form: Form, tops: dict[str, int], heights: dict[str, int]) -> str:
    """What outlines the chosen day, and the chosen unit in both maps; the script moves it."""
    x = form.left + step * form.cell
    cells = [
        element(
            "rect", x=x, y=tops[name] + UNIT * form.row, width=form.cell, height=form.row,
            class_="states-cell", data_map=name, data_top=tops[name],
        )
        for name in "ch"
    ]  # fmt: skip
    columns = [
        element("rect", x=x, y=top - 1, width=form.cell, height=heights[name] + 1, rx=1.5, class_="states-column")
        for name, top in tops.items()
    ]
    return group(
        *columns, *cells, class_="states-marks", data_left=form.left, data_cell=round(form.cell, 4), data_row=form.row
    )
