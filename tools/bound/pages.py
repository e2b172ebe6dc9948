"""The pages of the built site, in the order of its contents, made plain by a Chromium (plain.js)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

from playwright.sync_api import Browser, Route

PLAIN = (Path(__file__).parent / "plain.js").read_text(encoding="utf-8")
ORDER = """() => [...document.querySelectorAll("nav.bd-links a.internal")].map((link) => {
    const name = decodeURIComponent(new URL(link.getAttribute("href"), document.baseURI).pathname);
    return [name.replace(/^[/]/, "").replace(/[.]html$/, ""), link.closest("li").matches(".toctree-l1") ? 1 : 2];
})"""
ANSWERS = "answers"  # the file of all answers
LONG_MS = 600_000  # a book is long, and a machine may be busy
SAFE = "-._~:@!$'()*+,;="  # in a fragment
_REMEMBERS = re.compile(r'class="quiz-(?:review|progress)"')  # a page that is nothing without what a browser remembers


class BoundError(Exception):
    """What kept the book from being bound: where, what was expected, what to do."""


@dataclass(frozen=True)
class Page:
    """A page of the book, plain."""

    name: str  # "gates", "now/parallel"
    level: int  # 1 for a chapter, 2 for a section in a file of its own
    title: str
    body: str  # XHTML, one <div>
    answers: str  # the same, empty where it asks nothing
    places: frozenset[str]  # what a link may lead to in the body
    answered: frozenset[str]  # and in the answers
    images: dict[str, bytes]  # by file name

    @property
    def file(self) -> str:
        """Return its name as one file beside the others."""
        return self.name.replace("/", "-")

    @property
    def top(self) -> str:
        """Return the id of its beginning."""
        return f"{self.file}--top"


HOST = "http://book.invalid/"  # no server: a Chromium asks for files, and gets them


def _answer(route: Route, site: Path) -> None:
    """Give a file of the site; scripts stay away, and so does every other host."""
    url = route.request.url.split("?")[0].split("#")[0]
    path = site / unquote(url.removeprefix(HOST))
    if not url.startswith(HOST) or path.suffix in (".js", ".mjs") or not path.is_file():
        route.abort()
    else:
        route.fulfill(path=path)


def read_book(
    browser: Browser, site: Path, *, address: str = "", mathml: bool = True, only: Sequence[str] = ()
) -> tuple[str, list[Page]]:
    """Return the book's title and its pages; `address` is where the site is published, for what only works there."""
    context = browser.new_context(
        viewport={"width": 900, "height": 1200}, color_scheme="light", service_workers="block"
    )
    context.set_default_timeout(LONG_MS)
    tab = context.new_page()
    tab.route("**/*", lambda route: _answer(route, site))
    tab.goto(f"{HOST}index.html")
    title = tab.locator('meta[property="og:site_name"]').get_attribute("content")
    order = {"index": 1} | {name: level for name, level in tab.evaluate(ORDER) if name != "index"}
    if unknown := sorted(set(only) - set(order)):
        raise BoundError(f"expected pages of the contents ({', '.join(order)}), got {', '.join(unknown)}")
    kept = {
        name: order[name] for name in order if not _REMEMBERS.search(_text(site, name)) and (name in only or not only)
    }
    pages = []
    for name, level in kept.items():
        tab.goto(f"{HOST}{quote(name)}.html")
        tab.evaluate("() => document.documentElement.classList.remove('arriving')")
        plain = tab.evaluate(PLAIN, {"name": name, "names": list(kept), "site": address, "mathml": mathml})
        images = {file: _image(site, found.removeprefix(HOST), name) for found, file in plain["images"].items()}
        ids = {where: frozenset(found) for where, found in plain["ids"].items()}
        pages.append(
            Page(name, level, plain["title"], plain["body"], plain["answers"], ids["body"], ids["answers"], images)
        )
    context.close()
    return title, pages


def _text(site: Path, name: str) -> str:
    path = site / f"{name}.html"
    if not path.is_file():
        raise BoundError(f"{site}: the contents name {name}.html, which is not there; build the book again (make book)")
    return path.read_text(encoding="utf-8")


def _image(site: Path, address: str, page: str) -> bytes:
    path = site / unquote(address)
    if not path.is_file():
        raise BoundError(
            f"{page}.html: expected the image {address}, which is not there; build the book again (make book)"
        )
    return path.read_bytes()


_LINK = re.compile(r'<a\b([^>]*?)\sdata-page="([^"]*)"([^>]*)>')
_TARGET = re.compile(r'\shref="#?([^"]*)"')


def link(text: str, pages: Sequence[Page], at: str) -> str:
    """Return the text with its links as the bound book has them; a place that no page has is left away.

    `at` is the beginning of an address, with `{file}` for a page's file or "answers".
    """
    known = {page.name: page for page in pages}

    def one(found: re.Match[str]) -> str:
        page = known[unescape(found[2])]
        rest = found[1] + found[3]
        asked = unescape(found[0] and _TARGET.search(rest)[1])
        rest = _TARGET.sub("", rest)
        place = asked if asked in page.places or asked in page.answered else unquote(asked)
        file = ANSWERS if place in page.answered else page.file
        inside = f"{page.file}--{place}" if place in page.places or place in page.answered else page.top
        return f'<a{rest} href="{at.format(file=file)}#{quote(inside, safe=SAFE)}">'

    return _LINK.sub(one, text)
