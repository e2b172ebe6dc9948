"""The drawing of the cell, once for a desk and once for a phone; all its numbers have keys that the script fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from figures.svg import drawing, element, group, path, text

NAMES = {  # of what goes in and out: in the book's formulas, in Keras's cell and in PyTorch's
    "x": {"ours": "x|t", "keras": "inputs", "torch": "input"},
    "h0": {"ours": "h|t−1", "keras": "h_tm1", "torch": "h_0"},
    "c0": {"ours": "c|t−1", "keras": "c_tm1", "torch": "c_0"},
    "h": {"ours": "h|t", "keras": "h", "torch": "h_1"},
    "c": {"ours": "c|t", "keras": "c", "torch": "c_1"},
}
GATES = {"f": "forget gate", "i": "input gate", "g": "candidate", "o": "output gate"}


@dataclass(frozen=True)
class Wire:
    """A line with an arrow head at its end; the more flows, the wider it is."""

    part: str
    concept: str
    flow: str  # the key of the number that flows
    d: str
    head: tuple[float, float, str] | None = None  # where its tip is, and to which side it points


@dataclass(frozen=True)
class Layout:
    """Where everything is, in units that are pixels when the drawing has its full size."""

    name: str
    size: tuple[float, float]
    chip: tuple[float, float]
    chips: Mapping[str, tuple[float, float]]  # centres
    gate: tuple[float, float]
    gates: Mapping[str, float]  # x of the centres
    gates_top: float
    short: bool  # whether gates are called "forget" and not "forget gate"
    radius: float
    nodes: Mapping[str, tuple[float, float]]
    tanh: tuple[float, float]
    dots: tuple[tuple[str, float, float], ...]  # where a wire branches: concept and place
    wires: tuple[Wire, ...]
    labels: tuple[tuple[str, float, float, str, str], ...]  # part, x, y, anchor, what is written (or the key of it)
    zed: tuple[float, float, str]  # where z stands, relative to the middle of the gate's lower edge


WIDE = Layout(
    name="wide", size=(620, 372), chip=(72, 48),
    chips={"c0": (42, 56), "h0": (42, 250), "x": (42, 336), "c": (580, 56), "h": (580, 160)},
    gate=(94, 84), gates={"f": 150, "i": 252, "g": 354, "o": 470}, gates_top=206, short=False, radius=16,
    nodes={"keep": (150, 56), "write": (303, 136), "c": (303, 56), "h": (470, 160)}, tanh=(470, 106),
    dots=(("c", 470, 56), ("x", 92, 336), ("x", 150, 336), ("x", 252, 336), ("x", 354, 336)),
    wires=(
        Wire("keep", "c", "c0", "M78 56H127", (133, 56, "r")),
        Wire("keep", "c", "keep", "M166 56H280", (286, 56, "r")),
        Wire("c", "c", "c", "M319 56H537", (543, 56, "r")),
        Wire("tanh_c", "c", "c", "M470 56V84", (470, 90, "d")),
        Wire("tanh_c", "c", "tanh_c", "M470 121V137", (470, 143, "d")),
        Wire("f", "f", "f", "M150 206V79", (150, 73, "u")),
        Wire("i", "i", "i", "M252 206V144Q252 136 260 136H280", (286, 136, "r")),
        Wire("g", "g", "g", "M354 206V144Q354 136 346 136H326", (320, 136, "l")),
        Wire("write", "c", "write", "M303 120V79", (303, 73, "u")),
        Wire("o", "o", "o", "M470 206V183", (470, 177, "u")),
        Wire("h", "h", "h", "M486 160H537", (543, 160, "r")),
        Wire("z", "h", "h0", "M78 250H84Q92 250 92 258V336"),
        Wire("z", "x", "x", "M78 336H92"),
        Wire("z", "x", "", "M92 336H462Q470 336 470 328V297", (470, 291, "u")),
        Wire("z", "x", "", "M150 336V297", (150, 291, "u")),
        Wire("z", "x", "", "M252 336V297", (252, 291, "u")),
        Wire("z", "x", "", "M354 336V297", (354, 291, "u")),
    ),
    labels=(
        ("keep", 226, 47, "middle", "#keep"), ("keep", 226, 73, "middle", "kept: f · c"),
        ("write", 312, 103, "start", "#write"), ("write", 294, 103, "end", "written: i · g"),
        ("tanh_c", 506, 111, "start", "#tanh_c"), ("h", 481, 198, "start", "o · tanh(c)"),
        ("z", 520, 341, "middle", "x · W_x + h · W_h + b"),
    ),
    zed=(7, 29, "start"),
)  # fmt: skip
NARROW = Layout(
    name="narrow", size=(336, 452), chip=(66, 46),
    chips={"c0": (35, 25), "c": (301, 25), "h0": (35, 425), "x": (113, 425), "h": (301, 425)},
    gate=(78, 82), gates={"f": 41, "i": 125, "g": 209, "o": 293}, gates_top=250, short=True, radius=15,
    nodes={"keep": (41, 92), "write": (167, 178), "c": (167, 92), "h": (278, 200)}, tanh=(278, 142),
    dots=(("c", 278, 92), ("x", 35, 376), ("x", 113, 376), ("x", 125, 376), ("x", 209, 376)),
    wires=(
        Wire("keep", "c", "c0", "M41 48V69", (41, 75, "d")),
        Wire("keep", "c", "keep", "M56 92H145", (151, 92, "r")),
        Wire("c", "c", "c", "M182 92H293Q301 92 301 84V55", (301, 49, "u")),
        Wire("tanh_c", "c", "c", "M278 92V121", (278, 127, "d")),
        Wire("tanh_c", "c", "tanh_c", "M278 157V178", (278, 184, "d")),
        Wire("f", "f", "f", "M41 250V114", (41, 108, "u")),
        Wire("i", "i", "i", "M125 250V186Q125 178 133 178H145", (151, 178, "r")),
        Wire("g", "g", "g", "M209 250V186Q209 178 201 178H189", (183, 178, "l")),
        Wire("write", "c", "write", "M167 163V114", (167, 108, "u")),
        Wire("o", "o", "o", "M278 250V222", (278, 216, "u")),
        Wire("h", "h", "h", "M293 200H325Q333 200 333 208V388Q333 396 325 396H313", None),
        Wire("h", "h", "h", "M325 396H309Q301 396 301 397", (301, 402, "d")),
        Wire("z", "h", "h0", "M35 402V376"),
        Wire("z", "x", "x", "M113 402V376"),
        Wire("z", "x", "", "M35 376H41V339", (41, 333, "u")),
        Wire("z", "x", "", "M41 376H285Q293 376 293 368V339", (293, 333, "u")),
        Wire("z", "x", "", "M125 376V339", (125, 333, "u")),
        Wire("z", "x", "", "M209 376V339", (209, 333, "u")),
    ),
    labels=(
        ("keep", 103, 83, "middle", "#keep"), ("keep", 103, 110, "middle", "f · c"),
        ("write", 175, 140, "start", "#write"), ("write", 159, 140, "end", "i · g"),
        ("tanh_c", 247, 146, "end", "#tanh_c"), ("h", 268, 236, "end", "o · tanh(c)"),
        ("z", 182, 417, "start", "x · W_x"), ("z", 182, 433, "start", "+ h · W_h + b"),
    ),
    zed=(5, 26, "start"),
)  # fmt: skip
_SHIFTS = {"r": (-8, -5, "l0 10"), "l": (8, -5, "l0 10"), "u": (-5, 8, "l10 0"), "d": (-5, -8, "l10 0")}
_CONCEPTS = {"x": "x", "h0": "h", "c0": "c", "h": "h", "c": "c"}
_SIGNS = {"keep": "×", "write": "×", "c": "+", "h": "×"}


def flow_width(value: float) -> float:
    """Return how wide a wire is through which a number flows; the script does the same."""
    return round(1.6 + 3.4 * min(1.0, abs(value)), 2)


def bar(value: float, full: float, *, signed: bool) -> tuple[float, float]:
    """Return where the gauge of a gate begins and how long it is; a candidate's begins in the middle."""
    if not signed:
        return 0.0, full * value
    half = full / 2
    return half + min(0.0, value) * half, abs(value) * half


def draw(layout: Layout, step: Mapping[str, float], written: Mapping[str, str], says: str) -> str:
    """Return the drawing of a step."""
    wires = [_wire(each, step) for each in layout.wires]
    dots = [element("circle", cx=x, cy=y, r=3.5, class_="cell-dot", data_concept=each) for each, x, y in layout.dots]
    chips = [_chip(layout, key, written[key]) for key in layout.chips]
    gates = [_gate(layout, gate, step[gate], written) for gate in layout.gates]
    nodes = [_node(layout, part) for part in layout.nodes]
    labels = [_label(each, written) for each in layout.labels]
    return drawing(
        *layout.size, says, group(*wires, *dots), *gates, *nodes, _tanh(layout), *chips, *labels,
        classes=f"cell-drawing cell-{layout.name}",
    )


def _wire(wire: Wire, step: Mapping[str, float]) -> str:
    width = flow_width(step[wire.flow]) if wire.flow else 1.6
    parts = [path(wire.d, class_="cell-wire", stroke_width=width, data_flow=wire.flow or None)]
    if wire.head:
        x, y, side = wire.head
        dx, dy, back = _SHIFTS[side]
        parts.append(path(f"M{x:g} {y:g}l{dx:g} {dy:g}{back}Z", class_="cell-head"))
    return group(*parts, data_concept=wire.concept, data_part=wire.part, class_="cell-part")


def _name(key: str, x: float, y: float) -> str:
    """Return the name in the three vocabularies; what follows a bar is lowered."""
    made = []
    for names, word in NAMES[key].items():
        base, _, low = word.partition("|")
        lowered = [element("tspan", low, dy=4, class_="cell-low")] if low else []
        made.append(element("text", base, *lowered, x=x, y=y, class_="cell-name", data_in=names))
    return "".join(made)


def _chip(layout: Layout, key: str, value: str) -> str:
    (x, y), (width, height) = layout.chips[key], layout.chip
    box = element(
        "rect", x=x - width / 2, y=y - height / 2, width=width, height=height, rx=height / 2 if key in "x" else 9,
        class_="cell-chip",
    )  # fmt: skip
    part = key if key in ("c", "h") else "z" if key in ("x", "h0") else "keep"
    return group(
        box, _name(key, x, y - 6), text(x, y + 15, value, key=key, class_="cell-number"),
        data_concept=_CONCEPTS[key], data_part=part, class_="cell-part",
    )  # fmt: skip


def _gate(layout: Layout, gate: str, value: float, written: Mapping[str, str]) -> str:
    x, y, (width, height) = layout.gates[gate], layout.gates_top, layout.gate
    left, full = x - width / 2, width - 16
    begin, length = bar(value, full, signed=gate == "g")
    name = GATES[gate].removesuffix(" gate") if layout.short else GATES[gate]
    dx, dy, anchor = layout.zed
    inside = [
        element("rect", x=left, y=y, width=width, height=height, rx=8, class_="cell-gate"),
        text(x, y + 17, f"{name} {gate}", class_="cell-name", data_in=None if gate != "g" else "ours torch"),
        text(x, y + 43, written[gate], key=gate, class_="cell-number cell-large"),
        text(x, y + 61, written[f"short_{gate}"], key=f"short_{gate}", class_="cell-formula"),
        element("rect", x=left + 8, y=y + height - 14, width=full, height=7, rx=3.5, class_="cell-gauge"),
        element(
            "rect", x=left + 8 + begin, y=y + height - 14, width=length, height=7, rx=3.5, class_="cell-bar",
            data_bar=gate, data_left=left + 8, data_full=full,
        ),
    ]  # fmt: skip
    if gate == "g":
        inside.append(text(x, y + 17, name, class_="cell-name", data_in="keras"))
        inside.append(path(f"M{x:g} {y + height - 16:g}v11", class_="cell-zero"))
    box = group(*inside, data_concept=gate, data_part=gate, class_="cell-part")
    key, place = f"zed_{gate}", (x + dx, y + height + dy)
    zed = text(*place, written[key], key=key, class_="cell-formula", text_anchor=anchor)
    return box + group(zed, data_part="z", class_="cell-part")


def _node(layout: Layout, part: str) -> str:
    x, y = layout.nodes[part]
    return group(
        element("circle", cx=x, cy=y, r=layout.radius, class_="cell-node"),
        text(x, y + 6.5, _SIGNS[part], class_="cell-sign"),
        data_concept="h" if part == "h" else "c", data_part=part, class_="cell-part",
    )  # fmt: skip


def _tanh(layout: Layout) -> str:
    x, y = layout.tanh
    return group(
        element("rect", x=x - 27, y=y - 15, width=54, height=30, rx=15, class_="cell-node"),
        text(x, y + 5, "tanh", class_="cell-name"),
        data_concept="c", data_part="tanh_c", class_="cell-part",
    )  # fmt: skip


def _label(label: tuple[str, float, float, str, str], written: Mapping[str, str]) -> str:
    part, x, y, anchor, words = label
    key = words.removeprefix("#") if words.startswith("#") else None
    classes = "cell-number cell-small" if key else "cell-formula"
    line = text(x, y, written[key] if key else words, key=key, class_=classes, text_anchor=anchor)
    return group(line, data_part=part, class_="cell-part")
