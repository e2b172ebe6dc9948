"""A part of the bank: the items that an export is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from quizzes.errors import UsageError, did_you_mean
from quizzes.model import Bank, Item


@dataclass(frozen=True)
class Selection:
    """Names that an item must have one of, in each field that holds any."""

    chapter: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    objective: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


def selected(bank: Bank, selection: Selection) -> Bank:
    """Return the bank with the selected items, in its own order.

    Raises
    ------
    UsageError
        If the bank knows a name not, or no item has them all.
    """
    for field in fields(selection):
        known = list(dict.fromkeys(_name(field.name, item) for item in bank.items.values()))
        for name in getattr(selection, field.name):
            if name not in known:
                hint = did_you_mean(name, known) or (f"; known are {', '.join(known)}" if len(known) < 40 else "")
                raise UsageError(f"no item of the bank has the {_called(field.name)} {name!r}{hint}")
    items = {name: item for name, item in bank.items.items() if _fits(item, selection)}
    if not items:
        asked = (
            f"--{field.name} {','.join(names)}"
            for field in fields(selection)
            if (names := getattr(selection, field.name))
        )
        raise UsageError(f"expected items, got none: no item fits {' '.join(asked)} together")
    return replace(bank, items=items)


def names(texts: Iterable[str] | None) -> tuple[str, ...]:
    """Return the names of an option that may be given several times, each time with several names between commas."""
    return tuple(name.strip() for text in texts or () for name in text.split(",") if name.strip())


def _fits(item: Item, selection: Selection) -> bool:
    chosen = ((field.name, getattr(selection, field.name)) for field in fields(selection))
    return all(not wanted or _name(field, item) in wanted for field, wanted in chosen)


def _name(field: str, item: Item) -> str:
    if field == "kind":
        return item.kind.value
    return item.id if field == "items" else getattr(item, field)


def _called(field: str) -> str:
    return "id" if field == "items" else field
