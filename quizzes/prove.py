"""The proof of an item: code that finds out which answers are true, compared with the key."""

from __future__ import annotations

import os
from collections.abc import Mapping

from quizzes.kinds import KINDS
from quizzes.model import Item
from quizzes.variants import function_at, values_of, variant

# A proof that starts Keras: its engine shall not talk about the machine on stderr.
_QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}


def run_proof(item: Item) -> Mapping[str, object]:
    """Find out what is true, by the item's proof, its own code, or the function that makes its variants.

    A proof is a function without parameters in quizzes/proofs. What it returns depends on the kind:

    ========  ==========================================================================================
    choice    {option id: whether what the option states is true}; choices likewise
    number    {"answer": the number, mistake id: the number that the mistake leads to}
    shape     {"answer": the axes as a tuple, mistake id: axes}
    order     {step id: rank}; steps that may change places have the same rank
    match     {left id: right id}
    cloze     {blank id: an accepted text}; where it computes a mistake, also {"blank id/mistake id": text}
    text      {"answer": an accepted text, mistake id: text}
    tracing   {"answer": what is printed, mistake id: what the mistaken code prints}; the code shown is run, too,
              and its output added as "code", or as "answer" where the item has no proof beside its code
    ========  ==========================================================================================
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    item = variant(item, 0)
    truth: Mapping[str, object] = {}
    if item.template:
        values = values_of(item, item.seed or "0")
        truth = {"answer": values["answer"], **values.get("mistakes", {})}
    elif item.proof is not None:
        truth = function_at(item.proof)()
    if not hasattr(KINDS[item.kind], "own_truth"):
        assert item.proof is not None, f"{item.id} cites a source and has no proof"
        return truth
    own = KINDS[item.kind].own_truth(item)
    return {**own, **truth} if "answer" not in truth else {**truth, "code": own["answer"]}


def proof_of(item: Item) -> str | None:
    """Return what proves the item, for a table: a function, its own code, an assignment; None where a source does."""
    if item.proof is not None:
        return item.proof
    return f"{item.kind.value} of {item.id}" if hasattr(KINDS[item.kind], "own_truth") else None


def disagreements(item: Item, truth: Mapping[str, object]) -> tuple[str, ...]:
    """Return where the item's key differs from `truth`; empty when the key is proven.

    Of an item with variants the first one stands for it, here and in `flips`.
    """
    return tuple(KINDS[item.kind].disagreements(variant(item, 0), truth))


def flips(item: Item) -> tuple[Item, ...]:
    """Return the item with every other key that it could have; each must disagree with the proof."""
    return tuple(KINDS[item.kind].flips(variant(item, 0)))
