"""A task of an assignment: its stub, which the page can judge, and where else it is judged."""

from __future__ import annotations

from docutils import nodes

from quizzes.kinds.code import body
from quizzes.model import Item
from quizzes.page.code_tasks import CodeTask, masters_of, points_of, stub_of
from quizzes.page.fields import QuizTask
from quizzes.page.parts import Parts, Say


def compose(item: Item, say: Say) -> Parts:
    """Return the stub, and the way to the assignment; see.py makes it a link where the book has a label for it."""
    asked = body(item)
    task = QuizTask(assignment=asked.assignment, task=asked.task)
    fields: list[nodes.Node] = [task]
    master = masters_of(say.bank).get(asked.assignment)
    stub = stub_of(master, asked.task) if master else ""
    if master and stub:
        points = points_of(master, asked.task)
        fields.insert(0, CodeTask(task=asked.task, assignment=asked.assignment, stub=stub, points=points, hash=""))
    return Parts("Write code.", say.parse(item.prompt), fields, [])


def key(item: Item) -> dict[str, object]:
    """Return nothing: the page does not judge it."""
    return {}
