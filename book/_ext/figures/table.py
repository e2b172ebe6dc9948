"""The figures by name: a new one is a module with `make`, a script of the same name, and a line here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from figures import (
    cell,
    collapse,
    dates,
    gradients,
    handover,
    scan,
    shapes,
    states,
    temperature,
    threshold,
    unrolled,
)
from figures.figure import Figure

MAKERS: dict[str, Callable[[], Figure]] = {
    "cell": cell.make,
    "shapes": shapes.make,
    "states": states.make,
    "gradients": gradients.make,
    "dates": dates.make,
    "scan": scan.make,
    "handover": handover.make,
    "unrolled": unrolled.make,
    "collapse": collapse.make,
    "threshold": threshold.make,
    "temperature": temperature.make,
}
# What a figure's script loads when it is first used, by the name of the file.
FILES: dict[str, Callable[[], bytes]] = {"dates.bin": dates.weights, "handover.bin": handover.weights}


@cache
def make(name: str) -> Figure:
    """Return a figure; it is made once a build."""
    return MAKERS[name]()
