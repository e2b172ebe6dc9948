"""Bind the built site into one file: an EPUB, or a PDF with its answers at the end.

Run as ``make epub`` and ``make pdf``; the site's pages are taken as they are, so that all that mends them (names of
figures, formulas, proofs) is in the bound book, too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
HERE = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Bind; 0 where the file was written."""
    sys.path.insert(0, str(HERE.parent))
    from bound.bind import bind
    from bound.pages import BoundError

    parser = argparse.ArgumentParser(prog="bound", description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=("epub", "pdf"))
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument(
        "--into", type=Path, metavar="FILE", help="where to write it (default: _build/book.epub or .pdf)"
    )
    parser.add_argument("--pages", nargs="*", metavar="PAGE", default=(), help="only these, as gates (default: all)")
    options = parser.parse_args(arguments)
    if not (options.site / "index.html").is_file():
        print(f"bound: no book in {options.site}; build it with `make book`", file=sys.stderr)
        return 1
    into = options.into or SITE.parent / f"book.{options.kind}"
    try:
        told = bind(options.kind, options.site, into, options.pages)
    except BoundError as error:
        print(f"bound: {error}", file=sys.stderr)
        return 1
    print(f"{into}: {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
