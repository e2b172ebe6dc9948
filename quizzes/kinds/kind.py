"""What a kind of items is: the functions that its module offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, Protocol, runtime_checkable

from quizzes.kinds.cell import AnswerCell
from quizzes.kinds.content import Content, TaskPlace
from quizzes.kinds.form import Form
from quizzes.kinds.showing import PagePieces, Parts
from quizzes.model import Item
from quizzes.verdict import Verdict


class KindModule(Protocol):
    """What a kind of items offers."""

    HOW: str  # what a person does who answers on paper
    FORM: Form  # of its entries in the bank's files

    def read(self, entry: Mapping, /) -> dict[str, Any]:
        """Return the field of the item that holds its key, from the entry of the bank's file."""

    def problems(self, item: Item, /) -> Iterator[str]:
        """Yield what is wrong with the item, as messages for its author."""

    def judge(self, item: Item, answer: object, /) -> Verdict:
        """Return the verdict on a learner's answer; it never raises."""

    def disagreements(self, item: Item, truth: Mapping[str, object], /) -> Iterator[str]:
        """Yield where the item's key differs from what its proof computed."""

    def flips(self, item: Item, /) -> Iterator[Item]:
        """Yield the item with other keys, all where they can be counted: each must disagree with the proof."""

    def right_answer(self, item: Item, /) -> Any:
        """Return an answer that earns everything, in the form that `judge` takes."""

    def mistaken(self, item: Item, /) -> list[tuple[str | None, Any]]:
        """Return the known wrong answers, each with the misconception that it names, if any."""

    def guess(self, item: Item, rng: Random, /) -> Any:
        """Return an answer of somebody who knows nothing of the subject."""

    def luck(self, item: Item, /) -> float:
        """Return what a guess may earn on average: one option of several, a part of several parts."""

    def content(self, item: Item, /) -> Content | TaskPlace:
        """Return what the item holds, in the form that papers and other programs know; or the place that asks it."""

    def program(self, item: Item, /) -> str:
        """Return the code that is read beside the prompt; nothing where there is none."""

    def parts(self, item: Item, /) -> int:
        """Return how many things have to be decided or written: a measure of the work."""

    def values(self, item: Item, /) -> tuple[str, ...]:
        """Return parts of the key that may be numbers, and then have to be calculated."""

    def whys(self, item: Item, /) -> Iterator[tuple[str, str]]:
        """Yield what is said of an answer, by the names under which a verdict shows it; Markdown."""

    def also(self, item: Item, /) -> str:
        """Return what else is right, for the key of a test on paper; nothing where the key is all."""

    def findings(self, item: Item, truth: Mapping[str, object], /) -> Iterator[str]:
        """Yield what the proof computed, one line of Markdown a finding."""

    def compose(self, item: Item, page: PagePieces, /) -> Parts:
        """Return what a page shows, made of the pieces that the page offers."""

    def script_key(self, item: Item, /) -> dict[str, object]:
        """Return what the page's script judges with: plain JSON values, no text but ids and accepted forms."""


@runtime_checkable
class OwnTruth(Protocol):
    """A kind whose items need no proof that is written for them."""

    def own_truth(self, item: Item, /) -> Mapping[str, object]:
        """Return what a proof would compute."""


@runtime_checkable
class InAssignments(Protocol):
    """A kind whose items an assignment can ask; of the others the masters' reader says that it cannot."""

    def cell(self, item: Item, /) -> AnswerCell:
        """Return the code of the cells in which an item is answered and judged."""
