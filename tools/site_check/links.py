"""The links of the built pages: every page, file and anchor that one names is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ADDRESSES = {"a": "href", "link": "href", "script": "src", "img": "src", "source": "src", "iframe": "src"}


@dataclass
class Page:
    """What one page names and offers."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.page.ids.append(str(values["id"]))
        if tag == "a" and values.get("name"):
            self.page.ids.append(str(values["name"]))
        address = values.get(ADDRESSES.get(tag, ""))
        if address and not (tag == "link" and values.get("rel") == "canonical"):
            self.page.links.append(address)


def read_pages(site: Path) -> dict[str, Page]:
    """Return every page of the site, by its path from the root."""
    pages = {}
    for path in sorted(site.rglob("*.html")):
        if "_static" not in path.relative_to(site).parts:
            reader = _Reader()
            reader.feed(path.read_text(encoding="utf-8"))
            pages[path.relative_to(site).as_posix()] = reader.page
    return pages


def broken_links(site: Path, pages: Mapping[str, Page]) -> Iterator[str]:
    """Yield what is wrong: a page, file or anchor that is not there, an id that is used twice."""
    for name, page in pages.items():
        for twice in sorted({each for each in page.ids if page.ids.count(each) > 1}):
            yield f"{name}: id {twice!r} stands there more than once"
        for address in dict.fromkeys(page.links):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = _target(name, unquote(parts.path))
            if target not in pages and not (site / target).is_file():
                yield f"{name}: {address!r} leads to {target}, which is not there"
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
                yield f"{name}: {address!r} leads to an anchor that {target} does not have"


def external_links(pages: Mapping[str, Page]) -> dict[str, list[str]]:
    """Return the addresses on other hosts, each with the pages that name it."""
    found: dict[str, list[str]] = {}
    for name, page in pages.items():
        for address in dict.fromkeys(page.links):
            if urlsplit(address).scheme in ("http", "https"):
                found.setdefault(address, []).append(name)
    return dict(sorted(found.items()))


def _target(name: str, path: str) -> str:
    if not path:
        return name
    steps = [*name.split("/")[:-1], *path.split("/")]
    whole: list[str] = []
    for step in steps:
        if step == ".." and whole:
            whole.pop()
        elif step not in ("", "."):
            whole.append(step)
    return "/".join(whole) or "index.html"
