"""The pages of the book as they were written: at the root of the site and, those of the parts, in their folders."""

from __future__ import annotations

from pathlib import Path


def written_pages(out: Path) -> dict[str, Path]:
    """Return the pages by their names, `now/index` for one in a folder; what begins with `_` is no page of the book."""
    paths = {page.relative_to(out): page for page in sorted(out.rglob("*.html"))}
    return {at.with_suffix("").as_posix(): page for at, page in paths.items() if not at.parts[0].startswith("_")}
