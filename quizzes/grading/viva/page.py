"""A sheet and its key as pages to print or to show: large enough to read, without script, nothing of it is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quizzes.grading.report.html_page import link, page, text
from quizzes.grading.report.paragraphs import paragraph
from quizzes.plain_text import cut, one_line
from quizzes.viva.code import numbered
from quizzes.viva.question import VERSION, Question, QuestionKind

if TYPE_CHECKING:
    from quizzes.grading.viva.sheets import Sheet
    from quizzes.project import Project

_CODE = re.compile(r"`([^`]*)`")
_LONG = 4000  # letters of one part
_TITLES = {
    QuestionKind.TRACE: "Follow it", QuestionKind.CHANGED: "One line was changed",
    QuestionKind.WHAT_IF: "What if",
    QuestionKind.SHAPES: "Shapes", QuestionKind.COUNT: "How often", QuestionKind.WHY: "Why",
    QuestionKind.ERROR: "An error", QuestionKind.BANK: "Beside your code",
}  # fmt: skip
_HELP = (
    "You may need: tanh(0) = 0; tanh of 8 and more is 1 to three decimals, of -8 and less -1. A sigmoid of 0 is 0.5, "
    "of 20 and more 1, of -20 and less 0. <code>@</code> is the matrix product."
)
_ALTERNATIVE = (
    "Calculating by hand is not what is asked for: who cannot do it may use a pocket calculator, or say each "
    "step aloud and leave the numbers to whoever asks."
)
_IN_WORDS = (
    "Nothing on this sheet has to be calculated: numbers are there to be talked about. Answer in words, aloud or here."
)
_WAY = " A wrong number with a right way to it counts as right."
_LARGE = """
body { font-size: 1.7rem; max-width: 60rem; } pre { font-size: 1.35rem; }
h1 { font-size: 2.3rem; } section.asked h2 { font-size: 1.9rem; }
section.asked h2 span, .foot, .soft { font-size: 1.35rem; color: inherit; }
@media print { @page { font-size: 14pt; color: #000; } body { font-size: 18pt; }
  h1 { font-size: 24pt; } section.asked h2 { font-size: 20pt; } section.asked h2 span, .foot, .soft { font-size: 16pt; }
  pre { font-size: 16pt; } .lines { height: 3rem; } section.asked { break-inside: auto; } }
"""
STYLE = """
body { font-size: 1.12rem; max-width: 52rem; }
section.asked { border-top: 2px solid var(--line); margin-top: 1.6rem; padding-top: .2rem; }
section.asked h2 { margin: .7rem 0 .4rem; display: flex; justify-content: space-between; gap: 1rem; }
section.asked h2 span { font-weight: normal; font-size: 1rem; color: var(--soft); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .95rem; }
ul.options { list-style: none; padding: 0; } ul.options li { margin: .45rem 0; padding-left: 2rem; text-indent: -2rem; }
ul.options li::before { content: "\\25a1"; display: inline-block; width: 2rem; text-indent: 0; font-size: 1.2rem; }
ul.options li.right::before { content: "\\25a0"; } ul.options li.right { font-weight: 600; }
.lines { border-bottom: 1px solid var(--soft); height: 2.1rem; }
.key { border-left: 4px solid var(--good); padding: .1rem .9rem; background: var(--box); }
.foot { color: var(--soft); font-size: .92rem; margin-top: 2rem; }
@media print { :root { color-scheme: light; --text: #000; --soft: #444; --page: #fff; --box: #f5f5f5; --line: #999;
  --good: #116329; --link: #000; }
  @page { margin: 16mm 15mm 18mm; font-size: 9pt; color: #444; }
  body { font-size: 12.5pt; padding: 0; } pre { font-size: 10.5pt; }
  section.asked { break-inside: avoid-page; } h2 { break-after: avoid; } }
"""


def sheet_page(sheet: Sheet) -> bytes:
    """Return what the learner gets."""
    style = STYLE + _running(_title(sheet)) + (_LARGE if sheet.large else "")
    return page(_title(sheet), [*_head(sheet), *_body(sheet), *_foot(sheet)], style=style)


def explain_page(sheet: Sheet) -> bytes:
    """Return what a learner looks at alone: the questions, and each answer folded."""
    body = [f"<h1>Explain your code: {text(sheet.assignment)}</h1>", f'<p class="soft">{_HELP}</p>']
    for place, question in enumerate(sheet.questions, 1):
        body += _asked(place, question)
        body.append(f"<details><summary>The answer</summary><p>{marked(question.key)}</p></details></section>")
    if not sheet.questions:
        body.append("<p>There is nothing in this notebook that could be asked about and be answered by hand.</p>")
    return page(f"Explain your code: {sheet.assignment}", [*body, *_foot(sheet)], style=STYLE)


def key_page(sheet: Sheet, project: Project, book: str) -> bytes:
    """Return what the instructor gets: the same questions with their keys."""
    body = [f"<h1>Key: {text(_title(sheet))}</h1>"]
    body += [f'<p class="soft">Not for the learner. {len(sheet.questions)} questions, {sheet.steps} steps by hand.</p>']
    if sheet.notes:
        body.append(f"<h2>To know first</h2><ul>{''.join(f'<li>{marked(note)}</li>' for note in sheet.notes)}</ul>")
    for place, question in enumerate(sheet.questions, 1):
        body += _asked(place, question, with_key=True)
        body.append(f'<div class="key"><p><strong>Key.</strong> {marked(question.key)}</p>')
        shows = f" Objective: {text(question.objective)}" if question.objective else ""
        level = f"{question.steps} steps, level {question.level} of 3."
        body.append(f'<p class="soft">{text(question.evidence)} {level}{shows}</p>')
        if found := paragraph(question.see, project) if question.see else None:
            body.append(f"<p>In the book: {link(found.url(book), found.title)}</p>")
        body.append("</div></section>")
    title = f"Key: {_title(sheet)}"
    return page(title, [*body, *_foot(sheet)], style=STYLE + _running(title))


def _running(title: str) -> str:
    """Return the style of what stands at the foot of each printed page: whose it is, and which of how many."""
    plain = "".join(letter if letter.isalnum() and letter.isascii() else f"\\{ord(letter):x} " for letter in title)
    boxes = f'@bottom-left {{ content: "{plain}"; }} @bottom-right {{ content: counter(page) " / " counter(pages); }}'
    return f"@media print {{ @page {{ {boxes} }} }}"


def marked(value: str) -> str:
    """Return text in which only `code` is anything else than text."""
    parts = _CODE.split(cut(value, _LONG))
    return "".join(f"<code>{text(part)}</code>" if k % 2 else text(part) for k, part in enumerate(parts))


def _title(sheet: Sheet) -> str:
    return f"Explain your code: {sheet.assignment}, {one_line(sheet.student, 100)}"


def _head(sheet: Sheet) -> Iterator[str]:
    yield f"<h1>{text(_title(sheet))}</h1>"
    yield (
        f"<p>{len(sheet.questions)} questions on what you handed in, {sheet.minutes} minutes, about two minutes each. "
        f"Answer on this sheet or aloud.{'' if sheet.alternative else _WAY}</p>"
    )
    yield f'<p class="soft">{text(_IN_WORDS) if sheet.alternative else f"{_HELP} {text(_ALTERNATIVE)}"}</p>'


def _body(sheet: Sheet) -> Iterator[str]:
    for place, question in enumerate(sheet.questions, 1):
        yield from _asked(place, question)
        yield '<div class="lines"></div>' * (2 if question.options else 3)
        yield "</section>"
    if not sheet.questions:
        yield "<p>There is nothing in this submission that could be asked about.</p>"


def _asked(place: int, question: Question, *, with_key: bool = False) -> Iterator[str]:
    title = _TITLES[question.kind]
    yield f'<section class="asked" id="q{place}"><h2>{place}. {title}<span>{text(question.task)}</span></h2>'
    yield f"<p>{marked(question.prompt)}</p>"
    if question.setup:
        yield _block(question.setup, "The numbers")
    if question.code:
        label = "Code with one line changed" if question.kind is QuestionKind.CHANGED else "Your code"
        yield _block(numbered(question.code), label)
    if question.beside:
        yield "<p>It calls these, as you handed them in:</p>" + _block(question.beside, "Functions that it calls")
    if question.options:
        yield '<ul class="options">'
        for option in question.options:
            right = with_key and (
                option == question.key or (question.kind is QuestionKind.CHANGED and option in question.key)
            )
            yield f"<li{' class=' + chr(34) + 'right' + chr(34) if right else ''}>{marked(option)}</li>"
        yield "</ul>"


def _block(value: str, label: str) -> str:
    return f'<pre aria-label="{text(label)}"><code>{text(cut(value, _LONG))}</code></pre>'


def _foot(sheet: Sheet) -> Iterator[str]:
    submission = f", submission {sheet.submission_sha256[:12]}" if sheet.submission_sha256 else ""
    forms = ", large print" * sheet.large + ", without calculation" * sheet.alternative
    made = f"Seed {text(sheet.seed)}, version {VERSION}{submission}{forms}. The same command makes it again."
    yield f'<p class="foot">{made}</p>'
