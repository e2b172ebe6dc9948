"""The pieces that the kinds show an item with (quizzes/kinds/showing.py says which): docutils nodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docutils import nodes

from quizzes.errors import CourseError
from quizzes.kinds.content import MARK
from quizzes.model import Bank, Item
from quizzes.page.code_tasks import CodeTask, masters_of, points_of, stub_of
from quizzes.page.fields import (
    QuizBlank,
    QuizBlankNote,
    QuizCode,
    QuizEntry,
    QuizList,
    QuizOption,
    QuizPair,
    QuizRow,
    QuizStep,
    QuizSteps,
    QuizTask,
)
from quizzes.page.nodes import QuizWhy

Parse = Callable[[str], list[nodes.Node]]  # from Markdown
# Stands for a blank while the Markdown is read: double braces would be taken for a substitution.
_PLACEHOLDER = re.compile("\ue000([0-9]+)\ue001")


class UnshowableError(CourseError):
    """An item that the page cannot show as it is written; the message says what to do."""


@dataclass(frozen=True)
class Say:
    """Makes nodes of the bank's texts."""

    bank: Bank
    parse: Parse
    family: tuple[Item, ...]  # all variants of the item; the item alone where there is one

    def why(
        self, about: str, right: bool, lead: list[nodes.Node], why: str, misconception: str | None = None
    ) -> QuizWhy:
        """Return what is said of one option, part or mistake; `lead` stands before it."""
        node = QuizWhy("", *led_by(lead, self.parse(why)), about=about, right=right)
        if misconception:
            node += self.misconception(misconception)
        return node

    def misconception(self, name: str) -> nodes.paragraph:
        """Return the line that names a misconception, and says that it is one."""
        said = nodes.strong("", self.bank.misconceptions[name].name)
        return nodes.paragraph("", "A common misconception: ", said, nodes.Text("."), classes=["quiz-misconception"])

    def answer(self, shown: nodes.Node, more: str = "") -> QuizWhy:
        """Return the line that gives a written answer."""
        line = nodes.paragraph("", "", *self.mark("Answer:"), shown)
        if more:
            line += nodes.Text(f" {more}")
        return QuizWhy("", line, about="answer", right=True)

    def mistake(self, name: str, shown: nodes.Node, why: str, misconception: str | None) -> QuizWhy:
        """Return what is said of a known wrong answer that is written."""
        lead = [*self.mark("Not"), shown, nodes.Text(": ")]
        return self.why(name, False, lead, why, misconception)

    def inline(self, text: str) -> list[nodes.Node]:
        """Return a text that is one paragraph without the paragraph; a longer one as it is."""
        body = self.parse(text)
        return body[0].children if len(body) == 1 and isinstance(body[0], nodes.paragraph) else body

    def text(self, text: str) -> nodes.Text:
        """Return plain words."""
        return nodes.Text(text)

    def strong(self, text: str) -> nodes.strong:
        """Return words in bold."""
        return nodes.strong("", text)

    def code(self, text: str) -> nodes.literal:
        """Return a text as code."""
        return nodes.literal("", text)

    def paragraph(self, *children: nodes.Node, classes: Sequence[str] = ()) -> nodes.paragraph:
        """Return a paragraph of pieces."""
        return nodes.paragraph("", "", *children, classes=list(classes))

    def letter(self, text: str) -> list[nodes.Node]:
        """Return an option's letter and a space."""
        return [nodes.inline("", text, classes=["quiz-letter"]), nodes.Text(" ")]

    def mark(self, text: str) -> list[nodes.Node]:
        """Return words that say whether it is right; the style puts a sign before them."""
        return [nodes.strong("", text, classes=["quiz-mark"]), nodes.Text(" ")]

    def noted(self, text: str) -> list[nodes.Node]:
        """Return words that a note beside a part begins with, and that the folded list leaves out."""
        return [nodes.strong("", text, classes=["quiz-mark", "quiz-noted"]), nodes.Text(" ")]

    def listed(self, *children: nodes.Node) -> nodes.paragraph:
        """Return a paragraph that the folded list shows, and a note beside a part leaves out."""
        return self.paragraph(*children, classes=["quiz-listed"])

    def option(self, item: Item, option_id: str, letter: str, text: str, control: str) -> QuizOption:
        """Return an option with its native control."""
        body = led_by(self.letter(letter), self.parse(text))
        return QuizOption("", *body, item_id=item.id, option_id=option_id, control=control)

    def entry(
        self, item: Item, *label: nodes.Node, unit: str = "", mode: str = "text", code: bool = False, rows: int = 1
    ) -> QuizEntry:
        """Return a field to write into; one that takes numbers is a text field too, for decimal commas."""
        line = nodes.paragraph("", "", *label)
        return QuizEntry("", line, item_id=item.id, unit=unit, mode=mode, code=code, rows=rows)

    def steps(self, item: Item, steps: Sequence[tuple[str, str]]) -> QuizSteps:
        """Return entries that are moved by buttons, which serve keyboard and touch alike."""
        return QuizSteps("", *(QuizStep("", *self.parse(text), item_id=item.id, step_id=name) for name, text in steps))

    def pair(self, item: Item, left_id: str, text: str, choices: list[tuple[str, str]]) -> QuizPair:
        """Return an entry with the select of what it is matched with."""
        return QuizPair("", *self.parse(text), item_id=item.id, left_id=left_id, choices=choices)

    def lettered(self, rows: Sequence[tuple[str, str]]) -> QuizList:
        """Return entries of which selects choose one."""
        return QuizList("", *(QuizRow("", *led_by(self.letter(name), self.parse(text))) for name, text in rows))

    def with_blanks(self, item: Item, blanks: Mapping[str, tuple[str, Sequence[str]]]) -> list[nodes.Node]:
        """Return the prompt with a field in the place of each blank."""
        order = MARK.findall(item.prompt)
        prompt = self.parse(MARK.sub(lambda found: f"\ue000{order.index(found[1])}\ue001", item.prompt))
        seen: list[str] = []
        for node in prompt:
            for text in list(node.findall(nodes.Text)):
                pieces = list(_pieces(item, text, order, blanks, seen))
                if len(pieces) > 1 and isinstance(text.parent, nodes.TextElement):
                    text.parent.replace(text, pieces)
        if len(seen) != len(order):
            lost = next(name for name in order if name not in seen)
            where = "stands in a formula or in code, where no field can be"
            raise UnshowableError(f"{item.id}: the blank {lost!r} {where}")
        return prompt

    def blank_note(self, item: Item, blank_id: str) -> QuizBlankNote:
        """Return the place for what is said of a blank."""
        return QuizBlankNote(item_id=item.id, blank_id=blank_id)

    def program(self, source: str) -> QuizCode:
        """Return code that is read, highlighted."""
        return QuizCode("", _literal(source.rstrip("\n"), "python"))

    def printed(self, text: str, classes: Sequence[str] = ()) -> nodes.literal_block:
        """Return what a program prints, as it is."""
        return _literal(text, "none", classes)

    def task(self, assignment: str, task: str) -> list[nodes.Node]:
        """Return a task's stub, which the page can judge, and the way to it; see.py makes that a link."""
        way = QuizTask(assignment=assignment, task=task)
        master = masters_of(self.bank).get(assignment)
        stub = stub_of(master, task) if master else ""
        if not master or not stub:
            return [way]
        return [CodeTask(task=task, assignment=assignment, stub=stub, points=points_of(master, task), hash=""), way]


def _pieces(
    item: Item, text: nodes.Text, order: list[str], blanks: Mapping[str, tuple[str, Sequence[str]]], seen: list[str]
) -> Iterator[nodes.Node]:
    """Yield the text's pieces with a field for each placeholder."""
    at = 0
    if isinstance(text.parent, nodes.literal_block | nodes.math | nodes.math_block):
        return
    for found in _PLACEHOLDER.finditer(str(text)):
        name = order[int(found[1])]
        seen.append(name)
        named, options = blanks[name]
        yield nodes.Text(str(text)[at : found.start()])
        yield QuizBlank(
            "", nodes.Text("____"),
            item_id=item.id, blank_id=name, named=named, options=list(options),
        )  # fmt: skip
        at = found.end()
    yield nodes.Text(str(text)[at:])


def _literal(text: str, language: str, classes: Sequence[str] = ()) -> nodes.literal_block:
    """Return a block of code, which Sphinx highlights where it is just its source."""
    return nodes.literal_block(text, text, language=language, classes=list(classes))


def led_by(lead: list[nodes.Node], body: list[nodes.Node]) -> Iterator[nodes.Node]:
    """Yield the body with `lead` at the head of its first paragraph."""
    if body and isinstance(body[0], nodes.paragraph):
        body[0][:0] = lead
        yield from body
    else:
        yield nodes.paragraph("", "", *lead)
        yield from body
