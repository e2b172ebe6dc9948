"""Tables without a caption are named by the heading above them: who jumps between tables hears which one it is."""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from pathlib import Path

from sphinx.application import Sphinx

from quizzes.page.spoken import text_of

_PLACE = re.compile(
    r"<h([1-6])\b[^>]*>(?P<heading>.*?)</h\1>|(?P<table><table\b[^>]*>)(?P<caption>\s*<caption\b)?", re.DOTALL
)
_MARK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_NAMED = re.compile(r'\saria-label(?:ledby)?=|\srole="(?:none|presentation)"')


def with_table_names(text: str) -> str:
    """Return the page with a name for each of its tables; a second one of a section is counted."""
    heading, seen = "", Counter()

    def name(found: re.Match[str]) -> str:
        nonlocal heading
        if found["heading"] is not None:
            heading = text_of(_MARK.sub("", found["heading"])) or heading
            return found[0]
        if found["caption"] or _NAMED.search(found["table"]) or not heading:
            return found[0]
        seen[heading] += 1
        label = heading if seen[heading] == 1 else f"{heading}, table {seen[heading]}"
        return f'{found["table"][:-1]} aria-label="{escape(label)}">'

    start = text.find("<article")
    return text[:start] + _PLACE.sub(name, text[start:]) if start >= 0 else text


def name_tables(app: Sphinx, exception: Exception | None) -> None:
    """Do it for every page; those of an earlier build have their names."""
    if exception is not None or app.builder.format != "html":
        return
    for page in sorted(Path(app.outdir).rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        named = with_table_names(text)
        if named != text:
            page.write_text(named, encoding="utf-8")
