"""A second reader for every proof: what would make a key wrong, one line an item, and the attempt, run.

An attempt goes another way than the proof: by hand, by another library, in another dtype, at an extreme, or by a
search for a counterexample. It returns whether the key stands. Where one made a key wrong, the question was mended, and
the attempt shows that it had to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from late import Late

from quizzes import judge, load_bank
from quizzes.variants import values_of, variant

BANK = load_bank()
torch = Late("torch")
keras = Late("keras")


class Attempt(NamedTuple):
    """One attempt: what would make the key wrong, and the code that tries it."""

    doubt: str
    tried: Callable[[], bool]


ATTEMPTS: dict[str, Attempt] = {}


def doubt(item_id: str, what: str) -> Callable[[Callable[[], bool]], Callable[[], bool]]:
    """Keep a function as the attempt on an item; one function may stand for several."""

    def kept(tried: Callable[[], bool]) -> Callable[[], bool]:
        assert item_id not in ATTEMPTS, item_id
        ATTEMPTS[item_id] = Attempt(what, tried)
        return tried

    return kept


class Variant(NamedTuple):
    """What a variant of an item says, its computed key, and the judge of an answer to it."""

    p: dict[str, object]
    answer: object
    accepts: Callable[[object], bool]


def variants(item_id: str, count: int = 5) -> Iterator[Variant]:
    """Yield the first variants of an item."""
    item = BANK.items[item_id]
    for seed in range(count):
        values, shown = values_of(item, seed), variant(item, seed)
        yield Variant(values["parameters"], values["answer"], lambda text, shown=shown: judge(shown, text).score == 1)


def by_hand(item_id: str, compute: Callable[[dict], float], digits: int, count: int = 20) -> bool:
    """Tell whether the key of each variant is what the formula gives, and stands for who rounds to so many digits."""
    return all(
        np.isclose(compute(v.p), v.answer, rtol=1e-6, atol=1e-9) and v.accepts(f"{compute(v.p):.{digits}f}")
        for v in variants(item_id, count)
    )


def shapes(item_id: str, compute: Callable[[dict], tuple[int, ...]], count: int = 5) -> bool:
    """Tell whether the key of each variant is the shape that something else gives."""
    return all(tuple(compute(v.p)) == tuple(v.answer) for v in variants(item_id, count))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def logit(share):
    return float(np.log(share / (1 - share)))


def torch_cell(i=0.0, f=0.0, g=0.0, o=0.0, units=1):
    """PyTorch's own cell, in double precision, whose gates have these pre-activations whatever comes in."""
    cell = torch.nn.LSTMCell(1, units).double()
    with torch.no_grad():
        for weight in cell.parameters():
            weight.zero_()
        cell.bias_ih[:] = torch.tensor([i, f, g, o], dtype=torch.float64).repeat_interleave(units)
    return cell


def torch_step(c, h=0.0, x=0.0, **pre):
    """Return h and c of one step of such a cell."""
    with torch.no_grad():
        row = [torch.full((1, 1), float(value), dtype=torch.float64) for value in (x, h, c)]
        new_h, new_c = torch_cell(**pre)(row[0], (row[1], row[2]))
    return new_h.item(), new_c.item()


def made_in_order(steps, start, ties=()):
    """Tell whether each step finds what it needs in this order, and in none with neighbours exchanged, ties apart."""

    def runs(order):
        there = dict(start)
        try:
            for name in order:
                there |= dict(steps)[name](there)
        except KeyError:
            return False
        return True

    names = [name for name, _ in steps]
    for k in range(len(names) - 1):
        other = [*names[:k], names[k + 1], names[k], *names[k + 2 :]]
        if runs(other) != ({names[k], names[k + 1]} in [set(tie) for tie in ties]):
            return False
    return runs(names)


def close(a, b, atol=1e-6):
    return bool(np.allclose(np.asarray(a), np.asarray(b), rtol=0, atol=atol))
