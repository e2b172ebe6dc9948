"""A task as data: what the reference gives for its cases, and what each known mistake does, without their sources.

Made at build by the same Python that reads it in the page, so that numbers, messages and compiled definitions are the
same platform's.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass

from quizzes.checks.diagnose import Replies, known
from quizzes.checks.messages import ROOM, Compiled, compiled
from quizzes.checks.model import Call, Case, Mutant, Plain, Property, Reply, ReplyKind, Task
from quizzes.checks.verify import calls
from quizzes.wire.values import decode, encode

VIEWS = "views"  # the module in the folder of the project's tasks in which a view must stand to travel
Recorded = dict[str, object]


@dataclass(frozen=True)
class KnownAnswers:
    """What is known of a task's cases, in their order; of the mutants also for the first case once more."""

    wanted: tuple[Plain, ...]
    mutants: Sequence[tuple[Mutant, Replies]]
    right: Replies


def record(task: Task) -> str:
    """Return a task as a JSON text that holds no source.

    Raises
    ------
    ValueError
        If its view stands in a module that does not travel.
    """
    if task.view is not None and task.view.__module__.rpartition(".")[2] != VIEWS:
        raise ValueError(
            f"{task.id}: its view stands in {task.view.__module__}; expected {VIEWS}.py in the folder of the tasks"
        )
    requests = calls(task)
    replies = known(task, requests)
    told: Recorded = {
        "id": task.id,
        "function": task.function,
        "outputs": task.outputs,
        "rtol": task.rtol,
        "atol": task.atol,
        "view": [task.view.__module__, task.view.__name__] if task.view else None,
        "properties": [[part.id, part.points, part.says, part.hint] for part in task.properties],
        "given": {name: compiled(source) for name, source in task.given.items()},
        "cases": [
            [case.name, case.property, encode(case.arguments, ROOM), encode(case.beside, ROOM)] for case in task.cases
        ],
        "wanted": [encode(task.reference(*case.arguments, *case.beside), ROOM) for case in fresh(task)],
        "right": _replies(requests, replies.right),
        "mutants": [
            [mutant.id, mutant.misconception, mutant.fails, mutant.says, mutant.see, _replies(requests, mistaken)]
            for mutant, mistaken in replies.mutants
        ],
    }
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False)


def fresh(task: Task) -> tuple[Case, ...]:
    """Return the cases with arguments that nobody has written into."""
    return tuple(
        Case(case.name, deepcopy(case.arguments), case.property, deepcopy(case.beside)) for case in task.cases
    )


def restore(text: str) -> Task:
    """Return the task that `record` wrote."""
    told = json.loads(text)
    cases = tuple(
        Case(name, decode(given, ROOM), part, decode(beside, ROOM)) for name, part, given, beside in told["cases"]
    )
    arguments = [case.arguments for case in (*cases, cases[0])]
    answers = KnownAnswers(
        wanted=tuple(decode(each, ROOM) for each in told["wanted"]),
        mutants=tuple(
            (Mutant(*about), [_reply(each, arguments[k]) for k, each in enumerate(replies)])
            for *about, replies in told["mutants"]
        ),
        right=[_reply(each, arguments[k]) for k, each in enumerate(told["right"])],
    )
    return Task(
        id=told["id"],
        function=told["function"],
        outputs=tuple(told["outputs"]),
        reference=_no_reference,
        cases=cases,
        properties=tuple(Property(*part) for part in told["properties"]),
        given={name: Compiled(code) for name, code in told["given"].items()},
        rtol=told["rtol"],
        atol=told["atol"],
        view=_view(*told["view"]) if told["view"] else None,
        answers=answers,
    )


def _view(module: str, name: str) -> Callable[..., Plain]:
    return getattr(importlib.import_module(module), name)


def _no_reference(*_arguments: Plain) -> Plain:
    raise NotImplementedError("a task that was recorded has answers in the place of its reference")


def _replies(requests: Sequence[Call], replies: Replies) -> list:
    return [_told(call, replies[k]) for k, call in enumerate(requests)]


def _told(call: Call, reply: Reply) -> list:
    """Return a reply as kind, value, message, and the arguments after the call where they are not as before."""
    told = [reply.kind.value, encode(reply.value, ROOM), reply.message]
    after = encode(reply.arguments, ROOM)
    return told if after == encode(call.arguments, ROOM) else [*told, after]


def _reply(told: list, arguments: tuple[Plain, ...]) -> Reply:
    kind, value, message, *after = told
    return Reply(ReplyKind(kind), decode(value, ROOM), decode(after[0], ROOM) if after else arguments, message)
