"""What belongs together stays on one line, and a number below zero has a minus.

A number and its unit (3 °C, 52 kB, 2 points), a letter and its number (H = 32), a shape, 3-D, a project and its thread
(keras #160): browsers break at each space and behind each hyphen. Code of a written page: whole_words.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
_SPACE = "\N{NO-BREAK SPACE}"
_THREAD = re.compile(r"(?<![\w/-])([\w/-]{1,20}) (?=#\d)")  # a repository and its thread: keras #160
_BELOW_ZERO = re.compile(r"(?:(?<=[\s(\[“‘])|^)-(?=\.?\d)")


class UnitsWithNumbers(SphinxPostTransform):
    """Puts a space that does not break between a number and its unit, and a minus before one, where it is not code."""

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
