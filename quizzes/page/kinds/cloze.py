"""A text with blanks: fields and selects in the line of the prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes

from quizzes.kinds.cloze import MARK, ClozeBlank, body
from quizzes.kinds.text import normalised
from quizzes.model import Item
from quizzes.page.fields import QuizBlank, QuizBlankNote
from quizzes.page.parts import Parts, Say, UnshowableError, code, listed, mark, noted

# Stands for a blank while the Markdown is read: double braces would be taken for a substitution.
_PLACEHOLDER = re.compile("\ue000([0-9]+)\ue001")


def compose(item: Item, say: Say) -> Parts:
    """Return the prompt with its fields, and places for what is said of each."""
    blanks = {blank.id: blank for blank in body(item).blanks}
    order = MARK.findall(item.prompt)
    marked = MARK.sub(lambda found: f"\ue000{order.index(found[1])}\ue001", item.prompt)
    prompt = say.parse(marked)
    names = {name: _named(place, len(order)) for place, name in enumerate(order, 1)}
    seen: list[str] = []
    for node in prompt:
        for text in list(node.findall(nodes.Text)):
            pieces = list(_pieces(item, text, [blanks[name] for name in order], names, seen))
            if len(pieces) > 1 and isinstance(text.parent, nodes.TextElement):
                text.parent.replace(text, pieces)
    if len(seen) != len(order):
        lost = next(name for name in order if name not in seen)
        raise UnshowableError(f"{item.id}: the blank {lost!r} stands in a formula or in code, where no field can be")
    notes = [QuizBlankNote(item_id=item.id, blank_id=blank.id) for blank in body(item).blanks]
    whys: list[nodes.Node] = []
    for blank in body(item).blanks:
        node = say.why(blank.id, False, noted(f"{names[blank.id]}: not right."), blank.why)
        node.insert(0, listed(nodes.strong("", f"{names[blank.id]}:"), nodes.Text(" "), code(blank.accept[0])))
        whys.append(node)
        for mistake in blank.mistakes:
            lead = [*mark(f"{names[blank.id]}: not"), code(mistake.accept[0]), nodes.Text(". ")]
            whys.append(say.why(f"{blank.id}/{mistake.id}", False, lead, mistake.why, mistake.misconception))
    return Parts("Fill in the blanks.", prompt, notes, whys)


def key(item: Item) -> dict[str, object]:
    """Return the accepted forms of each blank as they are compared, and those of its known mistakes."""
    return {
        "blanks": [
            {
                "id": blank.id,
                "accept": [normalised(form) for form in blank.accept],
                "mistakes": [
                    {"id": m.id, "accept": [normalised(form) for form in m.accept], "misconception": m.misconception}
                    for m in blank.mistakes
                ],
            }
            for blank in body(item).blanks
        ]
    }


def _named(place: int, count: int) -> str:
    return "The blank" if count == 1 else f"Blank {place}"


def _pieces(
    item: Item, text: nodes.Text, blanks: list[ClozeBlank], names: dict[str, str], seen: list[str]
) -> Iterator[nodes.Node]:
    """Yield the text's pieces with a field for each placeholder."""
    at = 0
    if isinstance(text.parent, nodes.literal_block | nodes.math | nodes.math_block):
        return
    for found in _PLACEHOLDER.finditer(str(text)):
        blank = blanks[int(found[1])]
        seen.append(blank.id)
        yield nodes.Text(str(text)[at : found.start()])
        yield QuizBlank(
            "", nodes.Text("____"),
            item_id=item.id, blank_id=blank.id, named=names[blank.id], options=list(blank.options),
        )  # fmt: skip
        at = found.end()
    yield nodes.Text(str(text)[at:])
