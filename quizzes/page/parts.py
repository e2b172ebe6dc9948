"""What a kind shows of an item, and the pieces that the kinds share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from docutils import nodes

from quizzes.errors import CourseError
from quizzes.model import Bank, Item
from quizzes.page.nodes import QuizWhy

Parse = Callable[[str], list[nodes.Node]]  # from Markdown
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WRONG = "Not right."


class UnshowableError(CourseError):
    """An item that the page cannot show as it is written; the message says what to do."""


@dataclass(frozen=True)
class Parts:
    """What a kind adds to the frame of a question."""

    todo: str  # what to do, in the legend
    prompt: list[nodes.Node]
    fields: Sequence[nodes.Node]  # the controls
    whys: Sequence[nodes.Node]  # what is said of each part, folded; the script copies it beside the part


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
        line = nodes.paragraph("", "", *mark("Answer:"), shown)
        if more:
            line += nodes.Text(f" {more}")
        return QuizWhy("", line, about="answer", right=True)

    def mistake(self, name: str, shown: nodes.Node, why: str, misconception: str | None) -> QuizWhy:
        """Return what is said of a known wrong answer that is written."""
        lead = [*mark("Not"), shown, nodes.Text(": ")]
        return self.why(name, False, lead, why, misconception)

    def inline(self, text: str) -> list[nodes.Node]:
        """Return a text that is one paragraph without the paragraph; a longer one as it is."""
        body = self.parse(text)
        return body[0].children if len(body) == 1 and isinstance(body[0], nodes.paragraph) else body


def letter(text: str) -> list[nodes.Node]:
    """Return an option's letter and a space."""
    return [nodes.inline("", text, classes=["quiz-letter"]), nodes.Text(" ")]


def mark(text: str) -> list[nodes.Node]:
    """Return words that say whether it is right; the style puts a sign before them."""
    return [nodes.strong("", text, classes=["quiz-mark"]), nodes.Text(" ")]


def noted(text: str) -> list[nodes.Node]:
    """Return words that a note beside a part begins with, and that the folded list leaves out."""
    return [nodes.strong("", text, classes=["quiz-mark", "quiz-noted"]), nodes.Text(" ")]


def listed(*children: nodes.Node) -> nodes.paragraph:
    """Return a paragraph that the folded list shows, and a note beside a part leaves out."""
    return nodes.paragraph("", "", *children, classes=["quiz-listed"])


def code(text: str) -> nodes.literal:
    """Return a text as code."""
    return nodes.literal("", text)


def led_by(lead: list[nodes.Node], body: list[nodes.Node]) -> Iterator[nodes.Node]:
    """Yield the body with `lead` at the head of its first paragraph."""
    if body and isinstance(body[0], nodes.paragraph):
        body[0][:0] = lead
        yield from body
    else:
        yield nodes.paragraph("", "", *lead)
        yield from body
