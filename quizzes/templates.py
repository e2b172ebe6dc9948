"""HTML by Jinja2: a page is a file beside the module that fills it, and each value in it is escaped.

What is HTML already says so by its type, ``Markup``; any other text, wherever it comes from, is shown as text.

Why: DECISIONS.md#html-templates.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from quizzes.plain_text import cut, several


@cache
def templates(*folders: Path) -> Environment:
    """Return the templates of some folders; one of an earlier folder hides those of its name in later ones."""
    environment = Environment(
        loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True, finalize=visible,
    )  # fmt: skip
    environment.filters |= {"cut": cut, "several": several}
    return environment


def text(value: object) -> Markup:
    """Return text as HTML in which nothing is markup; signs that no page may hold become visible."""
    return escape(visible(value))


def visible(value: object) -> object:
    """Return a value as text without signs that no page may hold; what is HTML already stays as it is.

    >>> visible("a\\x1b[2J\\n")
    'a\\ufffd[2J\\n'
    """
    if hasattr(value, "__html__"):
        return value
    shown = str(value)
    if shown.isprintable():
        return shown
    return "".join(
        sign if sign in "\n\t" or sign.isprintable() or ord(sign) > 0xFFFF else "\N{REPLACEMENT CHARACTER}"
        for sign in shown
    )
