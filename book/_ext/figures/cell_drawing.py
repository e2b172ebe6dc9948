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
LABELS = {  # what is written beside the wires, in the three vocabularies
    "kept": {"ours": "kept: f · c", "keras": "kept: f · c_tm1", "torch": "kept: f · c_0"},
    "written": {"ours": "written: i · g", "keras": "written: i · tanh(z2)", "torch": "written: i · g"},
    "product": {"ours": "written: i · g", "keras": "i · tanh(z2)", "torch": "written: i · g"},
    "shown": {"ours": "o · tanh(c)", "keras": "o · tanh(c)", "torch": "o · tanh(c_1)"},
    "short shown": dict.fromkeys(("ours", "keras", "torch"), "o · tanh"),
    "sum": {
        "ours": "z = x · W_x + h · W_h + b, with weights of its own for each gate",
        "keras": "z = inputs · kernel + h_tm1 · recurrent_kernel + bias",
        "torch": "z = input · weight_ih + bias_ih + h_0 · weight_hh + bias_hh",
    },
    "short sum": {
        "ours": "z = x · W_x + h · W_h + b",
        "keras": "z = inputs · kernel + h_tm1 · recurrent_kernel + bias",
        "torch": "z = input · weight_ih + h_0 · weight_hh + both biases",
    },
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
    labels: tuple[tuple[str, float, float, str, str], ...]  # part, x, y, anchor, and a key of LABELS or of a number
    zed: tuple[float, float] | None  # where z stands, from the middle of the gate's lower edge; None: in the gate


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
        ("keep", 226, 47, "middle", "keep"), ("keep", 226, 73, "middle", "kept"),
        ("write", 312, 103, "start", "write"), ("write", 294, 103, "end", "written"),
        ("tanh_c", 506, 111, "start", "tanh_c"), ("h", 481, 198, "start", "shown"),
        ("z", 112, 358, "start", "sum"),
    ),
    zed=(7, 29),
)  # fmt: skip
NARROW = Layout(
    name="narrow", size=(338, 446), chip=(66, 46),
    chips={"c0": (39, 25), "c": (303, 25), "h0": (39, 397), "x": (119, 397), "h": (303, 397)},
    gate=(74, 82), gates={"f": 39, "i": 119, "g": 199, "o": 279}, gates_top=246, short=True, radius=15,
    nodes={"keep": (39, 92), "write": (159, 176), "c": (159, 92), "h": (279, 196)}, tanh=(279, 140),
    dots=(("c", 279, 92), ("x", 39, 352), ("x", 119, 352), ("x", 199, 352)),
    wires=(
        Wire("keep", "c", "c0", "M39 48V69", (39, 75, "d")),
        Wire("keep", "c", "keep", "M54 92H137", (143, 92, "r")),
        Wire("c", "c", "c", "M174 92H311Q319 92 319 84V55", (319, 49, "u")),
        Wire("tanh_c", "c", "c", "M279 92V118", (279, 124, "d")),
        Wire("tanh_c", "c", "tanh_c", "M279 155V174", (279, 180, "d")),
        Wire("f", "f", "f", "M39 246V114", (39, 108, "u")),
        Wire("i", "i", "i", "M119 246V184Q119 176 127 176H137", (143, 176, "r")),
        Wire("g", "g", "g", "M199 246V184Q199 176 191 176H181", (175, 176, "l")),
        Wire("write", "c", "write", "M159 161V114", (159, 108, "u")),
        Wire("o", "o", "o", "M279 246V218", (279, 212, "u")),
        Wire("h", "h", "h", "M294 196H319Q327 196 327 204V367", (327, 373, "d")),
        Wire("z", "h", "h0", "M39 374V352"),
        Wire("z", "x", "x", "M119 374V352"),
        Wire("z", "x", "", "M39 352H271Q279 352 279 344V335", (279, 329, "u")),
        Wire("z", "x", "", "M39 352V335", (39, 329, "u")),
        Wire("z", "x", "", "M119 352V335", (119, 329, "u")),
        Wire("z", "x", "", "M199 352V335", (199, 329, "u")),
    ),
    labels=(
        ("keep", 98, 83, "middle", "keep"), ("keep", 98, 110, "middle", "kept"),
        ("write", 167, 140, "start", "write"), ("write", 151, 140, "end", "product"),
        ("tanh_c", 272, 174, "end", "tanh_c"), ("h", 271, 234, "end", "short shown"),
        ("z", 169, 440, "middle", "short sum"),
    ),
    zed=None,
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
    formula = f"short_{gate}" if layout.zed else f"squash_{gate}"
    inside = [
        element("rect", x=left, y=y, width=width, height=height, rx=8, class_="cell-gate"),
        text(x, y + 17, f"{name} {gate}", class_="cell-name", data_in=None if gate != "g" else "ours torch"),
        text(x, y + 43, written[gate], key=gate, class_="cell-number cell-large"),
        text(x, y + 61, written[formula], key=formula, class_="cell-formula"),
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
    if not layout.zed:
        return box
    key, place = f"zed_{gate}", (x + layout.zed[0], y + height + layout.zed[1])
    zed = text(*place, written[key], key=key, class_="cell-formula", text_anchor="start")
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
    part, x, y, anchor, key = label
    if key in LABELS:
        lines = [
            text(x, y, words, class_="cell-formula", text_anchor=anchor, data_in=names)
            for names, words in LABELS[key].items()
        ]
    else:
        lines = [text(x, y, written[key], key=key, class_="cell-number cell-small", text_anchor=anchor)]
    return group(*lines, data_part=part, class_="cell-part")
