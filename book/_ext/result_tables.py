"""What a cell prints in columns becomes a table, which a phone can show and a screen reader can walk through.

The cell prints as it would in any notebook, columns two spaces apart; its tag says what the lines are: `table` (the
first one is the head) or `table-rows` (all are rows). Lines of another number of columns stay text above or below.
In all tables of a page a column of numbers stands at its right edge. Why: DECISIONS.md#result-tables. A program prints
hyphens; before a number the table has a minus, and in the place of one a dash.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
TAGS = {"table": True, "table-rows": False}  # tag -> whether the first line is a head
_APART = re.compile(r"\s{2,}")
_WHOLE = re.compile(r"\d+-\d+-\d+|\([\d, ]+\)")  # a date, a shape: browsers break them inside
_RANGE = re.compile(r"(\([^\s()]+ to [^\s()]+\))")
_NUMBERED = re.compile(r"(?<=[a-z]) (?=\d{1,3}$)")
NUMBER = "num"  # the class of what stands in a column of numbers
_NUMBER = re.compile(r"[-−+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?(?:\s?(?:%|°C|s|ms|kB|MB))?")
_DECIMAL = re.compile(r"[-+]?\d+\.\d.*")
_NONE = frozenset({"", "-", "–", "never", "inf", "nan"})  # what stands in the place of a number
_HTML_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_HTML_CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.DOTALL)
Row = list[str]


def columns(line: str) -> Row:
    """Return what stands in a line, two or more spaces apart."""
    return _APART.split(line.strip())


def rows_of(lines: list[str]) -> tuple[int, list[Row]]:
    """Return where the table begins in these lines, and its rows; none where there are no columns.

    The number of columns is the one that most lines have. A head that names no first column has one fewer.
    """
    counts = Counter(len(columns(line)) for line in lines)
    counts = Counter({count: often for count, often in counts.items() if count > 1})
    if not counts:
        return 0, []
    width = max(counts, key=lambda count: (counts[count], count))
    start = next((n for n, line in enumerate(lines) if _fitted(line, width)), 0)
    rows = []
    for line in lines[start:]:
        row = _fitted(line, width)
        if row is None:
            break
        rows.append(row)
    return start, rows


def _fitted(line: str, width: int) -> Row | None:
    found = columns(line)
    if len(found) == width:
        return found
    return ["", *found] if len(found) == width - 1 and line.startswith("  ") else None


def table_of(rows: list[Row], head: bool) -> nodes.table:
    """Return rows as a table; the first of each names it."""
    group = nodes.tgroup("", cols=len(rows[0]))
    for n in range(len(rows[0])):
        group += nodes.colspec("", colwidth=1, **({"stub": 1} if n == 0 else {}))
    if head:
        group += nodes.thead("", _row(rows[0]))
    group += nodes.tbody("", *(_row(row) for row in rows[head:]))
    return nodes.table("", group, classes=["result"])


def _row(texts: Row) -> nodes.row:
    return nodes.row("", *map(_entry, texts))


def _entry(text: str) -> nodes.entry:
    whole = {"classes": ["whole"]} if _WHOLE.fullmatch(text) else {}
    # A word's number stays with it (bias 3); so does what a range holds, where a line has room for it.
    parts = _RANGE.split(_NUMBERED.sub("\N{NO-BREAK SPACE}", text))
    shown = [nodes.inline(part, part, classes=["range"]) if n % 2 else nodes.Text(part) for n, part in enumerate(parts)]
    return nodes.entry("", *([nodes.paragraph(text, "", *shown)] if text else []), **whole)


def with_signs(text: str) -> str:
    """Return what a cell says; a number has a minus where a program printed a hyphen."""
    return re.sub("^-", "−", text) if _NUMBER.fullmatch(text) else text


def as_set(rows: list[Row]) -> list[Row]:
    """Return rows as they are set. Among decimals a hyphen stands for no number; elsewhere it may be a symbol."""
    decimals = [any(map(_DECIMAL.fullmatch, texts)) for texts in zip(*rows, strict=True)]
    return [
        ["–" if text == "-" and decimal else with_signs(text) for text, decimal in zip(row, decimals, strict=True)]
        for row in rows
    ]


def number_columns(rows: list[Row]) -> list[int]:
    """Return which columns hold numbers alone, at least one; the rows come without their head."""
    columns_ = list(zip(*rows, strict=True))
    return [
        n
        for n, texts in enumerate(columns_)
        if all(text in _NONE or _NUMBER.fullmatch(text) for text in texts) and any(map(_NUMBER.fullmatch, texts))
    ]


def mark_numbers(table: nodes.table) -> None:
    """Give the cells of columns of numbers, and the heads above them, their class."""
    body = [list(row.findall(nodes.entry)) for part in table.findall(nodes.tbody) for row in part.findall(nodes.row)]
    head = [list(row.findall(nodes.entry)) for part in table.findall(nodes.thead) for row in part.findall(nodes.row)]
    entries = [entry for row in head + body for entry in row]
    if not body or len({len(row) for row in head + body}) != 1 or any("morecols" in entry for entry in entries):
        return
    for n in number_columns([list(map(_counted, row)) for row in body]):
        for row in head + body:
            if row[n].astext().strip():  # a corner that heads nothing stays bare: mend_theme.py looks for it
                row[n]["classes"].append(NUMBER)


def _counted(entry: nodes.entry) -> str:
    """Return what a cell says; a digit in code is a symbol, and no number."""
    return f"`{entry.astext()}`" if any(entry.findall(nodes.literal)) else entry.astext().strip()


def html_with_numbers(html: str) -> str:
    """Return a table that a cell shows as HTML with that class in its columns of numbers."""
    rows = [[cell[3] for cell in _HTML_CELL.finditer(row)] for row in _HTML_ROW.findall(html)]
    if len(rows) < 2 or len({len(row) for row in rows}) != 1:
        return html
    numbers = number_columns(rows[1:])

    def marked(row: re.Match[str]) -> str:
        places = iter(range(len(rows[0])))
        return _HTML_CELL.sub(lambda cell: _classed(cell, next(places) in numbers), row[0])

    return _HTML_ROW.sub(marked, html)


def _classed(cell: re.Match[str], number: bool) -> str:
    if not number or not cell[3]:
        return _RANGE.sub(r'<span class="range">\1</span>', cell[0])
    return f'<{cell[1]}{cell[2]} class="{NUMBER}">{with_signs(cell[3])}</{cell[1]}>'


def _printed(cell: nodes.Element) -> Iterator[nodes.literal_block]:
    for output in cell.findall(lambda node: isinstance(node, nodes.container) and "cell_output" in node["classes"]):
        yield from output.findall(nodes.literal_block)


def make_tables(app: Sphinx, doctree: nodes.document) -> None:
    """Replace what cells with such a tag printed."""
    for cell in list(doctree.findall(nodes.container)):
        heads = [head for tag, head in TAGS.items() if f"tag_{tag}" in cell["classes"]]
        if not heads or "cell" not in cell["classes"]:
            continue
        replaced = [replace(block, heads[0]) for block in list(_printed(cell))]
        if not any(replaced):
            LOGGER.warning("expected columns two spaces apart in what this cell prints, got none", location=cell)
    for table in doctree.findall(nodes.table):
        mark_numbers(table)
    for raw in list(doctree.findall(nodes.raw)):
        if raw.get("format") == "html" and raw.astext().startswith('<table class="table'):
            html = html_with_numbers(raw.astext())
            raw.clear()
            raw += nodes.Text(html)


def replace(block: nodes.literal_block, head: bool) -> bool:
    """Put the table in the place of a block of output; return whether there was one."""
    lines = block.astext().rstrip("\n").split("\n")
    start, rows = rows_of(lines)
    if len(rows) < 2:
        return False
    table = table_of(as_set(rows), head)
    parts: list[nodes.Node] = [table]
    for place, rest in ((0, lines[:start]), (len(parts) + 1, lines[start + len(rows) :])):
        if any(line.strip() for line in rest):
            text = "\n".join(rest).strip("\n")
            kept = nodes.literal_block(text, text, **{key: block[key] for key in ("language",) if key in block})
            kept["classes"] = list(block["classes"])
            parts.insert(place, kept)
    block.replace_self(parts)
    table["classes"] = ["result"]  # docutils hands on those of the output, which has a frame in the dark theme
    return True


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.connect("doctree-read", make_tables)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
