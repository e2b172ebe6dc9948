"""The drawing of the figure "seq2seq, live": the encoder's boxes, the decoder's, and between them the attention."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from figures.svg import drawing, element, group, path, text


class Form(NamedTuple):
    """How a drawing lies; dates.js draws with the same numbers."""

    across: bool  # the encoder reads to the right and the decoder writes down; else down and to the right
    width: int
    step: int  # the most that a character read takes along
    row: int  # what a character written takes
    box: int  # the other side of a box
    head: int  # above everything, where a head stands
    edge: int  # before the first box along the other side
    room: int  # beyond the decoder's boxes
    gap: int  # from the attention to the boxes


WIDE = Form(across=True, width=680, step=38, row=23, box=28, head=22, edge=22, room=56, gap=12)
NARROW = Form(across=False, width=340, step=20, row=23, box=30, head=22, edge=4, room=24, gap=10)


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


class Layout(NamedTuple):
    """Where everything lies for a text of S characters and U written ones."""

    form: Form
    S: int
    U: int
    step: float
    start: float

    def turned(self, along: float, down: float, length: float, thickness: float) -> Box:
        """A rectangle in the reader's direction, turned where the form is."""
        if self.form.across:
            return Box(along, down, length, thickness)
        return Box(down, along, thickness, length)

    @property
    def first(self) -> float:
        """Where the first row of the attention begins."""
        return self.form.edge + self.form.box + self.form.gap

    @property
    def after(self) -> float:
        """Where the decoder's boxes begin."""
        return self.start + self.S * self.step + self.form.gap

    def reads(self, s: int) -> Box:
        """A box of the encoder."""
        return self.turned(self.start + s * self.step, self.form.edge, self.step - 2, self.form.box)

    def writes(self, u: int) -> Box:
        """A box of the decoder."""
        return self.turned(self.after, self.first + u * self.form.row, self.form.box, self.form.row - 2)

    def sure(self, u: int, p: float) -> Box:
        """A bar of the probability of what is written, where there is room for it."""
        box = self.writes(u)
        return Box(box.x + box.width + 8, box.y + box.height / 2 - 3, p * (self.form.room - 8), 6)

    def looks(self, u: int, s: int) -> Box:
        """A cell of the attention."""
        return self.turned(self.start + s * self.step, self.first + u * self.form.row, self.step - 2, self.form.row - 2)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the drawing."""
        end = self.first + self.U * self.form.row
        if self.form.across:
            return self.form.width, end + 4
        return self.form.width, self.after + self.form.box + self.form.room


def layout(form: Form, S: int, U: int) -> Layout:
    """Lay out a text; dates.js does the same."""
    if not form.across:
        return Layout(form, S, U, form.step, form.head)
    most = form.width - 2 - form.gap - form.box - form.room
    step = min(form.step, most / S)
    return Layout(form, S, U, step, most - S * step + 2)


def draw(read: list, written: list, p: np.ndarray, weights: np.ndarray, form: Form, says: str) -> str:
    """Draw a text that has been read and written to its end."""
    at = layout(form, len(read), len(written))
    cells = [
        element("rect", **at.looks(u, s)._asdict(), rx=2, class_="dates-look", style=f"--weight: {weights[u, s]:.2f}")
        for u in range(at.U)
        for s in range(at.S)
    ]
    boxes = [boxed(at.reads(s), symbol, "dates-read") for s, symbol in enumerate(read)]
    boxes += [boxed(at.writes(u), symbol, "dates-write") for u, symbol in enumerate(written)]
    bars = [
        element("rect", **at.sure(u, float(value))._asdict(), rx=2, class_=name)
        for u in range(at.U if form.across else 0)
        for name, value in (("dates-track", 1), ("dates-sure", p[u]))
    ]
    return drawing(
        *at.size, says,
        heads(at), *bars, path(way(at), class_="dates-way"), group(*cells), group(*boxes),
        classes="dates-drawing",
    )  # fmt: skip


def boxed(box: Box, symbol: str, classes: str) -> str:
    """A box with its character."""
    sign = "␣" if symbol == " " else "↵" if symbol == "end" and box.width < 26 else symbol
    lower = {"end": 4, "␣": 2}.get(sign, 5)
    label = text(
        box.x + box.width / 2, box.y + box.height / 2 + lower, sign, class_="dates-end" if sign == "end" else None
    )
    return group(element("rect", **box._asdict(), rx=4), label, class_=classes)


def way(at: Layout) -> str:
    """The way of the state: along the encoder's boxes, round the corner, along the decoder's."""
    first, last, end = at.reads(0), at.writes(0), at.writes(at.U - 1)
    if at.form.across:
        y, x = first.y + first.height / 2, last.x + last.width / 2
        return f"M{first.x:.1f} {y:.1f}H{x - 8:.1f}q8 0 8 8V{end.y + end.height:.1f}"
    x, y = first.x + first.width / 2, last.y + last.height / 2
    return f"M{x:.1f} {first.y:.1f}V{y - 8:.1f}q0 8 8 8H{end.x + end.width:.1f}"


def heads(at: Layout) -> str:
    """What stands beside the boxes."""
    first, writes = at.reads(0), at.writes(0)
    if at.form.across:
        names = (
            text(2, first.y - 7, "the encoder reads →", class_="dates-head"),
            text(at.form.width, first.y - 7, "↓ the decoder writes", class_="dates-head", text_anchor="end"),
        )
    else:
        names = (
            text(first.x, first.y - 8, "↓ the encoder reads", class_="dates-head"),
            text(writes.x, at.size[1] - 6, "the decoder writes →", class_="dates-head"),
        )
    return group(*names)
