"""A model as a table: its layers, their sizes and how many parameters they have."""

from collections.abc import Iterator
from typing import Any

from lstm_lib.short_forms import sizes_of


def summary_of(model: Any) -> str:
    """The table of a layer or model, as text.

    >>> from lstm_lib import Dense
    >>> import numpy as np
    >>> print(summary_of(Dense(3, 2, rng=np.random.default_rng(0))))
    layer  kind   sizes  parameters
    model  Dense  3 → 2           8
    total                         8  float32
    """
    rows = [("layer", "kind", "sizes", "parameters"), *_rows("model", model, 0)]
    rows.append(("total", "", "", f"{_count(model):,}"))
    widths = [max(len(row[k]) for row in rows) for k in range(4)]
    left = [[cell.ljust(width) for cell, width in zip(row[:3], widths, strict=False)] for row in rows]
    lines = ["  ".join([*cells, row[3].rjust(widths[3])]) for cells, row in zip(left, rows, strict=True)]
    return "\n".join(lines) + f"  {model.dtype}"


def _rows(name: str, model: Any, depth: int) -> Iterator[tuple[str, str, str, str]]:
    """A row for a layer, and one for each layer inside it."""
    kind = type(model).__name__
    yield "  " * depth + name, kind, " → ".join(map(str, sizes_of(model))), f"{_count(model):,}"
    for inner, layer in getattr(model, "layers", {}).items():
        yield from _rows(inner, layer, depth + 1)


def _count(model: Any) -> int:
    """How many numbers are learnt."""
    return sum(value.size for value in model.params.values())
