"""Chance for proofs and variants: a generator for each draw, and what a proof says that it draws.

A proof takes a generator and is run twenty times; the truth of each option must be the same in all of them. Beside the
function stands what it draws, and why the rest is fixed::

    @drawn("the two dice", fixed="the number of sides, which the question gives")
    def sum_of_two(rng):
        ...
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.random import Generator as Rng


def drawn(what: str, *, fixed: str = "", kept: Callable[[], int] | None = None) -> Callable[[Callable], Callable]:
    """Say beside a proof what it draws, what is fixed and why; `kept` counts the draws where results were kept."""

    def mark(proof: Callable) -> Callable:
        proof.drawn, proof.fixed, proof.kept = what, fixed, kept  # type: ignore[attr-defined]
        return proof

    return mark


def generator(name: str, draw: int) -> Rng:
    """Return the generator of one draw of a proof or of a variant."""
    import numpy as np  # a bank is read without it

    return np.random.default_rng([zlib.crc32(name.encode()), draw])


class Draw(random.Random):
    """Chance for a variant: by itself for what the question says, and `weights` for what it leaves open."""

    def __init__(self, name: str, draw: int = 0) -> None:
        super().__init__(name)
        self.name, self.draw = name, draw

    @cached_property
    def weights(self) -> Rng:
        """A generator of numpy for weights, inputs and the like, another one for each draw."""
        return generator(self.name, self.draw)
