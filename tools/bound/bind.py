"""From the built site to one file, and what it says of itself."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from bound.check import faults
from bound.epub import Imprint, epub
from bound.pages import BoundError, read_book
from bound.paper import paper
from bound.style import style
from playwright.sync_api import Browser
from site_check.browser import opened

RIGHTS = "Text: CC BY 4.0. Code: BSD-3-Clause."


def bind(kind: str, site: Path, into: Path, only: Sequence[str] = (), browser: Browser | None = None) -> str:
    """Write the book, or some of its pages, and return the result; an EPUB with a fault is not left behind.

    A `browser` that is given stays open.
    """
    address = os.environ.get("SITE_URL", "")
    with nullcontext(browser) if browser else opened() as browser:
        title, pages = read_book(browser, site, address=address, mathml=kind == "epub", only=only)
        changed = max((site / f"{page.name}.html").stat().st_mtime for page in pages)
        modified = datetime.fromtimestamp(int(changed), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        imprint = Imprint(title, _author(site), RIGHTS, modified=modified)
        into.parent.mkdir(parents=True, exist_ok=True)
        if kind == "epub":
            into.write_bytes(epub(pages, imprint, style(site)))
            if wrong := list(faults(into)):
                into.unlink()
                raise BoundError(f"the EPUB would not open everywhere: {'; '.join(wrong[:5])}")
            more = ""
        else:
            count = paper(browser, site, pages, imprint, into)
            more = f"{count} leaves, "
    images = sum(len(page.images) for page in pages)
    return f"{len(pages)} pages of the site, {images} images, {more}{into.stat().st_size / 1e6:.1f} MB"


def _author(site: Path) -> str:
    found = re.search(
        r'<p class="component-author">\s*By (.*?)\s*</p>', (site / "index.html").read_text(encoding="utf-8"), re.S
    )
    return found[1] if found else "the course’s authors"
