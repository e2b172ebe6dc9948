"""Items in which all options that apply are to be chosen; partial credit.

The score is ``max(0, (a - b) / r)`` for `a` right options chosen, `b` wrong ones chosen and `r` right
ones in all, so that ticking everything earns nothing when half the options are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

from quizzes.kinds import options, usual
from quizzes.kinds.cell import AnswerCell, answer_name
from quizzes.kinds.content import Choices
from quizzes.kinds.showing import PagePieces, Parts
from quizzes.model import Item
from quizzes.verdict import Outcome, Verdict, unanswered, unreadable

HOW = "Mark every option that applies."  # what to do, on paper
FORM = options.FORM

also, program, values = usual.also, usual.program, usual.values
read, disagreements, findings = options.read, options.disagreements, options.findings
script_key, whys = options.script_key, options.whys


def problems(item: Item) -> Iterator[str]:
    """Yield what is wrong with the item."""
    yield from options.problems(item)
    if item.options and len(item.key) == len(item.options):
        yield f"{item.id}: every option is right; a choices item needs a wrong one"


def judge(item: Item, answer: object) -> Verdict:
    """Judge the ids of the chosen options, in any order."""
    if answer is None or answer == "":
        answer = []
    known = [option.id for option in item.options]
    if not isinstance(answer, list | tuple | set | frozenset) or not all(
        isinstance(option_id, str) and option_id in known for option_id in answer
    ):
        return unreadable(f"Expected a list of some of {', '.join(known)}.")
    chosen = frozenset(answer)
    if not chosen:
        return unanswered("Choose at least one option first.")
    key = frozenset(item.key)
    hits, false_alarms = len(chosen & key), len(chosen - key)
    # Why: DECISIONS.md#partial-credit
    score = max(0.0, (hits - false_alarms) / len(key))
    outcome = Outcome.RIGHT if chosen == key else Outcome.PARTLY if hits else Outcome.WRONG
    return Verdict(
        outcome=outcome,
        score=score,
        message=_message(outcome, hits, hits == len(key), false_alarms),
        shown=tuple(option_id for option_id in known if option_id in chosen),
        misconceptions=options.named_misconceptions(item, chosen),
    )


def flips(item: Item) -> Iterator[Item]:
    """Yield the item with every other non-empty set of options as the key."""
    ids = [option.id for option in item.options]
    for size in range(1, len(ids) + 1):
        for key in combinations(ids, size):
            if frozenset(key) != frozenset(item.key):
                yield options.with_key(item, frozenset(key))


def _message(outcome: Outcome, hits: int, complete: bool, false_alarms: int) -> str:
    """Say how many choices are right, and not how many there are to be found: that would be half of the answer."""
    if outcome is Outcome.RIGHT:
        return "Right."
    if not hits:
        return "Not right: none of your choices applies."
    found = f"{hits} of your choices {'applies' if hits == 1 else 'apply'}"
    extra = f", {false_alarms} {'does' if false_alarms == 1 else 'do'} not" if false_alarms else ""
    left = "" if complete else "; something is missing"
    return f"Partly right: {found}{extra}{left}."


def right_answer(item: Item) -> list[str]:
    """Return an answer that earns everything."""
    return list(item.key)


def mistaken(item: Item) -> list[tuple[str | None, list[str]]]:
    """Return the known wrong answers, each with the misconception that it names, if any."""
    wrong = [option for option in item.options if not option.right]
    return [(option.misconception, [*item.key[1:], option.id]) for option in wrong]


def guess(item: Item, rng: Random) -> list[str]:
    """Return an answer of somebody who knows nothing of the subject and sees only what is to be clicked."""
    ids = [option.id for option in item.options]
    return rng.sample(ids, rng.randint(1, len(ids)))


def luck(item: Item) -> float:
    """Return what a guess may earn on average."""
    return 0.34


def content(item: Item) -> Choices:
    """Return the options."""
    return Choices(item.options, several=True)


def parts(item: Item) -> int:
    """Return how many options have to be weighed."""
    return len(item.options)


def compose(item: Item, page: PagePieces) -> Parts:
    """Return the options as checkboxes."""
    return options.compose(item, page, todo="Choose all that apply.", control="checkbox")


def cell(item: Item) -> AnswerCell:
    """Return what the cells of an assignment hold."""
    known = [option.id for option in item.options]
    form = f"""
known = {known}
readable = isinstance(answer, (list, tuple, set)) and all(isinstance(o, str) and o in known for o in answer)
assert readable, f'{item.id} cannot be read: expected a list of some of {{known}}, got {{answer!r}}.'
assert len(answer) > 0, '{item.id} is not answered yet: {answer_name(item.id)} is empty.'
chosen = list(answer)
"""
    tables, verdict = options.tables(item, judge, range(1, len(known) + 1)), options.verdict_code(item)
    return AnswerCell("a list of the ids of all options that apply", repr(list(item.key)), form, tables, verdict)
