"""The one table, and the ratios that it must reach."""

from typing import NamedTuple

from benchmarks.contenders import LARGE, LAYERS, MEASURES, MIDDLE, SIZES, SMALL, THIN


class Goal(NamedTuple):
    """A ratio of medians that is to be reached, by the clock and in processor time."""

    layer: str
    size: tuple  # (N, T, D, H)
    measure: str
    peer: str  # the contender that lstm_lib's layer is compared with
    limit: float  # lstm_lib's time as a share of the peer's, at most


GOALS = (
    *(Goal("LSTM", SMALL, measure, "tf.function", 0.5) for measure in MEASURES),
    *(Goal("LSTM", size, measure, "tf.function", 1.0) for size in (MIDDLE, LARGE) for measure in MEASURES),
    *(Goal("LSTM", size, "forward", "Keras eager", 0.1) for size in (SMALL, MIDDLE)),
    Goal("LSTM", LARGE, "forward", "products", 2.0),
    *(
        Goal(layer, size, measure, "PyTorch", 3.0 if (layer, size) == ("LSTM", THIN) else 1.0)
        for layer in LAYERS
        for size in SIZES
        for measure in MEASURES
    ),
)
PEERS = ("tf.function", "XLA", "Keras eager", "PyTorch", "JAX", "products")


def render(medians, peaks, clock="by the clock"):
    """The table of times (ms), ratios and peaks (MB) as text.

    medians: {(contender, layer, size, measure): seconds}; peaks: {(layer, size): (with trace, without)}; clock: which
    time it is.
    """
    header = ["layer", "N, T, D, H", "measure", "lstm_lib", "no trace", *PEERS, *(f"/{peer}" for peer in PEERS)]
    header += ["peak", "no trace"]
    rows = [header]
    for layer in LAYERS:
        for size in SIZES:
            for measure in MEASURES:
                if ("lstm_lib", layer, size, measure) in medians:
                    rows.append(_row(medians, peaks, layer, size, measure))
    widths = [max(len(row[k]) for row in rows) for k in range(len(header))]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([f"times {clock} in ms, ratios lstm_lib / peer, peaks of memory of a forward pass in MB", *lines])


def _row(medians, peaks, layer, size, measure):
    ours = medians["lstm_lib", layer, size, measure]
    without = medians.get(("without trace", layer, size, measure))
    theirs = [medians.get((peer, layer, size, measure)) for peer in PEERS]
    row = [layer, ", ".join(map(str, size)), measure, *(_ms(value) for value in (ours, without, *theirs))]
    row += ["" if value is None else f"{ours / value:.2f}" for value in theirs]
    peak = peaks.get((layer, size)) if measure == "forward" else None
    return row + (["", ""] if peak is None else [f"{value / 1e6:.2f}" for value in peak])


def goals(medians, ours="lstm_lib"):
    """One line a goal: the ratio measured, the limit, and whether it was reached."""
    lines = []
    for goal in GOALS:
        key = (goal.layer, goal.size, goal.measure)
        floor = "products AVX-512" if ours.endswith("AVX-512") else "products"
        peer = floor if goal.peer == "products" else goal.peer
        if (ours, *key) not in medians or (peer, *key) not in medians:
            continue
        ratio = medians[ours, *key] / medians[peer, *key]
        word = "reached" if ratio <= goal.limit else "MISSED"
        size = ", ".join(map(str, goal.size))
        line = f"{word:8} {ratio:5.2f} (at most {goal.limit}) of {goal.peer:12} {goal.layer:4} ({size}) {goal.measure}"
        if ratio > goal.limit and (floor, *key) in medians:
            line += f"; the products alone: {medians[floor, *key] / medians[peer, *key]:.2f}"
        lines.append(line)
    return "\n".join(lines)


def _ms(seconds):
    return "" if seconds is None else f"{1000 * seconds:.2f}"
