"""Items with exactly one right option."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from quizzes.kinds.options import named_misconceptions, option_disagreements, option_problems, read_options, with_key
from quizzes.model import Item
from quizzes.verdict import Outcome, Verdict, unanswered, unreadable

HOW = "Mark one option."  # what to do, on paper

read = read_options
disagreements = option_disagreements


def problems(item: Item) -> Iterator[str]:
    """Yield what is wrong with the item."""
    yield from option_problems(item)
    if len(item.key) > 1:
        yield f"{item.id}: a choice has one right option, got {len(item.key)}; use 'kind: choices' for several"


def judge(item: Item, answer: object) -> Verdict:
    """Judge the id of the chosen option."""
    if answer is None or answer == "":
        return unanswered("Choose an option first.")
    known = [option.id for option in item.options]
    if not isinstance(answer, str) or answer not in known:
        return unreadable(f"Expected one of {', '.join(known)}.")
    right = answer in item.key
    return Verdict(
        outcome=Outcome.RIGHT if right else Outcome.WRONG,
        score=1.0 if right else 0.0,
        message="Right." if right else "Not right.",
        shown=(answer,),
        misconceptions=named_misconceptions(item, frozenset([answer])),
    )


def flips(item: Item) -> Iterator[Item]:
    """Yield the item with each other option as the key."""
    for option in item.options:
        if not option.right:
            yield with_key(item, frozenset([option.id]))


def right_answer(item: Item) -> str:
    """Return an answer that earns everything."""
    return item.key[0]


def mistaken(item: Item) -> list[tuple[str | None, str]]:
    """Return the known wrong answers, each with the misconception that it names, if any."""
    return [(option.misconception, option.id) for option in item.options if not option.right]


def guess(item: Item, rng: Random) -> str:
    """Return an answer of somebody who knows nothing of the subject and sees only what is to be clicked."""
    return rng.choice([option.id for option in item.options])


def luck(item: Item) -> float:
    """Return what a guess may earn on average."""
    return 1 / len(item.options)
