"""The judgement of a learner's answer to an item of the bank."""

from __future__ import annotations

from quizzes.kinds import KINDS
from quizzes.model import Item
from quizzes.verdict import Outcome, Verdict

__all__ = ["Outcome", "Verdict", "judge"]


def judge(item: Item, answer: object) -> Verdict:
    """Judge one answer.

    Parameters
    ----------
    item : Item
        The item that was asked.
    answer : object
        An option's id (choice), a list of ids (choices), a number or the text that spells it (number).
        None, an empty text and an empty list mean: not answered.

    Returns
    -------
    Verdict
        Whatever the answer is: a learner's mistake is a result, never an exception.
    """
    return KINDS[item.kind].judge(item, answer)
