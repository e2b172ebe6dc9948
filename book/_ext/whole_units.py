"""A number and its unit stay on one line: 88 %, 3 °C, 52 kB. So does an option of a command: --students."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

_UNIT = r" (?=(?:%|°C|kB|MB|GB)(?!\w))"
_INSIDE = re.compile(rf"(?<=\d){_UNIT}")
_AT_START = re.compile(rf"^{_UNIT}")  # behind a number that a role has put there
_AS_WRITTEN = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment)
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
            whole = _INSIDE.sub(_SPACE, text)
            if _AT_START.match(whole) and _number_before(text):
                whole = _SPACE + whole[1:]
            if whole != text:
                text.parent.replace(text, nodes.Text(whole))


def with_whole_options(text: str) -> str:
    """Return a page in which no option of usual length is torn from its dashes."""
    text = _OPTION.sub('<span class="pre whole">', text)
    return _BLOCK.sub(lambda block: _IN_BLOCK.sub(_whole_option, block[0]), text)


def _whole_option(found: re.Match[str]) -> str:
    return found[0] if found[1] else f'<span class="whole">{found[0]}</span>'


def _number_before(text: nodes.Text) -> bool:
    place = text.parent.index(text)
    return place > 0 and text.parent[place - 1].astext()[-1:].isdigit()


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.add_post_transform(UnitsWithNumbers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
