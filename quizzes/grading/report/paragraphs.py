"""The paragraphs of the book by label: their page and title, so that feedback and report can send a reader there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from quizzes.project import Project

_LABEL = re.compile(r"^\(([a-z0-9][a-z0-9_-]*)\)=\s*$")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$")
_ROLE = re.compile(r"\{[a-z:]+\}`([^`<]+?)(?: <[^`]*>)?`")
_CARD = re.compile(r"card-([a-z][a-z0-9]*-[0-9]+)")


@dataclass(frozen=True)
class Paragraph:
    """Where a label leads."""

    label: str
    page: str  # its path below the book, without its ending
    title: str

    def url(self, book: str) -> str:
        """Return its address below that of the book; empty where the book has none."""
        return f"{book}{self.page}.html#{self.label.replace('_', '-')}" if book else ""


@cache
def paragraphs(book: Path) -> Mapping[str, Paragraph]:
    """Return every labelled paragraph of the book's sources."""
    found: dict[str, Paragraph] = {}
    for path in sorted(path for path in book.rglob("*.md") if "_build" not in path.parts):
        waiting: list[str] = []
        chapter = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if label := _LABEL.match(line):
                waiting.append(label[1])
            elif line.strip():
                heading = _HEADING.match(line)
                title = _ROLE.sub(r"\1", heading[1]).replace("`", "").replace("$", "") if heading else chapter
                chapter = chapter or title
                for name in waiting:
                    found[name] = Paragraph(name, path.relative_to(book).with_suffix("").as_posix(), title)
                waiting = []
    return found


def paragraph(label: str, project: Project) -> Paragraph | None:
    """Return the paragraph of a label in a project's book; None where no page has it."""
    if card := _CARD.fullmatch(label):
        return Paragraph(label, "flashcards", f"Card {card[1].upper()}")
    return paragraphs(project.place(project.book)).get(label)
