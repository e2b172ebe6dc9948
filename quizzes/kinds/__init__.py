"""The kinds of items: one module a kind, one line a kind in the table.

A kind is a module that offers what :class:`KindModule` says. One that needs no proof written for it is an
:class:`OwnTruth` as well. A new kind is its module, its name in :class:`~quizzes.model.Kind`, its line here and its
fragment of bank/schema.json; the page and the exports have tables of their own, quizzes/page/kinds/table.py and
quizzes/targets/questions.py.
"""

from quizzes.kinds import choice, choices, cloze, code, match, number, order, shape, text, tracing
from quizzes.kinds.kind import KindModule, OwnTruth
from quizzes.model import Kind

KINDS: dict[Kind, KindModule] = {
    Kind.CHOICE: choice,
    Kind.CHOICES: choices,
    Kind.NUMBER: number,
    Kind.SHAPE: shape,
    Kind.ORDER: order,
    Kind.MATCH: match,
    Kind.CLOZE: cloze,
    Kind.TEXT: text,
    Kind.TRACING: tracing,
    Kind.CODE: code,
}

__all__ = ["KINDS", "KindModule", "OwnTruth"]
