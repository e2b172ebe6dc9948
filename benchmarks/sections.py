"""What each page of the built book asks of a reader and of a browser: ``python -m benchmarks.sections``.

Weights are those of the first view, unpacked and without fonts: the page, its style, its scripts and what these import.
"""

from __future__ import annotations

import posixpath
import re
import sys
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
WORDS_A_MINUTE = 200
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Text that is not read through: code, answers that are folded, drawings, what only machines read.
_UNREAD = {"pre", "script", "style", "svg", "math", "noscript", "details"}
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.{1,2}/[^"']+)["']""")


@dataclass
class Section:
    """A page in numbers."""

    name: str
    words: int = 0
    questions: int = 0
    tasks: int = 0
    figures: int = 0
    cells: int = 0
    longest: int = 0  # lines of the longest code that is not folded
    elements: int = 0
    bytes: int = 0  # first view, unpacked, without fonts
    files: list[str] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """Return a reader's time: words, a minute a question, half a one for a figure or a cell, ten for a task."""
        return round(self.words / WORDS_A_MINUTE + self.questions + (self.figures + self.cells) / 2 + 10 * self.tasks)


def sections(site: Path = SITE) -> list[Section]:
    """Return all pages of the book."""
    pages = sorted(page for page in site.rglob("*.html") if "_static" not in page.parts)
    return [measure(page, site) for page in pages]


def measure(page: Path, site: Path) -> Section:
    """Return one page in numbers."""
    text = page.read_text(encoding="utf-8")
    section = Section(page.relative_to(site).with_suffix("").as_posix())
    reader = _Reader(section)
    reader.feed(text)
    reader.close()
    needed: set[Path] = set()
    for file in section.files:
        needed |= _with_imports((page.parent / file.split("?")[0]).resolve())
    section.bytes = len(text.encode()) + sum(each.stat().st_size for each in needed)
    return section


@cache
def _with_imports(file: Path) -> frozenset[Path]:
    if not file.is_file():
        return frozenset()
    found = {file}
    open_ = [file]
    while open_:
        here = open_.pop()
        if here.suffix != ".js":
            continue
        for name in _IMPORT.findall(here.read_text(encoding="utf-8")):
            target = Path(posixpath.normpath(here.parent / name.split("?")[0]))
            if target.is_file() and target not in found:
                found.add(target)
                open_.append(target)
    return frozenset(found)


class _Reader(HTMLParser):
    """Counts what stands in a page."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.section = section
        self.open: list[tuple[str, set[str]]] = []
        self.code: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = dict(attrs)
        classes = set((have.get("class") or "").split())
        section = self.section
        section.elements += 1
        if tag == "script" and have.get("src"):
            section.files.append(have["src"] or "")
        if tag == "link" and (have.get("rel") or "") in {"stylesheet", "icon", "manifest"}:
            section.files.append(have.get("href") or "")
        if tag == "img" and have.get("src") and have.get("loading") != "lazy":
            section.files.append(have["src"] or "")
        section.questions += "quiz" in classes and "data-kind" in have
        section.tasks += "py-task" in classes or "code-task" in classes
        section.figures += tag == "figure" or "live" in classes or (tag == "img" and self._article())
        if tag == "pre" and self._article() and not any(name == "details" for name, _ in self.open):
            self.code = []
            section.cells += any("cell_input" in each for _, each in self.open)
        if tag not in _VOID:
            self.open.append((tag, classes))

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre" and self.code is not None:
            if any("cell_input" in each for _, each in self.open):
                self.section.longest = max(self.section.longest, "".join(self.code).strip("\n").count("\n") + 1)
            self.code = None
        if any(name == tag for name, _ in self.open):  # a tag that closes nothing closes nothing else
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.code is not None:
            self.code.append(data)
        elif self._article() and not any(tag in _UNREAD or "quiz" in each for tag, each in self.open):
            self.section.words += len(data.split())

    def _article(self) -> bool:
        return any(tag == "article" for tag, _ in self.open)


def _numbers(each: Section) -> tuple[float, ...]:
    counted = (each.questions, each.tasks, each.figures, each.cells, each.longest)
    return (each.words, each.minutes, *counted, each.bytes / 1000, each.elements)


def table(found: list[Section]) -> str:
    """Return the pages as a table."""
    heads = ("words", "min", "quest.", "tasks", "fig.", "cells", "lines", "kB", "DOM")
    lines = ["page".ljust(28) + "".join(name.rjust(7) for name in heads)]
    lines += [each.name.ljust(28) + "".join(f"{number:7.0f}" for number in _numbers(each)) for each in found]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table(sections()) + "\n")
