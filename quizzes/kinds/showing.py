"""How a kind shows an item in a page without knowing what pages are made of: with the pieces that a page gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from quizzes.model import Item

Node = Any  # a piece of a page: what it is made of is the page's own affair
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WRONG = "Not right."


@dataclass(frozen=True)
class Parts:
    """What a kind adds to the frame of a question."""

    todo: str  # what to do, in the legend
    prompt: list[Node]
    fields: Sequence[Node]  # the controls
    whys: Sequence[Node]  # what is said of each part, folded; the script copies it beside the part


class PagePieces(Protocol):
    """What a page offers to the kinds (quizzes/page/parts.py has it)."""

    @property
    def family(self) -> tuple[Item, ...]:
        """All variants of the item; the item alone where there is one."""

    # Texts.
    def parse(self, text: str, /) -> list[Node]:
        """Return the blocks of a text in Markdown."""

    def inline(self, text: str, /) -> list[Node]:
        """Return a text that is one paragraph without the paragraph; a longer one as it is."""

    def text(self, text: str, /) -> Node:
        """Return plain words."""

    def strong(self, text: str, /) -> Node:
        """Return words in bold."""

    def code(self, text: str, /) -> Node:
        """Return a text as code in a line."""

    def paragraph(self, *children: Node, classes: Sequence[str] = ()) -> Node:
        """Return a paragraph of pieces."""

    def letter(self, text: str, /) -> list[Node]:
        """Return an option's letter and a space."""

    def mark(self, text: str, /) -> list[Node]:
        """Return words that say whether it is right."""

    def noted(self, text: str, /) -> list[Node]:
        """Return words that a note beside a part begins with, and that the folded list leaves out."""

    def listed(self, *children: Node) -> Node:
        """Return a paragraph that the folded list shows, and a note beside a part leaves out."""

    # What is said.
    def why(self, about: str, right: bool, lead: list[Node], why: str, misconception: str | None = None) -> Node:
        """Return what is said of one option, part or mistake; `lead` stands before it."""

    def answer(self, shown: Node, more: str = "") -> Node:
        """Return the line that gives a written answer."""

    def mistake(self, name: str, shown: Node, why: str, misconception: str | None) -> Node:
        """Return what is said of a known wrong answer that is written."""

    def misconception(self, name: str) -> Node:
        """Return the line that names a misconception."""

    # Controls.
    def option(self, item: Item, option_id: str, letter: str, text: str, control: str) -> Node:
        """Return an option with its native control, radio or checkbox."""

    def entry(
        self, item: Item, *label: Node, unit: str = "", mode: str = "text", code: bool = False, rows: int = 1
    ) -> Node:
        """Return a field to write into."""

    def steps(self, item: Item, steps: Sequence[tuple[str, str]]) -> Node:
        """Return entries, id and text, that are moved up and down."""

    def pair(self, item: Item, left_id: str, text: str, choices: list[tuple[str, str]]) -> Node:
        """Return an entry with the select of what it is matched with."""

    def lettered(self, rows: Sequence[tuple[str, str]]) -> Node:
        """Return entries, letter and text, of which selects choose one."""

    def with_blanks(self, item: Item, blanks: Mapping[str, tuple[str, Sequence[str]]]) -> list[Node]:
        """Return the prompt with a field in the place of each blank: by id what it is called, and its options."""

    def blank_note(self, item: Item, blank_id: str) -> Node:
        """Return the place for what is said of a blank."""

    def program(self, source: str) -> Node:
        """Return code that is read; another variant exchanges it."""

    def printed(self, text: str, classes: Sequence[str] = ()) -> Node:
        """Return what a program prints, as it is."""

    def task(self, assignment: str, task: str) -> list[Node]:
        """Return the stub of a task of an assignment, where there is one, and the way to it."""
