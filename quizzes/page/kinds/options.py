"""What the two kinds with options share: a row with a native control for each option."""

from __future__ import annotations

from quizzes.model import Item
from quizzes.page.fields import QuizOption
from quizzes.page.parts import LETTERS, WRONG, Parts, Say, led_by, letter, mark


def compose_options(item: Item, say: Say, *, todo: str, control: str) -> Parts:
    """Return the options as radio buttons or checkboxes."""
    fields, whys = [], []
    for name, option in zip(LETTERS, item.options, strict=False):
        body = led_by(letter(name), say.parse(option.text))
        fields.append(QuizOption("", *body, item_id=item.id, option_id=option.id, control=control))
        lead = [*letter(name), *mark("Right." if option.right else WRONG)]
        whys.append(say.why(option.id, option.right, lead, option.why, option.misconception))
    return Parts(todo, say.parse(item.prompt), fields, whys)


def key(item: Item) -> dict[str, object]:
    """Return which options are right and what leads to the others."""
    return {
        "options": [
            {"id": option.id, "right": option.right, "misconception": option.misconception} for option in item.options
        ]
    }
