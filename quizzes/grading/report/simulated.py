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
from quizzes.kinds import KINDS
from quizzes.model import Item
from quizzes.variants import variant

SLIP = 0.1  # how often a student who knows answers as if they did not
STUDENTS = 120
Answer = Any  # what `judge` takes, by the item's kind


@dataclass(frozen=True)
class SimulatedStudent:
    """What one simulated student has in their head."""

    knows: frozenset[str]  # objectives
    holds: frozenset[str]  # misconceptions, where they do not know better


def answer(item: Item, student: SimulatedStudent, rng: random.Random) -> Answer:
    """Return what this student answers."""
    kind = KINDS[item.kind]
    if item.objective in student.knows and rng.random() >= SLIP:
        return kind.right_answer(item)
    held = [wrong for name, wrong in kind.mistaken(item) if name in student.holds]
    if not held:
        return kind.guess(item, rng)
    wrong = rng.choice(held)
    if not isinstance(wrong, dict):
        return wrong
    whole = kind.right_answer(item)  # what the misconception says nothing of is guessed
    return kind.guess(item, rng) | {part: said for part, said in wrong.items() if said != whole[part]}


def simulated_class(objectives: Iterable[str], misconceptions: Iterable[str], seed: int = 0) -> list[SimulatedStudent]:
    """Return students from those who know hardly anything to those who know nearly all."""
    rng, found = random.Random(seed), []
    objectives, misconceptions = sorted(objectives), sorted(misconceptions)
    for place in range(STUDENTS):
        share = (place + 0.5) / STUDENTS
        knows = frozenset(name for name in objectives if rng.random() < share)
        holds = frozenset(name for name in misconceptions if rng.random() < 0.6 * (1 - share))
        found.append(SimulatedStudent(knows, holds))
    return found


def scores(items: Iterable[Item], students: list[SimulatedStudent], seed: int = 0) -> np.ndarray:
    """Return what each student earns in each item, from 0 to 1; another item in the bank does not change it."""
    shown = [(variant(item, 0), random.Random(f"{seed} {item.id}")) for item in items]
    return np.array([[judge(item, answer(item, student, rng)).score for item, rng in shown] for student in students])


def statistics_of(items: Mapping[str, Item], found: np.ndarray) -> dict[str, ItemFigures]:
    """Return the figures of a report for each item."""
    return dict(zip(items, figures(found, np.ones(found.shape[1])), strict=True))


def guessed(item: Item, tries: int = 400, strategy: Callable[[Item, random.Random], Answer] | None = None) -> float:
    """Return what guessing earns in an item on average."""
    shown, rng = variant(item, 0), random.Random(item.id)
    guess = strategy or KINDS[item.kind].guess
    return sum(judge(shown, guess(shown, rng)).score for _ in range(tries)) / tries


def chance(item: Item) -> float:
    """Return what an item of its form may give away to a guesser: one option of several, a part of several parts."""
    return KINDS[item.kind].luck(variant(item, 0))
