"""A sentence of the book about what was trained, as a number and its bound."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

Runs = Mapping[str, np.ndarray]  # a name to its values: (seeds,), or (seeds, ...) where a run measures a curve
ROOM = 2.0  # how many times the worst value seen on any kernel must fit into its bound


@dataclass(frozen=True)
class Claim:
    """A number computed from all runs, and the bound that it must keep on every machine.

    Exactly one of `below` and `above` is given. Both the number and its bound are positive, so that the room between
    them is a ratio: say "the share that is wrong is below 0.1" where the book says "more than 0.9 is right".
    """

    says: str  # the sentence, short
    value: Callable[[Runs], float]
    below: float | None = None
    above: float | None = None

    def __post_init__(self) -> None:
        """Refuse a claim without a bound, or with two, or with one that leaves no ratio."""
        bounds = [bound for bound in (self.below, self.above) if bound is not None]
        if len(bounds) != 1 or not bounds[0] > 0:
            raise ValueError(f"claim {self.says!r}: expected one positive bound, below or above, got {bounds}")

    @property
    def bound(self) -> str:
        """The bound as it is printed: "< 0.02"."""
        return f"< {self.below:g}" if self.below is not None else f"> {self.above:g}"

    def room(self, value: float) -> float:
        """Return how many times `value` fits into the bound: above 1 the claim holds, and the book asks for 2.

        NaN has no room: 0.
        """
        if math.isnan(value):
            return 0.0
        if self.below is not None:
            return self.below / value if value > 0 else math.inf
        assert self.above is not None  # as __post_init__ says
        return max(value, 0.0) / self.above
