"""The bank as GIFT, a text that Moodle and others read: all kinds but texts with several blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from quizzes.kinds.content import Blanks, Choices, Match, Order, Written
from quizzes.model import Bank, Quantity
from quizzes.targets.html import html, inline_html, plain
from quizzes.targets.moodle import fraction, order_as_match, top
from quizzes.targets.questions import Exported, NeutralQuestion, Omission, lost, questions
from quizzes.targets.shown import number, prompt_html, remarks_html

_SPECIAL = re.compile(r"([\\~=#{}:])")


def export_gift(bank: Bank, count: int = 1) -> Exported:
    """Return the bank as one file of GIFT, a category for each chapter."""
    asked = [question for question in questions(bank, count) if not isinstance(question.content, Blanks)]
    parts = []
    for chapter, group in groupby(asked, key=lambda question: question.item.chapter):
        parts += [f"$CATEGORY: {top(bank)}/{chapter}", *map(gift, group)]
    left_out = (q for q in questions(bank, count) if isinstance(q.content, Blanks))
    losses = list(lost(bank, count))
    losses += (Omission(q.id, q.item.kind.value, "-", "left out: several blanks") for q in left_out)
    losses += (Omission(q.id, q.item.kind.value, "-", "points and hints are left out") for q in asked[:1])
    return Exported({f"{bank.project.name}.gift": ("\n\n".join(parts) + "\n").encode()}, tuple(losses), len(asked))


def gift(question: NeutralQuestion) -> str:
    """Return one question."""
    content = question.content
    general = html(question.item.explain)
    if isinstance(content, Match | Order):
        general += remarks_html(question)
    rows = "\n".join(_rows(question))
    lead = "#" if isinstance(content, Quantity) else ""
    return f"::{question.id}::[html]{escaped(prompt_html(question))}{{{lead}\n{rows}\n####{escaped(general)}\n}}"


def escaped(text: str) -> str:
    r"""Return a text on one line that GIFT reads as it is; a line's end within a program is a break.

    >>> escaped("a=b: {c}")
    'a\\=b\\: \\{c\\}'
    """
    lines = _SPECIAL.sub(r"\\\1", text).split("\n")
    return r"\n".join(lines)


def _rows(question: NeutralQuestion) -> Iterator[str]:
    content = question.content
    if isinstance(content, Choices):
        right = sum(option.right for option in content.options)
        for option in content.options:
            share = fraction((1 if option.right else -1) / right)
            sign = f"~%{share}%" if content.several else "=" if option.right else "~"
            yield f"{sign}{escaped(inline_html(option.text))}{_why(option.why)}"
    elif isinstance(content, Quantity):
        width = number(content.tolerance)
        yield f"={number(content.value)}:{width}"
        yield from (f"=%0%{number(m.value)}:{width}{_why(m.why)}" for m in content.mistakes)
    elif isinstance(content, Written):
        for answer in content.answers:
            lead = "=" if answer.right else "=%0%"
            yield from (f"{lead}{escaped(_starless(text))}{_why(answer.why)}" for text in answer.spellings)
    else:
        assert not isinstance(content, Blanks), "a text with several blanks cannot be said in GIFT"
        match = order_as_match(content) if isinstance(content, Order) else content
        right_texts = {entry.id: escaped(plain(entry.text)) for entry in match.right}
        yield from (f"={escaped(inline_html(e.text))} -> {right_texts[e.match]}" for e in match.left)
        used = {entry.match for entry in match.left}
        yield from (f"= -> {text}" for name, text in right_texts.items() if name not in used)


def _starless(text: str) -> str:
    """Return a spelling in which a star is a star: alone it stands for anything."""
    return text.replace("*", r"\*")


def _why(text: str) -> str:
    return f"#{escaped(html(text))}" if text else ""
