"""An item of the bank as the nodes of a page: the frame that all kinds share, and its variants."""

from __future__ import annotations

from docutils import nodes

from quizzes.kinds import KINDS
from quizzes.kinds.content import TaskPlace
from quizzes.kinds.showing import Parts
from quizzes.model import Bank, Item
from quizzes.page.fields import QuizCode
from quizzes.page.key import page_key
from quizzes.page.nodes import (
    QuizAnswers,
    QuizControls,
    QuizExplain,
    QuizForm,
    QuizHint,
    QuizHints,
    QuizItem,
    QuizKey,
    QuizLegend,
    QuizPart,
    QuizPrompt,
    QuizSee,
    QuizVariant,
)
from quizzes.page.parts import Parse, Say
from quizzes.variants import variants


def compose(item: Item, number: int, bank: Bank, parse: Parse) -> QuizItem:
    """Return the question with its folded answers; `number` is its place on the page.

    An item with parameters is shown as its first variant; the others stand beside it in templates, which hold
    only what differs.
    """
    first, *others = family = variants(item)
    say = Say(bank, parse, family)
    parts = KINDS[item.kind].compose(first, say)
    legend = nodes.paragraph()
    legend += nodes.inline("", f"Question {number}", classes=["quiz-number"], ids=[f"{item.id}--legend-number"])
    legend += nodes.Text(" ")
    legend += nodes.inline("", parts.todo, classes=["quiz-todo"])
    form = QuizForm("", QuizLegend("", legend, item_id=item.id), item_id=item.id)
    form += [_prompt(first, parts), *parts.fields, *_hints(first, say)]
    if not isinstance(first.body, TaskPlace):
        form += QuizControls(item_id=item.id, variants=bool(others))
    see = QuizSee(label=item.see, item_id=item.id)
    answers = QuizAnswers("", *_told(first, parts, say), see)
    result = QuizItem("", form, answers, ids=[item.id], item_id=item.id, kind=item.kind.value, key=page_key(first))
    for other in others:
        told = KINDS[item.kind].compose(other, say)
        code = [part for part in told.fields if isinstance(part, QuizCode)]
        changed = [_prompt(other, told), *code, *_hints(other, say), *_told(other, told, say)]
        result += QuizVariant("", *changed, seed=other.seed, key=page_key(other))
    return result


def _prompt(item: Item, parts: Parts) -> QuizPrompt:
    return QuizPrompt("", *parts.prompt, item_id=item.id)


def _hints(item: Item, say: Say) -> list[QuizPart]:
    count = len(item.hints)
    hints = (QuizHint("", *say.parse(text), named=f"Hint {n} of {count}") for n, text in enumerate(item.hints, 1))
    return [QuizHints("", *hints)] if count else []


def _told(item: Item, parts: Parts, say: Say) -> list[QuizPart]:
    key = [QuizKey("", *parts.whys)] if parts.whys else []
    return [*key, QuizExplain("", *say.parse(item.explain))]
