"""The figure "gradient x-ray": how much of the last state's gradient reaches each earlier step, in three layers."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

import numpy as np

from figures.figure import Cell, Choice, Figure, Number, Table
from figures.svg import drawing, element, group, number, path, text
from lstm_lib import GRU, LSTM, RNN, jacobian_norms
from lstm_lib.data import load_series

SEED, H = 8, 8
FIRST, LONGEST = np.datetime64("2013-01-01"), 100
LOW, HIGH = -10, 4  # exponents of ten at the ends of the scale
BIASES, LENGTHS, SCALES = (-2.0, 6.0), (5, LONGEST), (0.5, 3.0)
BIAS, LENGTH, SCALE = 1.0, 50, 1.0  # what is shown first
KINDS = {"RNN": RNN, "GRU": GRU, "LSTM": LSTM}
DISTANCES = (1, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Curve:
    """One line of the figure."""

    name: str
    short: str  # beside the line
    words: str
    concept: str  # its colour


CURVES = (
    Curve("rnn", "RNN h", "RNN: ∂h(T) / ∂h(t)", "x"),
    Curve("gru", "GRU h", "GRU: ∂h(T) / ∂h(t)", "z"),
    Curve("h", "LSTM h", "LSTM: ∂h(T) / ∂h(t)", "h"),
    Curve("c", "LSTM c", "LSTM: ∂c(T) / ∂c(t)", "c"),
)
PRODUCT = Curve("f", "∏ f", "LSTM: product of the forget gates", "f")


@dataclass(frozen=True)
class Form:
    """Where the plot lies in a drawing."""

    width: int
    height: int
    left: int
    right: int
    top: int = 24
    bottom: int = 42

    @property
    def across(self) -> int:
        """Width of the plot."""
        return self.width - self.left - self.right

    @property
    def down(self) -> int:
        """Height of the plot."""
        return self.height - self.top - self.bottom


WIDE = Form(width=680, height=340, left=44, right=62)
NARROW = Form(width=340, height=300, left=36, right=52)


def make() -> Figure:
    """Return the figure."""
    x, params = readings(), {kind: weights(kind) for kind in KINDS}
    norms = measure(x, params, BIAS, LENGTH, SCALE)
    says = says_all(norms)
    return Figure(
        drawing=draw(norms, WIDE, says),
        narrow=draw(norms, NARROW, says),
        says=says,
        tables=(numbers(norms),),
        data={
            "x": x.tolist(),
            "params": {kind: {name: each.tolist() for name, each in own.items()} for kind, own in params.items()},
            "curves": [each.__dict__ for each in (*CURVES, PRODUCT)],
            "low": LOW,
            "high": HIGH,
            "longest": LONGEST,
            "distances": DISTANCES,
            "bias": BIAS,
            "biases": BIASES,
            "length": LENGTH,
            "lengths": LENGTHS,
            "scale": SCALE,
            "scales": SCALES,
        },
        states={
            "bias": Number(*BIASES),
            "length": Number(*LENGTHS, whole=True),
            "scale": Number(*SCALES),
            "show": Choice(("guess", "truth")),
            "product": Choice(("on", "off")),
        },
    )


def readings() -> np.ndarray:
    """What all three layers read: highest and lowest temperature of a hundred days, standardised."""
    series = load_series("temperature")
    start = int(np.flatnonzero(series.dates == FIRST)[0])
    values = (series.values - series.values.mean(axis=0)) / series.values.std(axis=0)
    return values[start : start + LONGEST].round(3)


def weights(kind: str) -> dict[str, np.ndarray]:
    """The first weights of an untrained layer, with four decimals."""
    layer = KINDS[kind](2, H, rng=np.random.default_rng(SEED), dtype=np.float64)
    return {name: values.round(4) for name, values in layer.params.items()}


def measure(x: np.ndarray, params: dict, bias: float, length: int, scale: float) -> dict[str, np.ndarray]:
    """The norms against distance of each curve; gradients.js does the same.

    The bias is that of the gate that keeps: f of the LSTM, z of the GRU. A shorter sequence ends on the same day.
    """
    norms = {}
    for kind, own in params.items():
        own = {name: values.copy() for name, values in own.items()}
        own["W_h"] *= scale
        if kind != "RNN":
            keeping = slice(H, 2 * H) if kind == "LSTM" else slice(0, H)
            own["b"][keeping] = bias
        layer = KINDS[kind].from_params(own)
        norms[kind] = jacobian_norms(layer, layer.forward(x[None, len(x) - length :]))
    forget = norms["LSTM"].forget.max(axis=1)
    return {
        "rnn": norms["RNN"].dh, "gru": norms["GRU"].dh, "h": norms["LSTM"].dh, "c": norms["LSTM"].dc, "f": forget,
    }  # fmt: skip


def setting_in_words(bias: float, length: int, scale: float) -> str:
    """What stands above the plot; gradients.js writes the same."""
    return f"forget bias {number(bias, 1)}, {length} steps, W_h times {number(scale)}"


def power(value: float) -> str:
    """A number of any size with two digits; gradients.js does the same.

    >>> power(0.4321), power(0.00036), power(26.4), power(4321.0)
    ('0.43', '3.6·10⁻⁴', '26', '4.3·10³')
    """
    if value == 0:
        return "0"
    exponent = floor(log10(value))
    first = f"{value / 10.0**exponent:.1f}"
    if first == "10.0":
        first, exponent = "1.0", exponent + 1
    if -3 < exponent < 3:
        return f"{value:.{max(1 - exponent, 0)}f}"
    return f"{first}·10{str(exponent).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def draw(norms: dict[str, np.ndarray], form: Form, says: str) -> str:
    """Draw the curves on a logarithmic scale."""
    return drawing(
        form.width, form.height, says,
        scales(form),
        element(
            "svg",
            *(path(line(norms[each.name], form), class_="gradients-line", **about(each)) for each in CURVES),
            x=form.left, y=form.top, width=form.across, height=form.down, class_="gradients-plot",
            data_width=form.across, data_height=form.down,
        ),
        labels(norms, form),
        classes="gradients-drawing",
    )  # fmt: skip


def about(curve: Curve) -> dict[str, str]:
    """What tells the script and the style which curve an element belongs to."""
    return {"data_curve": curve.name, "data_concept": curve.concept}


def across(distance: float, form: Form) -> float:
    """Where a distance lies in the plot."""
    return distance / LONGEST * form.across


def down(value: float, form: Form) -> float:
    """Where a norm lies in the plot; far below it the line goes on straight."""
    exponent = max(log10(value), 4 * LOW) if value > 0 else 4 * LOW
    return (HIGH - exponent) / (HIGH - LOW) * form.down


def line(values: np.ndarray, form: Form) -> str:
    """A curve; gradients.js does the same."""
    return "M" + "L".join(f"{across(d, form):.1f} {down(v, form):.1f}" for d, v in enumerate(values.tolist()))


def scales(form: Form) -> str:
    """The axes: distance along, norms up, and where the sequence begins."""
    parts = []
    for exponent in range(HIGH, LOW - 1, -1):
        if exponent % 3:
            continue
        y = form.top + (HIGH - exponent) / (HIGH - LOW) * form.down
        whole = {3: "1000", 0: "1"}.get(exponent)
        name = whole or f"10{str(exponent).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
        classes = "gradients-one" if exponent == 0 else "gradients-grid"
        parts.append(path(f"M{form.left} {y:.1f}h{form.across}", class_=classes))
        parts.append(text(form.left - 6, y + 4, name, class_="gradients-tick", text_anchor="end"))
    for distance in range(0, LONGEST + 1, 20):
        x = form.left + across(distance, form)
        parts.append(path(f"M{x:.1f} {form.top + form.down}v4", class_="gradients-grid"))
        parts.append(text(x, form.top + form.down + 17, str(distance), class_="gradients-tick", text_anchor="middle"))
    told = setting_in_words(BIAS, LENGTH, SCALE)
    parts.append(text(form.left, 13, told, class_="gradients-setting", key="setting"))
    middle = form.left + form.across / 2
    parts.append(text(middle, form.height - 6, "steps back from the last one: T − t", class_="gradients-name"))
    start = form.left + across(LENGTH, form)
    beyond = element(
        "rect", x=start, y=form.top, width=form.left + form.across - start, height=form.down,
        class_="gradients-beyond", data_left=form.left, data_width=form.across,
    )  # fmt: skip
    return group(*parts, beyond)  # where the sequence is not, no line goes through the names of the curves


def labels(norms: dict[str, np.ndarray], form: Form) -> str:
    """The names of the curves where they end, none over another; gradients.js does the same."""
    x = form.left + across(LENGTH, form) + 6
    ends = {each.name: down(float(norms[each.name][-1]), form) for each in CURVES}
    at = apart(ends, form.down)
    return group(
        *(
            text(x, form.top + at[each.name] + 4, each.short, class_="gradients-label", **about(each))
            for each in CURVES
        ),
        class_="gradients-labels", data_left=form.left, data_top=form.top,
    )  # fmt: skip


def apart(ends: dict[str, float], most: float, gap: float = 14.0) -> dict[str, float]:
    """Move heights apart until none is closer to another than the gap; gradients.js does the same."""
    order = sorted(ends, key=ends.__getitem__)
    at = {name: min(max(ends[name], 0.0), most) for name in order}
    for above, below in zip(order, order[1:], strict=False):
        at[below] = max(at[below], at[above] + gap)
    if order:
        at[order[-1]] = min(at[order[-1]], most)
    for below, above in zip(order[::-1], order[-2::-1], strict=False):
        at[above] = min(at[above], at[below] - gap)
    return at


def numbers(norms: dict[str, np.ndarray]) -> Table:
    """The norms at some distances."""
    rows = []
    for each in (*CURVES, PRODUCT):
        values = norms[each.name]
        cells = (Cell(power(values[d]) if d < len(values) else "–", f"{each.name}{d}") for d in DISTANCES)
        rows.append((each.words, *cells))
    head = ("largest stretch", *(f"{d} step{'s' if d > 1 else ''} back" for d in DISTANCES))
    return Table(
        f"What is left, with a forget bias of {BIAS:g}, {LENGTH} steps and W_h times {SCALE:g}", head, tuple(rows)
    )


def says_all(norms: dict[str, np.ndarray]) -> str:
    """The alternative text of the drawing; gradients.js says the same."""
    left = ", ".join(f"{each.short} {power(norms[each.name][-1])}" for each in CURVES)
    return f"What is left of the gradient of the last state {LENGTH} steps back, logarithmic scale: {left}."
