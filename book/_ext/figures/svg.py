"""SVG as text: elements, lines of text, and the whole drawing with its alternative text."""

from __future__ import annotations

import math
from html import escape


def element(name: str, *children: str, **attributes: object) -> str:
    """Return an element; ``class_`` gives ``class``, ``data_n`` gives ``data-n``; None leaves an attribute out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def text(x: float, y: float, words: str, **attributes: object) -> str:
    """Return a line of text that is escaped; `key` makes it one that the script changes."""
    key = attributes.pop("key", None)
    return element("text", escape(words, quote=False), x=x, y=y, data_n=key, **attributes)


def path(d: str, **attributes: object) -> str:
    """Return a path."""
    return element("path", d=d, **attributes)


def group(*children: str, **attributes: object) -> str:
    """Return a group."""
    return element("g", *children, **attributes)


def drawing(width: float, height: float, says: str, *children: str, classes: str = "", top: float = 0) -> str:
    """Return a whole drawing, which scales with its column and is one image to a screen reader."""
    box = f"0 {_short(top)} {_short(width)} {_short(height)}"
    return element(
        "svg", *children, class_=f"live-drawing {classes}".strip(), viewBox=box, role="img", aria_label=says,
        style=f"max-width: {_short(width)}px",
    )  # fmt: skip


def number(value: float, digits: int = 2) -> str:
    """Return a number as the figures write it: a true minus sign, and no minus before a zero.

    >>> number(-0.001), number(-1.5), number(float("-inf"))
    ('0.00', '−1.50', '−∞')
    """
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "−∞"
    written = f"{value + math.copysign(1e-9, value):.{digits}f}"  # half goes up, whatever the last bit
    return written.removeprefix("-") if float(written) == 0 else written.replace("-", "−")


def _short(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
