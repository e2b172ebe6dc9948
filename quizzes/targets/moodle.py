"""The bank as Moodle XML: a category for each chapter, feedback, partial credit, tolerance.

Kinds that Moodle's core lacks become the nearest: order a matching of steps with their places, a trace of several
lines a text with a blank a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from quizzes.kinds.content import Blanks, Choices, Left, Match, Order, Right, Written, ranks
from quizzes.model import Bank, Quantity
from quizzes.targets.cloze_text import cloze_blank
from quizzes.targets.html import html, inline_html, plain
from quizzes.targets.questions import Exported, NeutralQuestion, Omission, lost, questions
from quizzes.targets.shown import number, prompt_html, remarks_html

# The grades that Moodle's forms offer, in percent; it refuses to import any other.
FRACTIONS = (
    "100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30", "25", "20", "16.66667",
    "14.28571", "12.5", "11.11111", "10", "5", "0",
)  # fmt: skip


def export_moodle(bank: Bank, count: int = 1) -> Exported:
    """Return the bank as one file of Moodle XML."""
    asked = questions(bank, count)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    for chapter, group in groupby(asked, key=lambda question: question.item.chapter):
        lines.append(_category(f"{top(bank)}/{chapter}"))
        lines += [_question(question) for question in group]
    files = {f"{bank.project.name}.xml": ("\n".join([*lines, "</quiz>"]) + "\n").encode()}
    return Exported(files, (*lost(bank, count), *_losses(asked)), len(asked))


def top(bank: Bank) -> str:
    """Return the category of Moodle that holds those of the chapters."""
    return f"$course$/top/{bank.project.title}"


def fraction(share: float) -> str:
    """Return the allowed grade that is nearest to a share between -1 and 1."""
    nearest = min(FRACTIONS, key=lambda allowed: abs(float(allowed) - abs(100 * share)))
    return f"-{nearest}" if share < 0 and nearest != "0" else nearest


def order_as_match(order: Order) -> Match:
    """Return the matching of steps with places that stands for an order; tied steps have places in common."""
    rank = ranks(order)
    places: dict[int, list[str]] = {}
    for place, step in enumerate(order.steps, 1):
        places.setdefault(rank[step.id], []).append(str(place))
    right = tuple(Right(f"place-{n}", " or ".join(names)) for n, names in places.items())
    left = tuple(Left(step.id, step.text, f"place-{rank[step.id]}", step.why) for step in order.steps)
    return Match(left, right)


def _losses(asked: tuple[NeutralQuestion, ...]) -> Iterator[Omission]:
    for question in asked:
        for becomes, note in _notes(question):
            yield Omission(question.id, question.item.kind.value, becomes, note)


def _notes(question: NeutralQuestion) -> Iterator[tuple[str, str]]:
    content = question.content
    if isinstance(content, Choices) and abs(sum(_grades(content)) - 100) > 0.01:
        yield "multichoice", "the grades are the nearest that Moodle allows"
    if isinstance(content, Written):
        yield "shortanswer", f"right spellings: {len(content.answers[0].spellings)}; the page takes any spacing"
    if isinstance(content, Order):
        yield "matching", "each step is matched with its place; tied steps share a place"
    if isinstance(content, Match):
        yield "matching", "formulas in the menus are plain text; what is said of a pair stands at the end"
    if isinstance(content, Blanks):
        if question.code:
            yield "cloze", "a blank for each line that is printed"
        if len(content.blanks) != question.points:
            yield "cloze", f"points: {len(content.blanks)}, one a blank, instead of {question.points}"


def _grades(content: Choices) -> list[float]:
    return [grade for option in content.options if (grade := float(_grade(content, option.right))) > 0]


def _grade(content: Choices, right: bool) -> str:
    count = sum(option.right for option in content.options)
    if content.several:
        return fraction((1 if right else -1) / count)
    return fraction(1 if right else 0)


def _category(name: str) -> str:
    return f'<question type="category"><category>{_text(name)}</category></question>'


def _question(question: NeutralQuestion) -> str:
    kind, body = _body(question)
    item = question.item
    prompt = prompt_html(question)
    general = html(item.explain)
    if kind == "cloze":
        assert isinstance(question.content, Blanks)
        blanks = {blank.id: cloze_blank(blank) for blank in question.content.blanks}
        prompt = prompt_html(question, blanks.__getitem__)
    if kind in ("cloze", "matching"):
        general += remarks_html(question)
    tags = [item.chapter, f"objective-{item.objective}", f"kind-{item.kind.value}", *(f"card-{c}" for c in item.cards)]
    return "\n".join([
        f'<question type="{kind}">',
        f"<name>{_text(question.id)}</name>",
        f'<questiontext format="html">{_cdata(prompt)}</questiontext>',
        f'<generalfeedback format="html">{_cdata(general)}</generalfeedback>',
        *([] if kind == "cloze" else [f"<defaultgrade>{question.points}</defaultgrade>"]),
        "<penalty>0.3333333</penalty>",
        "<hidden>0</hidden>",
        f"<idnumber>{escape(question.id)}</idnumber>",
        *body,
        *(f'<hint format="html">{_cdata(html(hint))}</hint>' for hint in item.hints),
        f"<tags>{''.join(f'<tag>{_text(tag)}</tag>' for tag in tags)}</tags>",
        "</question>",
    ])  # fmt: skip


def _body(question: NeutralQuestion) -> tuple[str, list[str]]:
    """Return Moodle's kind and what is peculiar to it."""
    content = question.content
    if isinstance(content, Choices):
        return "multichoice", _options(content)
    if isinstance(content, Quantity):
        tolerance = f"<tolerance>{number(content.tolerance)}</tolerance>"
        rows = [(content.value, "100", ""), *((mistake.value, "0", mistake.why) for mistake in content.mistakes)]
        return "numerical", [_answer(number(value), grade, why, tolerance) for value, grade, why in rows]
    if isinstance(content, Written):
        answers = [
            _answer(spelling.replace("*", r"\*"), "100" if answer.right else "0", answer.why)
            for answer in content.answers
            for spelling in answer.spellings
        ]
        return "shortanswer", ["<usecase>0</usecase>", *answers]
    if isinstance(content, Blanks):
        return "cloze", []
    return "matching", _pairs(order_as_match(content) if isinstance(content, Order) else content)


def _options(content: Choices) -> list[str]:
    rows = [f"<single>{str(not content.several).lower()}</single>", "<shuffleanswers>true</shuffleanswers>",
            "<answernumbering>none</answernumbering>"]  # fmt: skip
    for option in content.options:
        rows.append(_answer(inline_html(option.text), _grade(content, option.right), option.why, form="html"))
    return rows


def _pairs(content: Match) -> list[str]:
    """Return the pairs; a right entry that matches nothing is a pair without a left."""
    right = {entry.id: plain(entry.text) for entry in content.right}
    matched = {entry.match for entry in content.left}
    rows = [(inline_html(entry.text), right[entry.match]) for entry in content.left]
    rows += [("", text) for name, text in right.items() if name not in matched]
    return ["<shuffleanswers>true</shuffleanswers>"] + [
        f'<subquestion format="html">{_cdata(text)}<answer>{_text(answer)}</answer></subquestion>'
        for text, answer in rows
    ]


def _answer(text: str, grade: str, why: str, more: str = "", form: str = "moodle_auto_format") -> str:
    shown = _cdata(text) if form == "html" else _text(text)
    feedback = f'<feedback format="html">{_cdata(html(why))}</feedback>'
    return f'<answer fraction="{grade}" format="{form}">{shown}{feedback}{more}</answer>'


def _text(text: str) -> str:
    return f"<text>{escape(text, quote=False)}</text>"


def _cdata(text: str) -> str:
    return f"<text><![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]></text>" if text else "<text></text>"
