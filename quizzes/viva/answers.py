"""What stands in a question's boxes when all is right, and what an answer typed there is worth: judged by a program."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import Enum

from quizzes.checks.model import Plain
from quizzes.viva.written import form

_NEAR = 2e-3  # results are written in three decimals
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_TOKEN = re.compile(rf"\s*(?:(\[)|(\])|([,;])|({_NUMBER})\s*/\s*({_NUMBER})|({_NUMBER})|(True|False))", re.I)
_LONGEST = 1000  # letters of an answer: so many brackets at most


class FieldKind(Enum):
    """What a box takes."""

    NUMBER = "number"
    SHAPE = "shape"
    VALUES = "values"  # numbers, arranged in brackets or one after the other
    CHOICE = "choice"


@dataclass(frozen=True)
class Field:
    """One box of a question."""

    kind: FieldKind
    label: str  # what is asked for, as text with `code`
    right: Plain  # a number, a shape, nested lists; of a choice all options that are right
    options: tuple[str, ...] = ()

    @property
    def hint(self) -> str:
        """Return how the answer is written."""
        if self.kind is FieldKind.SHAPE:
            return "sizes, such as (2, 3)"
        return arranged(self.right) if self.kind is FieldKind.VALUES else ""

    def as_json(self) -> dict[str, object]:
        """Return the box as JSON values."""
        return {**asdict(self), "kind": self.kind.value, "hint": self.hint}


@dataclass(frozen=True)
class Judged:
    """What an answer in one box is worth."""

    right: bool
    message: str
    readable: bool = True


def field_of(told: dict) -> Field:
    """Return the box that `as_json` wrote."""
    return Field(FieldKind(told["kind"]), told["label"], told["right"], tuple(told["options"]))


def arranged(value: Plain) -> str:
    """Return in words how numbers are arranged.

    >>> arranged(2), arranged([1, 2]), arranged([[1, 2]]), arranged([[[1], [2]]]), arranged([1, [2]])
    ('a number', '2 numbers', '1 row of 2 numbers', '1 block of 2 rows of 1 number', '2 values')
    """
    sizes: list[int] = []
    inner = form(value)
    while isinstance(inner, list):
        sizes.append(len(inner))
        if any(part != inner[0] for part in inner):
            return _counted(sizes[0], "value")
        inner = inner[0] if inner else 0
    if not sizes:
        return "a number"
    names = ["number", "row", "block", "group"]
    if len(sizes) > len(names):
        return _counted(sizes[0], "value")
    return " of ".join(_counted(size, name) for size, name in zip(sizes, names[len(sizes) - 1 :: -1], strict=True))


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def judge(field: Field, text: str) -> Judged:
    """Say what an answer is worth; one that cannot be read is told how it is written, and counts for nothing."""
    text = text.strip()[:_LONGEST]
    if field.kind is FieldKind.CHOICE:
        if text not in field.options:
            return Judged(False, "Choose one of the options.", readable=False)
        return _told(text in field.right)
    if field.kind is FieldKind.SHAPE:
        return _shape(field.right, text)
    typed = parsed(text)
    if typed is None:
        example = "a number, such as 0.5 or 1/2" if field.kind is FieldKind.NUMBER else _example(field.right)
        return Judged(False, f"Expected {example}.", readable=False)
    values, brackets = typed
    wanted, given = list(_flat(field.right)), list(_flat(values))
    if len(given) != len(wanted):
        return _told(False, f"{_counted(len(wanted), 'number')} expected, got {len(given)}.")
    same = [abs(one - other) <= _NEAR for one, other in zip(given, wanted, strict=True)]
    if not all(same):
        several = f"{sum(same)} of {len(same)} numbers are right." if len(same) > 1 else ""
        return _told(False, several)
    if brackets and form(values) != form(_boxed(field.right)):
        return _told(False, f"The numbers are right, and are arranged otherwise: {arranged(field.right)}.")
    return _told(True)


def _told(right: bool, more: str = "") -> Judged:
    return Judged(right, f"{'Right' if right else 'Not right'}.{' ' if more else ''}{more}")


def _boxed(value: Plain) -> Plain:
    return value if isinstance(value, list | tuple) else [value]


def _example(value: Plain) -> str:
    return f"{arranged(value)}, such as 0.5 or [[1, 0.5]]"


def _shape(right: Sequence[int], text: str) -> Judged:
    if text.casefold() in ("()", "scalar", "a number"):
        sizes: list[int] = []
    elif re.fullmatch(r"[\[(]?\s*\d+(?:\s*[,x×*\s]\s*\d+)*\s*,?\s*[\])]?", text):  # noqa: RUF001  a sign that people type
        sizes = [int(size) for size in re.findall(r"\d+", text)]
    else:
        return Judged(False, "Expected sizes, such as (2, 3); () for a single number.", readable=False)
    return _told(sizes == list(right))


def parsed(text: str) -> tuple[list, bool] | None:
    """Return the numbers of a text, nested as its brackets say, and whether it has brackets; None where it is none.

    >>> parsed("[[0.5, 1/4], [1 2]]"), parsed("1, -.5"), parsed("np.array([1.])"), parsed("[1"), parsed("one")
    (([[0.5, 0.25], [1.0, 2.0]], True), ([1.0, -0.5], False), ([1.0], True), None, None)
    """
    text = re.sub(r"(?:\bnp\.)?\barray\b|[()]", " ", text).rstrip()
    stack: list[list] = [[]]
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            return None
        at = found.end()
        opens, closes, comma, above, below, number, truth = found.groups()
        if opens:
            stack.append([])
        elif closes:
            inner = stack.pop()
            if not stack:
                return None
            stack[-1].append(inner)
        elif not comma:
            stack[-1].append(_value(above, below, number, truth))
    every = list(_flat(stack[0]))
    if len(stack) != 1 or not every or not all(map(math.isfinite, every)):
        return None
    values, brackets = stack[0], "[" in text
    return (values[0] if len(values) == 1 and isinstance(values[0], list) else values), brackets


def _value(above: str | None, below: str | None, number: str | None, truth: str | None) -> float:
    if truth:
        return float(truth.casefold() == "true")
    return float(number) if number else float(above or 0) / (float(below or 0) or math.nan)


def _flat(value: Plain) -> Iterator[float]:
    if isinstance(value, list | tuple):
        for part in value:
            yield from _flat(part)
    else:
        yield float(value)
