"""A code task judged: the calls that are made, what each property earns, and what the learner is told."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np

from quizzes.checks.compare import Misfit, differs, fit, same
from quizzes.checks.diagnose import diagnose
from quizzes.checks.model import (
    Ask,
    Call,
    Case,
    Mutant,
    Plain,
    Property,
    PropertyVerdict,
    Reply,
    ReplyKind,
    Task,
    TaskVerdict,
)

SHAPE, UNCHANGED = "shape", "unchanged"  # the properties that are judged on all cases together
NOT_FOR_ANSWERS = "NotForAnswers: "  # raised where a module is used that is absent from the sandbox
MAX_MESSAGE = 1000  # characters: what the learner returned may be in it, and may be long
_STOPPED = {
    ReplyKind.TIMED_OUT: "did not end in time. Look for a loop that never ends.",
    ReplyKind.CRASHED: "ended the process in which it ran.",
    ReplyKind.OVER_MEMORY: "took more memory than there is.",
    ReplyKind.TOO_LARGE: "returned far more than was asked for.",
}


@dataclass(frozen=True)
class _Finding:
    """What one case showed; an empty text is nothing to object."""

    form: str  # why there is no result, or not of the parts and shapes asked for
    values: str  # which part differs, by how much and where
    changed: str  # which argument was changed
    unwritten: bool  # nothing was written: None was returned


def calls(task: Task) -> tuple[Call, ...]:
    """Return the calls that judge a task: one a case, and the first one once more."""
    cases = (*task.cases, task.cases[0])
    return tuple(Call(task.function, deepcopy(case.arguments), task.given) for case in cases)


def verify(task: Task, ask: Ask) -> TaskVerdict:
    """Judge a task by what the learner's function makes of the cases."""
    with np.errstate(all="ignore"):  # numbers of any size may come back
        return _verify(task, ask)


def _verify(task: Task, ask: Ask) -> TaskVerdict:
    replies = complete(ask(calls(task)), len(task.cases) + 1)
    findings = [_finding(task, *found) for found in zip(task.cases, task.right, replies, strict=False)]
    again = _second_call(task, replies[0], replies[-1])
    parts = [_property(task, part, findings, again) for part in task.properties]
    parts = _without_empty_merit(task, parts)
    stopped = next((reply.kind for reply in replies if reply.kind in _STOPPED), None)
    if all(part.points == part.max_points for part in parts):
        return TaskVerdict(task.id, tuple(parts), "Everything that was asked for holds.", stopped=stopped)
    unwritten = all(finding.unwritten for finding in findings)
    mutant = None if unwritten else diagnose(task, calls(task), replies)
    message = _message(task, parts, findings, mutant, unwritten)
    if mutant is None:
        return TaskVerdict(task.id, tuple(parts), message, stopped=stopped)
    return TaskVerdict(task.id, tuple(parts), message, mutant.misconception, mutant.see, mutant.id, stopped)


def complete(replies: Sequence[Reply], count: int) -> tuple[Reply, ...]:
    """Return as many replies as there were requests: what did not come back did not come back."""
    missing = Reply(ReplyKind.CRASHED, message="there was no reply")
    return (*replies, *[missing] * (count - len(replies)))[:count]


def _finding(task: Task, case: Case, wanted: Plain, reply: Reply) -> _Finding:
    at = f" for {case.name}" if case.name else ""
    if reply.kind is not ReplyKind.VALUE:
        unwritten = reply.kind is ReplyKind.ERROR and reply.message.startswith("NotImplementedError")
        return _Finding(f"{_no_value(task, reply)}{at and f' (This was{at}.)'}", "", "", unwritten)
    try:
        value = reply.value
        if task.view is not None and value is not None:
            value = task.view(value, *deepcopy(case.arguments), *deepcopy(case.beside))
        parts = fit(value, wanted, task.outputs, task.function)
    except Misfit as error:
        return _Finding(f"{error}{at and f' (This was{at}.)'}", "", "", reply.value is None)
    except ValueError as error:  # a view's, for the learner
        return _Finding(str(error), "", "", False)
    wrong = [text for name, got, right in parts if (text := differs(name, got, right, task.rtol, task.atol))]
    values = f"{wrong[0]}{at and f' (This was{at}.)'}" if wrong else ""
    return _Finding("", values, _changed(task, case, reply), False)


def _no_value(task: Task, reply: Reply) -> str:
    if reply.kind is ReplyKind.ERROR and reply.message.startswith(NOT_FOR_ANSWERS):
        return f"{task.function}: {reply.message.removeprefix(NOT_FOR_ANSWERS)}."
    if reply.kind is ReplyKind.ERROR:
        return f"{task.function} ended with {reply.message or 'an error'}."
    if reply.kind is ReplyKind.ABSENT:
        return f"{reply.message[:1].upper()}{reply.message[1:]}. Keep the name that the assignment gives it."
    if reply.kind is ReplyKind.NOT_PLAIN:
        return f"{task.function} returned {reply.message}; expected numbers and arrays."
    return f"{task.function} {_STOPPED[reply.kind]}"


def _changed(task: Task, case: Case, reply: Reply) -> str:
    if len(reply.arguments) != len(case.arguments):
        return f"{task.function} left its arguments in a state that cannot be read."
    for number, (before, after) in enumerate(zip(case.arguments, reply.arguments, strict=True), 1):
        if not same(before, after, 0.0, 0.0):
            return f"{task.function} changed its argument number {number} in place."
    return ""


def _second_call(task: Task, first: Reply, again: Reply) -> str:
    """Say whether the first call gave something else when it was made once more."""
    if first.kind is not ReplyKind.VALUE or again.kind is not ReplyKind.VALUE:
        return ""
    if same(first.value, again.value, task.rtol, task.atol):
        return ""
    return f"{task.function} gave something else when it was called a second time with the same arguments."


def _property(task: Task, part: Property, findings: Sequence[_Finding], again: str) -> PropertyVerdict:
    if part.id == SHAPE:
        found = [finding.form for finding in findings]
    elif part.id == UNCHANGED:
        found = [finding.form or finding.changed for finding in findings] + [again]
    else:
        mine = zip(task.cases, findings, strict=True)
        found = [finding.form or finding.values for case, finding in mine if case.property == part.id]
    wrong = next((text for text in found if text), "")
    message = f"{wrong[:MAX_MESSAGE]} {part.hint}".strip() if wrong else f"{part.says}."
    return PropertyVerdict(part.id, 0.0 if wrong else float(part.points), float(part.points), message)


def _without_empty_merit(task: Task, parts: list[PropertyVerdict]) -> list[PropertyVerdict]:
    """Take back the points for changing nothing where nothing was computed either."""
    if any(part.points and part.id not in (SHAPE, UNCHANGED) for part in parts):
        return parts
    empty = f"This counts as soon as {task.function} computes something right."
    return [
        PropertyVerdict(part.id, 0.0, part.max_points, empty) if part.id == UNCHANGED and part.points else part
        for part in parts
    ]


def _message(
    task: Task,
    parts: Sequence[PropertyVerdict],
    findings: Sequence[_Finding],
    mutant: Mutant | None,
    unwritten: bool,
) -> str:
    if unwritten:
        first = next((finding.form for finding in findings if "returned None" in finding.form), "")
        return first.partition(" (This was")[0] or f"{task.function} is not written yet."
    first = next(part.message for part in parts if part.points < part.max_points)
    if mutant is None:
        return first
    numbers = any(finding.values for finding in findings)
    lead = "Your numbers are those of" if numbers else "Your function works like"
    return f"{lead} {mutant.says}. {first}"
