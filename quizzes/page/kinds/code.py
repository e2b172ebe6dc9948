"""A task of an assignment, which judges it: the page says where it is."""

from __future__ import annotations

from quizzes.kinds.code import body
from quizzes.model import Item
from quizzes.page.fields import QuizTask
from quizzes.page.parts import Parts, Say


def compose(item: Item, say: Say) -> Parts:
    """Return the way to the assignment; see.py makes it a link where the book has a label for it."""
    task = QuizTask(assignment=body(item).assignment, task=body(item).task)
    return Parts("Write code, in the assignment.", say.parse(item.prompt), [task], [])


def key(item: Item) -> dict[str, object]:
    """Return nothing: the page does not judge it."""
    return {}
