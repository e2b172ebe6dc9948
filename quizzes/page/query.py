"""Which items a ``{quiz}`` asks for, and which of them the bank has."""

from __future__ import annotations

from dataclasses import dataclass

from quizzes.errors import did_you_mean
from quizzes.model import Bank, Item


@dataclass(frozen=True)
class Query:
    """One request: an item by its id, or the first items of an objective."""

    line: int  # of the page
    item_id: str | None = None
    objective: str | None = None
    number: int | None = None  # how many items of the objective; None means all


@dataclass(frozen=True)
class QueryResult:
    """What the bank has for a query."""

    items: tuple[Item, ...]
    problem: str | None  # why there are none, or too few


def select(query: Query, bank: Bank) -> QueryResult:
    """Return the items that the query asks for."""
    if query.objective is None:
        wanted_id = query.item_id or ""
        if wanted_id in bank.items:
            return QueryResult((bank.items[wanted_id],), None)
        return QueryResult((), f"unknown item {wanted_id!r}{did_you_mean(wanted_id, bank.items)}")
    if query.objective not in bank.objectives:
        hint = did_you_mean(query.objective, bank.objectives)
        return QueryResult((), f"unknown objective {query.objective!r}{hint}")
    found = tuple(item for item in bank.items.values() if item.objective == query.objective)
    wanted = len(found) if query.number is None else query.number
    if not found or wanted > len(found):
        asked = "" if query.number is None else f", {query.number} were asked for"
        return QueryResult(
            (), f"the objective {query.objective!r} has {len(found)} item{'' if len(found) == 1 else 's'}{asked}"
        )
    return QueryResult(found[:wanted], None)
