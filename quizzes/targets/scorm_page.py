"""The page of a SCORM package: a form for each question, formulas as MathML, keys as data; nothing from elsewhere."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

from latex2mathml.converter import convert
from markupsafe import Markup

from quizzes.kinds import KINDS
from quizzes.kinds.content import MARK, Blanks, Choices, Match, Order, shuffled_right, shuffled_steps
from quizzes.model import Quantity
from quizzes.page.key import page_key
from quizzes.targets.html import html, inline_html, plain
from quizzes.targets.questions import NeutralQuestion
from quizzes.targets.shown import key_lines
from quizzes.templates import templates

_FOLDER = Path(__file__).parent / "templates"
_FORMULA = re.compile(r"\\\((?P<inline>.*?)\\\)|\\\[(?P<block>.*?)\\\]", re.DOTALL)


def page(title: str, asked: tuple[NeutralQuestion, ...]) -> str:
    """Return the page of some questions."""
    template = templates(_FOLDER).get_template("scorm.html.j2")
    return template.render(title=title, questions=[_view(question) for question in asked])


def _view(question: NeutralQuestion) -> dict[str, object]:
    """Return what the page shows of a question."""
    item, content = question.item, question.content
    blanks = content.blanks if isinstance(content, Blanks) and not question.code else ()
    options = {blank.id: blank.options for blank in blanks}
    prompt = mathml(html(item.prompt))
    return {
        "item": item.id,
        "points": question.points,
        "answer": _answer_form(question),
        "prompt": Markup(MARK.sub(lambda mark: _blank(mark[1], options[mark[1]]), prompt)) if blanks else prompt,
        "whys": [(name, mathml(html(why))) for name, why in KINDS[item.kind].whys(item)],
        "right": mathml("; ".join(map(inline_html, key_lines(question)))),
        "explain": mathml(html(item.explain)),
        "key": Markup(json.dumps(page_key(item)).replace("<", "\\u003c")),  # a script's text, which knows no &lt;
        **_form(question),
    }


def _form(question: NeutralQuestion) -> dict[str, object]:
    """Return the fields below the prompt."""
    item, content = question.item, question.content
    if question.code:
        return {"form": "program", "code": question.code.rstrip()}
    if isinstance(content, Blanks):
        return {"form": "in the prompt"}
    if isinstance(content, Choices):
        options = [(option.id, mathml(inline_html(option.text))) for option in content.options]
        return {"form": "options", "several": content.several, "options": options}
    if isinstance(content, Order):
        steps = shuffled_steps(item.id, content)
        rows = [(step.id, mathml(inline_html(step.text)), f"Place of: {plain(step.text)}") for step in steps]
        places = [(n, n) for n in range(1, len(steps) + 1)]
        return {"form": "rows", "lead": "Give each step its place.", "rows": rows, "choices": places}
    if isinstance(content, Match):
        rows = [(left.id, mathml(inline_html(left.text)), f"Match for: {plain(left.text)}") for left in content.left]
        right = [(entry.id, plain(entry.text)) for entry in shuffled_right(item.id, content)]
        return {"form": "rows", "lead": "", "rows": rows, "choices": right}
    number = isinstance(content, Quantity)
    unit = content.unit if isinstance(content, Quantity) else ""
    return {"form": "entry", "number": number, "unit": mathml(inline_html(unit)) if unit else ""}


def _answer_form(question: NeutralQuestion) -> str:
    """Return how the package's script reads the answer from the form."""
    content = question.content
    if question.code:
        return "text"
    if isinstance(content, Choices):
        return "chosen" if content.several else "one"
    if isinstance(content, Blanks | Match):
        return "each"
    return "places" if isinstance(content, Order) else "number" if isinstance(content, Quantity) else "text"


def mathml(shown: str) -> Markup:
    r"""Return the bank's HTML with its formulas as MathML, which browsers show and screen readers read.

    >>> mathml(r"a \(x\) b").startswith('a <math'), "\\(" in mathml(r"a \(x\) b")
    (True, False)
    """
    return Markup(_FORMULA.sub(_converted, shown))


def _converted(found: re.Match[str]) -> str:
    block = found["block"] is not None
    return convert(unescape(found["block"] if block else found["inline"]), display="block" if block else "inline")


def _blank(name: str, options: tuple[str, ...]) -> str:
    if not options:
        return Markup('<input name="{}" aria-label="Blank: {}">').format(name, name)
    rows = Markup().join(Markup('<option value="{}">{}</option>').format(option, option) for option in options)
    choice = Markup('<select name="{}" aria-label="Blank: {}"><option value="">…</option>{}</select>')
    return choice.format(name, name, rows)
