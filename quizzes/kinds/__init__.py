"""The kinds of items: one module a kind, one line a kind in the table.

A kind is a module with four functions:

``problems(item)``
    yields what is wrong with the item, as messages for its author;
``judge(item, answer)``
    returns the :class:`~quizzes.verdict.Verdict` on a learner's answer, and never raises;
``disagreements(item, truth)``
    yields where the item's key differs from what its proof found out;
``flips(item)``
    yields the item with every other key that it could have: each must disagree with the proof.
"""

from types import ModuleType

from quizzes.kinds import choice, choices, number
from quizzes.model import Kind

KINDS: dict[Kind, ModuleType] = {
    Kind.CHOICE: choice,
    Kind.CHOICES: choices,
    Kind.NUMBER: number,
}

__all__ = ["KINDS"]
