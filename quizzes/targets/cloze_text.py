"""A blank as Moodle writes it inside a text: ``{1:SHORTANSWER:%100%two#Right.~%0%four#...}``.

Moodle cuts the alternatives at ``~``, ``#`` and ``}``, decodes entities, and then takes ``\\}`` for ``}`` and ``\\#``
for ``#``. So all that could cut is written as an entity, and a backslash of TeX before one of the two is doubled.
"""

from __future__ import annotations

import re

from quizzes.kinds.content import Blank
from quizzes.targets.html import inline_html

_UNDONE = re.compile(r"\\(?=[}#])")  # Moodle would take the backslash away
_SPECIAL = re.compile(r"[&~#{}\\\"/=%:]")


def cloze_blank(blank: Blank) -> str:
    """Return the blank with its right answers, the known mistakes and what is said of them."""
    rows = []
    for answer in blank.answers:
        why = answer.why or (blank.why if answer.right else "")
        rows += [(spelling, "100" if answer.right else "0", why) for spelling in answer.spellings]
    if blank.options:
        known = {spelling: (grade, why) for spelling, grade, why in rows}
        rows = [(option, *known.get(option, ("0", blank.why))) for option in blank.options]
    elif blank.why:
        rows.append(("*", "0", blank.why))
    kind = "MULTICHOICE" if blank.options else "SHORTANSWER"
    return f"{{1:{kind}:{'~'.join(_alternative(kind, *row) for row in rows)}}}"


def _alternative(kind: str, spelling: str, grade: str, why: str) -> str:
    if kind == "SHORTANSWER" and spelling != "*":
        spelling = spelling.replace("*", r"\*")
    feedback = f"#{escaped(inline_html(why))}" if why else ""
    return f"%{grade}%{escaped(spelling)}{feedback}"


def escaped(text: str) -> str:
    """Return a text that Moodle reads as it was, on one line."""
    text = _UNDONE.sub(r"\\\\", " ".join(text.split()))
    return _SPECIAL.sub(lambda sign: f"&#{ord(sign[0])};", text)
