"""What a question holds, whatever its kind is called: the few forms that pages, papers and other programs know.

A kind says which of them an item is (`content`). What shows, exports or judges an item asks for the form and never for
the kind, so that a new kind in one of these forms needs no word from them.

Why: DECISIONS.md#kinds-have-forms.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from quizzes.model import Option, Quantity

MARK = re.compile(r"\{\{([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\}\}")  # a blank in a prompt


@dataclass(frozen=True)
class Choices:
    """Options, of which one or several are right."""

    options: tuple[Option, ...]
    several: bool


@dataclass(frozen=True)
class Spelled:
    """An answer, right or wrong, in all its spellings."""

    id: str
    spellings: tuple[str, ...]  # the first is the one that is shown
    right: bool
    why: str  # Markdown


@dataclass(frozen=True)
class Written:
    """A text that is compared with spelled answers; the first is the right one."""

    answers: tuple[Spelled, ...]


@dataclass(frozen=True)
class Blank:
    """A place in the prompt that is filled."""

    id: str
    label: str  # stands before a blank that is not in the prompt; empty for one that is
    answers: tuple[Spelled, ...]  # the first is the right one
    options: tuple[str, ...]  # to choose from; empty where the learner writes
    why: str  # Markdown


@dataclass(frozen=True)
class Blanks:
    """A prompt with blanks; those without a label stand in it as ``{{id}}``."""

    blanks: tuple[Blank, ...]


@dataclass(frozen=True)
class Left:
    """An entry to be matched."""

    id: str
    text: str  # Markdown with maths
    match: str  # id of the right entry
    why: str  # shown where it was matched wrongly
    confused: tuple[tuple[str, str], ...] = ()  # a wrong match, and the misconception that leads to it


@dataclass(frozen=True)
class Right:
    """An entry to be chosen."""

    id: str
    text: str  # Markdown with maths


@dataclass(frozen=True)
class Match:
    """The key of a match item."""

    left: tuple[Left, ...]
    right: tuple[Right, ...]


@dataclass(frozen=True)
class Step:
    """One step; the steps of an item are written in the right order."""

    id: str
    text: str  # Markdown with maths
    why: str  # what it needs before it; shown where the step stands in a wrong place


@dataclass(frozen=True)
class Confused:
    """Two steps in the wrong order that a misconception leads to."""

    first: str  # the step that stands before
    second: str  # the one that belongs before it
    misconception: str


@dataclass(frozen=True)
class Order:
    """The key of an order item."""

    steps: tuple[Step, ...]
    ties: tuple[tuple[str, ...], ...]  # ids of neighbours that may change places
    confused: tuple[Confused, ...] = ()


@dataclass(frozen=True)
class TaskPlace:
    """Where the code is written and judged."""

    assignment: str  # quizzes/assignments/<assignment>.md
    task: str  # grade id of the task in it


Content = Choices | Quantity | Written | Blanks | Match | Order


def ranks(order: Order) -> dict[str, int]:
    """Return the place of each step, counted from 0; steps that may change places share one."""
    found: dict[str, int] = {}
    last, rank = "", -1
    for step in order.steps:
        if not any(last in group and step.id in group for group in order.ties):
            rank += 1
        found[step.id], last = rank, step.id
    return found


def shuffled_steps(item_id: str, order: Order) -> tuple[Step, ...]:
    """Return the steps in the order in which they are shown: the same everywhere, and not a right one."""
    steps, rank = list(order.steps), ranks(order)
    rng = random.Random(item_id)
    while [rank[step.id] for step in steps] == sorted(rank.values()):
        rng.shuffle(steps)
    return tuple(steps)


def shuffled_right(item_id: str, match: Match) -> tuple[Right, ...]:
    """Return the right entries in the order in which they are shown, the same everywhere."""
    entries = sorted(match.right, key=lambda entry: entry.id)
    random.Random(item_id).shuffle(entries)
    return tuple(entries)
