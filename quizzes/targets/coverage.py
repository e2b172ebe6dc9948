"""What the bank covers, and what is missing of what the course promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from quizzes.checks.load import all_tasks
from quizzes.errors import BankError
from quizzes.model import Bank, Item, Kind
from quizzes.prove import draws_of, proof_of
from quizzes.targets.check import Check
from quizzes.variants import COUNT, variants


@dataclass(frozen=True)
class CoveragePart:
    """One part of the table: what it counts, and what of it is missing."""

    name: str
    rows: Mapping[str, tuple[str, ...]]  # what is covered -> by which items and tasks, or by how many variants
    missing: tuple[str, ...]  # sentences

    def as_line(self, width: int = 110) -> str:
        """Return the part as a line of the table."""
        covered = sum(bool(ids) for ids in self.rows.values())
        counts = ", ".join(f"{row} {len(ids)}" for row, ids in self.rows.items())
        told = counts if len(counts) <= width - 40 else f"{covered} of {len(self.rows)} covered"
        return f"{'ok' if not self.missing else 'MISSING':<9}{self.name:<16}{len(self.rows):<5}{told}"


def coverage(bank: Bank, checks: Iterable[Check]) -> tuple[CoveragePart, ...]:
    """Return the parts of the table of coverage; `checks` says which proofs were run and what they showed."""
    items, least = tuple(bank.items.values()), bank.project.least
    chapters = _by(items, dict.fromkeys(item.chapter for item in items), lambda item: (item.chapter,))
    kinds = _by(items, [kind.value for kind in Kind], lambda item: (item.kind.value,))
    cards = _by(items, bank.cards, lambda item: item.cards)
    objectives = _by(items, bank.objectives, lambda item: (item.objective,))
    return (
        CoveragePart("items", {"items": tuple(bank.items)}, _few(len(items), least.items, "items")),
        CoveragePart("chapters", chapters, ()),
        CoveragePart("kinds", kinds, _few_kinds(kinds, least.kinds)),
        CoveragePart("cards", cards, _without(cards, "card")),
        CoveragePart("objectives", objectives, _without(objectives, "objective")),
        _misconceptions(bank),
        _proofs(items, {check.id: check for check in checks}),
        _variants(items, least.with_variants),
    )


def as_json(item: Item) -> dict[str, object]:
    """Return what the table says of one item, as JSON values."""
    proof = proof_of(item)
    return {
        "id": item.id,
        "kind": item.kind.value,
        "cards": list(item.cards),
        "chapter": item.chapter,
        "objective": item.objective,
        **({"proof": proof} if proof else {"source": list(item.sources)}),
        "draws": draws_of(item),
        "misconceptions": list(item.misconceptions),
        "variants": _different(item) if item.template else 0,
    }


def cards_as_json(bank: Bank) -> list[dict[str, object]]:
    """Return the source cards with our verdict and what shows it: the proofs of their items, or the sources."""
    found = _by(tuple(bank.items.values()), bank.cards, lambda item: item.cards)
    return [
        {
            "id": card.id,
            "asks": card.asks,
            "verdict": card.standing.value,
            "truth": card.truth,
            "items": list(found[card.id]),
            "proofs": [proof for item_id in found[card.id] if (proof := proof_of(bank.items[item_id]))],
            "sources": [key for item_id in found[card.id] for key in bank.items[item_id].sources],
        }
        for card in bank.cards.values()
    ]


def _by(items: tuple[Item, ...], names: Iterable[str], of: object) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {name: [] for name in names}
    for item in items:
        for name in of(item):  # type: ignore[operator]
            found[name].append(item.id)
    return {name: tuple(ids) for name, ids in found.items()}


def _without(rows: Mapping[str, tuple[str, ...]], what: str) -> tuple[str, ...]:
    return tuple(f"{what} {name} has no item" for name, ids in rows.items() if not ids)


def _few(count: int, least: int, what: str) -> tuple[str, ...]:
    return (f"expected at least {least} {what}, got {count}",) if count < least else ()


def _few_kinds(rows: Mapping[str, tuple[str, ...]], least: int) -> tuple[str, ...]:
    absent = [kind for kind, ids in rows.items() if not ids]
    got = len(rows) - len(absent)
    return (f"expected items of at least {least} kinds, got {got}: none of {', '.join(absent)}",) if got < least else ()


def _misconceptions(bank: Bank) -> CoveragePart:
    rows = _by(tuple(bank.items.values()), bank.misconceptions, lambda item: item.misconceptions)
    for task in all_tasks(bank.project).values():
        for name in {mutant.misconception for mutant in task.mutants} & set(rows):
            rows[name] = (*rows[name], task.id)
    missing = [f"misconception {name} is named by no item and no mutant" for name, ids in rows.items() if not ids]
    missing += [
        f"misconception {m.id} does not say where it is seen" for m in bank.misconceptions.values() if not m.seen
    ]
    few = _few(len(rows), bank.project.least.misconceptions, "misconceptions")
    return CoveragePart("misconceptions", rows, (*few, *missing))


def _proofs(items: tuple[Item, ...], checks: Mapping[str, Check]) -> CoveragePart:
    rows: dict[str, list[str]] = {"proof": [], "source": []}
    missing = []
    for item in items:
        check = checks.get(item.id)
        if check is None:
            missing.append(f"item {item.id} was not checked")
        elif not check.agrees:
            missing.append(f"item {item.id}: {check.note}")
        elif check.by == "source" and not item.sources:
            missing.append(f"item {item.id} has neither proof nor source")
        else:
            rows[check.by].append(item.id)
    return CoveragePart("proofs", {by: tuple(ids) for by, ids in rows.items()}, tuple(missing))


def _variants(items: tuple[Item, ...], least: int) -> CoveragePart:
    counts = {item.id: _different(item) for item in items if item.template}
    rows = {name: tuple(map(str, range(count))) for name, count in counts.items()}
    few = [f"item {name}: expected {COUNT} different variants, got {n}" for name, n in counts.items() if n < COUNT]
    return CoveragePart("variants", rows, (*_few(len(rows), least, "items with variants"), *few))


def _different(item: Item) -> int:
    """Return how many different variants the item has, up to as many as a page shows."""
    for count in range(COUNT, 0, -1):
        try:
            return len(variants(item, count))
        except BankError:
            continue
    return 0


def missing_of(parts: Iterable[CoveragePart]) -> Iterator[str]:
    """Yield all that is missing."""
    for part in parts:
        yield from part.missing
