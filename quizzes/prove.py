"""The proof of an item: code that finds out which answers are true, run on many draws and compared with the key."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping
from typing import cast

from quizzes.draw import generator
from quizzes.kinds import KINDS, OwnTruth
from quizzes.kinds.content import TaskPlace
from quizzes.model import Item
from quizzes.variants import COUNT, proof_at, values_of, variant

# Why: DECISIONS.md#proof-draws
DRAWS = COUNT  # of whatever the question leaves open; as many as the variants that a page offers
# A proof that starts Keras: its engine shall not talk about the machine on stderr.
_QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}


# Why: DECISIONS.md#proof-every-option
def run_proof(item: Item, draws: int = DRAWS) -> Mapping[str, object]:
    """Find out what is true, by the item's proof, its own code, or the function that makes its variants.

    A proof is a function of the project that takes a generator, and draws from it whatever the question leaves open.
    It is run `draws` times. What it returns depends on the kind:

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

    Raises
    ------
    AssertionError
        If two draws find different things: then the question does not say enough, or its key rests on luck.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    shown = variant(item, 0)
    first = _truth(shown, 0)
    for draw in range(1, min(draws, _different_draws(item))):
        if item.template and item.seed is None:  # another variant each time, with other weights than those of its key
            wrong = disagreements(variant(item, draw), _truth(variant(item, draw), draw))
            assert not wrong, f"variant {draw}: {'; '.join(wrong)}"
        elif not _alike(shown, first, found := _truth(shown, draw)):
            raise AssertionError(f"draw {draw}: expected {dict(first)}, as in draw 0, got {dict(found)}")
    return first


def draws_of(item: Item) -> int:
    """Return on how many draws the proof of an item rests: 0 where a source, or an assignment, stands for it.

    It is 1 where nothing is left open, and the number of seeds where an experiment has kept them.
    """
    if proof_of(item) is None or isinstance(item.body, TaskPlace):
        return 0
    kept = getattr(proof_at(item), "kept", None) if item.proof else None
    return kept() if kept else _different_draws(item)


def drawn_of(item: Item) -> tuple[str, str]:
    """Return what the proof of an item draws, and what is fixed and why; empty where nothing is said."""
    proof = proof_at(item) if item.proof else None
    return getattr(proof, "drawn", ""), getattr(proof, "fixed", "")


def _different_draws(item: Item) -> int:
    return DRAWS if item.template or (item.proof and _takes_a_generator(proof_at(item))) else 1


def _takes_a_generator(proof: Callable) -> bool:
    return bool(inspect.signature(proof).parameters)


def _truth(item: Item, draw: int) -> Mapping[str, object]:
    """Find out what is true in one draw."""
    truth: Mapping[str, object] = {}
    if item.template:
        values = values_of(item, item.seed or "0", draw)
        truth = {"answer": values["answer"], **cast(dict, values.get("mistakes", {}))}
    elif item.proof is not None:
        proof = proof_at(item)
        truth = proof(*[generator(item.id, draw)] * _takes_a_generator(proof))
    kind = KINDS[item.kind]
    if not isinstance(kind, OwnTruth):
        assert item.proof is not None, f"{item.id} cites a source and has no proof"
        return truth
    own = kind.own_truth(item)
    return {**own, **truth} if "answer" not in truth else {**truth, "code": own["answer"]}


def _alike(item: Item, one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Tell whether two draws found the same: numbers up to what the item's tolerance lets pass."""
    if item.quantity is None:
        return one == other
    within = item.quantity.tolerance
    return set(one) == set(other) and all(abs(one[name] - other[name]) <= within for name in one)  # type: ignore[operator]


def proof_of(item: Item) -> str | None:
    """Return what proves the item, for a table: a function, its own code, an assignment; None where a source does."""
    if item.proof is not None:
        return item.proof
    return f"{item.kind.value} of {item.id}" if isinstance(KINDS[item.kind], OwnTruth) else None


def disagreements(item: Item, truth: Mapping[str, object]) -> tuple[str, ...]:
    """Return where the item's key differs from `truth`; empty when the key is proven.

    Of an item with variants the first one stands for it, here and in `flips`.
    """
    return tuple(KINDS[item.kind].disagreements(variant(item, 0), truth))


def flips(item: Item) -> tuple[Item, ...]:
    """Return the item with other keys, as its kind makes them; each must disagree with the proof."""
    return tuple(KINDS[item.kind].flips(variant(item, 0)))
