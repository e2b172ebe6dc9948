"""What lies below the first view of a page, marked: a browser lays it out after it has shown the page.

Why: DECISIONS.md#later-layout.
"""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import accumulate

LATER = "later"
FIRST_VIEW = 1400  # pixels of a wide screen; what may be seen at once is never marked
# Heights as they are on a wide screen, roughly: they say only where the first view ends.
LINE = 28
CHARACTERS = 85  # of a line
QUIZ, FIGURE, IMAGE, BLOCK = 420, 500, 400, 40
_ARTICLE = "bd-article"
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What stands between blocks and has hardly a height, or whose margin belongs to the next block.
_NOT_BLOCKS = {"a", "h1", "h2", "h3", "h4", "h5", "h6", "span", "script", "style", "template"}


def mark_later(text: str) -> str:
    """Give the class ``later`` to each block of the article below the first view; headings stay as they are."""
    if f'class="{_ARTICLE}' not in text or f'class="{LATER}' in text:
        return text
    blocks = _Blocks(text)
    parts, done = [], 0
    for place, tag in blocks.later():
        parts += [text[done:place], _with_class(tag)]
        done = place + len(tag)
    return "".join([*parts, text[done:]])


def _with_class(tag: str) -> str:
    if ' class="' in tag:
        return tag.replace(' class="', f' class="{LATER} ', 1)
    name = tag[1:].split(">")[0].split()[0].rstrip("/")
    return f'<{name} class="{LATER}"{tag[1 + len(name) :]}'


class _Blocks(HTMLParser):
    """The blocks that stand directly in the article or in one of its sections, with their heights."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]  # the parser counts no other ends
        self.open: list[tuple[str, bool]] = []  # name, and whether blocks stand in it
        self.found: list[tuple[int, str]] = []  # place and start tag of each
        self.heights: list[float] = []
        self.inside: int | None = None  # how many elements are open around the block that is read
        self.feed(text)
        self.close()

    def later(self) -> list[tuple[int, str]]:
        """Return those that lie below the first view."""
        tops = accumulate(self.heights, initial=0.0)
        return [block for block, top in zip(self.found, tops, strict=False) if top > FIRST_VIEW]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        holds = self._holds(tag, classes)
        if self.inside is None and self.open and self.open[-1][1] and not holds and tag not in _NOT_BLOCKS:
            line, column = self.getpos()
            self.found.append((self.starts[line - 1] + column, self.get_starttag_text() or ""))
            self.heights.append({"section": QUIZ, "figure": FIGURE}.get(tag, BLOCK))
            self.inside = len(self.open)
        if tag == "img" and self.inside is not None:
            self.heights[-1] += IMAGE
        if tag not in _VOID:
            self.open.append((tag, holds))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass  # an element without content is part of a drawing

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self.open]
        if tag not in names:
            return
        while self.open.pop()[0] != tag:
            pass
        if self.inside is not None and len(self.open) <= self.inside:
            self.inside = None

    def handle_data(self, data: str) -> None:
        if self.inside is not None and self.open[-1][0] not in ("script", "style", "template"):
            self.heights[-1] += LINE * max(len(data) / CHARACTERS, data.count("\n") if self.open[-1][0] == "pre" else 0)

    def _holds(self, tag: str, classes: list[str]) -> bool:
        """Whether an element is the article or one of its sections."""
        if tag == "article":
            return _ARTICLE in classes
        return tag == "section" and "quiz" not in classes and bool(self.open) and self.open[-1][1]
