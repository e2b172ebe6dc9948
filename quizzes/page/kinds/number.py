"""A number: a text field, so that a decimal comma and a typographic minus sign are understood."""

from __future__ import annotations

from docutils import nodes

from quizzes.kinds.number import decimals
from quizzes.model import Item, Quantity
from quizzes.page.fields import QuizEntry
from quizzes.page.parts import Parts, Say, mark


def compose(item: Item, say: Say) -> Parts:
    """Return the field with its unit."""
    quantity = _quantity(item)
    label = nodes.paragraph("", "Your answer")
    entry = QuizEntry("", label, item_id=item.id, unit=quantity.unit, mode="decimal", code=False, rows=1)
    value = nodes.Text(f"{written(quantity.value, quantity)} {quantity.unit}".strip())
    whys = [say.answer(value, f"(accepted: \N{PLUS-MINUS SIGN} {quantity.tolerance:g})")]
    for mistake in quantity.mistakes:
        lead = mark(f"Not {written(mistake.value, quantity)}.")
        whys.append(say.why(mistake.id, False, lead, mistake.why, mistake.misconception))
    return Parts("Write a number.", say.parse(item.prompt), [entry], whys)


def key(item: Item) -> dict[str, object]:
    """Return the number, its tolerance and the known mistakes."""
    quantity = _quantity(item)
    return {
        "answer": quantity.value,
        "tolerance": quantity.tolerance,
        "mistakes": [{"id": m.id, "value": m.value, "misconception": m.misconception} for m in quantity.mistakes],
    }


def written(value: float, quantity: Quantity) -> str:
    """Return the value with the digits that the tolerance makes meaningful, and a typographic minus sign."""
    digits = decimals(quantity.tolerance)
    text = f"{value:.{digits}f}" if 0 <= digits <= 6 and abs(value) < 1e6 else f"{value:g}"
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    if float(text) == 0:
        text = text.removeprefix("-")  # a value a little below zero, and the zero that has a sign
    return text.replace("-", "\N{MINUS SIGN}")


def _quantity(item: Item) -> Quantity:
    assert item.quantity is not None, f"{item.id} was loaded without a key"
    return item.quantity
