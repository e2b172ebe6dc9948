"""Items with exactly one right option."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from quizzes.kinds import options, usual
from quizzes.kinds.cell import AnswerCell
from quizzes.kinds.content import Choices
from quizzes.kinds.showing import PagePieces, Parts
from quizzes.model import Item
from quizzes.verdict import Outcome, Verdict, unanswered, unreadable

HOW = "Mark one option."  # what to do, on paper
FORM = options.FORM

also, program, values = usual.also, usual.program, usual.values
read, disagreements, findings = options.read, options.disagreements, options.findings
script_key, whys = options.script_key, options.whys


def problems(item: Item) -> Iterator[str]:
    """Yield what is wrong with the item."""
    yield from options.problems(item)
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
        misconceptions=options.named_misconceptions(item, frozenset([answer])),
    )


def flips(item: Item) -> Iterator[Item]:
    """Yield the item with each other option as the key."""
    for option in item.options:
        if not option.right:
            yield options.with_key(item, frozenset([option.id]))


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


def content(item: Item) -> Choices:
    """Return the options."""
    return Choices(item.options, several=False)


def parts(item: Item) -> int:
    """Return how many options have to be weighed."""
    return len(item.options) - 1


def compose(item: Item, page: PagePieces) -> Parts:
    """Return the options as radio buttons."""
    return options.compose(item, page, todo="Choose one.", control="radio")


def cell(item: Item) -> AnswerCell:
    """Return what the cells of an assignment hold."""
    known = [option.id for option in item.options]
    form = f"""
known = {known}
readable = isinstance(answer, str) and answer in known
assert readable, f'{item.id} cannot be read: expected one of {{known}}, got {{answer!r}}.'
chosen = [answer]
"""
    tables, verdict = options.tables(item, judge, [1]), options.verdict_code(item)
    return AnswerCell("the id of one option, in quotes", repr(item.key[0]), form, tables, verdict)
