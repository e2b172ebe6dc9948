"""What the two kinds with options share: checks of the options and of their proof."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from quizzes.model import Item, Option

# An option that speaks of its neighbours tests how well a learner reads options.
_CATCH_ALL = re.compile(r"\b(all|none|both|neither) of (the (above|below|others?|options)|these|them)\b", re.IGNORECASE)


def read_options(entry: Mapping) -> dict[str, Any]:
    """Return the field of the item that holds its options."""
    options = (
        Option(str(o["id"]), str(o["text"]), bool(o["right"]), str(o["why"]), o.get("misconception"))
        for o in entry["options"]
    )
    return {"options": tuple(options)}


def option_problems(item: Item) -> Iterator[str]:
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


def option_disagreements(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
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
