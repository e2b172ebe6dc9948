"""What a kind of items is: the functions that its module offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, Protocol, runtime_checkable

from quizzes.model import Item
from quizzes.verdict import Verdict


class KindModule(Protocol):
    """What a kind of items offers."""

    HOW: str  # what a person does who answers on paper

    def read(self, entry: Mapping, /) -> dict[str, Any]:
        """Return the field of the item that holds its key, from the entry of the bank's file."""

    def problems(self, item: Item, /) -> Iterator[str]:
        """Yield what is wrong with the item, as messages for its author."""

    def judge(self, item: Item, answer: object, /) -> Verdict:
        """Return the verdict on a learner's answer; it never raises."""

    def disagreements(self, item: Item, truth: Mapping[str, object], /) -> Iterator[str]:
        """Yield where the item's key differs from what its proof computed."""

    def flips(self, item: Item, /) -> Iterator[Item]:
        """Yield the item with every other key that it could have: each must disagree with the proof."""

    def right_answer(self, item: Item, /) -> Any:
        """Return an answer that earns everything, in the form that `judge` takes."""

    def mistaken(self, item: Item, /) -> list[tuple[str | None, Any]]:
        """Return the known wrong answers, each with the misconception that it names, if any."""

    def guess(self, item: Item, rng: Random, /) -> Any:
        """Return an answer of somebody who knows nothing of the subject."""

    def luck(self, item: Item, /) -> float:
        """Return what a guess may earn on average: one option of several, a part of several parts."""


@runtime_checkable
class OwnTruth(Protocol):
    """A kind whose items need no proof that is written for them."""

    def own_truth(self, item: Item, /) -> Mapping[str, object]:
        """Return what a proof would compute."""
