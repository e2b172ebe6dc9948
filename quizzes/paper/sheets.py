"""A sheet for each student in the order of the roster: nobody's answer boxes hold what the neighbour's do."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from quizzes.model import Bank
from quizzes.paper.asked import Asked, ask
from quizzes.paper.difficulty import calculates
from quizzes.paper.plan import Slot
from quizzes.targets.questions import NeutralQuestion, item_questions
from quizzes.variants import variants

_TRIES = 40  # of a sheet, and of the order and the variant of a question
_FOR_TWO = 4  # tries of a sheet that shall share nothing with the next neighbour but one, either


_Made = Mapping[str, list[NeutralQuestion]]  # the variants of each item, by id


@dataclass(frozen=True)
class Person:
    """Who gets a sheet."""

    id: str
    name: str  # empty where the roster has none


@dataclass(frozen=True)
class PaperSheet:
    """What one student is asked."""

    person: Person
    asked: tuple[Asked, ...]
    large: bool
    alternative: bool
    calculated: tuple[str, ...] = ()  # slots whose question has to be calculated
    same: tuple[str, ...] = ()  # slots in which the boxes are the neighbour's: the bank has no other answer


def sheets(
    bank: Bank,
    slots: Sequence[Slot],
    people: Sequence[Person],
    seed: str,
    large: Collection[str] = (),
    alternative: Collection[str] = (),
) -> Iterator[PaperSheet]:
    """Yield the sheets; each rests on the seed, the student's id and the two sheets before it alone."""
    before: list[PaperSheet] = []
    names = dict.fromkeys(name for slot in slots for pool in (slot.items, *slot.without) for name in pool)
    made = {name: [*chain(*map(item_questions, variants(bank.items[name])))] for name in names}
    for person in people:
        asked = _drawn(made, slots, person, seed, before[-2:], person.id in alternative)
        sheet = PaperSheet(
            person,
            asked,
            large=person.id in large,
            alternative=person.id in alternative,
            calculated=tuple(slot.name for slot, each in zip(slots, asked, strict=True) if calculates(each.item)),
            same=_same(asked, slots, before[-1:]),
        )
        before.append(sheet)
        yield sheet


def _drawn(
    made: _Made, slots: Sequence[Slot], person: Person, seed: str, before: Sequence[PaperSheet], alternative: bool
) -> tuple[Asked, ...]:
    """Return the questions that share least with the neighbours': with the nearest nothing where it can be."""
    best: tuple[tuple[int, int], tuple[Asked, ...]] | None = None
    for attempt in range(_TRIES):
        rng = random.Random(f"{seed}/{person.id}/{attempt}")
        near = before if attempt < _FOR_TWO else before[-1:]
        asked = tuple(_asked(made, slots, rng, near, alternative))
        shared = [len(_same(asked, slots, [each])) for each in before[::-1]]
        cost = (shared[0] if shared else 0, sum(shared[1:]))
        if best is None or cost < best[0]:
            best = cost, asked
        if cost == (0, 0) or (cost[0] == 0 and attempt >= _FOR_TWO - 1):
            break
    assert best is not None
    return best[1]


def _asked(
    made: _Made, slots: Sequence[Slot], rng: random.Random, before: Sequence[PaperSheet], alternative: bool
) -> Iterator[Asked]:
    """Yield a question for each slot; an alternative has what needs no calculation wherever there is any."""
    everywhere = [pool for slot in slots for pool in slot.without]
    own: list[Sequence[Sequence[str]]] = [[slot.items] for slot in slots]
    easy: list[list[Sequence[Sequence[str]]]] = [[slot.without for slot in slots], [everywhere for _ in slots]]
    rounds = [*easy, own] if alternative else [own]
    used: set[str] = set()
    found: dict[int, Asked] = {}
    for pools_of in rounds:
        for place, pools in enumerate(pools_of):
            free = next((left for pool in pools if (left := [name for name in pool if name not in used])), None)
            if free and place not in found:
                found[place] = _differing(made, free, rng, {each.asked[place].same_as for each in before})
                used.add(found[place].item.id)
    return (found[place] for place in range(len(slots)))


def _differing(made: _Made, names: Sequence[str], rng: random.Random, taken: Collection[tuple[str, ...]]) -> Asked:
    """Return one of some items, in an order and a variant whose boxes hold something else."""
    for _ in range(_TRIES):
        asked = ask(rng.choice(made[rng.choice(names)]), rng)
        if asked.same_as not in taken:
            break
    return asked


def _same(asked: Sequence[Asked], slots: Sequence[Slot], before: Sequence[PaperSheet]) -> tuple[str, ...]:
    return tuple(
        slot.name
        for place, slot in enumerate(slots)
        if any(each.asked[place].same_as == asked[place].same_as for each in before)
    )
