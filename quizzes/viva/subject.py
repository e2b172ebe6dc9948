"""A function of the learner's that questions are made on, and what all makers of questions share."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from quizzes.checks.model import Call, Plain, Reply, ReplyKind, Task
from quizzes.viva.answers import Field, FieldKind
from quizzes.viva.bench import Bench
from quizzes.viva.code import Function, shown
from quizzes.viva.question import Rerun
from quizzes.viva.written import MOST_NUMBERS, as_lists, by_hand, is_trivial, literal, numbers_in, short

ENDS = "it ends with an error"  # which one is a matter of Python's, and not asked


_MOST_ROUNDS = 4


@dataclass(frozen=True)
class Subject:
    """One function, with its task where the course says what it should do."""

    function: Function
    task: Task | None
    cases: tuple[tuple[Plain, ...], ...]  # arguments that can be followed by hand
    see: str = ""  # label of the paragraph that teaches it
    name: str = ""  # of the task, or of the function
    work: tuple[int, ...] = (0,)  # operations that a call takes when loops have one round, two, and so on
    beside: str = ""  # those functions, as they are shown
    given: Mapping[str, str] = field(default_factory=dict)  # ours, for functions of other tasks that were not written

    @property
    def outputs(self) -> tuple[str, ...]:
        """Return what the task calls its results; nothing where there is no task."""
        return self.task.outputs if self.task else ()

    @property
    def code(self) -> str:
        """Return the function as it is shown."""
        return shown(self.function.source, self.function.node)

    def parameters(self, arguments: Sequence[Plain]) -> tuple[str, ...]:
        """Return names for the arguments of a call: the learner's own."""
        own = self.function.parameters
        return tuple(own[k] if k < len(own) else f"argument_{k + 1}" for k in range(len(arguments)))

    def call(self, arguments: Sequence[Plain]) -> str:
        """Return the call as Python."""
        return f"{self.function.name}({', '.join(self.parameters(arguments))})"

    def setup(self, arguments: Sequence[Plain]) -> str:
        """Return the lines that assign the arguments."""
        names = self.parameters(arguments)
        lines = [f"{name} = {literal(value)}" for name, value in zip(names, arguments, strict=True)]
        return "\n".join([*lines, *(f"# {name} does what its task asks for" for name in self.given)])

    def request(self, arguments: Sequence[Plain]) -> Call:
        """Return the call as a lab takes it; nothing stands in the place of what the learner wrote."""
        return Call(self.function.name, tuple(arguments), self.given)


@dataclass(frozen=True)
class Part:
    """One value of what a call returned."""

    name: str  # as the task calls it, or the expression
    expression: str
    value: Plain


@dataclass(frozen=True)
class Workshop:
    """What the makers of questions work with."""

    bench: Bench
    subject: Subject
    rng: random.Random

    def attempt(self, source: str, requests: Sequence[Call]) -> int:
        """Try the function's cell in this form, and return the number of the trial."""
        return self.bench.try_out(self.subject.function.cell, source, requests)

    @property
    def cells(self) -> tuple[str, ...]:
        """Return what runs before a call: the submission's cells, and what stands in for functions not written."""
        return (*self.bench.cells, *self.subject.given.values())

    def rerun(self, source: str, arguments: Sequence[Plain], parts: Sequence[Part]) -> Rerun:
        """Return how values can be computed again."""
        cells = list(self.cells)
        cells[self.subject.function.cell] = source
        values = tuple(as_lists(part.value) for part in parts)
        expressions = tuple(part.expression for part in parts)
        return Rerun(tuple(cells), self.subject.setup(arguments), expressions, values)


def parts_of(value: Plain, call: str, outputs: Sequence[str]) -> list[Part]:
    """Return the values in a result, by the names of the task where these fit."""
    found = list(_parts(value, call))
    own = [f"result{expression.removeprefix(call)}" if expression != call else call for expression, _ in found]
    keyed = any(expression.endswith("']") for expression, _ in found)  # by words, which may stand in any order
    names = outputs if len(outputs) == len(found) and not keyed else own
    return [Part(name, expression, part) for name, (expression, part) in zip(names, found, strict=True)]


def _parts(value: Plain, expression: str) -> Iterator[tuple[str, Plain]]:
    if isinstance(value, tuple) or (
        isinstance(value, list) and any(np.ndim(each) for each in value if hasattr(each, "shape"))
    ):
        for k, part in enumerate(value):
            yield from _parts(part, f"{expression}[{k}]")
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _parts(part, f"{expression}[{key!r}]")
    else:
        yield expression, value


def asked_parts(reply: Reply, call: str, outputs: Sequence[str], rng: random.Random) -> list[Part]:
    """Return the parts of a result that are asked for: all where these are few, else one; none where none can be.

    What can be computed by hand is asked, and what says something.
    """
    if reply.kind is not ReplyKind.VALUE or reply.value is None:
        return []
    every = parts_of(reply.value, call, outputs)
    counts = [_count(part) for part in every]
    if counts and all(counts) and sum(counts) <= MOST_NUMBERS and by_hand(reply.value):
        return every if not is_trivial(reply.value) else []
    fine = [part for part in every if by_hand(part.value) and 0 < _count(part) <= MOST_NUMBERS]
    telling = [part for part in fine if not is_trivial(part.value)]
    return [rng.choice(telling)] if telling else []


def same_parts(reply: Reply, parts: Sequence[Part], call: str, outputs: Sequence[str]) -> list[Part]:
    """Return the same parts of another result; none where it has other ones, or such as cannot be computed by hand."""
    if reply.kind is not ReplyKind.VALUE or reply.value is None:
        return []
    every = {part.expression: part.value for part in parts_of(reply.value, call, outputs)}
    asked = (part for part in parts if part.expression in every)
    found = [replace(part, value=every[part.expression]) for part in asked]  # under the name that it had before
    small = sum(_count(part) for part in found) <= 2 * MOST_NUMBERS
    return found if len(found) == len(parts) and small and all(by_hand(part.value) for part in found) else []


def _count(part: Part) -> int:
    return len(list(numbers_in(part.value)))


def told(parts: Sequence[Part], *, placed: bool = False) -> str:
    """Return values with their names, as an answer; `placed` says where they stand, too, for who reads it first."""
    return "; ".join(f"{_placed(part) if placed else part.name} = {short(part.value)}" for part in parts)


def named(part: Part) -> str:
    """Return how a part of a result is asked for: by the task's name for it, and where it stands."""
    return f"`{part.name}`" if part.name in (part.expression, f"result{_place(part)}") else _placed(part)


def _placed(part: Part) -> str:
    place = _place(part)
    return f"{part.name} (`result{place}`)" if place and part.name != f"result{place}" else part.name


def _place(part: Part) -> str:
    return part.expression[part.expression.rindex(")") + 1 :]


def in_a_row(words: Sequence[str]) -> str:
    """Return words as a sentence has them: with commas, and "and" before the last."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def boxes(parts: Sequence[Part], before: str = "") -> tuple[Field, ...]:
    """Return a box for each value."""
    return tuple(Field(FieldKind.VALUES, before + named(part), as_lists(part.value)) for part in parts)


def result_of(reply: Reply, parts: Sequence[Part], call: str, outputs: Sequence[str]) -> str:
    """Return what a changed version gave, as an option; nothing where it cannot be written."""
    if reply.kind is ReplyKind.ERROR:
        return ENDS if error_name(reply.message) else ""
    found = same_parts(reply, parts, call, outputs)
    return told(found) if found else ""


def error_name(message: str) -> str:
    """Return the name of an error, where it is one of the usual."""
    name = message.partition(":")[0].strip()
    return name if name.isidentifier() and len(name) < 40 else ""


def _rounds(arguments: Sequence[Plain]) -> int:
    """Return how often a loop runs: over samples, or over time."""
    arrays = [argument for argument in arguments if isinstance(argument, np.ndarray)]
    sizes = [size for array in arrays for size in (array.shape[:2] if array.ndim == 3 else array.shape[:1])]
    few = [size for size in sizes if size <= _MOST_ROUNDS]
    return max(few, default=1) or 1


def steps_of(subject: Subject, arguments: Sequence[Plain], parts: Sequence[Part], more: int = 0) -> int:
    """Return how many steps an answer takes: operations in the code, numbers that are not zero, numbers to write."""
    given = sum(1 for argument in arguments for number in numbers_in(argument) if number)
    return more + subject.work[min(_rounds(arguments), len(subject.work)) - 1] + given + sum(map(_count, parts))
