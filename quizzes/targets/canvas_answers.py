"""How each kind of question is answered and scored in Canvas's QTI 1.2.

Labels and comments have numbers in the place of the bank's ids: Canvas takes a comment called ``wrong-ones_fb`` for
the question's own, and of the labels of a matching only the digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import singledispatch

from quizzes.kinds.content import Blank, Blanks, Choices, Match, Order, Written
from quizzes.model import Quantity
from quizzes.targets.canvas_parts import comment, equal, material, menu, plain_material
from quizzes.targets.html import html, inline_html, plain
from quizzes.targets.moodle import order_as_match
from quizzes.targets.questions import NeutralQuestion
from quizzes.targets.shown import number, prompt_html
from quizzes.targets.xml import Element, element

FIELD = "response1"

Condition = Sequence[Element]


@dataclass(frozen=True)
class CanvasAnswer:
    """The parts of an item that depend on its kind."""

    kind: str  # Canvas's, without "_question"
    prompt: str  # HTML
    presentation: Sequence[Element]
    scoring: Sequence[tuple[Condition, str, str]]  # condition, "Set" or "Add", percent
    said: Sequence[tuple[Condition, str]] = field(default=())  # condition -> id of the feedback
    feedback: Sequence[tuple[str, str]] = field(default=())  # id -> HTML


def answering(question: NeutralQuestion) -> CanvasAnswer:
    """Return the parts of an item that depend on its kind."""
    return _answering(question.content, question)


@singledispatch
def _answering(content: object, question: NeutralQuestion) -> CanvasAnswer:
    raise TypeError(f"{question.id}: no question of Canvas for {type(content).__name__}")


@_answering.register
def _choices(content: Choices, question: NeutralQuestion) -> CanvasAnswer:
    names = {option.id: f"option{place}" for place, option in enumerate(content.options, 1)}

    def test(option_id: str) -> Element:
        return equal(FIELD, names[option_id])

    if content.several:
        all_of_them = (test(o.id) if o.right else element("not", test(o.id)) for o in content.options)
        key = element("and", *all_of_them)
    else:
        key = test(next(option.id for option in content.options if option.right))
    return CanvasAnswer(
        "multiple_answers" if content.several else "multiple_choice",
        prompt_html(question),
        [menu(FIELD, [(names[o.id], html(o.text)) for o in content.options], several=content.several)],
        [([key], "Set", "100")],
        [([test(option.id)], f"{names[option.id]}_fb") for option in content.options],
        [(f"{names[option.id]}_fb", html(option.why)) for option in content.options],
    )


@_answering.register
def _quantity(content: Quantity, question: NeutralQuestion) -> CanvasAnswer:
    low = element("vargte", number(content.value - content.tolerance), respident=FIELD)
    high = element("varlte", number(content.value + content.tolerance), respident=FIELD)
    near = element("or", equal(FIELD, number(content.value)), element("and", low, high))
    return CanvasAnswer("numerical", prompt_html(question), [_entry(fibtype="Decimal")], [([near], "Set", "100")])


@_answering.register
def _written(content: Written, question: NeutralQuestion) -> CanvasAnswer:
    key = [equal(FIELD, text) for text in content.answers[0].spellings]  # side by side: New Quizzes reads no <or>
    return CanvasAnswer("short_answer", prompt_html(question), [_entry()], [(key, "Set", "100")])


@_answering.register
def _blanks(content: Blanks, question: NeutralQuestion) -> CanvasAnswer:
    menus = all(blank.options for blank in content.blanks)
    names = {blank.id: f"response_{_name(blank)}" for blank in content.blanks}
    fields, scoring = [], []
    share = number(100 / len(content.blanks))
    for blank in content.blanks:
        right = blank.answers[0].spellings
        texts = blank.options if menus else right
        ids = {text: f"{_name(blank)}_{place}" for place, text in enumerate(texts, 1)}
        rows = [(ids[text], text) for text in texts]
        fields.append(menu(names[blank.id], rows, plain_material(_name(blank)), make=plain_material))
        scoring += [([equal(names[blank.id], ids[text])], "Add", share) for text in right]
    return CanvasAnswer(
        "multiple_dropdowns" if menus else "fill_in_multiple_blanks",
        prompt_html(question, lambda name: f"[{name.replace('-', '_')}]") + _offered(content, menus),
        fields,
        scoring,
    )


@_answering.register
def _order(content: Order, question: NeutralQuestion) -> CanvasAnswer:
    return _match(order_as_match(content), question)


@_answering.register
def _match(content: Match, question: NeutralQuestion) -> CanvasAnswer:
    names = {entry.id: f"entry{place}" for place, entry in enumerate(content.right, 1)}
    rows = [(names[entry.id], plain(entry.text)) for entry in content.right]
    share = number(100 / len(content.left))
    left = {entry.id: f"response_{place}" for place, entry in enumerate(content.left, 101)}
    fields = [menu(left[e.id], rows, material(comment(html(e.text))), make=plain_material) for e in content.left]
    scoring = [([equal(left[entry.id], names[entry.match])], "Add", share) for entry in content.left]
    return CanvasAnswer("matching", prompt_html(question), fields, scoring)


def _name(blank: Blank) -> str:
    return blank.id.replace("-", "_")


def _entry(**attributes: str) -> Element:
    place = element("render_fib", element("response_label", ident="answer1"), **attributes)
    return element("response_str", place, ident=FIELD, rcardinality="Single")


def _offered(content: Blanks, menus: bool) -> str:
    """Return what there is to choose from, where Canvas shows no menu."""
    lists = [", ".join(map(inline_html, blank.options)) for blank in content.blanks if blank.options and not menus]
    return "".join(f"<p>Choose from: {texts}</p>" for texts in lists)
