"""What belongs together stays on one line, and a number below zero has a minus.

A number and its unit (3 °C, 52 kB, 2 points), a letter and its number (H = 32), a shape, 3-D, a project and its thread
(keras #160), an option of a command (--students), short code in a sentence, and in a block of code a sign with its
name, a date, an exponent: browsers break at each space and behind each hyphen.

A long word of code may break, in a table before it is wider than a column of a phone, but not in the midst of a name:
behind a slash, an underscore, an equals sign or a dot that begins no ending of a file, or before a capital.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from docutils import nodes
from sphinx.addnodes import desc_signature
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

_UNIT = r" (?=(?:%|°C|kB|MB|GB|points?\))(?!\w))"
_INSIDE = re.compile(rf"(?<=\d){_UNIT}")
_BETWEEN = re.compile(r"(?<![\w.])[A-Za-z] = (?=[-−]?\d)|\((?:[A-Z\d]{1,2}, ){1,3}[A-Z\d]{0,2}\)")  # H = 32, (N, T, H)
_HYPHENED = re.compile(r"(?<![\w-])\d-D(?![\w-])|\b[a-z]_\([a-z][-+]\d\)")  # 3-D, h_(t-1)
_AT_START = re.compile(rf"^{_UNIT}")  # behind a number that a role has put there
_AS_WRITTEN = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment)
_BETWEEN_BRACKETS = re.compile(r'(?<!class="range">)\([−\d.,]+ to [−\d.,]+\)')  # what a table of a cell's own holds
_CELL = re.compile(r"<(t[dh])\b.*?</\1>", re.DOTALL)
_LONG_WORD = re.compile(r'(?<=<span class="pre">)[^<]+(?=</span>)')
_JOINT = re.compile(r"(?<=\w[/_=])(?=\w)|(?<=\w\.)(?=\w{6})|(?<=[a-z])(?=[A-Z])")
_SHORT = 16  # characters of code that stay on one line; most shapes are shorter
_COMMAND = 38  # characters of code that stay on one line where it is wide: the style looks
_IN_CELL, _IN_LINE = 15, 34  # characters of a word of code that may break: more than a phone's column, or line, holds
_SPACE = "\N{NO-BREAK SPACE}"
_THREAD = re.compile(r"(?<![\w/-])([\w/-]{1,20}) (?=#\d)")  # a repository and its thread: keras #160
_BELOW_ZERO = re.compile(r"(?:(?<=[\s(\[“‘])|^)-(?=\.?\d)")
_OPTION = re.compile(r'<span class="pre">(?=--[a-z][a-z-]{1,13}</span>)')
_TAG = re.compile(r"<[^>]*>")
_BLOCK = re.compile(r"<pre\b[^>]*>.*?</pre>", re.DOTALL)
_IN_BLOCK = re.compile(
    r'(?P<whole><span class="o">[-*]{1,2}</span>(?:\(?\w{1,20}|<span class="bp">self</span>))|<[^>]*>'
    r"|(?P<option>(?<![\w-])--[a-z][a-z-]{1,20}(?![\w-]))|(?P<measured>(?<![\w.])\d[\d.]* (?:s|kB|MB|GB)(?!\w))"
    r"|(?P<hyphened>(?<![\w&-])[\w.]{1,12}(?:-\d[\w.]{0,11})+(?![\w-]))"
)
_CODE = re.compile(r"<code\b([^>]*)>((?:(?!</?code).)*)</code>", re.DOTALL)


class UnitsWithNumbers(SphinxPostTransform):
    """Puts a space that does not break between a number and its unit, and a minus before one, where it is no code."""

    default_priority = 190
    formats = ("html",)

    def run(self, **_options: object) -> None:
        """Do it in the whole document."""
        for text in list(self.document.findall(nodes.Text)):
            if isinstance(text.parent, _AS_WRITTEN) or _in_signature(text):
                continue
            whole = _BELOW_ZERO.sub("\N{MINUS SIGN}", _INSIDE.sub(_SPACE, text))
            whole = _THREAD.sub(rf"\1{_SPACE}", whole)
            whole = _BETWEEN.sub(lambda found: found[0].replace(" ", _SPACE), whole)
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
    """Return a page in which options of usual length, short code, dates and names with a sign stay whole."""
    text = _CELL.sub(lambda cell: _with_ranges(_with_joints(cell[0], _IN_CELL)), text)
    text = _with_joints(_OPTION.sub('<span class="pre whole">', text), _IN_LINE)
    text = _CODE.sub(_whole_code, text)
    return _BLOCK.sub(lambda block: _IN_BLOCK.sub(_whole_word, block[0]), text)


def _with_joints(text: str, least: int) -> str:
    """Return a part of a page in which long words of code say where they may break."""

    def joined(word: re.Match[str]) -> str:
        return _JOINT.sub("<wbr>", word[0]) if len(unescape(word[0])) >= least else word[0]

    return _LONG_WORD.sub(joined, text)


def _with_ranges(cell: str) -> str:
    """Return a cell in which a range in brackets stays whole where its column has room."""
    return _BETWEEN_BRACKETS.sub(r'<span class="range">\g<0></span>', cell)


def _whole_word(found: re.Match[str]) -> str:
    return f'<span class="whole">{found[0]}</span>' if found.lastgroup else found[0]


def _whole_code(found: re.Match[str]) -> str:
    """Return code of a sentence, with a class if it is not long and could break at a space or a hyphen."""
    shown = unescape(_TAG.sub("", found[2]))
    if not re.search("[ -]", shown) or len(shown) > _COMMAND or re.search(r"\b(?:whole|command)\b", found[1]):
        return found[0]
    name = "whole" if len(shown) <= _SHORT else "command"
    named = found[1].replace('class="', f'class="{name} ', 1) if 'class="' in found[1] else f'{found[1]} class="{name}"'
    return f"<code{named}>{found[2]}</code>"


def _in_signature(text: nodes.Text) -> bool:
    parent = text.parent
    while parent is not None and not isinstance(parent, desc_signature):
        parent = parent.parent
    return parent is not None


def _number_before(text: nodes.Text) -> bool:
    place = text.parent.index(text)
    return place > 0 and text.parent[place - 1].astext()[-1:].isdigit()


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.add_post_transform(UnitsWithNumbers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
