"""The proof of an item: code that finds out which answers are true, compared with the key."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from quizzes.kinds import KINDS
from quizzes.model import Item


def run_proof(item: Item) -> Mapping[str, object]:
    """Run the item's proof and return what it found out.

    The proof is a function without parameters in quizzes/proofs. For an item with options it returns
    ``{option id: whether what the option states is true}``, for a number
    ``{"answer": the number, mistake id: the number that the mistake leads to}``.
    """
    assert item.proof is not None, f"{item.id} cites a source and has no proof"
    path, _, function = item.proof.partition("::")
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    return getattr(module, function)()


def disagreements(item: Item, truth: Mapping[str, object]) -> tuple[str, ...]:
    """Return where the item's key differs from `truth`; empty when the key is proven."""
    return tuple(KINDS[item.kind].disagreements(item, truth))


def flips(item: Item) -> tuple[Item, ...]:
    """Return the item with every other key that it could have; each must disagree with the proof."""
    return tuple(KINDS[item.kind].flips(item))
