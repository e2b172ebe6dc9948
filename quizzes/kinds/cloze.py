"""Items whose prompt has blanks, ``{{id}}``, to be filled by texts or by choosing; partial credit.

The score is the share of the blanks that are filled right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from quizzes.kinds.named import right, share
from quizzes.kinds.text import TextMistake, accepted, form_problems, normalised, shown
from quizzes.model import Item
from quizzes.verdict import Verdict, unanswered, unreadable

HOW = "Fill in the blanks."  # what to do, on paper

MARK = re.compile(r"\{\{([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\}\}")


@dataclass(frozen=True)
class ClozeBlank:
    """One blank of the prompt."""

    id: str
    accept: tuple[str, ...]  # the first is the one that is shown
    options: tuple[str, ...]  # to choose from; empty where the learner writes
    why: str  # shown where it was filled wrongly; Markdown with maths
    mistakes: tuple[TextMistake, ...]


@dataclass(frozen=True)
class Cloze:
    """The key of a cloze item."""

    blanks: tuple[ClozeBlank, ...]


def read(entry: Mapping) -> dict[str, Any]:
    """Return the field of the item that holds its key."""
    return {"body": Cloze(tuple(_blank(blank) for blank in entry["blanks"]))}


def _blank(entry: Mapping) -> ClozeBlank:
    mistakes = (
        TextMistake(str(m.get("id", f"mistake-{n}")), _texts(m["accept"]), str(m["why"]), m.get("misconception"))
        for n, m in enumerate(entry.get("mistakes", ()), 1)
    )
    options = _texts(entry.get("options", ()))
    return ClozeBlank(str(entry["id"]), _texts(entry["accept"]), options, str(entry["why"]), tuple(mistakes))


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(map(str, values))


def body(item: Item) -> Cloze:
    """Return the item's key."""
    assert isinstance(item.body, Cloze), f"{item.id} was loaded without a key"
    return item.body


def problems(item: Item) -> Iterator[str]:
    """Yield what is wrong with the item."""
    ids = [blank.id for blank in body(item).blanks]
    marks = MARK.findall(item.prompt)
    for repeated in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"{item.id}: two blanks have the id {repeated!r}"
    for name in dict.fromkeys([*ids, *marks]):
        if name not in ids:
            yield f"{item.id}: the prompt has a blank {name!r} that the blanks do not name"
        elif marks.count(name) != 1:
            yield f"{item.id}: expected {{{{{name}}}}} once in the prompt, got {marks.count(name)} times"
    for blank in body(item).blanks:
        yield from (f"{item.id}: blank {blank.id!r}: {told}" for told in _blank_problems(blank))


def _blank_problems(blank: ClozeBlank) -> Iterator[str]:
    names = [mistake.id for mistake in blank.mistakes]
    for repeated in sorted({name for name in names if names.count(name) > 1}):
        yield f"the id {repeated!r} stands twice among the mistakes"
    yield from form_problems(blank.accept, {mistake.id: mistake.accept for mistake in blank.mistakes})
    spelled = [normalised(option) for option in blank.options]
    if len(set(spelled)) != len(spelled):
        yield "two options are the same text once they are normalised"
    right_ones = [option for option in blank.options if accepted(option, blank.accept)]
    if blank.options and len(right_ones) != 1:
        yield f"expected one right option, got {len(right_ones)}"
    for mistake in blank.mistakes:
        if blank.options and not any(accepted(option, mistake.accept) for option in blank.options):
            yield f"no option is mistake {mistake.id!r}"


def judge(item: Item, answer: object) -> Verdict:
    """Judge a mapping from the ids of the blanks to texts."""
    blanks = body(item).blanks
    ids = [blank.id for blank in blanks]
    if answer is None or answer == "":
        answer = {}
    if not isinstance(answer, dict) or not all(
        name in ids and (text is None or isinstance(text, str)) for name, text in answer.items()
    ):
        return unreadable(f"Expected a text for each of {', '.join(ids)}.")
    empty = [name for name in ids if not normalised(answer.get(name) or "")]
    if empty:
        return unanswered(f"Fill in every blank first: {len(empty)} of {len(ids)} left.")
    wrong = [blank for blank in blanks if not accepted(answer[blank.id], blank.accept)]
    if not wrong:
        return right()
    done = len(ids) - len(wrong)
    known = [next((m for m in blank.mistakes if accepted(answer[blank.id], m.accept)), None) for blank in wrong]
    ids_shown = (f"{b.id}/{m.id}" if m else b.id for b, m in zip(wrong, known, strict=True))
    message = f"{done} of {len(ids)} filled in right"
    return share(done, len(ids), message, ids_shown, (mistake.misconception for mistake in known if mistake))


def disagreements(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield where a blank's accepted forms, or a mistake's, do not hold what the proof found.

    The proof speaks of every blank, and of a mistake, as "<blank>/<mistake>", where it computes it.
    """
    blanks = {blank.id: blank.accept for blank in body(item).blanks}
    stated = dict(blanks)
    stated |= {f"{b.id}/{mistake.id}": mistake.accept for b in body(item).blanks for mistake in b.mistakes}
    for missing in sorted(set(blanks) - set(truth)):
        yield f"the proof says nothing about {missing!r}"
    for extra in sorted(set(truth) - set(stated)):
        yield f"the proof speaks of {extra!r}, which the item does not name"
    for name, forms in stated.items():
        text = truth.get(name)
        if name in truth and not (isinstance(text, str) and accepted(text, forms)):
            yield f"{name!r}: the item accepts {shown(forms)}, the proof found {text!r}"


def flips(item: Item) -> Iterator[Item]:
    """Yield the item with each blank's key exchanged: for a mistake, another option, another blank's answer."""
    blanks = body(item).blanks
    for place, blank in enumerate(blanks):
        others = [mistake.accept for mistake in blank.mistakes]
        others += [(option,) for option in blank.options]
        others += [other.accept for other in blanks if other is not blank]
        others.append((f"not {blank.accept[0]}",))
        for accept in dict.fromkeys(others):
            if not any(accepted(form, blank.accept) for form in accept):
                flipped = (*blanks[:place], replace(blank, accept=accept), *blanks[place + 1 :])
                yield replace(item, body=Cloze(flipped))


def right_answer(item: Item) -> dict[str, str]:
    """Return an answer that earns everything."""
    return {blank.id: blank.accept[0] for blank in body(item).blanks}


def mistaken(item: Item) -> list[tuple[str | None, dict[str, str]]]:
    """Return the known wrong answers, each with the misconception that it names, if any.

    Of several parts one is answered wrongly and the others right.
    """
    whole, blanks = right_answer(item), body(item).blanks
    return [(m.misconception, whole | {blank.id: m.accept[0]}) for blank in blanks for m in blank.mistakes]


def guess(item: Item, rng: Random) -> dict[str, str]:
    """Return an answer of somebody who knows nothing of the subject and sees only what is to be clicked."""
    blanks = body(item).blanks
    return {b.id: rng.choice([*b.options, *(m.accept[0] for m in b.mistakes), "?"]) for b in blanks}


def luck(item: Item) -> float:
    """Return what a guess may earn on average."""
    blanks = body(item).blanks
    return sum(1 / len(blank.options) if blank.options else 0 for blank in blanks) / len(blanks)
