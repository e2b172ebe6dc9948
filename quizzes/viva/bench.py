"""Experiments with a learner's code: what each gave, and whether it gives the same in a fresh process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from quizzes.checks.model import Call, Plain, Read, Reply, ReplyKind, Request

MOST = 600  # experiments with one submission


class Lab(Protocol):
    """A process for a learner's code: in the sandbox, or wherever a learner runs their own."""

    def run(self, source: str) -> str:
        """Run a cell, and return the error in which it ended; nothing where it ended well."""

    def begun(self) -> None:
        """Hear that the submission's own cells have run: what follows is tried."""

    def ask(self, requests: Sequence[Request]) -> Sequence[Reply]:
        """Have requests answered; it never raises."""


OpenLab = Callable[[], AbstractContextManager[Lab]]


@dataclass(frozen=True)
class Trial:
    """One experiment: a cell in another form, then calls."""

    cell: int
    source: str
    requests: tuple[Request, ...]
    failed: str  # the error in which the cell ended
    replies: tuple[Reply, ...]


@dataclass
class Bench:
    """The cells of a submission in a lab, and a list of what was tried."""

    lab: Lab
    cells: tuple[str, ...]
    trials: list[Trial] = field(default_factory=list)
    errors: dict[int, str] = field(default_factory=dict)  # by cell
    _now: dict[int, str] = field(default_factory=dict)  # what stands in each cell's place at the moment

    def begin(self) -> None:
        """Run all cells in order."""
        for number, source in enumerate(self.cells):
            if error := self.lab.run(source):
                self.errors[number] = error
        self.lab.begun()

    def try_out(self, cell: int, source: str, requests: Sequence[Request]) -> int:
        """Run a cell in this form, then the requests, and return the trial's number; -1 where there were enough."""
        if len(self.trials) >= MOST:
            return -1
        failed, replies = self._do(cell, source, requests)
        self.trials.append(Trial(cell, source, tuple(requests), failed, replies))
        return len(self.trials) - 1

    def _do(self, cell: int, source: str, requests: Sequence[Request]) -> tuple[str, tuple[Reply, ...]]:
        failed = self._place(cell, source)
        return failed, () if failed else tuple(self.lab.ask(requests))

    def _place(self, cell: int, source: str) -> str:
        for other, text in list(self._now.items()):
            if other != cell and text != self.cells[other]:
                self.lab.run(self.cells[other])
                self._now[other] = self.cells[other]
        if self._now.get(cell, self.cells[cell]) == source:
            return ""
        self._now[cell] = source
        return self.lab.run(source)

    def unsettle(self, trials: Sequence[Trial]) -> None:
        """Call each function with other numbers of the same shapes first: code that keeps some then gives others."""
        calls: dict[tuple[str, str], tuple[Call, tuple[Plain, ...]]] = {}
        for each in (each for trial in trials for each in trial.requests if isinstance(each, Call) and each.arguments):
            others = tuple(_other(argument) for argument in each.arguments)
            calls.setdefault((each.function, repr([getattr(other, "shape", 0) for other in others])), (each, others))
        for each, others in list(calls.values())[:MOST]:
            self.lab.ask([Call(each.function, others, each.given)])

    def holds(self, trial: Trial) -> bool:
        """Say whether a trial, done again here, gives the same: its calls in another order, for some code remembers."""
        turned = -1 if all(isinstance(each, Call) for each in trial.requests) else 1
        failed, replies = self._do(trial.cell, trial.source, trial.requests[::turned])
        return failed == trial.failed and alike(replies[::turned], trial.replies)

    def reply(self, number: int, place: int = 0) -> Reply:
        """Return one reply of a trial."""
        if number < 0 or self.trials[number].failed or place >= len(self.trials[number].replies):
            message = self.trials[number].failed if number >= 0 else "not tried"
            return Reply(ReplyKind.ERROR, message=message)
        return self.trials[number].replies[place]


def _other(value: Plain) -> Plain:
    """Return an argument with other numbers."""
    if isinstance(value, list | tuple):
        return type(value)(_other(part) for part in value)
    is_array = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return value * 0.5 + 0.25 if is_array else value


def alike(one: Sequence[Reply], other: Sequence[Reply]) -> bool:
    """Say whether two series of replies are the same to the last bit."""
    return len(one) == len(other) and all(
        a.kind is b.kind and a.message == b.message and repr_of(a.value) == repr_of(b.value)
        for a, b in zip(one, other, strict=True)
    )


def repr_of(value: object) -> str:
    """Return all of a value as text."""
    if hasattr(value, "tolist"):
        return f"{getattr(value, 'shape', ())}{value.tolist()!r}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(repr_of, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {repr_of(part)}' for key, part in value.items())}}}"
    return repr(value)


__all__ = ["Bench", "Call", "Lab", "OpenLab", "Read", "Trial"]
