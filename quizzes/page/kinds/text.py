"""A short text: a field."""

from __future__ import annotations

from docutils import nodes

from quizzes.kinds.text import body, normalised
from quizzes.model import Item
from quizzes.page.fields import QuizEntry
from quizzes.page.parts import Parts, Say


def compose(item: Item, say: Say) -> Parts:
    """Return the field."""
    label = nodes.paragraph("", "Your answer")
    entry = QuizEntry("", label, item_id=item.id, unit="", mode="text", code=False, rows=1)
    whys = [say.answer(nodes.Text(body(item).accept[0]))]
    for mistake in body(item).mistakes:
        shown = nodes.inline("", f"\N{LEFT DOUBLE QUOTATION MARK}{mistake.accept[0]}\N{RIGHT DOUBLE QUOTATION MARK}")
        whys.append(say.mistake(mistake.id, shown, mistake.why, mistake.misconception))
    return Parts("Write a word or two.", say.parse(item.prompt), [entry], whys)


def key(item: Item) -> dict[str, object]:
    """Return the accepted forms as they are compared, and those of the known mistakes."""
    return {
        "accept": [normalised(form) for form in body(item).accept],
        "mistakes": [
            {"id": m.id, "accept": [normalised(form) for form in m.accept], "misconception": m.misconception}
            for m in body(item).mistakes
        ],
    }
