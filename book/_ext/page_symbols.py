"""At the foot of a page stand the letters that its formulas use, with their meanings out of the page Notation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from quizzes.page.markdown import code_cells

NOTATION = Path(__file__).resolve().parent.parent / "notation.md"
LEAST = 3  # for fewer nobody needs a list
PRACTICE = "/practice"  # pages that are as heavy as a page may be, behind sections that have the list
# The letters of a part are meant, in the place of those before, where one of these stands in a page's formulas.
MEANT_WITH = {"A GRU cell": ("r_t", "1 - z_t", "z_t h_"), "An encoder and a decoder": ("y_u", "s_u")}
_MATH = re.compile(r"\$([^$]+)\$")
_PIECES = re.compile(r"(\$[^$]+\$|`[^`]+`)")


@dataclass(frozen=True)
class Symbol:
    """A letter of the course."""

    tex: str
    meaning: str  # Markdown, with formulas and code
    part: str  # the heading above its table

    def stands_in(self, formulas: str) -> bool:
        """Return whether a page's formulas use it, with this index or one that is reckoned from it (t - 1)."""
        letter, _, index = self.tex.partition("_")
        one = rf"_\{{?{re.escape(index)}" if len(index) == 1 else f"_{re.escape(index)}"
        after = f"{one}(?![A-Za-z])" if index else "(?![A-Za-z_])"
        return re.search(rf"(?<![A-Za-z\\]){re.escape(letter)}{after}", formulas) is not None


@cache
def symbols(file: Path, _changed: float) -> tuple[Symbol, ...]:
    """Return the letters of the page Notation, in its order."""
    part, column, found = "", None, []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            part, column = line.removeprefix("## "), None
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if "Meaning" in cells:
            column = cells.index("Meaning")
        elif column is not None and cells and not set(line) <= set("|- "):
            found += [Symbol(tex, cells[column], part) for tex in _MATH.findall(cells[0])]
    return tuple(found)


def symbols_of(formulas: str, known: tuple[Symbol, ...]) -> list[Symbol]:
    """Return the letters that formulas use, each once."""
    used: dict[str, Symbol] = {}
    for symbol in known:
        signs = MEANT_WITH.get(symbol.part)
        if (signs is None or any(sign in formulas for sign in signs)) and symbol.stands_in(formulas):
            used[symbol.tex] = symbol
    return list(used.values())


def note_notation(app: Sphinx, _doctree: nodes.document) -> None:
    """Have a page read again when the page Notation changes."""
    app.env.note_dependency(str(NOTATION))


def add_symbols(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Add the list to a page with cells; its notebook, which has been written by then, does without."""
    formulas = " ".join(node.astext() for kind in (nodes.math, nodes.math_block) for node in doctree.findall(kind))
    known = symbols(NOTATION, NOTATION.stat().st_mtime) if NOTATION.is_file() else ()
    used = symbols_of(formulas, known)
    section = next(doctree.findall(nodes.section), None)
    if section is None or len(used) < LEAST or docname.endswith(PRACTICE) or not code_cells(doctree):
        return
    rows = nodes.bullet_list("", *(nodes.list_item("", _row(symbol)) for symbol in used))
    address = app.builder.get_relative_uri(docname, "notation")
    link = nodes.reference("", "", nodes.inline("", "All letters"), internal=True, refuri=address)
    section += [
        nodes.raw("", '<details class="page-symbols"><summary>Letters on this page</summary>', format="html"),
        rows,
        nodes.paragraph("", "", link),
        nodes.raw("", "</details>", format="html"),
    ]


def _row(symbol: Symbol) -> nodes.paragraph:
    row = nodes.paragraph("", "", nodes.math("", symbol.tex), nodes.Text(" "))
    for piece in _PIECES.split(symbol.meaning):
        if piece.startswith("$"):
            row += nodes.math("", piece[1:-1])
        elif piece.startswith("`"):
            row += nodes.literal("", piece[1:-1])
        elif piece:
            row += nodes.Text(piece)
    return row


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.connect("doctree-read", note_notation)
    app.connect("doctree-resolved", add_symbols, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
