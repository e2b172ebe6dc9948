"""What a live figure is: a drawing, its numbers as tables, its script's data, and the states that a link can set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class State(Protocol):
    """What one name of a figure's state may be set to."""

    @property
    def expected(self) -> str:
        """Return what is expected, in words."""

    def allows(self, value: str) -> bool:
        """Return whether a link may set this value."""


@dataclass(frozen=True)
class Choice:
    """One of some texts."""

    values: tuple[str, ...]

    @property
    def expected(self) -> str:  # noqa: D102
        return f"one of {', '.join(self.values)}"

    def allows(self, value: str) -> bool:  # noqa: D102
        return value in self.values


@dataclass(frozen=True)
class Number:
    """A number between two bounds, which are allowed as well."""

    low: float
    high: float
    whole: bool = False

    @property
    def expected(self) -> str:  # noqa: D102
        return f"a {'whole ' if self.whole else ''}number from {self.low:g} to {self.high:g}"

    def allows(self, value: str) -> bool:  # noqa: D102
        try:
            number = float(value)
        except ValueError:
            return False
        return self.low <= number <= self.high and not (self.whole and number != int(number))


@dataclass(frozen=True)
class Words:
    """Any text up to a length."""

    longest: int

    @property
    def expected(self) -> str:  # noqa: D102
        return f"a text of at most {self.longest} characters"

    def allows(self, value: str) -> bool:  # noqa: D102
        return len(value) <= self.longest


@dataclass(frozen=True)
class Cell:
    """A number of a table that the script changes: it finds it by its key."""

    text: str
    key: str


@dataclass(frozen=True)
class Table:
    """Numbers as a table; the first entry of each row is its head."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    words: bool = False  # whether its cells are words and formulas, which may break


@dataclass(frozen=True)
class Figure:
    """All that a page holds of a figure beside its caption."""

    drawing: str  # an SVG made with figures.svg.drawing, or other HTML that needs no script
    says: str  # the alternative text of the drawing, with its numbers
    tables: tuple[Table, ...]  # "The numbers", folded below the drawing
    data: Any  # what the script is given, as JSON
    states: Mapping[str, State] = field(default_factory=dict)  # what {set} may set
    narrow: str = ""  # the drawing for a phone, where the wide one would be too small to read


class SettingError(ValueError):
    """A link sets a state that its figure does not have."""


# A new pair begins at a comma that a name and `=` follow, so that a text may hold commas.
_PAIRS = re.compile(r",\s*(?=[a-z_]+[0-9]*\s*=)")


def settings(text: str) -> dict[str, str]:
    """Read ``t=3, f=0`` as names and values.

    >>> settings("text=Nov 20, 2026, step=1")
    {'text': 'Nov 20, 2026', 'step': '1'}
    """
    found = {}
    for pair in _PAIRS.split(text.strip()):
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise SettingError(f"expected pairs like f=0 with commas between them, got {pair.strip()!r}")
        found[name.strip()] = value.strip()
    return found


def check_settings(figure: Figure, values: Mapping[str, str]) -> None:
    """Raise SettingError where the figure does not have a state of this name, or not this value."""
    for name, value in values.items():
        if name not in figure.states:
            raise SettingError(f"expected one of the states {', '.join(sorted(figure.states))}, got {name!r}")
        if not figure.states[name].allows(value):
            raise SettingError(f"{name}: expected {figure.states[name].expected}, got {value!r}")
