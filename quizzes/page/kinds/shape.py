"""A shape: a field for a text such as ``(None, 3, 1)``."""

from __future__ import annotations

from docutils import nodes

from quizzes.kinds.shape import body, canonical, written
from quizzes.model import Item
from quizzes.page.fields import QuizEntry
from quizzes.page.parts import Parts, Say, code


def compose(item: Item, say: Say) -> Parts:
    """Return the field."""
    label = nodes.paragraph("", "The shape, such as ", code("(None, 3, 1)"))
    entry = QuizEntry("", label, item_id=item.id, unit="", mode="text", code=True, rows=1)
    whys = [say.answer(code(written(body(item).axes)))]
    whys += [say.mistake(m.id, code(written(m.axes)), m.why, m.misconception) for m in body(item).mistakes]
    return Parts("Write a shape.", say.parse(item.prompt), [entry], whys)


def key(item: Item) -> dict[str, object]:
    """Return the axes and those of the known mistakes, in the one form in which shapes are compared."""
    return {
        "axes": list(canonical(body(item).axes) or ()),
        "mistakes": [
            {"id": m.id, "axes": list(canonical(m.axes) or ()), "misconception": m.misconception}
            for m in body(item).mistakes
        ],
    }
