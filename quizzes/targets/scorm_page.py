"""The page of a SCORM package: a form for each question, formulas as MathML, keys as data; nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape, unescape

from latex2mathml.converter import convert

from quizzes.kinds import KINDS
from quizzes.kinds.content import MARK, Blanks, Choices, Match, Order, shuffled_right, shuffled_steps
from quizzes.model import Quantity
from quizzes.page.key import page_key
from quizzes.targets.html import code_html, html, inline_html, plain
from quizzes.targets.questions import Question
from quizzes.targets.shown import key_lines

_SCROLLED = '<pre tabindex="0" role="group" aria-label="Program">'
_FORMULA = re.compile(r"\\\((?P<inline>.*?)\\\)|\\\[(?P<block>.*?)\\\]", re.DOTALL)


def page(title: str, asked: tuple[Question, ...]) -> str:
    """Return the page of some questions."""
    sections = "\n".join(_section(place, question) for place, question in enumerate(asked, 1))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="stylesheet" href="package.css">
<script type="module" src="package.js"></script>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
<p>The first answer to a question counts; you may try again afterwards to learn.</p>
<noscript><p>This quiz needs JavaScript.</p></noscript>
{sections}
</main>
<p id="progress" role="status"></p>
</body>
</html>
"""


def _section(place: int, question: Question) -> str:
    item = question.item
    key = json.dumps(page_key(item)).replace("<", "\\u003c")
    name, whys = f"question-{place}", KINDS[item.kind].whys(item)
    return f"""<section class="question" id="{name}" aria-labelledby="{name}-title" data-points="{question.points}"
 data-answer="{_answer_form(question)}">
<h2 id="{name}-title">Question {place}</h2>
<form autocomplete="off">
{"".join(_form(question))}
<button>Check</button>
</form>
<p class="verdict" role="status"></p>
{"".join(f'<div data-why="{escape(name)}" hidden>{mathml(html(why))}</div>' for name, why in whys)}
<div class="explanation" hidden><p>Answer: {mathml("; ".join(map(inline_html, key_lines(question))))}</p>
{mathml(html(item.explain))}</div>
<script type="application/json" class="key">{key}</script>
</section>"""


def _form(question: Question) -> Iterator[str]:
    item, content = question.item, question.content
    if question.code:
        yield mathml(html(item.prompt))
        # a program that is wider than the page is scrolled, by keyboard too
        yield code_html(question.code).replace("<pre>", _SCROLLED)
        yield f'<label>What does it print?<textarea name="{item.id}" rows="4" spellcheck="false"></textarea></label>'
        return
    if isinstance(content, Blanks):
        options = {blank.id: blank.options for blank in content.blanks}
        yield MARK.sub(lambda mark: _blank(mark[1], options[mark[1]]), mathml(html(item.prompt)))
        return
    yield mathml(html(item.prompt))
    if isinstance(content, Choices):
        control = "checkbox" if content.several else "radio"
        lead = "Choose all that apply." if content.several else "Choose one."
        fields = ((f'<input type="{control}" name="{item.id}" value="{o.id}">', o.text) for o in content.options)
        rows = (f"<label>{field} {mathml(inline_html(text))}</label>" for field, text in fields)
        yield f"<fieldset><legend>{lead}</legend>{''.join(rows)}</fieldset>"
    elif isinstance(content, Order):
        steps = shuffled_steps(item.id, content)
        places = [(str(n), str(n)) for n in range(1, len(steps) + 1)]
        yield "<p>Give each step its place.</p>"
        yield from (_row(step.text, _select(step.id, places, f"Place of: {plain(step.text)}")) for step in steps)
    elif isinstance(content, Match):
        right = [(entry.id, plain(entry.text)) for entry in shuffled_right(item.id, content)]
        yield from (
            _row(entry.text, _select(entry.id, right, f"Match for: {plain(entry.text)}")) for entry in content.left
        )
    else:
        number = isinstance(content, Quantity)
        unit = f" {mathml(inline_html(content.unit))}" if isinstance(content, Quantity) and content.unit else ""
        mode = ' inputmode="decimal"' if number else ""
        yield f'<label>Your answer: <input name="{item.id}"{mode}>{unit}</label>'


def _answer_form(question: Question) -> str:
    """Return how the package's script reads the answer from the form."""
    content = question.content
    if question.code:
        return "text"
    if isinstance(content, Choices):
        return "chosen" if content.several else "one"
    if isinstance(content, Blanks | Match):
        return "each"
    return "places" if isinstance(content, Order) else "number" if isinstance(content, Quantity) else "text"


def mathml(text: str) -> str:
    r"""Return HTML with its formulas as MathML, which browsers show and screen readers read.

    >>> mathml(r"a \(x\) b").startswith('a <math'), "\\(" in mathml(r"a \(x\) b")
    (True, False)
    """
    return _FORMULA.sub(_converted, text)


def _converted(found: re.Match[str]) -> str:
    block = found["block"] is not None
    return convert(unescape(found["block"] if block else found["inline"]), display="block" if block else "inline")


def _blank(name: str, options: tuple[str, ...]) -> str:
    if options:
        return _select(name, [(option, option) for option in options], f"Blank: {name}")
    return f'<input name="{name}" aria-label="Blank: {name}">'


def _row(text: str, control: str) -> str:
    return f'<div class="row">{mathml(inline_html(text))} {control}</div>'


def _select(name: str, rows: list[tuple[str, str]], label: str) -> str:
    options = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in rows)
    return f'<select name="{name}" aria-label="{escape(label)}"><option value="">…</option>{options}</select>'
