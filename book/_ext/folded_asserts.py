"""What a cell asserts is folded in the page: it runs with the cell, and a reader who follows the idea need not see it.

The lines stay where they are, for who copies or changes the cell; a line below it shows them there, without a script.
Why: DECISIONS.md#folded-asserts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html import unescape

_CODE = re.compile(
    r'(?P<before><div class="cell_input docutils container">\s*<div class="highlight-\w+ notranslate">'
    r'<div class="highlight"><pre[^>]*>)(?P<code>.*?)(?P<after></pre></div>\s*</div>)',
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]+>")
_OWN = 'class="asserted"'
_CELL = re.compile(r'<div class="(?:[^"]* )?cell[ "]')
# Which cell that is, is heard; a label would be read before the text that is seen, and both of them.
_WHOSE = '<span class="visually-hidden">: cell {}</span>'
FOLD = f'<details class="asserts"><summary>What this cell asserts{_WHOSE}</summary></details>'


def asserted_lines(code: str) -> list[tuple[int, int]]:
    """Return first and last line (from 0) of the statements that only assert; what a function asserts belongs to it."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return []
    return [(node.lineno - 1, (node.end_lineno or node.lineno) - 1) for node in _asserting(tree.body)]


def _asserting(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if _only_asserts(node):
            yield node
        elif not isinstance(node, ast.FunctionDef | ast.ClassDef):
            inner = getattr(node, "body", [])
            # A block has to keep a line that is seen.
            yield from _asserting(inner) if not all(map(_only_asserts, inner)) else ()
            yield from _asserting(getattr(node, "orelse", []))


def _only_asserts(node: ast.stmt) -> bool:
    if isinstance(node, ast.For | ast.With | ast.If):
        return all(map(_only_asserts, node.body)) and not getattr(node, "orelse", [])
    return isinstance(node, ast.Assert)


def with_folded_asserts(text: str) -> str:
    """Return a page with the asserts of its open cells folded; what is folded with its cell stays so."""

    def fold(found: re.Match[str]) -> str:
        if _OWN in found["code"] or text[: found.start()].rstrip().endswith("</summary>"):
            return found[0]
        lines = found["code"].split("\n")
        plain = [unescape(_TAG.sub("", line)) for line in lines]
        spans = [span for span in asserted_lines("\n".join(plain)) if _whole(lines[span[0] : span[1] + 1])]
        for first, last in reversed(spans):
            while first > 0 and not plain[first - 1].strip():  # the empty lines above go with it
                first -= 1
            lines[first] = f"<span {_OWN}>{lines[first]}"
            if last + 1 < len(lines):  # the end of its last line is folded with it
                lines[last + 1] = f"</span>{lines[last + 1]}"
            else:
                lines[last] += "</span>"
        fold = FOLD.format(len(_CELL.findall(text, 0, found.start()))) if spans else ""
        return found["before"] + "\n".join(lines) + found["after"] + fold

    return _CODE.sub(fold, text)


def _whole(lines: list[str]) -> bool:
    """Return whether these lines open and close the same elements."""
    code = "\n".join(lines)
    return code.count("<span") == code.count("</span>")
