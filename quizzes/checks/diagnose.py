"""Which known mistake gives the learner's numbers: what their function returned beside what each mutant returns."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Protocol

from quizzes.checks.compare import same
from quizzes.checks.messages import from_text, to_text
from quizzes.checks.model import Call, Case, Mutant, Plain, Reply, ReplyKind, Task
from quizzes.checks.namespace import mutant_source, namespace_of
from quizzes.wire.serve import answer

# By the task's identity, and the task itself so that no other one can take its place in memory.
_KNOWN: dict[int, tuple[Task, Known]] = {}
_MOST = 64  # tasks kept


class Replies(Protocol):
    """What a source of ours replies to each of the calls, by the call's number."""

    def __getitem__(self, number: int, /) -> Reply:
        """Return one reply."""


@dataclass(frozen=True)
class Known:
    """What each mutant replies, and what the first right solution does."""

    mutants: Sequence[tuple[Mutant, Replies]]
    right: Replies


class _Replies:
    """What a source of ours replies to the calls, as the task's view sees it, found out as far as it is asked for: in
    their order, for a source may keep something from call to call.
    """

    def __init__(self, task: Task, source: str, calls: Sequence[Call]) -> None:
        self._task, self._source, self._calls = task, source, calls
        self._space: dict | None = None
        self._replies: list[Reply] = []

    def __getitem__(self, number: int) -> Reply:
        if self._space is None:
            self._space = namespace_of(self._source)
        for k in range(len(self._replies), number + 1):
            reply = from_text(answer(to_text(self._calls[k]), self._space))
            case = self._task.cases[k % len(self._task.cases)]
            self._replies.append(replace(reply, value=_viewed(self._task, case, reply.value)))
        return self._replies[number]


def diagnose(task: Task, calls: Sequence[Call], replies: Sequence[Reply]) -> Mutant | None:
    """Return the mutant whose replies these are; None where there is none.

    First one that agrees in everything, arguments written into and errors included; else one that agrees wherever
    the learner's replies are wrong, for then something else may be wrong besides.
    """
    if task.answers is not None:
        replies_of = Known(task.answers.mutants, task.answers.right)
    elif task.mutants:
        replies_of = known(task, calls)
    else:
        return None
    cases = (*task.cases, task.cases[0])
    for mutant, mistaken in replies_of.mutants:
        if all(_agree(task, case, replies[k], mistaken[k], whole=True) for k, case in enumerate(cases)):
            return mutant
    wrong = [k for k, case in enumerate(cases) if not _agree(task, case, replies[k], replies_of.right[k])]
    for mutant, mistaken in replies_of.mutants:
        if wrong and all(_agree(task, cases[k], replies[k], mistaken[k]) for k in wrong):
            return mutant
    return None


def known(task: Task, calls: Sequence[Call]) -> Known:
    """Return what each mutant replies, and what the first right solution does."""
    if id(task) not in _KNOWN:
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        mutants = [(mutant, _Replies(task, mutant_source(task, mutant), calls)) for mutant in task.mutants]
        right = _Replies(task, next(iter(task.solutions.values())), calls)
        _KNOWN[id(task)] = (task, Known(mutants, right))
    return _KNOWN[id(task)][1]


def _agree(task: Task, case: Case, one: Reply, other: Reply, *, whole: bool = False) -> bool:
    """Say whether the learner's reply is the other one, which is seen by the task's view already."""
    if one.kind is not other.kind:
        return False
    if one.kind is ReplyKind.VALUE:
        if whole and not same(one.arguments, other.arguments, task.rtol, task.atol):
            return False
        return same(_viewed(task, case, one.value), other.value, task.rtol, task.atol)
    return one.kind is ReplyKind.ERROR and one.message == other.message


def _viewed(task: Task, case: Case, value: Plain) -> Plain:
    if task.view is None or value is None:
        return value
    try:
        return task.view(value, *deepcopy(case.arguments), *deepcopy(case.beside))
    except ValueError as error:
        return str(error)
