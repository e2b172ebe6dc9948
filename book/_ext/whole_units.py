"""A number and its unit stay on one line: 88 %, 3 °C, 52 kB. So do H = 32, (N, T, H), 3-D, h_(t-1) and short code.

An option of a command stays whole, too: --students. A long word of code may break, in a table before it is wider than
a column of a phone, but not in the midst of a name: behind a slash, an underscore, an equals sign or a dot that begins
no ending of a file, or before a capital.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

_UNIT = r" (?=(?:%|°C|kB|MB|GB)(?!\w))"
_INSIDE = re.compile(rf"(?<=\d){_UNIT}")
_BETWEEN = re.compile(r"(?<![\w.])[A-Za-z] = (?=[-−]?\d)|\((?:[A-Z\d]{1,2}, ){1,3}[A-Z\d]{0,2}\)")  # H = 32, (N, T, H)
_HYPHENED = re.compile(r"(?<![\w-])\d-D(?![\w-])|\b[a-z]_\([a-z][-+]\d\)")  # 3-D, h_(t-1)
_AT_START = re.compile(rf"^{_UNIT}")  # behind a number that a role has put there
_AS_WRITTEN = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment)
_CODE = re.compile(r'<code class="([^"]*)">((?:<span class="pre(?: whole)?">[^<]*</span> ?)+)</code>')
_CELL = re.compile(r"<(t[dh])\b.*?</\1>", re.DOTALL)
_LONG_WORD = re.compile(r'(?<=<span class="pre">)[^<]+(?=</span>)')
_JOINT = re.compile(r"(?<=\w[/_=])(?=\w)|(?<=\w\.)(?=\w{6})|(?<=[a-z])(?=[A-Z])")
_SHORT = 16  # characters of code that stay on one line
_IN_CELL, _IN_LINE = 15, 34  # characters of a word of code that may break: more than a phone's column, or line, holds
_SPACE = "\N{NO-BREAK SPACE}"
_OPTION = re.compile(r'<span class="pre">(?=--[a-z][a-z-]{1,13}</span>)')
_BLOCK = re.compile(r"<pre\b[^>]*>.*?</pre>", re.DOTALL)
_IN_BLOCK = re.compile(r"(<[^>]*>)|(?<![\w-])--[a-z][a-z-]{1,20}(?![\w-])")


class UnitsWithNumbers(SphinxPostTransform):
    """Puts a space that does not break between a number and its unit, in what is read and not in code."""

    default_priority = 190
    formats = ("html",)

    def run(self, **_options: object) -> None:
        """Do it in the whole document."""
        for text in list(self.document.findall(nodes.Text)):
            if isinstance(text.parent, _AS_WRITTEN):
                continue
            whole = _BETWEEN.sub(lambda found: found[0].replace(" ", _SPACE), _INSIDE.sub(_SPACE, text))
            if _AT_START.match(whole) and _number_before(text):
                whole = _SPACE + whole[1:]
            pieces = list(_pieces(whole))
            if whole != text or len(pieces) > 1:
                text.parent.replace(text, pieces)


def _pieces(text: str) -> Iterator[nodes.Node]:
    """Give the text with what a hyphen would tear in an element that does not break."""
    done = 0
    for found in _HYPHENED.finditer(text):
        if found.start() > done:
            yield nodes.Text(text[done : found.start()])
        yield nodes.inline("", found[0], classes=["whole"])
        done = found.end()
    if done < len(text) or not done:
        yield nodes.Text(text[done:])


def with_whole_options(text: str) -> str:
    """Return a page in which no option of usual length is torn from its dashes, nor short code in two."""
    text = _CELL.sub(lambda cell: _with_joints(cell[0], _IN_CELL), text)
    text = _with_joints(_OPTION.sub('<span class="pre whole">', text), _IN_LINE)
    text = _CODE.sub(_whole_code, text)
    return _BLOCK.sub(lambda block: _IN_BLOCK.sub(_whole_option, block[0]), text)


def _with_joints(text: str, least: int) -> str:
    """Return a part of a page in which long words of code say where they may break."""

    def joined(word: re.Match[str]) -> str:
        return _JOINT.sub("<wbr>", word[0]) if len(unescape(word[0])) >= least else word[0]

    return _LONG_WORD.sub(joined, text)


def _whole_code(found: re.Match[str]) -> str:
    words = unescape(re.sub(r"<[^>]*>", "", found[2])).strip()
    short = len(words) <= _SHORT and re.search(r"[ -]", words)
    return f'<code class="{found[1]} whole">{found[2]}</code>' if short else found[0]


def _whole_option(found: re.Match[str]) -> str:
    return found[0] if found[1] else f'<span class="whole">{found[0]}</span>'


def _number_before(text: nodes.Text) -> bool:
    place = text.parent.index(text)
    return place > 0 and text.parent[place - 1].astext()[-1:].isdigit()


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.add_post_transform(UnitsWithNumbers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
