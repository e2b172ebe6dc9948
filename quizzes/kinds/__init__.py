"""The kinds of items: one module a kind, one line a kind in the table.

A kind is a module with five functions:

``read(entry)``
    returns, as a dict, the field of the item that holds its key, from the entry of the bank's file;
``problems(item)``
    yields what is wrong with the item, as messages for its author;
``judge(item, answer)``
    returns the :class:`~quizzes.verdict.Verdict` on a learner's answer, and never raises;
``disagreements(item, truth)``
    yields where the item's key differs from what its proof found out;
``flips(item)``
    yields the item with every other key that it could have: each must disagree with the proof.

A kind that needs no proof written for it has a sixth, ``own_truth(item)``, which finds out what a proof would.
A new kind is its module, its name in :class:`~quizzes.model.Kind`, its line here and its fragment of
bank/schema.json.
"""

from types import ModuleType

from quizzes.kinds import choice, choices, cloze, code, match, number, order, shape, text, tracing
from quizzes.model import Kind

KINDS: dict[Kind, ModuleType] = {
    Kind.CHOICE: choice,
    Kind.CHOICES: choices,
    Kind.NUMBER: number,
    Kind.SHAPE: shape,
    Kind.ORDER: order,
    Kind.MATCH: match,
    Kind.CLOZE: cloze,
    Kind.TEXT: text,
    Kind.TRACING: tracing,
    Kind.CODE: code,
}

__all__ = ["KINDS"]
