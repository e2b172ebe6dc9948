"""The kinds of items: one module a kind, found by the kind's name.

A kind is a module that offers what :class:`KindModule` says; what it shares with most kinds it takes from usual.py. One
that needs no proof written for it is an :class:`OwnTruth` as well, one that an assignment can ask an
:class:`InAssignments`. A new kind is its module, its line in :class:`~quizzes.model.Kind`, and its judge in the page
(page/assets/judge-*.js); no other module names it.
"""

from importlib import import_module
from typing import cast

from quizzes.kinds.kind import InAssignments, KindModule, OwnTruth
from quizzes.model import Kind

KINDS: dict[Kind, KindModule] = {
    kind: cast(KindModule, import_module(f"quizzes.kinds.{kind.value}")) for kind in Kind
}

__all__ = ["KINDS", "InAssignments", "KindModule", "OwnTruth"]
