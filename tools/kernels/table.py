"""From what each setting gave to one table: what, the worst kernel, its value, bound and room."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ROOM = 2.0
# A value that differs between kernels by less is the same number, rounded otherwise: it holds on each or on none.
SAME = 1e-6
MACHINE_NOISE = 1e-9  # beside its bound a value this small is rounding, whatever its own digits


@dataclass(frozen=True)
class Line:
    """One claim over all settings."""

    what: str
    source: str
    kernel: str  # where it has the least room
    value: float
    bound: float
    room: float
    spread: float  # (largest - smallest value) / largest, over the settings
    trained: bool = False  # a claim of an experiment: it depends on the kernel even where one setting alone was run

    @property
    def depends(self) -> bool:
        """Whether the value is another on another kernel."""
        return self.trained or (self.spread > SAME and abs(self.value) > MACHINE_NOISE * abs(self.bound))

    @property
    def tight(self) -> bool:
        """Whether the claim has too little room.

        What is the same on all kernels needs none: where its assert fails, that is told as a failure; where the assert
        holds although a comparison in it is false (a mask, one side of an `or`), all is well.
        """
        return self.depends and self.room < ROOM


def lines_of(results: Mapping[str, Mapping[str, Mapping]]) -> list[Line]:
    """Join {setting: {part: {"rows": ...}}} into lines, the tightest first."""
    by_what: dict[str, list[tuple[str, Mapping]]] = {}
    for setting, parts in results.items():
        for part, result in parts.items():
            for key, row in result["rows"].items():
                by_what.setdefault(f"{part} {key}", []).append((setting, row))
    return sorted((_line(what, rows) for what, rows in by_what.items()), key=lambda line: (line.room, line.what))


def _line(what: str, rows: list[tuple[str, Mapping]]) -> Line:
    kernel, worst = min(rows, key=lambda entry: entry[1]["room"])
    values = [row["value"] for _, row in rows if not math.isnan(row["value"])]
    largest = max(map(abs, values), default=0.0)
    spread = (max(values) - min(values)) / largest if largest else 0.0
    trained = bool(worst.get("trained"))
    return Line(what, worst["source"], kernel, worst["value"], worst["bound"], worst["room"], spread, trained)


def faults_of(results: Mapping[str, Mapping[str, Mapping]]) -> list[str]:
    """Return what failed outright, a line each."""
    return [
        f"{setting}: {part}: {fault['line'] or ''} {fault['source']}: {fault['error']}"
        for setting, parts in results.items()
        for part, result in parts.items()
        for fault in result["failed"]
    ]


def table_of(lines: Iterable[Line]) -> str:
    """Return the table as text."""
    rows = [("what", "worst on", "value", "bound", "room")]
    for line in lines:
        room = "inf" if math.isinf(line.room) else f"{line.room:.3g}"
        mark = " <- too little" if line.tight else ""
        rows.append((_short(line.what), line.kernel, f"{line.value:.4g}", f"{line.bound:.4g}", room + mark))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _short(text: str, most: int = 96) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
