"""The LaTeX of each formula, found again by what its MathML says: tex.js reckons the same key in the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from xml.etree import ElementTree as Tree

_MATH = re.compile(r"<math.*?</math>", re.DOTALL)
_ANNOTATION = "annotation"


def sources_of(page: str) -> dict[str, str]:
    """Return the sources by key; formulas that look alike to MathML share one."""
    found = {}
    for math in _MATH.findall(page):
        tree = Tree.fromstring(math.replace("&nbsp;", "\u00a0"))
        source = next((each.text for each in tree.iter() if _name(each) == _ANNOTATION), None)
        if source:
            found.setdefault(key("".join(_parts(tree))), unescape(source))
    return found


def key(says: str) -> str:
    """Return a short name of a text: FNV-1a of its UTF-16 units, in 32 bits."""
    number = 0x811C9DC5
    units = says.encode("utf-16-le")
    for low, high in zip(units[::2], units[1::2], strict=True):
        number = (number ^ (low | high << 8)) * 0x01000193 % 2**32
    return f"{number:08x}"


def _parts(element: Tree.Element) -> Iterator[str]:
    if _name(element) == _ANNOTATION:
        return
    yield f"{_name(element)}:"
    children = list(element)
    if not children:
        yield element.text or ""
    for child in children:
        yield from _parts(child)


def _name(element: Tree.Element) -> str:
    return element.tag.split("}")[-1]
