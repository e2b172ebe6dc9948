"""A PDF of the plain pages, printed by Chromium: contents with numbers, links, bookmarks, answers at the end."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from bound.epub import Imprint, answers, contents
from bound.pages import ANSWERS, LONG_MS, Page, link
from bound.style import style
from playwright.sync_api import Browser
from pypdf import PdfReader

HERE = Path(__file__).parent
DOCUMENT = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="katex/katex.min.css"><link rel="stylesheet" href="katex/formulas.css">
<link rel="stylesheet" href="book.css"></head>
<body>
<section class="title"><h1>{title}</h1><p>{author}</p><p>{rights}</p></section>
<nav class="toc" aria-label="Contents"><h1>Contents</h1>
{contents}</nav>
{pages}
{answers}
</body></html>
"""


def paper(browser: Browser, site: Path, pages: Sequence[Page], imprint: Imprint, into: Path) -> int:
    """Print the book, and again with the numbers of its pages in the contents; return how many leaves it has."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(site / "_static" / "katex", folder / "katex")
        (folder / "book.css").write_text(
            style(site) + (HERE / "paper.css").read_text(encoding="utf-8"), encoding="utf-8"
        )
        (folder / "images").mkdir()
        for page in pages:
            for image, content in page.images.items():
                (folder / "images" / image).write_bytes(content)
        context = browser.new_context(java_script_enabled=False)
        context.set_default_timeout(LONG_MS)
        tab = context.new_page()
        numbers: dict[str, int] = {}
        for _ in range(2):
            (folder / "book.html").write_text(_document(pages, imprint, numbers), encoding="utf-8")
            tab.goto((folder / "book.html").as_uri())
            tab.pdf(path=into, prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
            numbers = _numbers(into, pages)
        context.close()
    return len(PdfReader(into).pages)


def _document(pages: Sequence[Page], imprint: Imprint, numbers: dict[str, int]) -> str:
    told = {name: escape(value) for name, value in vars(imprint).items()}
    bodies = [f'<section class="page" id="{page.top}">{_html(link(page.body, pages, ""))}</section>' for page in pages]
    end = f'<section class="at-the-end" id="{ANSWERS}--top"><h1>Answers</h1>{_html(answers(pages, ""))}</section>'
    return DOCUMENT.format(
        **told,
        contents=contents(pages, "", numbers),
        pages="\n".join(bodies),
        answers=end if any(page.answers for page in pages) else "",
    )


_EMPTY = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)/>")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_FOREIGN = re.compile(r"<(svg|math)\b.*?</\1>", re.DOTALL)


def _html(text: str) -> str:
    """Return XHTML as HTML reads it: an element without content has an end tag, but for drawings and formulas."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\0{len(kept) - 1}\0"

    text = _FOREIGN.sub(keep, text)
    text = _EMPTY.sub(lambda found: found[0] if found[1] in _VOID else f"<{found[1]}{found[2]}></{found[1]}>", text)
    return re.sub("\0(\\d+)\0", lambda found: kept[int(found[1])], text)


def _numbers(path: Path, pages: Sequence[Page]) -> dict[str, int]:
    """Return the number of the page on which each one begins, from the PDF's named places."""
    reader = PdfReader(path)
    places = reader.named_destinations
    wanted = {page.file: page.top for page in pages} | {ANSWERS: f"{ANSWERS}--top"}
    return {
        file: reader.get_destination_page_number(places[f"/{top}"] if f"/{top}" in places else places[top]) + 1
        for file, top in wanted.items()
        if top in places or f"/{top}" in places
    }
