"""Bind the built site into one file: an EPUB, or a PDF with its answers at the end.

Run as ``make epub`` and ``make pdf``; the site's pages are taken as they are, so that all that mends them (names of
figures, formulas, proofs) is in the bound book, too.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
HERE = Path(__file__).parent
RIGHTS = "Text: CC BY 4.0. Code: BSD-3-Clause."


def main(arguments: Sequence[str] | None = None) -> int:
    """Bind; 0 where the file was written."""
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    from pages import BoundError

    parser = argparse.ArgumentParser(prog="bound", description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=("epub", "pdf"))
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument(
        "--into", type=Path, metavar="FILE", help="where to write it (default: _build/book.epub or .pdf)"
    )
    options = parser.parse_args(arguments)
    if not (options.site / "index.html").is_file():
        print(f"bound: no book in {options.site}; build it with `make book`", file=sys.stderr)
        return 1
    into = options.into or SITE.parent / f"book.{options.kind}"
    try:
        told = bind(options.kind, options.site, into)
    except BoundError as error:
        print(f"bound: {error}", file=sys.stderr)
        return 1
    print(f"{into}: {told}")
    return 0


def bind(kind: str, site: Path, into: Path) -> str:
    """Write the book and return what it came to."""
    from epub import Imprint, epub
    from pages import read_book
    from paper import paper
    from site_check.browser import opened

    address = os.environ.get("SITE_URL", "")
    with opened() as browser:
        title, pages = read_book(browser, site, address=address, mathml=kind == "epub")
        changed = max((site / f"{page.name}.html").stat().st_mtime for page in pages)
        modified = datetime.fromtimestamp(int(changed), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        imprint = Imprint(title, _author(site), RIGHTS, modified=modified)
        into.parent.mkdir(parents=True, exist_ok=True)
        if kind == "epub":
            into.write_bytes(epub(pages, imprint, style(site)))
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
    return found[1] if found else "The course's authors"


def style(site: Path) -> str:
    """Return the style of a bound book: our own, and the colours of code."""
    light = re.compile(r'^html\[data-theme="light"\] (.*)$', re.MULTILINE)
    code = "\n".join(light.findall((site / "_static" / "pygments.css").read_text(encoding="utf-8")))
    return (HERE / "book.css").read_text(encoding="utf-8") + code + "\n"


if __name__ == "__main__":
    sys.exit(main())
