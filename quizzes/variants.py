"""Variants: an item with parameters gives new numbers for each seed, the same everywhere for the same seed.

The function that makes them stands among the proofs and takes a Draw, a random.Random
with a generator of its own for weights. It returns a dict::

    {"parameters": {name: value},       replace the marks <<name>> in prompt, options, hints, code and feedback
     "answer": ...,                     the key, computed: a number, axes, or what the code prints
     "mistakes": {mistake id: ...},     what each mistake of the item leads to, computed
     "tolerance": ..., "code": ...}     optional: instead of the item's own

It draws again until the mistakes lie apart from the answer. Being computed, it is the proof of its item.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from quizzes.draw import Draw
from quizzes.errors import BankError, Problem
from quizzes.kinds import KINDS
from quizzes.model import Bank, Item
from quizzes.own_code import function_at

COUNT = 20  # variants that a page offers of an item
MARK = re.compile(r"<<([a-zA-Z][a-zA-Z0-9_]*)>>")
_KNOWN = {"parameters", "answer", "mistakes", "tolerance", "code"}


def variant(item: Item, seed: int | str) -> Item:
    """Return the variant of an item for a seed; an item without parameters, or a variant, is returned as it is.

    The first one that is shown is the variant of 0.

    Raises
    ------
    BankError
        If what the function returned does not fit the item.
    """
    if item.template is None or item.seed is not None:
        return item
    return _made(item, str(seed))


def variants(item: Item, count: int = COUNT) -> tuple[Item, ...]:
    """Return the first `count` different variants of the seeds 0, 1, ...; of an item without parameters it alone.

    Raises
    ------
    BankError
        If ten times as many seeds do not give as many variants.
    """
    if item.template is None:
        return (item,)
    found: dict[Item, Item] = {}  # without its seed -> the variant
    for seed in range(10 * count):
        made = variant(item, seed)
        found.setdefault(replace(made, seed=None), made)
        if len(found) == count:
            return tuple(found.values())
    message = f"{item.id}: expected {count} different variants, got {len(found)} from {10 * count} seeds"
    raise BankError([Problem(item.where, message)])


def shown(bank: Bank, name: str) -> Item | None:
    """Return an item of the bank as an assignment asks it, its first variant; None where the bank has none."""
    item = bank.items.get(name)
    return variant(item, 0) if item else None


def values_of(item: Item, seed: int | str, draw: int = 0) -> Mapping[str, object]:
    """Return the values of the variant, computed anew; of another draw the same numbers with other weights."""
    assert item.template is not None, f"{item.id} has no variants"
    return proof_at(item)(Draw(f"{item.id}/{seed}", draw))


def proof_at(item: Item) -> Callable:
    """Return the function that is the proof of an item, or makes its variants."""
    assert item.proof is not None, f"{item.id} has no proof"
    return function_at(item.project.root, item.proof)  # type: ignore[return-value]


# The variants that were asked for: the fields of their entries, as JSON values, by item and seed.
_ENTRIES: dict[tuple[Item, str], dict] = {}


def remember(item: Item, seed: str, entry: dict) -> None:
    """Take the entry of a variant from an earlier run, in which it was computed from the same sources."""
    _ENTRIES[item, seed] = entry


def made_entries(bank: Bank) -> dict[tuple[str, str], dict]:
    """Return the entries of the variants of the bank's items that were made, by item id and seed."""
    return {(item.id, seed): entry for (item, seed), entry in _ENTRIES.items() if bank.items.get(item.id) == item}


@cache
def _made(item: Item, seed: str) -> Item:
    if (item, seed) not in _ENTRIES:
        _ENTRIES[item, seed] = _computed(item, seed)
    entry = _ENTRIES[item, seed]
    made = replace(
        item,
        prompt=entry["prompt"],
        explain=entry["explain"],
        hints=tuple(entry.get("hints", ())),
        seed=seed,
        **KINDS[item.kind].read(entry),
    )
    problems = tuple(KINDS[item.kind].problems(made))
    if problems:
        raise BankError(Problem(item.where, f"{message} (variant {seed})") for message in problems)
    return made


def _computed(item: Item, seed: str) -> dict:
    """Return the entry of a variant, computed anew, as JSON values."""
    assert item.template is not None
    entry = json.loads(item.template.entry)
    values = values_of(item, seed)
    found = list(_value_problems(entry, values))
    if found:
        raise BankError(Problem(item.where, f"{item.id}: variant {seed}: {message}") for message in found)
    entry |= {name: values[name] for name in ("answer", "tolerance", "code") if name in values}
    for mistake in entry.get("mistakes", ()):
        mistake["value"] = values["mistakes"][mistake["id"]]  # type: ignore[index]
    entry = _filled(entry, {name: written(value) for name, value in values["parameters"].items()})  # type: ignore[attr-defined]
    return json.loads(json.dumps(entry, default=_plain))


def _plain(value: object) -> object:
    """Return a number of numpy as one of Python."""
    return value.item()  # type: ignore[attr-defined]


def written(value: object) -> str:
    """Return a parameter as it stands in the text: a number with at most ten digits, the rest as it is."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _filled(part: object, texts: Mapping[str, str]) -> object:
    """Return the entry with each mark replaced, at any depth."""
    if isinstance(part, str):
        return MARK.sub(lambda mark: texts[mark[1]], part)
    if isinstance(part, dict):
        return {name: _filled(value, texts) for name, value in part.items()}
    return [_filled(value, texts) for value in part] if isinstance(part, list) else part


def _value_problems(entry: dict, values: Mapping[str, object]) -> Iterator[str]:
    if not isinstance(values, Mapping):
        yield f"expected a dict of values, got {values!r}"
        return
    for missing in sorted({"parameters", "answer"} - set(values)):
        yield f"the function returned no {missing!r}"
    for extra in sorted(set(values) - _KNOWN):
        yield f"the function returned {extra!r}; known are {', '.join(sorted(_KNOWN))}"
    stated = {mistake["id"] for mistake in entry.get("mistakes", ())}
    computed = set(values.get("mistakes", {}))  # type: ignore[call-overload]
    for name in sorted(stated - computed):
        yield f"the function returned no value of mistake {name!r}"
    for name in sorted(computed - stated):
        yield f"the function speaks of mistake {name!r}, which the item does not name"
    marks = set(MARK.findall(json.dumps(entry | {"code": values.get("code", entry.get("code", ""))})))
    given = set(values.get("parameters", {}))  # type: ignore[call-overload]
    for name in sorted(marks - given):
        yield f"the item has a mark <<{name}>> that is no parameter"
    for name in sorted(given - marks):
        yield f"the parameter {name!r} stands nowhere in the item"
