"""Which questions stand on a sheet: the same number for everyone, the same kinds as far as can be, the same spread."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from quizzes.viva.question import Question, QuestionKind

# What each place on the sheet asks for, and how hard it is to be; longer sheets begin again behind the sixth.
Places = tuple[tuple[tuple[QuestionKind, ...], int], ...]
SHEET: Places = (
    ((QuestionKind.SHAPES, QuestionKind.COUNT), 1),
    ((QuestionKind.TRACE,), 2),
    ((QuestionKind.WHAT_IF,), 2),
    ((QuestionKind.CHANGED,), 3),
    ((QuestionKind.WHY,), 2),
    ((QuestionKind.BANK, QuestionKind.COUNT), 2),
)
# The same for a learner alone, whose answers a program judges: no open question.
ALONE: Places = (
    ((QuestionKind.TRACE,), 2),
    ((QuestionKind.CHANGED,), 3),
    ((QuestionKind.SHAPES, QuestionKind.WHAT_IF, QuestionKind.COUNT), 1),
)
USUAL = {1: 5, 2: 18, 3: 36}  # steps of a question of each level: what sheets come near to


def choose(
    found: Sequence[Question],
    count: int,
    taken: Collection[str] = (),
    places: Places = SHEET,
    common: Mapping[str, int] = MappingProxyType({}),
) -> tuple[Question, ...]:
    """Return as many questions as are asked for, fewer where there are not so many; none that a neighbour has.

    `common` counts the gists of what others were asked about code of their own: what is rare among them comes first.
    """
    left = [question for question in found if question.sha256 not in taken]
    chosen: list[tuple[int, Question]] = []
    waiting: list[tuple[int, int]] = []  # places for which there is none of the kind
    # What there is least of is taken first: no call is then asked for whose result stands in another question.
    calls = {kind: len({each.setup for each in left if each.kind is kind}) for kind in QuestionKind}
    # A changed line comes before: other questions then keep off its function, whose line they would show.
    wanted = [places[place % len(places)] for place in range(count)]
    order = sorted(
        range(count),
        key=lambda place: (QuestionKind.CHANGED not in wanted[place][0], sum(calls[kind] for kind in wanted[place][0])),
    )
    for turn, place in enumerate(order):
        kinds, level = wanted[place]
        others = [wanted[other][0] for other in order[turn + 1 :]]
        errors = [each for each in left if each.kind is QuestionKind.ERROR] if place == 0 else []
        fitting = _apart(errors or [each for each in left if each.kind in kinds], chosen)
        if fitting:
            _take(place, level, fitting, left, chosen, common, kinds, others)
        else:
            waiting.append((place, level))
    for place, level in sorted(waiting):
        if left:
            fitting = _apart(left, chosen) or left
            asked = Counter(question.kind for _, question in chosen)
            rare = min(asked[question.kind] for question in fitting)
            _take(place, level, [each for each in fitting if asked[each.kind] == rare], left, chosen, common)
    return tuple(question for _, question in sorted(chosen, key=lambda each: each[0]))


def _is_bare(question: Question) -> bool:
    """Say whether a call has no array: a count of parameters says less of the subject than a step does."""
    return bool(question.setup) and "array" not in question.setup


def _apart(questions: list[Question], chosen: list[tuple[int, Question]]) -> list[Question]:
    """Return the questions on calls that no other one is on: each shows what such a call gives."""
    seen = {numbers for _, question in chosen for numbers in _numbers(question)}
    return [each for each in questions if seen.isdisjoint(_numbers(each))]


def _numbers(question: Question) -> set[str]:
    """Return the calls that a question is on: the one that it shows, and the one after a number is another."""
    if not question.setup:
        return set()
    before, _, call = question.setup.rpartition("\n")
    after = question.rerun.setup if question.rerun else before
    return {question.setup, f"{after}\n{call}"}


@lru_cache(maxsize=1024)
def _functions(code: str) -> tuple[str, ...]:
    """Return the names of the functions in a piece of code, the one that it is about first."""
    return tuple(re.findall(r"\bdef\s+(\w+)", code))


def _shows(one: Question, other: Question) -> bool:
    """Say whether one of two questions shows the function in which the other has a line changed, as it was."""
    return any(
        changed.kind is QuestionKind.CHANGED
        and any(name in _functions(f"{shown.code}\n{shown.beside}") for name in _functions(changed.code)[:1])
        for changed, shown in ((one, other), (other, one))
    )


def _costs_others(changed: Question, others: Sequence[Sequence[QuestionKind]], left: Sequence[Question]) -> int:
    """Return what a changed line leaves for the other places: none on another call costs most."""
    cost = 0
    for kinds in others:
        fitting = [each for each in left if each.kind in kinds]
        apart = [each for each in fitting if _numbers(changed).isdisjoint(_numbers(each))]
        cost += bool(fitting) * (2 if not apart else all(_shows(changed, each) for each in apart))
    return cost


def _take(
    place: int,
    level: int,
    fitting: list[Question],
    left: list[Question],
    chosen: list,
    common: Mapping[str, int],
    kinds: Sequence[QuestionKind] = (),
    others: Sequence[Sequence[QuestionKind]] = (),
) -> None:
    tasks = Counter(question.task for _, question in chosen)

    def cost(each: Question) -> tuple[int, ...]:
        other, steps = abs(each.level - level), abs(each.steps - USUAL[level])
        kind = kinds.index(each.kind) if each.kind in kinds else 0  # what is named first is wanted most
        known = sum(common.get(gist, 0) for gist in each.gists)
        shown = sum(_shows(each, question) for _, question in chosen)
        shown += _costs_others(each, others, left) if each.kind is QuestionKind.CHANGED else 0
        return shown, known, other + tasks[each.task] + _is_bare(each), other, kind, steps

    best = min(fitting, key=cost)
    left.remove(best)
    same = [each for each in left if (each.kind, each.prompt) == (best.kind, best.prompt)]
    for each in same:
        left.remove(each)
    chosen.append((place, best))
