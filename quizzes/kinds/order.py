"""Items in which steps are put in order; partial credit.

The score counts pairs of steps: the share of those that stand in the right order, mapped so that half of the
pairs, which is what chance gives, earn nothing: ``max(0, 2 share - 1)``. Neighbours that may change places
(`ties`) are no pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, pairwise, permutations
from random import Random
from typing import Any

from quizzes.kinds import usual
from quizzes.kinds.content import Confused, Order, Step, ranks, shuffled_steps
from quizzes.kinds.form import ID, MISCONCEPTION, TEXT, Form, list_of
from quizzes.kinds.showing import PagePieces, Parts
from quizzes.kinds.usual import one_line
from quizzes.model import Item
from quizzes.verdict import Outcome, Verdict, unanswered, unreadable

HOW = "Write the letters in the right order."  # what to do, on paper
FORM = Form(
    {
        "steps": list_of({"id": ID, "text": TEXT, "why": TEXT}),
        "ties": {"type": "array", "items": {"type": "array", "items": ID}},
        "confused": list_of(
            {"first": ID, "second": ID, "misconception": MISCONCEPTION},
            minItems=1,
            description="pairs of steps in the wrong order, each with the misconception that leads to it",
        ),
    },
    {
        "required": ["steps"],
        "properties": {"steps": {"minItems": 2}, "ties": {"items": {"minItems": 2}}},
    },
)

also, program, values = usual.also, usual.program, usual.values

_ALL_ORDERS_UP_TO = 5  # steps: 120 orders


def read(entry: Mapping) -> dict[str, Any]:
    """Return the field of the item that holds its key."""
    steps = tuple(Step(str(s["id"]), str(s["text"]), str(s["why"])) for s in entry["steps"])
    ties = tuple(tuple(map(str, group)) for group in entry.get("ties", ()))
    confused = (Confused(str(c["first"]), str(c["second"]), str(c["misconception"])) for c in entry.get("confused", ()))
    return {"body": Order(steps, ties, tuple(confused))}


def body(item: Item) -> Order:
    """Return the item's key."""
    assert isinstance(item.body, Order), f"{item.id} was loaded without a key"
    return item.body


def problems(item: Item) -> Iterator[str]:
    """Yield what is wrong with the item."""
    order = body(item)
    ids = [step.id for step in order.steps]
    texts = [step.text.strip() for step in order.steps]
    for what, values in (("the id", ids), ("the text", texts)):
        for repeated in sorted({value for value in values if values.count(value) > 1}):
            yield f"{item.id}: two steps have {what} {repeated!r}"
    tied = [name for group in order.ties for name in group]
    for name in sorted(set(tied)):
        if name not in ids:
            yield f"{item.id}: the ties name {name!r}, which is no step"
        if tied.count(name) > 1:
            yield f"{item.id}: the step {name!r} stands twice in the ties"
    for group in order.ties:
        places = sorted(ids.index(name) for name in group if name in ids)
        if any(b - a > 1 for a, b in pairwise(places)):
            yield f"{item.id}: {', '.join(group)} are tied and not written one after the other"
    for each in order.confused:
        unknown = sorted({each.first, each.second} - set(ids))
        if unknown:
            yield f"{item.id}: confused names {unknown[0]!r}, which is no step"
        elif ranks(order)[each.first] <= ranks(order)[each.second]:
            yield f"{item.id}: {each.first!r} before {each.second!r} is right, so no misconception leads to it"
    if len(set(ranks(order).values())) < 2:
        yield f"{item.id}: expected at least 2 steps that may not change places"


def judge(item: Item, answer: object) -> Verdict:
    """Judge a list of all the steps' ids in the learner's order."""
    if answer is None or answer in ("", [], ()):
        return unanswered("Put the steps in order first.")
    rank = ranks(body(item))
    if (
        not isinstance(answer, list | tuple)
        or len(answer) != len(rank)
        or not all(isinstance(step, str) and step in rank for step in answer)
        or len(set(answer)) != len(rank)
    ):
        return unreadable(f"Expected each of {', '.join(sorted(rank))} once.")
    given, key = [rank[step] for step in answer], sorted(rank.values())
    if given == key:
        return Verdict(Outcome.RIGHT, 1.0, "Right.", (), ())
    pairs = [(a, b) for a, b in combinations(given, 2) if a != b]
    score = max(0.0, 2 * sum(a < b for a, b in pairs) / len(pairs) - 1)
    wrong = {step for step, a, b in zip(answer, given, key, strict=True) if a != b}
    places = {step: place for place, step in enumerate(answer)}
    named = (each.misconception for each in body(item).confused if places[each.first] < places[each.second])
    return Verdict(
        outcome=Outcome.PARTLY if score else Outcome.WRONG,
        score=score,
        message=f"{'Partly right' if score else 'Not right'}: {len(rank) - len(wrong)} of {len(rank)} in their place.",
        shown=tuple(step for step in rank if step in wrong),
        misconceptions=tuple(dict.fromkeys(named)),
    )


def disagreements(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield each step, and each pair of steps, of which the proof found something else."""
    rank = ranks(body(item))
    for missing in sorted(set(rank) - set(truth)):
        yield f"the proof says nothing about {missing!r}"
    for extra in sorted(set(truth) - set(rank)):
        yield f"the proof speaks of {extra!r}, which is no step"
    for a, b in combinations([step for step in rank if step in truth], 2):
        said, found = _relation(rank[a], rank[b]), _relation(truth[a], truth[b])
        if said != found:
            yield f"{a!r} and {b!r}: the item says {said}, the proof found {found}"


def flips(item: Item) -> Iterator[Item]:
    """Yield the item with other orders as the key.

    All of them up to five steps; of more the reverse, each step moved to either end and each two neighbours
    swapped. Then each tie undone, and each two neighbours tied that are not.
    """
    order, seen = body(item), [ranks(body(item))]
    for other in _others(order):
        if ranks(other) not in seen:
            seen.append(ranks(other))
            yield replace(item, body=other)


def _others(order: Order) -> Iterator[Order]:
    steps = order.steps
    if len(steps) <= _ALL_ORDERS_UP_TO:
        yield from (replace(order, steps=other) for other in permutations(steps))
    else:
        yield replace(order, steps=steps[::-1])
        for place, step in enumerate(steps):
            rest = steps[:place] + steps[place + 1 :]
            yield replace(order, steps=(step, *rest))
            yield replace(order, steps=(*rest, step))
        for place in range(1, len(steps)):
            swapped = (*steps[: place - 1], steps[place], steps[place - 1], *steps[place + 1 :])
            yield replace(order, steps=swapped)
    for group in order.ties:
        yield replace(order, ties=tuple(other for other in order.ties if other != group))
    for a, b in pairwise(steps):
        yield replace(order, ties=(*order.ties, (a.id, b.id)))


def _relation(a: object, b: object) -> str:
    if a == b:
        return "either first"
    return "this order" if a < b else "the other order"  # type: ignore[operator]


def right_answer(item: Item) -> list[str]:
    """Return an answer that earns everything."""
    return [step.id for step in body(item).steps]


def mistaken(item: Item) -> list[tuple[str | None, list[str]]]:
    """Return the known wrong answers, each with the misconception that it names, if any."""
    return [(c.misconception, _moved(right_answer(item), c.first, c.second)) for c in body(item).confused]


def guess(item: Item, rng: Random) -> list[str]:
    """Return an answer of somebody who knows nothing of the subject and sees only what is to be clicked."""
    steps = right_answer(item)
    return rng.sample(steps, len(steps))


def luck(item: Item) -> float:
    """Return what a guess may earn on average."""
    return 0.25


def _moved(steps: list[str], first: str, second: str) -> list[str]:
    """Return the steps with the first of two put right before the second."""
    rest = [step for step in steps if step != first]
    place = rest.index(second)
    return [*rest[:place], first, *rest[place:]]


def content(item: Item) -> Order:
    """Return the steps in the right order."""
    return body(item)


def parts(item: Item) -> int:
    """Return how many steps have to be placed; the last one is left over."""
    return len(body(item).steps) - 1


def whys(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what is said of each step, by its id."""
    yield from ((step.id, step.why) for step in body(item).steps)


def findings(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield the order that the proof found."""
    steps = sorted(body(item).steps, key=lambda step: int(str(truth[step.id])))
    yield "the order: " + ", then ".join(one_line(step.text) for step in steps)


def compose(item: Item, page: PagePieces) -> Parts:
    """Return the list as it is shown first, and folded in the right order."""
    field = page.steps(item, [(step.id, step.text) for step in shuffled_steps(item.id, body(item))])
    said = []
    for place, step in enumerate(body(item).steps, 1):
        node = page.why(step.id, False, page.noted("Another place."), step.why)
        node.insert(0, page.listed(page.strong(f"{place}."), page.text(" "), *page.inline(step.text)))
        said.append(node)
    for name in dict.fromkeys(each.misconception for each in body(item).confused):
        told = page.misconception(name)
        told["classes"] += ["quiz-listed", f"names-{name.lower().replace('_', '-')}"]
        said[-1] += told
    return Parts("Put the steps in order.", page.parse(item.prompt), [field], said)


def script_key(item: Item) -> dict[str, object]:
    """Return the steps in the right order with the place that each has; those that may change places share one."""
    return {
        "steps": [{"id": name, "rank": rank} for name, rank in ranks(body(item)).items()],
        "confused": [
            {"first": each.first, "second": each.second, "misconception": each.misconception}
            for each in body(item).confused
        ],
    }
