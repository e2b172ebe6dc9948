"""Items whose prompt has blanks, ``{{id}}``, to be filled by texts or by choosing; partial credit.

The score is the share of the blanks that are filled right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from quizzes.kinds import usual
from quizzes.kinds.content import MARK, Blank, Blanks, Spelled
from quizzes.kinds.form import ID, MISCONCEPTION, TEXT, TEXTS, Form, list_of
from quizzes.kinds.named import right, share
from quizzes.kinds.showing import PagePieces, Parts
from quizzes.kinds.text import TextMistake, accepted, form_problems, normalised, shown, spelled
from quizzes.kinds.usual import code_span
from quizzes.model import Item
from quizzes.verdict import Verdict, unanswered, unreadable

HOW = "Fill in the blanks."  # what to do, on paper
_MISTAKES = list_of({"accept": TEXTS, "why": TEXT}, {"id": ID, "misconception": MISCONCEPTION})
FORM = Form(
    {
        "blanks": list_of(
            {"id": ID, "accept": TEXTS, "why": TEXT}, {"options": TEXTS, "mistakes": _MISTAKES}, minItems=1
        )
    },
    {"required": ["blanks"]},
)

also, program = usual.also, usual.program


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


def content(item: Item) -> Blanks:
    """Return the blanks with all spellings."""
    return Blanks(tuple(map(_spelled_blank, body(item).blanks)))


def _spelled_blank(blank: ClozeBlank) -> Blank:
    answers = spelled(blank.accept, blank.mistakes)
    if blank.options:  # the texts to choose from are the spellings
        answers = tuple(_chosen(answer, blank.options) for answer in answers)
    return Blank(blank.id, "", answers, blank.options, blank.why)


def _chosen(answer: Spelled, options: tuple[str, ...]) -> Spelled:
    return replace(answer, spellings=tuple(option for option in options if accepted(option, answer.spellings)))


def parts(item: Item) -> int:
    """Return how many blanks have to be filled."""
    return len(body(item).blanks)


def values(item: Item) -> tuple[str, ...]:
    """Return what belongs in the blanks, of which some may have to be calculated."""
    return tuple(blank.accept[0] for blank in body(item).blanks)


def whys(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what is said of each blank and of each of its known mistakes, by their ids."""
    for blank in body(item).blanks:
        yield blank.id, blank.why
        yield from ((f"{blank.id}/{mistake.id}", mistake.why) for mistake in blank.mistakes)


def findings(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield what the proof found for each blank."""
    for blank in body(item).blanks:
        yield f"blank {blank.id}: {code_span(truth[blank.id])}"


def compose(item: Item, page: PagePieces) -> Parts:
    """Return the prompt with its fields and selects, and places for what is said of each."""
    order = MARK.findall(item.prompt)
    names = {name: "The blank" if len(order) == 1 else f"Blank {place}" for place, name in enumerate(order, 1)}
    prompt = page.with_blanks(item, {blank.id: (names[blank.id], blank.options) for blank in body(item).blanks})
    said: list[Any] = []
    for blank in body(item).blanks:
        named = names[blank.id]
        node = page.why(blank.id, False, page.noted(f"{named}: not right."), blank.why)
        node.insert(0, page.listed(page.strong(f"{named}:"), page.text(" "), page.code(blank.accept[0])))
        said.append(node)
        for mistake in blank.mistakes:
            lead = [*page.mark(f"{named}: not"), page.code(mistake.accept[0]), page.text(". ")]
            said.append(page.why(f"{blank.id}/{mistake.id}", False, lead, mistake.why, mistake.misconception))
    notes = [page.blank_note(item, blank.id) for blank in body(item).blanks]
    return Parts("Fill in the blanks.", prompt, notes, said)


def script_key(item: Item) -> dict[str, object]:
    """Return the accepted forms of each blank as they are compared, and those of its known mistakes."""
    return {
        "blanks": [
            {
                "id": blank.id,
                "accept": [normalised(form) for form in blank.accept],
                "mistakes": [
                    {"id": m.id, "accept": [normalised(form) for form in m.accept], "misconception": m.misconception}
                    for m in blank.mistakes
                ],
            }
            for blank in body(item).blanks
        ]
    }
