"""Items in which each entry on the left is matched with one on the right; partial credit.

The right side may hold entries that match nothing, and one that matches several. The score is the share of the
left entries that are matched right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import Any

from quizzes.kinds import usual
from quizzes.kinds.content import Left, Match, Right, shuffled_right
from quizzes.kinds.form import ID, MISCONCEPTION, TEXT, Form, list_of
from quizzes.kinds.named import right, share
from quizzes.kinds.showing import LETTERS, PagePieces, Parts
from quizzes.kinds.usual import one_line
from quizzes.model import Item
from quizzes.verdict import Verdict, unanswered, unreadable

HOW = "Write into each box the letter that belongs to it."  # what to do, on paper
_CONFUSED = {
    "description": "wrong matches, by id, each with the misconception that leads to it",
    "type": "object",
    "propertyNames": ID,
    "additionalProperties": MISCONCEPTION,
}
FORM = Form(
    {
        "left": list_of({"id": ID, "text": TEXT, "match": ID, "why": TEXT}, {"confused": _CONFUSED}),
        "right": list_of({"id": ID, "text": TEXT}),
    },
    {
        "required": ["left", "right"],
        "properties": {"left": {"minItems": 2}, "right": {"minItems": 2}},
    },
)

also, program, values = usual.also, usual.program, usual.values
_MARKUP = re.compile(r"[$`*_\\\[\]<>&]")
_LONGEST = 48  # characters that a select shows at phone width


def read(entry: Mapping) -> dict[str, Any]:
    """Return the field of the item that holds its key."""
    left = tuple(
        Left(str(e["id"]), str(e["text"]), str(e["match"]), str(e["why"]), _confused(e.get("confused", {})))
        for e in entry["left"]
    )
    return {"body": Match(left, tuple(Right(str(e["id"]), str(e["text"])) for e in entry["right"]))}


def _confused(entry: Mapping) -> tuple[tuple[str, str], ...]:
    return tuple((str(right), str(name)) for right, name in entry.items())


def body(item: Item) -> Match:
    """Return the item's key."""
    assert isinstance(item.body, Match), f"{item.id} was loaded without a key"
    return item.body


def problems(item: Item) -> Iterator[str]:
    """Yield what is wrong with the item."""
    for side, entries in (("left", body(item).left), ("right", body(item).right)):
        for what, values in (("the id", [e.id for e in entries]), ("the text", [e.text.strip() for e in entries])):
            for repeated in sorted({value for value in values if values.count(value) > 1}):
                yield f"{item.id}: two entries on the {side} have {what} {repeated!r}"
    known = {entry.id for entry in body(item).right}
    for entry in body(item).left:
        if entry.match not in known:
            yield f"{item.id}: {entry.id!r} matches {entry.match!r}, which does not stand on the right"
        for name, _ in entry.confused:
            if name not in known:
                yield f"{item.id}: {entry.id!r} is confused with {name!r}, which does not stand on the right"
            elif name == entry.match:
                yield f"{item.id}: {entry.id!r} matches {name!r}, so no misconception leads to it"


def judge(item: Item, answer: object) -> Verdict:
    """Judge a mapping from the ids on the left to ids on the right; an empty one is not yet matched."""
    left, known = body(item).left, {entry.id for entry in body(item).right}
    if answer is None or answer == "":
        answer = {}
    ids = {entry.id for entry in left}
    if not isinstance(answer, dict) or not all(
        name in ids and (chosen is None or (isinstance(chosen, str) and (not chosen or chosen in known)))
        for name, chosen in answer.items()
    ):
        sides = (", ".join(entry.id for entry in side) for side in (left, body(item).right))
        return unreadable("Expected for each of {} one of {}.".format(*sides))
    unmatched = [entry.id for entry in left if not answer.get(entry.id)]
    if unmatched:
        return unanswered(f"Match every entry first: {len(unmatched)} of {len(left)} left.")
    wrong = [entry for entry in left if answer[entry.id] != entry.match]
    if not wrong:
        return right()
    done = len(left) - len(wrong)
    named = {entry.id: dict(entry.confused).get(answer[entry.id]) for entry in wrong}
    shown = (f"{name}/{answer[name]}" if known else name for name, known in named.items())
    return share(done, len(left), f"{done} of {len(left)} matched", shown, named.values())


def disagreements(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield each entry whose match is not the one that the proof found."""
    ids = {entry.id for entry in body(item).left}
    for missing in sorted(ids - set(truth)):
        yield f"the proof says nothing about {missing!r}"
    for extra in sorted(set(truth) - ids):
        yield f"the proof speaks of {extra!r}, which does not stand on the left"
    for entry in body(item).left:
        if entry.id in truth and truth[entry.id] != entry.match:
            yield f"{entry.id!r}: the item matches it with {entry.match!r}, the proof with {truth[entry.id]!r}"


def flips(item: Item) -> Iterator[Item]:
    """Yield the item with each entry matched with each other one on the right."""
    match = body(item)
    for place, entry in enumerate(match.left):
        for other in match.right:
            if other.id != entry.match:
                left = (*match.left[:place], replace(entry, match=other.id), *match.left[place + 1 :])
                yield replace(item, body=replace(match, left=left))


def right_answer(item: Item) -> dict[str, str]:
    """Return an answer that earns everything."""
    return {entry.id: entry.match for entry in body(item).left}


def mistaken(item: Item) -> list[tuple[str | None, dict[str, str]]]:
    """Return the known wrong answers, each with the misconception that it names, if any.

    Of several parts one is answered wrongly and the others right.
    """
    whole = right_answer(item)
    return [(name, whole | {entry.id: to}) for entry in body(item).left for to, name in entry.confused]


def guess(item: Item, rng: Random) -> dict[str, str]:
    """Return an answer of somebody who knows nothing of the subject and sees only what is to be clicked."""
    entries = [entry.id for entry in body(item).right]
    return {entry.id: rng.choice(entries) for entry in body(item).left}


def luck(item: Item) -> float:
    """Return what a guess may earn on average."""
    return 1 / len(body(item).right)


def content(item: Item) -> Match:
    """Return the entries."""
    return body(item)


def parts(item: Item) -> int:
    """Return how many entries have to be matched."""
    return len(body(item).left)


def whys(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what is said of each entry on the left, by its id."""
    yield from ((entry.id, entry.why) for entry in body(item).left)


def findings(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield what the proof matched each entry with."""
    names = {entry.id: entry.text for entry in body(item).right}
    for entry in body(item).left:
        yield f"{one_line(entry.text)}: {one_line(names[str(truth[entry.id])])}"


def compose(item: Item, page: PagePieces) -> Parts:
    """Return a native select for each entry on the left.

    A select shows plain text. Where an entry on the right has a formula or code, all of them are listed with a letter
    each, and the letter is chosen.
    """
    entries = shuffled_right(item.id, body(item))
    letters = dict(zip((entry.id for entry in entries), LETTERS, strict=False))
    plain = all(len(entry.text.strip()) <= _LONGEST and not _MARKUP.search(entry.text) for entry in entries)
    fields = [] if plain else [page.lettered([(letters[entry.id], entry.text) for entry in entries])]
    choices = [(entry.id, entry.text.strip() if plain else letters[entry.id]) for entry in entries]
    fields += [page.pair(item, left.id, left.text, choices) for left in body(item).left]
    said = _said(item, page, {} if plain else letters)
    return Parts("Match each entry.", page.parse(item.prompt), fields, said)


def _said(item: Item, page: PagePieces, letters: dict[str, str]) -> list[Any]:
    texts = {entry.id: entry.text for entry in body(item).right}
    said: list[Any] = []
    for left in body(item).left:
        node = page.why(left.id, False, page.noted("Not this one."), left.why)
        to = page.letter(letters[left.match]) if letters else []
        arrow = page.text(" \N{RIGHTWARDS ARROW} ")
        node.insert(0, page.listed(*page.inline(left.text), arrow, *to, *page.inline(texts[left.match])))
        said.append(node)
        for other, name in left.confused:
            node = page.why(f"{left.id}/{other}", False, page.noted("Not this one."), left.why, name)
            for reason in node.children[:-1]:
                reason["classes"].append("quiz-noted")  # the list gives it once, above
            named = page.letter(letters[other]) if letters else page.inline(texts[other])
            node.insert(0, page.listed(*page.mark("Not"), *named))
            said.append(node)
    return said


def script_key(item: Item) -> dict[str, object]:
    """Return what each entry on the left is matched with, and the ids on the right."""
    return {
        "left": [{"id": e.id, "match": e.match, "confused": dict(e.confused)} for e in body(item).left],
        "right": [entry.id for entry in body(item).right],
    }
