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
        The item that was asked; of an item with parameters one of its variants.
    answer : object
        JSON values: an option's id (choice), a list of ids (choices), a number or the text that spells it (number),
        a text or a list of axes (shape), a list of steps' ids (order), {left id: right id} (match), {blank id: text}
        (cloze), a text (text, tracing). None and what is empty mean: not answered.

    Returns
    -------
    Verdict
        Whatever the answer is: a learner's mistake is a result, never an exception.
    """
    return KINDS[item.kind].judge(item, answer)
