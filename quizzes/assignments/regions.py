"""The marked regions of a cell, between `### BEGIN X` and `### END X`."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import lru_cache


class Region(Enum):
    """What a region holds; the value is its name in the marks."""

    SOLUTION = "SOLUTION"
    HIDDEN_TESTS = "HIDDEN TESTS"
    RUBRIC = "RUBRIC"


@lru_cache(maxsize=1024)  # each submission asks for each cell of the master
def without(source: str, region: Region) -> str:
    """Return the source without the region, as learners see it."""
    return "\n".join(line for line, inside in _lines(source, region) if not inside)


def inside(source: str, region: Region) -> tuple[str, ...]:
    """Return the lines of the region that hold anything, stripped."""
    return tuple(line.strip() for line, inside in _lines(source, region) if inside and line.strip())


def _lines(source: str, region: Region) -> Iterator[tuple[str, bool]]:
    within = False
    for line in source.split("\n"):
        if f"BEGIN {region.value}" in line or f"END {region.value}" in line:
            within = f"BEGIN {region.value}" in line
        else:
            yield line, within
