"""Where an element of a page's text ends, of which others like it are a part: KaTeX's drawings are spans in spans."""

from __future__ import annotations

import re

CLOSE = "</span>"
_SPAN = re.compile(r"<(/?)span\b[^>]*>")


def end_of_span(text: str, start: int) -> int:
    """Return where the ``</span>`` begins that closes the element in whose content `start` lies.

    Raises
    ------
    ValueError
        If nothing closes it.
    """
    depth = 1
    for found in _SPAN.finditer(text, start):
        depth += -1 if found[1] else 1
        if depth == 0:
            return found.start()
    raise ValueError(f"expected the end of a formula, found none after: {text[start : start + 200]!r}")
