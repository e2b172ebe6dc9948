"""What the two kinds with options share: their form, checks of the options and of their proof, page and cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

from quizzes.kinds.cell import assignment, credit
from quizzes.kinds.form import ID, MISCONCEPTION, TEXT, Form, list_of
from quizzes.kinds.showing import LETTERS, WRONG, PagePieces, Parts
from quizzes.kinds.usual import one_line
from quizzes.model import Item, Option
from quizzes.verdict import Verdict

# An option that speaks of its neighbours tests how well a learner reads options.
_CATCH_ALL = re.compile(r"\b(all|none|both|neither) of (the (above|below|others?|options)|these|them)\b", re.IGNORECASE)
FORM = Form(
    {
        "options": list_of(
            {"id": ID, "text": TEXT, "right": {"type": "boolean"}, "why": TEXT}, {"misconception": MISCONCEPTION}
        )
    },
    {"required": ["options"]},
)


def read(entry: Mapping) -> dict[str, Any]:
    """Return the field of the item that holds its options."""
    options = (
        Option(str(o["id"]), str(o["text"]), bool(o["right"]), str(o["why"]), o.get("misconception"))
        for o in entry["options"]
    )
    return {"options": tuple(options)}


def problems(item: Item) -> Iterator[str]:
    """Yield the mistakes that any item with options can have."""
    if len(item.options) < 2:
        yield f"{item.id}: expected at least 2 options, got {len(item.options)}"
    ids = [option.id for option in item.options]
    for repeated in sorted({option_id for option_id in ids if ids.count(option_id) > 1}):
        yield f"{item.id}: option id {repeated!r} stands {ids.count(repeated)} times; give each option its own"
    texts = [option.text.strip() for option in item.options]
    for repeated in sorted({text for text in texts if texts.count(text) > 1}):
        yield f"{item.id}: two options have the same text {repeated!r}"
    if not item.key:
        yield f"{item.id}: no right option; mark the right one with 'right: true'"
    for option in item.options:
        if option.right and option.misconception:
            yield f"{item.id}: option {option.id!r} is right and names a misconception; remove one of the two"
        if _CATCH_ALL.search(option.text):
            yield f"{item.id}: option {option.id!r} speaks of the other options; let it stand by itself"


def disagreements(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield each option whose `right` is not what the proof found out about it."""
    ids = {option.id for option in item.options}
    for missing in sorted(ids - set(truth)):
        yield f"the proof says nothing about option {missing!r}"
    for extra in sorted(set(truth) - ids):
        yield f"the proof speaks of {extra!r}, which is not an option"
    for option in item.options:
        if option.id in truth and bool(truth[option.id]) != option.right:
            found = "true" if truth[option.id] else "false"
            yield f"option {option.id!r}: the key says right: {str(option.right).lower()}, the proof found {found}"


def with_key(item: Item, key: frozenset[str]) -> Item:
    """Return the item with exactly the options in `key` marked right."""
    return replace(item, options=tuple(replace(option, right=option.id in key) for option in item.options))


def named_misconceptions(item: Item, chosen: frozenset[str]) -> tuple[str, ...]:
    """Return the misconceptions that the chosen wrong options point to, each once, in order."""
    names = (o.misconception for o in item.options if o.id in chosen and not o.right and o.misconception)
    return tuple(dict.fromkeys(names))


def whys(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what is said of each option, by its id."""
    yield from ((option.id, option.why) for option in item.options)


def findings(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield what the proof found out about each option."""
    for option in item.options:
        yield f"{'true' if truth[option.id] else 'false'}: {one_line(option.text)}"


def script_key(item: Item) -> dict[str, object]:
    """Return which options are right and what leads to the others."""
    return {
        "options": [
            {"id": option.id, "right": option.right, "misconception": option.misconception} for option in item.options
        ]
    }


def compose(item: Item, page: PagePieces, *, todo: str, control: str) -> Parts:
    """Return the options as radio buttons or checkboxes: a row with a native control for each."""
    fields, said = [], []
    for name, option in zip(LETTERS, item.options, strict=False):
        fields.append(page.option(item, option.id, name, option.text, control))
        lead = [*page.letter(name), *page.mark("Right." if option.right else WRONG)]
        said.append(page.why(option.id, option.right, lead, option.why, option.misconception))
    return Parts(todo, page.parse(item.prompt), fields, said)


def verdict_code(item: Item) -> str:
    """Return the code that looks the verdict up among ``verdicts``, and the reasons of wrong options."""
    return f"""
credit, message = verdicts[' '.join(sorted(set(chosen)))]
print('{item.id}:', message, *(reasons[option] for option in known if option in chosen and option in reasons))
credit
"""


def tables(item: Item, judge: Callable[[Item, Any], Verdict], sizes: Iterable[int]) -> tuple[str, ...]:
    """Return the verdict on every answer that the item can get, and what is said about its wrong options."""
    ids = sorted(option.id for option in item.options)
    verdicts = {}
    for chosen in (chosen for size in sizes for chosen in combinations(ids, size)):
        verdict = judge(item, chosen[0] if sizes == [1] else list(chosen))
        verdicts[" ".join(chosen)] = (credit(item, verdict), verdict.message)
    reasons = {option.id: option.why.strip() for option in item.options if not option.right}
    return assignment("verdicts", verdicts), assignment("reasons", reasons)
