"""How each kind of question is answered and scored in Canvas's QTI 1.2."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import singledispatch
from html import escape

from quizzes.kinds.match import Match
from quizzes.kinds.order import Order
from quizzes.model import Quantity
from quizzes.targets.html import html, inline_html, plain
from quizzes.targets.moodle import order_as_match
from quizzes.targets.questions import Blank, Blanks, Choices, Question, Spelled, Written
from quizzes.targets.shown import number, prompt_html

FIELD = "response1"
_ENTRY = (
    f'<response_str ident="{FIELD}" rcardinality="Single"><render_fib{{}}><response_label ident="answer1"/>'
    "</render_fib></response_str>"
)


@dataclass(frozen=True)
class Answering:
    """The parts of an item that depend on its kind."""

    kind: str  # Canvas's, without "_question"
    prompt: str  # HTML
    presentation: str
    scoring: list[tuple[str, str, str]]  # condition, "Set" or "Add", percent
    said: list[tuple[str, str]]  # condition -> id of the feedback
    feedback: list[tuple[str, str]]  # id -> HTML


def answering(question: Question) -> Answering:
    """Return the parts of an item that depend on its kind."""
    return _answering(question.content, question)


@singledispatch
def _answering(content: object, question: Question) -> Answering:
    raise TypeError(f"{question.id}: no question of Canvas for {type(content).__name__}")


@_answering.register
def _choices(content: Choices, question: Question) -> Answering:
    tests = {option.id: _equal(FIELD, option.id) for option in content.options}
    right = [tests[o.id] if o.right else f"<not>{tests[o.id]}</not>" for o in content.options]
    key = next(option.id for option in content.options if option.right)
    return Answering(
        "multiple_answers" if content.several else "multiple_choice",
        prompt_html(question),
        _menu(FIELD, [(o.id, html(o.text)) for o in content.options], several=content.several),
        [(f"<and>{''.join(right)}</and>" if content.several else tests[key], "Set", "100")],
        [(test, f"{name}_fb") for name, test in tests.items()],
        [(f"{option.id}_fb", html(option.why)) for option in content.options],
    )


@_answering.register
def _quantity(content: Quantity, question: Question) -> Answering:
    exact = _equal(FIELD, number(content.value))
    return Answering(
        "numerical",
        prompt_html(question),
        _ENTRY.format(' fibtype="Decimal"'),
        [(f"<or>{exact}<and>{_range(content.value, content.tolerance)}</and></or>", "Set", "100")],
        [(_range(mistake.value, content.tolerance), f"{mistake.id}_fb") for mistake in content.mistakes],
        [(f"{mistake.id}_fb", html(mistake.why)) for mistake in content.mistakes],
    )


@_answering.register
def _written(content: Written, question: Question) -> Answering:
    key, *wrong = content.answers
    return Answering(
        "short_answer",
        prompt_html(question),
        _ENTRY.format(""),
        [(_spelled(key), "Set", "100")],
        [(_equal(FIELD, text), f"{answer.id}_fb") for answer in wrong for text in answer.spellings],
        [(f"{answer.id}_fb", html(answer.why)) for answer in wrong],
    )


@_answering.register
def _blanks(content: Blanks, question: Question) -> Answering:
    menus = all(blank.options for blank in content.blanks)
    names = {blank.id: f"response_{_name(blank)}" for blank in content.blanks}
    fields, scoring = [], []
    share = number(100 / len(content.blanks))
    for blank in content.blanks:
        right = blank.answers[0].spellings
        texts = blank.options if menus else right
        ids = {text: f"{_name(blank)}_{place}" for place, text in enumerate(texts, 1)}
        fields.append(_menu(names[blank.id], [(ids[text], text) for text in texts], _plain(_name(blank)), of=_plain))
        scoring += [(_equal(names[blank.id], ids[text]), "Add", share) for text in right]
    return Answering(
        "multiple_dropdowns" if menus else "fill_in_multiple_blanks",
        prompt_html(question, lambda name: f"[{name.replace('-', '_')}]") + _offered(content, menus),
        "".join(fields),
        scoring,
        [],
        [],
    )


@_answering.register
def _order(content: Order, question: Question) -> Answering:
    return _match(order_as_match(content), question)


@_answering.register
def _match(content: Match, question: Question) -> Answering:
    right = [(entry.id, plain(entry.text)) for entry in content.right]
    share = number(100 / len(content.left))
    fields = [_menu(f"response_{entry.id}", right, _material(html(entry.text)), of=_plain) for entry in content.left]
    scoring = [(_equal(f"response_{entry.id}", entry.match), "Add", share) for entry in content.left]
    return Answering("matching", prompt_html(question), "".join(fields), scoring, [], [])


def _name(blank: Blank) -> str:
    return blank.id.replace("-", "_")


def _offered(content: Blanks, menus: bool) -> str:
    """Return what there is to choose from, where Canvas shows no menu."""
    lists = [", ".join(map(inline_html, blank.options)) for blank in content.blanks if blank.options and not menus]
    return "".join(f"<p>Choose from: {texts}</p>" for texts in lists)


def _material(text: str) -> str:
    return f'<material><mattext texttype="text/html">{escape(text, quote=False)}</mattext></material>'


def _plain(text: str) -> str:
    return f"<material><mattext>{escape(text, quote=False)}</mattext></material>"


def _menu(
    field: str,
    rows: Iterable[tuple[str, str]],
    lead: str = "",
    *,
    of: Callable[[str], str] = _material,
    several: bool = False,
) -> str:
    """Return a field with its labels; `lead` is the material before them, `of` makes one of a label's text."""
    labels = "".join(f'<response_label ident="{name}">{of(text)}</response_label>' for name, text in rows)
    many = "Multiple" if several else "Single"
    return (
        f'<response_lid ident="{field}" rcardinality="{many}">{lead}'
        f"<render_choice>{labels}</render_choice></response_lid>"
    )


def _equal(field: str, value: str) -> str:
    return f'<varequal respident="{field}">{escape(value, quote=False)}</varequal>'


def _spelled(answer: Spelled) -> str:
    tests = "".join(_equal(FIELD, text) for text in answer.spellings)
    return tests if len(answer.spellings) == 1 else f"<or>{tests}</or>"


def _range(value: float, tolerance: float) -> str:
    low, high = number(value - tolerance), number(value + tolerance)
    return f'<vargte respident="{FIELD}">{low}</vargte><varlte respident="{FIELD}">{high}</varlte>'
