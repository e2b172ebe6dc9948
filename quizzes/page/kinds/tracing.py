"""Code to be read: what it prints is written into a field, of several lines where it prints several."""

from __future__ import annotations

from docutils import nodes

from quizzes.kinds.tracing import body, lines
from quizzes.model import Item
from quizzes.page.fields import QuizCode, QuizEntry
from quizzes.page.parts import Parts, Say, mark


def compose(item: Item, say: Say) -> Parts:
    """Return the code and the field."""
    count = max(len(lines(body(each).answer)) for each in say.family)  # all variants share the field
    label = nodes.paragraph("", "It prints" if count == 1 else "It prints, line by line")
    entry = QuizEntry("", label, item_id=item.id, unit="", mode="text", code=True, rows=count)
    whys = [say.why("answer", True, [], "")]
    whys[0][:] = [nodes.paragraph("", "", *mark("It prints:")), printed(body(item).answer)]
    for mistake in body(item).mistakes:
        node = say.why(mistake.id, False, mark("Not right."), mistake.why, mistake.misconception)
        node[:0] = [nodes.paragraph("", "Not:", classes=["quiz-listed"]), printed(mistake.value, ["quiz-listed"])]
        whys.append(node)
    return Parts("Say what it prints.", say.parse(item.prompt), [source(body(item).code), entry], whys)


def key(item: Item) -> dict[str, object]:
    """Return the lines that are printed, and those of the known mistakes."""
    return {
        "lines": list(lines(body(item).answer)),
        "mistakes": [
            {"id": m.id, "lines": list(lines(m.value)), "misconception": m.misconception} for m in body(item).mistakes
        ],
    }


def source(text: str) -> QuizCode:
    """Return the code, highlighted."""
    return QuizCode("", literal(text.rstrip("\n"), "python"))


def printed(text: str, classes: list[str] | None = None) -> nodes.literal_block:
    """Return what is printed, as it is."""
    return literal("\n".join(lines(text)), "none", classes)


def literal(text: str, language: str, classes: list[str] | None = None) -> nodes.literal_block:
    """Return a block of code, which Sphinx highlights where it is just its source."""
    return nodes.literal_block(text, text, language=language, classes=classes or [])
