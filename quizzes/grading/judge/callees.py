"""Which function of a learner's is asked, as a name that is the same in the master's run, and what it may change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from quizzes.grading.judge.evidence import OWN_WORD, Evidence


@dataclass(frozen=True)
class MasterRun:
    """What the run of the master's solution has shown of the test cells that run apart."""

    evidence: Mapping[str, Evidence] = field(default_factory=dict)  # by grade id
    changed: frozenset[tuple[str, int]] = frozenset()  # functions, and which of their arguments they change in place

    @property
    def may(self) -> frozenset[str]:
        """Return what may be asked of objects."""
        return frozenset().union(*(each.asked for each in self.evidence.values()))

    def may_in(self, name: str) -> frozenset[str]:
        """Return what may be asked of objects by one cell; what lets them decide, only if it asked the master's."""
        here = self.evidence[name].asked if name in self.evidence else frozenset()
        return frozenset(what for what in self.may if what not in OWN_WORD or what in here)

    def having(self, name: str, evidence: Evidence, changed: frozenset[tuple[str, int]]) -> MasterRun:
        """Return this with what one more cell has shown."""
        return MasterRun({**self.evidence, name: evidence}, self.changed | changed)

    def joined(self, other: MasterRun) -> MasterRun:
        """Return what two runs have shown; of one cell, what the second has."""
        return replace(self, evidence={**self.evidence, **other.evidence}, changed=self.changed | other.changed)


class Callees:
    """Names of the objects of a learner's kernel: where they are from."""

    def __init__(self) -> None:
        """Begin with none."""
        self._names: dict[int, set[str]] = {}  # names of the notebook, by the object's number
        self._ways: dict[int, set[str]] = {}  # ways to the others, such as "Stack().push"

    def name(self, pairs: list) -> None:
        """Take the names of the notebook with their nodes."""
        for key, node in pairs:
            if type(key) is str and type(node) is dict and "handle" in node:
                self._names.setdefault(node["handle"]["id"], set()).add(key)

    def keys(self, number: int) -> frozenset[str]:
        """Return how an object is called."""
        return frozenset(self._names.get(number) or self._ways.get(number) or ())

    def note(self, asked: Mapping, told: Mapping) -> frozenset[str]:
        """Note the way to the objects of an answer; return how the one that was asked is called."""
        nodes = asked.get("arguments") or [None]
        if type(nodes[0]) is not dict or "handle" not in nodes[0]:
            return frozenset()
        callee = self.keys(nodes[0]["handle"]["id"])
        step = f".{nodes[1]}" if asked["do"] == "get" else "()" if asked["do"] == "call" else "[]"
        for number in _handles(told.get("value")):
            if len(self._ways.setdefault(number, set())) < 20:
                self._ways[number] |= {f"{way}{step}"[-200:] for way in callee}
        return callee


class Mirror:
    """Decides which changes that a call made in its arguments are made in the test cell's, too."""

    def __init__(self, masters: frozenset[tuple[str, int]] | None) -> None:
        """Take which ones the master's solution makes; None where this is its run."""
        self._masters = masters
        self.whole = masters is None  # let all pass
        self.changed: frozenset[tuple[str, int]] = frozenset()  # all that there were
        self.begin()

    def begin(self) -> None:
        """Begin a cell."""
        self.kept_back = False  # whether a change was

    def changes(self, callee: frozenset[str], found: list) -> list:
        """Return the changes that pass: an object of several names of the notebook has to be let by each."""
        self.changed |= {(name, number) for name in callee for number, _ in found}
        if self.whole or not found:
            return found
        kept = [pair for pair in found if self._let(callee, pair[0])]
        self.kept_back |= len(kept) < len(found)
        return kept

    def _let(self, callee: frozenset[str], number: int) -> bool:
        lets = [(name, number) in (self._masters or ()) for name in callee]
        plain = all(name.isidentifier() for name in callee)
        return all(lets) and bool(lets) if plain else any(lets)


def with_changed(node: object, changes: Mapping[int, object]) -> object:
    """Return the node of a result with what an argument has become in the place of a mention of it."""
    if type(node) is list:
        return [with_changed(part, changes) for part in node]
    if type(node) is not dict or "array" in node or "scalar" in node or "handle" in node:
        return node
    if "argument" in node:
        return changes.get(node["argument"], node)
    return {key: with_changed(part, changes) for key, part in node.items()}


def _handles(node: object) -> Iterator[int]:
    """Yield the numbers of the objects in a node that has been checked."""
    if type(node) is list:
        for part in node:
            yield from _handles(part)
    elif type(node) is dict:
        if "handle" in node:
            yield node["handle"]["id"]
        elif "array" not in node and "scalar" not in node:
            for part in node.values():
                yield from _handles(part)
