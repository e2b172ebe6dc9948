"""All options that apply: checkboxes."""

from __future__ import annotations

from quizzes.model import Item
from quizzes.page.kinds.options import compose_options, key
from quizzes.page.parts import Parts, Say

__all__ = ["compose", "key"]


def compose(item: Item, say: Say) -> Parts:
    """Return the options as checkboxes."""
    return compose_options(item, say, todo="Choose all that apply.", control="checkbox")
