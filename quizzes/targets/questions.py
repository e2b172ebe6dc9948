"""The items as questions that other programs can hold: the nearest of their kinds, and what is lost on the way.

Every target outside the course starts from here, so that Anki, Moodle and the QTI packages cannot differ in what
they ask, in the key or in the feedback.

Why: DECISIONS.md#neutral-question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quizzes.kinds import KINDS
from quizzes.kinds.content import Blank, Blanks, Content, TaskPlace, Written
from quizzes.model import Bank, Item
from quizzes.variants import variants


@dataclass(frozen=True)
class NeutralQuestion:
    """An item, or one variant of it, as other programs hold it."""

    id: str  # the item's; of a variant but the first with its seed behind
    item: Item  # with its key: a variant where the item has variants
    code: str  # Python, shown behind the prompt; empty where there is none
    content: Content
    points: int


@dataclass(frozen=True)
class Omission:
    """What a target cannot hold of an item."""

    item: str
    kind: str
    becomes: str  # what it is there; "-" where it is left out
    note: str


@dataclass(frozen=True)
class Exported:
    """The files of a target, and what they could not hold."""

    files: dict[str, bytes]  # the first is the one that is asked for
    losses: tuple[Omission, ...]
    questions: int  # that the files hold


def questions(bank: Bank, count: int = 1) -> tuple[NeutralQuestion, ...]:
    """Return the questions of the bank, in its order; of an item with variants the first `count` of them."""
    return tuple(question for item in bank.items.values() for question in item_questions(item, count))


def lost(bank: Bank, count: int = 1) -> Iterator[Omission]:
    """Yield what no program outside the course holds."""
    for item in bank.items.values():
        if isinstance(task := item.body, TaskPlace):
            where = f"quizzes/assignments/{task.assignment}.md, task {task.task}"
            yield Omission(item.id, item.kind.value, "-", f"left out: code is written and judged in {where}")
        elif item.template:
            told = "1 variant" if count == 1 else f"{count} variants"
            yield Omission(item.id, item.kind.value, told, "the page makes new numbers; here they are fixed")
    for question in questions(bank, count):
        for name in _unspoken(question):
            note = f"mistake {name!r} prints other lines: what is said of it is lost"
            yield Omission(question.id, question.item.kind.value, "blanks", note)


def _unspoken(question: NeutralQuestion) -> Iterator[str]:
    """Yield the mistakes in reading a program that no line tells apart from the key or from another mistake."""
    if question.code:
        spoken = {answer.id for part in parts(question.content) for answer in part.answers}
        yield from (name for name, _ in KINDS[question.item.kind].whys(question.item) if name not in spoken)


def parts(content: Content) -> tuple[Written | Blank, ...]:
    """Return what of the content is answered by writing or by filling a blank."""
    return content.blanks if isinstance(content, Blanks) else (content,) if isinstance(content, Written) else ()


def item_questions(item: Item, count: int = 1) -> Iterator[NeutralQuestion]:
    """Yield the questions of an item: none where code is written, several of one that has variants."""
    if isinstance(item.body, TaskPlace):
        return
    for each in variants(item, count):
        name = item.id if each.seed in (None, "0") else f"{item.id}-v{each.seed}"
        kind = KINDS[each.kind]
        content = kind.content(each)
        assert not isinstance(content, TaskPlace), f"{item.id} is asked by an assignment alone"
        yield NeutralQuestion(name, each, kind.program(each), content, each.points)
