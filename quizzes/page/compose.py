"""An item of the bank as the nodes of a page.

A new kind adds a function to `ANSWERED_BY` here, one to `KEYS` in key.py, and a control and a judge in the
script.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from docutils import nodes

from quizzes.model import Bank, Item, Kind, Quantity
from quizzes.page.key import page_key
from quizzes.page.nodes import (
    QuizAnswers,
    QuizControls,
    QuizEntry,
    QuizExplain,
    QuizForm,
    QuizItem,
    QuizKey,
    QuizLegend,
    QuizOption,
    QuizPart,
    QuizPrompt,
    QuizSee,
    QuizWhy,
)

Parse = Callable[[str], list[nodes.Node]]  # from Markdown
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def compose(item: Item, number: int, bank: Bank, parse: Parse) -> QuizItem:
    """Return the question with its folded answers; `number` is its place on the page."""
    todo, fields, whys = ANSWERED_BY[item.kind](item, bank, parse)
    legend = nodes.paragraph()
    legend += nodes.inline("", f"Question {number}", classes=["quiz-number"])
    legend += nodes.Text(" ")
    legend += nodes.inline("", todo, classes=["quiz-todo"])
    form = QuizForm("", QuizLegend("", legend, item_id=item.id), item_id=item.id)
    form += [QuizPrompt("", *parse(item.prompt), item_id=item.id), *fields, QuizControls()]
    explain = QuizExplain("", *parse(item.explain))
    see = QuizSee(label=item.see, item_id=item.id)
    answers = QuizAnswers("", QuizKey("", *whys), explain, see)
    return QuizItem("", form, answers, ids=[item.id], item_id=item.id, kind=item.kind.value, key=page_key(item))


def _options(item: Item, bank: Bank, parse: Parse, *, todo: str, control: str) -> tuple[str, list, list]:
    fields, whys = [], []
    for letter, option in zip(LETTERS, item.options, strict=False):
        body = _led_by(_letter(letter), parse(option.text))
        fields.append(QuizOption("", *body, item_id=item.id, option_id=option.id, control=control))
        lead = [*_letter(letter), *_mark("Right." if option.right else "Not right.")]
        whys.append(_why(option.id, option.right, lead, option.why, option.misconception, bank, parse))
    return todo, fields, whys


def _choice(item: Item, bank: Bank, parse: Parse) -> tuple[str, list, list]:
    return _options(item, bank, parse, todo="Choose one.", control="radio")


def _choices(item: Item, bank: Bank, parse: Parse) -> tuple[str, list, list]:
    return _options(item, bank, parse, todo="Choose all that apply.", control="checkbox")


def _number(item: Item, bank: Bank, parse: Parse) -> tuple[str, list, list]:
    quantity = item.quantity
    assert quantity is not None, f"{item.id} was loaded without a key"
    entry = QuizEntry("", nodes.paragraph("", "Your answer"), item_id=item.id, unit=quantity.unit, mode="decimal")
    answer = nodes.paragraph("", "", *_mark(f"{written(quantity.value, quantity)} {quantity.unit}".strip()))
    answer += nodes.Text(f"(accepted: \N{PLUS-MINUS SIGN} {quantity.tolerance:g})")
    whys = [QuizWhy("", answer, about="answer", right=True)]
    for mistake in quantity.mistakes:
        lead = _mark(f"Not {written(mistake.value, quantity)}.")
        whys.append(_why(mistake.id, False, lead, mistake.why, mistake.misconception, bank, parse))
    return "Write a number.", [entry], whys


ANSWERED_BY: dict[Kind, Callable[[Item, Bank, Parse], tuple[str, list[QuizPart], list[QuizPart]]]] = {
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.NUMBER: _number,
}


def written(value: float, quantity: Quantity) -> str:
    """Return the value with the digits that the tolerance makes meaningful, and a typographic minus sign."""
    digits = math.ceil(-math.log10(quantity.tolerance))
    text = f"{value:.{digits}f}" if 0 <= digits <= 6 and abs(value) < 1e6 else f"{value:g}"
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}")


def _why(
    about: str,
    right: bool,
    lead: list[nodes.Node],
    why: str,
    misconception: str | None,
    bank: Bank,
    parse: Parse,
) -> QuizWhy:
    node = QuizWhy("", *_led_by(lead, parse(why)), about=about, right=right)
    if misconception:
        name = nodes.strong("", bank.misconceptions[misconception].name)
        node += nodes.paragraph("", "A common misconception: ", name, nodes.Text("."), classes=["quiz-misconception"])
    return node


def _letter(letter: str) -> list[nodes.Node]:
    return [nodes.inline("", letter, classes=["quiz-letter"]), nodes.Text(" ")]


def _mark(text: str) -> list[nodes.Node]:
    return [nodes.strong("", text, classes=["quiz-mark"]), nodes.Text(" ")]


def _led_by(lead: list[nodes.Node], body: list[nodes.Node]) -> Iterator[nodes.Node]:
    """Yield the body with `lead` at the head of its first paragraph."""
    if body and isinstance(body[0], nodes.paragraph):
        body[0][:0] = lead
        yield from body
    else:
        yield nodes.paragraph("", "", *lead)
        yield from body
