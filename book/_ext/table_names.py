"""Tables for who hears them: named by the heading above where they have no caption, rows by their first cells."""

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
_TABLE = re.compile(r"<table\b[^>]*>\s*<thead>(?P<head>.*?)</thead>\s*<tbody>(?P<body>.*?)</tbody>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_FIRST = re.compile(r"(<tr\b[^>]*>\s*)<td\b([^>]*)>(.*?)</td>", re.DOTALL)
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


def with_row_headers(text: str) -> str:
    """Return the page with the first cell of each row as its header, where these cells tell the rows apart."""

    def headed(found: re.Match[str]) -> str:
        table, body = found[0], found["body"]
        firsts = [text_of(cell[3]) for row in _ROW.findall(body) if (cell := _FIRST.match(row))]
        columns = [text_of(cell) for cell in re.findall(r"<th\b[^>]*>(.*?)</th>", found["head"], re.DOTALL)]
        alike = len(set(firsts)) < len(_ROW.findall(body)) or not all(firsts)
        # Without words above a column, or with cells over several, it is two tables side by side or something else.
        if alike or len(columns) < 2 or not all(columns) or re.search("<th|<table|colspan|rowspan", body):
            return table
        return table.replace(body, _FIRST.sub(r'\1<th scope="row"\2>\3</th>', body))

    start = text.find("<article")
    return text[:start] + _TABLE.sub(headed, text[start:]) if start >= 0 else text


def name_tables(app: Sphinx, exception: Exception | None) -> None:
    """Do it for every page; those of an earlier build have their names."""
    if exception is not None or app.builder.format != "html":
        return
    for page in sorted(Path(app.outdir).rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        named = with_row_headers(with_table_names(text))
        if named != text:
            page.write_text(named, encoding="utf-8")
