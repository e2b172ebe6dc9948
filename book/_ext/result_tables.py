"""What a cell prints in columns becomes a table, which a phone can show and a screen reader can walk through.

The cell prints as it would in any notebook, columns two spaces apart; its tag says what the lines are: `table` (the
first one is the head) or `table-rows` (all are rows). Lines of another number of columns stay text above or below.
Why: DECISIONS.md#result-tables.
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
_DATE = re.compile(r"\d+-\d+-\d+")
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
    whole = {"classes": ["whole"]} if _DATE.fullmatch(text) else {}  # browsers break it behind a hyphen
    return nodes.entry("", *([nodes.paragraph(text, text)] if text else []), **whole)


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


def replace(block: nodes.literal_block, head: bool) -> bool:
    """Put the table in the place of a block of output; return whether there was one."""
    lines = block.astext().rstrip("\n").split("\n")
    start, rows = rows_of(lines)
    if len(rows) < 2:
        return False
    parts: list[nodes.Node] = [table_of(rows, head)]
    for place, rest in ((0, lines[:start]), (len(parts) + 1, lines[start + len(rows) :])):
        if any(line.strip() for line in rest):
            text = "\n".join(rest).strip("\n")
            kept = nodes.literal_block(text, text, **{key: block[key] for key in ("language",) if key in block})
            kept["classes"] = list(block["classes"])
            parts.insert(place, kept)
    block.replace_self(parts)
    return True


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.connect("doctree-read", make_tables)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
