"""A sheet and its key as pages to print or to show: large enough to read, without script, nothing of it is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from quizzes.grading.report.html_page import link, page
from quizzes.grading.report.paragraphs import paragraph
from quizzes.plain_text import cut, one_line
from quizzes.templates import text
from quizzes.viva.code import numbered
from quizzes.viva.question import VERSION, Question, QuestionKind

if TYPE_CHECKING:
    from quizzes.grading.viva.sheets import Sheet
    from quizzes.project import Project

_FOLDER = Path(__file__).parent / "templates"
_CODE = re.compile(r"`([^`]*)`")
_LONG = 4000  # letters of one text
_TITLES = {
    QuestionKind.TRACE: "Follow it", QuestionKind.CHANGED: "One line was changed",
    QuestionKind.WHAT_IF: "What if",
    QuestionKind.SHAPES: "Shapes", QuestionKind.COUNT: "How often", QuestionKind.WHY: "Why",
    QuestionKind.ERROR: "An error", QuestionKind.BANK: "Beside your code",
}  # fmt: skip

def sheet_page(sheet: Sheet) -> bytes:
    """Return what the learner gets."""
    return _page("sheet", sheet, _title(sheet), _running(_title(sheet)), large=sheet.large)


def explain_page(sheet: Sheet) -> bytes:
    """Return what a learner looks at alone: the questions, and each answer folded."""
    return _page("explain", sheet, f"Explain your code: {sheet.assignment}")


def key_page(sheet: Sheet, project: Project, book: str) -> bytes:
    """Return what the instructor gets: the same questions with their keys."""
    title = f"Key: {_title(sheet)}"
    asked = enumerate(sheet.questions, 1)
    views = [_view(place, question) | _key(question, project, book) for place, question in asked]
    notes = [marked(note) for note in sheet.notes]
    return _page("key", sheet, title, _running(title), notes=notes, questions=views)


def _page(template: str, sheet: Sheet, title: str, running: str = "", **more: object) -> bytes:
    questions = [_view(place, question) for place, question in enumerate(sheet.questions, 1)]
    known: dict[str, object] = {"sheet": sheet, "title": title, "running": running, "version": VERSION, "large": False}
    return page(template, _FOLDER, **known | {"questions": questions} | more)


def _running(title: str) -> Markup:
    """Return the style of what stands at the foot of each printed page: whose it is, and which of how many."""
    plain = "".join(letter if letter.isalnum() and letter.isascii() else f"\\{ord(letter):x} " for letter in title)
    boxes = f'@bottom-left {{ content: "{plain}"; }} @bottom-right {{ content: counter(page) " / " counter(pages); }}'
    return Markup(f"@media print {{ @page {{ {boxes} }} }}")  # letters and digits; all others by their numbers


def marked(value: str) -> Markup:
    """Return text in which only `code` is anything else than text."""
    parts = _CODE.split(cut(value, _LONG))
    return Markup().join(
        Markup("<code>{}</code>").format(text(part)) if k % 2 else text(part) for k, part in enumerate(parts)
    )


def _title(sheet: Sheet) -> str:
    return f"Explain your code: {sheet.assignment}, {one_line(sheet.student, 100)}"


def _view(place: int, question: Question) -> dict[str, object]:
    """Return what a page shows of a question."""
    changed = question.kind is QuestionKind.CHANGED
    return {
        "place": place,
        "title": _TITLES[question.kind],
        "task": question.task,
        "prompt": marked(question.prompt),
        "blocks": list(_blocks(question)),
        "options": [
            (marked(option), option == question.key or (changed and option in question.key))
            for option in question.options
        ],
        "key": marked(question.key),
    }


def _blocks(question: Question) -> Iterator[tuple[str, str, str]]:
    """Yield the blocks of code: the name, a sentence before it, the code."""
    if question.setup:
        yield "The numbers", "", question.setup
    if question.code:
        changed = question.kind is QuestionKind.CHANGED
        yield "Code with one line changed" if changed else "Your code", "", numbered(question.code)
    if question.beside:
        yield "Functions that it calls", "It calls these, as you handed them in:", question.beside


def _key(question: Question, project: Project, book: str) -> dict[str, object]:
    """Return what the key shows beside it."""
    found = paragraph(question.see, project) if question.see else None
    return {
        "evidence": question.evidence,
        "steps": question.steps,
        "level": question.level,
        "objective": question.objective,
        "see": link(found.url(book), found.title) if found else "",
    }
