"""What a kind says of itself where an assignment asks it: the answer's form, and its judgement without the bank.

The judgement is a table made at build time by the kind's own judge, so that plain nbgrader needs nothing of the project
to grade the notebook, and page and grade cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from pprint import pformat

from quizzes.model import Item
from quizzes.verdict import Verdict

_WIDTH = 100  # columns of generated code


@dataclass(frozen=True)
class AnswerCell:
    """Code of the cells in which an item is answered and judged.

    In `form` and `verdict` the answer is called ``answer``; what is wrong with it fails an assert, and the last value
    of `verdict` is the credit.
    """

    task: str  # what to put in the place of None
    key: str  # the right answer, as code
    form: str  # visible: whether the answer can be read
    tables: tuple[str, ...]  # hidden: assignments that the verdict looks things up in
    verdict: str  # hidden: prints what is said, and ends with the credit


def credit(item: Item, verdict: Verdict) -> float:
    """Return the points of a verdict; as the cell's last value they are what nbgrader records."""
    return round(item.points * verdict.score, 6)


def assignment(name: str, value: object) -> str:
    """Return the statement that gives a table its name."""
    text = pformat(value, width=_WIDTH - len(name), sort_dicts=False)
    return f"{name} = {text}".replace("\n", "\n" + " " * (len(name) + 3))


def answer_name(item_id: str) -> str:
    """Return the variable in which a learner answers an item."""
    return f"answer_{item_id.replace('-', '_')}"
