"""The spellings of an answer for programs that compare letter by letter, capitals alike.

Each spelling is one that the course's own judge takes for the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from quizzes.kinds import shape, text

_GAP = re.compile(r"[\s_-]+")
_ARTICLE = re.compile(r"^(?:the|an|a) ", re.IGNORECASE)
_WORDS = re.compile(r"[A-Za-z][A-Za-z ]*")


def spellings_of_text(accept: Iterable[str]) -> tuple[str, ...]:
    """Return the spellings of the accepted forms: gaps between words as space, hyphen, underscore; an article."""
    accept = tuple(accept)
    return _different(other for form in accept for other in _of_form(form) if text.accepted(other, accept))


def _of_form(form: str) -> Iterator[str]:
    form = " ".join(form.split())
    yield form
    bare = _ARTICLE.sub("", form)
    for gap in (" ", "_", "-"):
        yield _GAP.sub(gap, bare)
    if _WORDS.fullmatch(bare):
        yield f"the {bare}"


def spellings_of_shape(axes: shape.Axes) -> tuple[str, ...]:
    """Return the spellings of a shape: round, square and no brackets, with and without spaces, None as N."""
    return _different(other for other in _of_shape(axes) if shape.canonical(other) == shape.canonical(axes))


def _of_shape(axes: shape.Axes) -> Iterator[str]:
    for left_open in ("None", "N") if None in axes else ("None",):
        sizes = [left_open if axis is None else str(axis) for axis in axes]
        for gap in (", ", ","):
            inner = gap.join(sizes)
            for comma in (",", "") if len(axes) == 1 else ("",):
                yield from (f"({inner}{comma})", f"[{inner}{comma}]", f"{inner}{comma}")


def _different(spelled: Iterable[str]) -> tuple[str, ...]:
    """Return those that differ in more than capitals, in order."""
    found: dict[str, str] = {}
    for one in spelled:
        found.setdefault(one.casefold(), one)
    return tuple(found.values())
