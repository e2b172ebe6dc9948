"""What every sheet of a test asks for: so many questions, the same objectives, points and difficulty for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from quizzes.errors import UsageError, did_you_mean
from quizzes.kinds import KINDS
from quizzes.kinds.content import Choices, Match, Order, TaskPlace
from quizzes.model import Bank, Item
from quizzes.paper.difficulty import BANDS, Share, band, calculates


@dataclass(frozen=True)
class Slot:
    """One place of the test, for which each student gets one of its items."""

    name: str  # q1, q2, ...: the column of the marks and the cell of the gradebook
    objective: str
    difficulty: str
    points: int
    items: tuple[str, ...]
    without: tuple[
        tuple[str, ...], ...
    ]  # those of its objective that need no calculation, the nearest in difficulty first

    def as_json(self) -> dict[str, object]:
        """Return the slot as JSON values."""
        return asdict(self) | {"items": list(self.items), "without": [list(each) for each in self.without]}


def on_paper(item: Item) -> bool:
    """Say whether paper can hold an item: all but code, which is written and run."""
    return not isinstance(item.body, TaskPlace)


# Why: DECISIONS.md#equal-spread
def plan(bank: Bank, objectives: Sequence[str], count: int, shares: Mapping[str, Share]) -> tuple[Slot, ...]:
    """Return the slots of a test.

    The questions are shared out among the objectives, one each in turn; in an objective the difficulty that the test
    has least of so far comes first.

    Raises
    ------
    UsageError
        If the objectives do not hold so many different questions; the message says how many there are.
    """
    if count < 1:
        raise UsageError(f"expected at least 1 question, got {count}")
    groups = _groups(bank, objectives, shares)
    holds = {name: sum(len(items) for items in groups[name].values()) for name in objectives}
    if sum(holds.values()) < count:
        told = ", ".join(f"{name} {number}" for name, number in holds.items())
        raise UsageError(
            f"expected {count} different questions, got {sum(holds.values())}: {told}. "
            "Ask for fewer with --questions, or name more objectives"
        )
    chosen: list[tuple[str, str, int]] = []
    while len(chosen) < count:
        for objective in objectives:
            free = [
                (not differs(bank, items), so_far, -len(items), BANDS.index(level), level, points)
                for (level, points), items in groups[objective].items()
                if chosen.count((objective, level, points)) < len(items)
                for so_far in [sum(one[1] == level for one in chosen)]
            ]
            if free and len(chosen) < count:
                *_, level, points = min(free)
                chosen.append((objective, level, points))
    chosen.sort(key=lambda one: (objectives.index(one[0]), BANDS.index(one[1])))
    return tuple(
        Slot(f"q{place}", objective, level, points, *_items(groups[objective], level, points, bank))
        for place, (objective, level, points) in enumerate(chosen, 1)
    )


def differs(bank: Bank, names: Sequence[str]) -> bool:
    """Say whether two sheets can have different answers where one of these items is asked."""
    return len(names) > 1 or any(
        item.template or isinstance(KINDS[item.kind].content(item), Choices | Match | Order)
        for item in map(bank.item, names)
    )


def _items(
    group: Mapping[tuple[str, int], list[str]], level: str, points: int, bank: Bank
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the items of a slot, and those that need no calculation, the nearest in difficulty first."""
    near = sorted((abs(BANDS.index(other) - BANDS.index(level)), other) for other, each in group if each == points)
    without = (tuple(n for n in group[other, points] if not calculates(bank.items[n])) for _, other in near)
    return tuple(group[level, points]), tuple(each for each in without if each)


def _groups(
    bank: Bank, objectives: Sequence[str], shares: Mapping[str, Share]
) -> dict[str, dict[tuple[str, int], list[str]]]:
    """Return the items of each objective by difficulty and points."""
    found: dict[str, dict[tuple[str, int], list[str]]] = {name: {} for name in objectives}
    for item in bank.items.values():
        if item.objective in found and on_paper(item):
            found[item.objective].setdefault((band(item, shares), item.points), []).append(item.id)
    return found


def known_objectives(bank: Bank, names: Sequence[str]) -> tuple[str, ...]:
    """Return the objectives that were asked for, each once.

    Raises
    ------
    UsageError
        If none is named, or one that the bank knows not.
    """
    if not names:
        raise UsageError("which objectives? `--objectives NAME,NAME`; the bank has\n  " + "\n  ".join(_told(bank)))
    for name in names:
        if name not in bank.objectives:
            hint = did_you_mean(name, bank.objectives) or "; `quizzes sheet` alone lists them"
            raise UsageError(f"the bank has no objective {name!r}{hint}")
    return tuple(dict.fromkeys(names))


def _told(bank: Bank) -> Iterator[str]:
    for name, says in bank.objectives.items():
        number = sum(item.objective == name and on_paper(item) for item in bank.items.values())
        if number:
            yield f"{name:<26} {number} question{'' if number == 1 else 's'}: {says}"
