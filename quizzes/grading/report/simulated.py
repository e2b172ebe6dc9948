"""A simulated class: answers from what a student knows, from wrong ideas that they hold, and by guessing.

It goes through the bank before any real class does. An item that a guesser solves, or that those who know it do not
solve more often than the others, is found here; what it costs is told by the same statistics as a real report.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from quizzes.grading.report.statistics import ItemFigures, figures
from quizzes.judge import judge
from quizzes.kinds import cloze, match, number, order, shape, text, tracing
from quizzes.model import Item, Kind
from quizzes.variants import variant

SLIP = 0.1  # how often a student who knows answers as if they did not
STUDENTS = 120
Answer = Any  # what `judge` takes, by the item's kind


@dataclass(frozen=True)
class Student:
    """What one simulated student has in their head."""

    knows: frozenset[str]  # objectives
    holds: frozenset[str]  # misconceptions, where they do not know better


def right_answer(item: Item) -> Answer:
    """Return an answer that earns everything."""
    match_of = {
        Kind.CHOICE: lambda: item.key[0],
        Kind.CHOICES: lambda: list(item.key),
        Kind.NUMBER: lambda: number.key_of(item).value,
        Kind.SHAPE: lambda: list(shape.body(item).axes),
        Kind.ORDER: lambda: [step.id for step in order.body(item).steps],
        Kind.MATCH: lambda: {entry.id: entry.match for entry in match.body(item).left},
        Kind.CLOZE: lambda: {blank.id: blank.accept[0] for blank in cloze.body(item).blanks},
        Kind.TEXT: lambda: text.body(item).accept[0],
        Kind.TRACING: lambda: tracing.body(item).answer,
    }
    return match_of[item.kind]()


def mistaken_answers(item: Item) -> list[tuple[str | None, Answer]]:
    """Return the known wrong answers, each with the misconception that it names, if any.

    Of several parts one is answered wrongly and the others right.
    """
    whole = right_answer(item)
    if item.kind in (Kind.CHOICE, Kind.CHOICES):
        wrong = [option for option in item.options if not option.right]
        return [(o.misconception, o.id if item.kind is Kind.CHOICE else [*item.key[1:], o.id]) for o in wrong]
    if item.kind is Kind.MATCH:
        return [(n, whole | {e.id: to}) for e in match.body(item).left for to, n in e.confused]
    if item.kind is Kind.CLOZE:
        blanks = cloze.body(item).blanks
        return [(m.misconception, whole | {b.id: m.accept[0]}) for b in blanks for m in b.mistakes]
    if item.kind is Kind.ORDER:
        return [(c.misconception, _moved(whole, c.first, c.second)) for c in order.body(item).confused]
    if item.kind is Kind.NUMBER:
        return [(m.misconception, m.value) for m in number.key_of(item).mistakes]
    if item.kind is Kind.SHAPE:
        return [(m.misconception, list(m.axes)) for m in shape.body(item).mistakes]
    if item.kind is Kind.TEXT:
        return [(m.misconception, m.accept[0]) for m in text.body(item).mistakes]
    return [(m.misconception, m.value) for m in tracing.body(item).mistakes]


def _moved(steps: Answer, first: str, second: str) -> Answer:
    """Return the steps with the first of two put right before the second."""
    rest = [step for step in steps if step != first]
    place = rest.index(second)
    return [*rest[:place], first, *rest[place:]]


def guess(item: Item, rng: random.Random) -> Answer:
    """Return an answer of somebody who knows nothing of the subject and sees only what is to be clicked.

    Where something is to be written they write one of the known mistakes, or nothing that is right.
    """
    options = [option.id for option in item.options]
    if item.kind is Kind.CHOICE:
        return rng.choice(options)
    if item.kind is Kind.CHOICES:
        return rng.sample(options, rng.randint(1, len(options)))
    if item.kind is Kind.ORDER:
        steps = [step.id for step in order.body(item).steps]
        return rng.sample(steps, len(steps))
    if item.kind is Kind.MATCH:
        right = [entry.id for entry in match.body(item).right]
        return {entry.id: rng.choice(right) for entry in match.body(item).left}
    if item.kind is Kind.CLOZE:
        blanks = cloze.body(item).blanks
        return {b.id: rng.choice([*b.options, *(m.accept[0] for m in b.mistakes), "?"]) for b in blanks}
    nothing = {Kind.NUMBER: 12345.678, Kind.SHAPE: [99, 98, 97, 96]}.get(item.kind, "no idea")
    return rng.choice([*(answer for _, answer in mistaken_answers(item)), nothing])


def answer(item: Item, student: Student, rng: random.Random) -> Answer:
    """Return what this student answers."""
    if item.objective in student.knows and rng.random() >= SLIP:
        return right_answer(item)
    held = [wrong for name, wrong in mistaken_answers(item) if name in student.holds]
    if not held:
        return guess(item, rng)
    wrong = rng.choice(held)
    if item.kind not in (Kind.MATCH, Kind.CLOZE):
        return wrong
    whole = right_answer(item)  # what the misconception says nothing of is guessed
    return guess(item, rng) | {part: said for part, said in wrong.items() if said != whole[part]}


def simulated_class(objectives: Iterable[str], misconceptions: Iterable[str], seed: int = 0) -> list[Student]:
    """Return students from those who know hardly anything to those who know nearly all."""
    rng, found = random.Random(seed), []
    objectives, misconceptions = sorted(objectives), sorted(misconceptions)
    for place in range(STUDENTS):
        share = (place + 0.5) / STUDENTS
        knows = frozenset(name for name in objectives if rng.random() < share)
        holds = frozenset(name for name in misconceptions if rng.random() < 0.6 * (1 - share))
        found.append(Student(knows, holds))
    return found


def scores(items: Iterable[Item], students: list[Student], seed: int = 0) -> np.ndarray:
    """Return what each student earns in each item, from 0 to 1."""
    rng = random.Random(seed)
    shown = [variant(item, 0) for item in items]
    return np.array([[judge(item, answer(item, student, rng)).score for item in shown] for student in students])


def statistics_of(items: Mapping[str, Item], found: np.ndarray) -> dict[str, ItemFigures]:
    """Return the figures of a report for each item."""
    return dict(zip(items, figures(found, np.ones(found.shape[1])), strict=True))


def guessed(item: Item, tries: int = 400, strategy: Callable[[Item, random.Random], Answer] = guess) -> float:
    """Return what guessing earns in an item on average."""
    shown, rng = variant(item, 0), random.Random(item.id)
    return sum(judge(shown, strategy(shown, rng)).score for _ in range(tries)) / tries


def chance(item: Item) -> float:
    """Return what an item of its form may give away to a guesser: one option of several, a part of several parts."""
    shown = variant(item, 0)
    if shown.kind is Kind.CHOICE:
        return 1 / len(shown.options)
    if shown.kind is Kind.MATCH:
        return 1 / len(match.body(shown).right)
    if shown.kind is Kind.CLOZE:
        blanks = cloze.body(shown).blanks
        return sum(1 / len(b.options) if b.options else 0 for b in blanks) / len(blanks)
    return {Kind.CHOICES: 0.34, Kind.ORDER: 0.25}.get(shown.kind, 0.0)
