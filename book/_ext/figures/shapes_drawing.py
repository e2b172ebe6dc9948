"""The drawing of a chain of layers: tensors as blocks, with places for three layers that the script fills anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from figures.svg import drawing, element, group, path, text

WIDTH, PITCH, MOST = 350, 174, 3  # the drawing, from one tensor to the next, and the number of layers
MIDDLE, BOTTOM = 112, 90  # of the first block
PLACES = {0: (), 1: (265,), 2: (236, 306), 4: (218, 256, 294, 332)}  # the middles of as many states


@dataclass(frozen=True)
class Drawn:
    """A layer as it is drawn."""

    title: str
    told: str
    output: tuple[str, tuple[int, ...]]
    states: tuple[tuple[str, tuple[int, ...]], ...]


def block(shape: Sequence[int], x: float, bottom: float, *, flat: bool) -> dict[str, Any]:
    """Return a tensor's block: a column a step, a row a feature, layers behind it for more samples."""
    columns = shape[1] if len(shape) > 2 or flat else 1
    features = 1 if flat else shape[-1]
    height = min(9 * features, 72)
    width, row = 13 * columns, height / features
    deep = 4 * min((shape[0] or 4) - 1, 3)
    left, top = x - (width + deep) / 2, bottom - height
    grid = "".join(f"M{left + 13 * k:g} {top:g}v{height:g}" for k in range(1, columns))
    grid += "".join(f"M{left:g} {round(top + row * k, 2):g}h{width:g}" for k in range(1, features))
    behind = ["" if d > deep else f"M{left + d:g} {top - d:g}h{width:g}v{height:g}h-{width:g}Z" for d in (12, 8, 4)]
    return {"x": left, "y": top, "width": width, "height": height, "grid": grid, "behind": behind, "peak": top - deep}


def arrow(x: float, start: float, end: float) -> tuple[str, str]:
    """Return an arrow that points down: its line and its head."""
    return f"M{x:g} {start:g}V{end - 7:g}", f"M{x:g} {end:g}l-5 -8h10Z"


def draw(says: str, given: tuple[int, ...], layers: Sequence[Drawn]) -> str:
    """Return the drawing."""
    parts = [_tensor("x", given, MIDDLE, BOTTOM, concept="x", label=f"x {_written(given)}")]
    for k in range(1, MOST + 1):
        layer = layers[k - 1] if k <= len(layers) else None
        parts.append(_layer(k, layer))
    top = block(given, MIDDLE, BOTTOM, flat=False)["peak"] - 4
    return drawing(WIDTH, 122 + PITCH * len(layers) - top, says, *parts, classes="shapes-drawing", top=top)


def _layer(k: int, layer: Drawn | None) -> str:
    bottom = BOTTOM + PITCH * k
    box = bottom - 138
    states = layer.states if layer else ()
    call = group(
        element("rect", x=8, y=box, width=196, height=44, rx=8, class_="shapes-box"),
        text(MIDDLE - 6, box + 19, layer.title if layer else "", class_="shapes-title"),
        text(MIDDLE - 6, box + 35, layer.told if layer else "", class_="shapes-told"),
    )
    name, shape = layer.output if layer else ("", (1, 1))
    output = _tensor(f"y{k}", shape, MIDDLE, bottom, box + 44, concept="h", label=name and f"{name} {_written(shape)}")
    places = PLACES[len(states)]
    slots = []
    for place in range(4):
        shown = place < len(states)
        name, shape = states[place] if shown else ("", (1, 1))
        x = places[place] if shown else 0
        drawn = _tensor(f"state{place}", shape, x, bottom, box + 22, concept="c" if "c" in name else "h", label=name)
        slots.append(group(drawn, class_="shapes-state", display=None if shown else "none"))
    shape = _written(states[0][1]) if states else ""
    each = text(
        sum(places) / max(len(places), 1), bottom + 34, f"each {shape}" if len(states) > 1 else shape,
        class_="shapes-told shapes-each",
    )  # fmt: skip
    branch = path(f"M204 {box + 22}H{places[-1]}" if places else "", class_="shapes-wire shapes-branch")
    return group(
        _arrow(MIDDLE, box - 14, box - 1), call, group(output, branch, *slots, each, class_="shapes-after"),
        class_="shapes-layer", data_layer=k, display=None if layer else "none",
    )  # fmt: skip


def _tensor(
    name: str, shape: tuple[int, ...], x: float, bottom: float, start: float | None = None, *, concept: str, label: str
) -> str:
    """Return a block with its label, and the arrow that comes down to it from `start`."""
    drawn = block(shape, x, bottom, flat=False)
    return group(
        *([] if start is None else [_arrow(x, start, drawn["peak"] - 2)]),
        *(path(d, class_="shapes-behind") for d in drawn["behind"]),
        element(
            "rect", x=drawn["x"], y=drawn["y"], width=drawn["width"], height=drawn["height"], class_="shapes-front"
        ),
        path(drawn["grid"], class_="shapes-lines"),
        text(x, bottom + 18, label, class_="shapes-label"),
        class_="shapes-tensor", data_tensor=name, data_concept=concept,
    )  # fmt: skip


def _arrow(x: float, start: float, end: float) -> str:
    line, head = arrow(x, start, end)
    return path(line, class_="shapes-wire shapes-line") + path(head, class_="shapes-head")


def _written(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"
