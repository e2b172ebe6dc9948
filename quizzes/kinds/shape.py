"""Items answered by a shape: the axes of an array, written as a tuple such as ``(None, 3, 1)``.

The batch axis that is left open is None; a learner may also write N, the letter of the book. Other letters
(T, H) are axes with a name. A small and a capital letter are the same.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from random import Random
from typing import Any, TypeGuard

from quizzes.kinds import usual
from quizzes.kinds.content import Spelled, Written
from quizzes.kinds.form import ANSWERED, Form, mistakes_with
from quizzes.kinds.named import ANSWER, different, right, stated_disagreements, stated_problems, wrong
from quizzes.kinds.showing import PagePieces, Parts
from quizzes.kinds.usual import stated_findings
from quizzes.model import Item
from quizzes.verdict import Verdict, unanswered, unreadable

HOW = "Write the shape, such as (N, 3, 1), with N for an axis that is left open."  # what to do, on paper
_AXES_FORM = {"type": "array", "items": {"type": ["integer", "string", "null"], "minimum": 0}}
FORM = Form(
    ANSWERED,
    {
        "if": {"required": ["variants"]},
        "then": {"$ref": "#/$defs/template"},
        "else": {
            "required": ["answer"],
            "properties": {"answer": _AXES_FORM, "mistakes": mistakes_with("value", _AXES_FORM)},
        },
    },
)

program = usual.program

Axis = int | str | None  # a size, a letter, or the open batch axis
Axes = tuple[Axis, ...]

findings = stated_findings

# One grammar for Python and for the page's script, whose white space is that of str.strip().
_AXIS = re.compile(r"[0-9]{1,9}|[A-Za-z][A-Za-z0-9_]{0,19}")
_OPEN = ("none", "null", "n")
_LARGEST = 999_999_999
_EXPECTED = "Expected a shape such as (None, 3, 1)."


@dataclass(frozen=True)
class ShapeMistake:
    """A wrong shape that a known misconception leads to."""

    id: str
    axes: Axes
    why: str  # Markdown with maths
    misconception: str | None


@dataclass(frozen=True)
class Shape:
    """The key of a shape item."""

    axes: Axes
    mistakes: tuple[ShapeMistake, ...]


def read(entry: Mapping) -> dict[str, Any]:
    """Return the field of the item that holds its key."""
    mistakes = tuple(
        ShapeMistake(str(m["id"]), _axes(m["value"]), str(m["why"]), m.get("misconception"))
        for m in entry.get("mistakes", ())
    )
    return {"body": Shape(_axes(entry["answer"]), mistakes)}


def body(item: Item) -> Shape:
    """Return the item's key."""
    assert isinstance(item.body, Shape), f"{item.id} was loaded without a key"
    return item.body


def written(axes: Axes) -> str:
    """Return the shape as Python writes it: ``(None, 3, 1)``, ``(5,)``."""
    return f"({', '.join(map(str, axes))}{',' if len(axes) == 1 else ''})"


def parse_shape(text: str) -> Axes | None:
    """Return the axes that `text` spells, or None: with round, square or no brackets, spaces free."""
    spelled = text.strip()
    bracketed = spelled[:1] + spelled[-1:] in ("()", "[]")
    parts = [part.strip() for part in (spelled[1:-1] if bracketed else spelled).split(",")]
    if bracketed and parts == [""]:
        return ()
    if len(parts) > 1 and not parts[-1]:
        parts.pop()  # the comma of (5,)
    if not all(_AXIS.fullmatch(part) for part in parts):
        return None
    return tuple(int(part) if part.isdecimal() else _named(part) for part in parts)


def canonical(value: object) -> Axes | None:
    """Return the axes of a text, or of a list of sizes, letters and None; None where it is not a shape."""
    if isinstance(value, str):
        return parse_shape(value)
    if not isinstance(value, list | tuple):
        return None
    axes: list[Axis] = []
    for axis in value:
        if isinstance(axis, str) and _AXIS.fullmatch(axis) and not axis.isdecimal():
            axes.append(_named(axis))
        elif axis is None:
            axes.append(None)
        elif _is_size(axis):
            axes.append(int(axis))
        else:
            return None
    return tuple(axes)


def problems(item: Item) -> Iterator[str]:
    """Yield what is wrong with the item."""
    stated = [(ANSWER, body(item).axes), *((mistake.id, mistake.axes) for mistake in body(item).mistakes)]
    for name, axes in stated:
        if canonical(axes) is None:
            yield f"{item.id}: expected sizes, letters and null in {name!r}, got {written(axes)}"
    yield from (f"{item.id}: {told}" for told in stated_problems((name, canonical(axes)) for name, axes in stated))


def judge(item: Item, answer: object) -> Verdict:
    """Judge a shape: the text that spells it, or a list of axes."""
    if answer is None or (isinstance(answer, str) and not answer.strip()):
        return unanswered("Write a shape first.")
    axes, key = canonical(answer), canonical(body(item).axes)
    if axes is None or key is None:
        return unreadable(_EXPECTED)
    if axes == key:
        return right()
    mistake = next((m for m in body(item).mistakes if canonical(m.axes) == axes), None)
    message = f"Not right: {_difference(key, axes)}."
    return wrong(message, mistake.id, mistake.misconception) if mistake else wrong(message)


def disagreements(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield where the key, or the shape given for a mistake, is not what the proof found."""
    stated = {ANSWER: body(item).axes, **{mistake.id: mistake.axes for mistake in body(item).mistakes}}
    found = {name: _found(value) for name, value in truth.items()}
    yield from stated_disagreements(stated, found, lambda a, b: canonical(a) == canonical(b), _shown)


def flips(item: Item) -> Iterator[Item]:
    """Yield the item with other shapes as the key.

    Each mistake's, the axes in every other order (of the first five axes), one size off by one, the first
    axis dropped, and a batch axis put before.
    """
    axes = body(item).axes
    others = [mistake.axes for mistake in body(item).mistakes]
    others += [(*head, *axes[5:]) for head in permutations(axes[:5])]
    for place, axis in enumerate(axes):
        if isinstance(axis, int):
            others += [(*axes[:place], size, *axes[place + 1 :]) for size in (axis - 1, axis + 1) if size >= 0]
    others += [axes[1:], (None, *axes)]
    for other in dict.fromkeys(others):
        if canonical(other) != canonical(axes):
            yield replace(item, body=replace(body(item), axes=other))


def _difference(key: Axes, axes: Axes) -> str:
    """Say how the answer differs from the key, without giving the key away."""
    if key[:1] == (None,) and axes == key[1:]:
        return "the batch axis is missing; it comes first, as None"
    if key[:1] != (None,) and axes[1:] == key and axes:
        return "there is no batch axis here"
    if len(axes) != len(key):
        expected = f"{len(key)} {'axis' if len(key) == 1 else 'axes'}"
        return f"the shape has {expected}, and yours has {len(axes)}"
    if axes[1:] == key[1:] and key[0] is None:
        return "the number of sequences is left open; write None for the batch axis"
    if axes[1:] == key[1:] and axes[0] is None:
        return "the first axis is not left open here"
    if all(axes.count(axis) == key.count(axis) for axis in key):
        return "these are the axes, in another order"
    return "the number of axes is right, their sizes are not"


def _is_size(axis: object) -> TypeGuard[int | float]:
    if not isinstance(axis, int | float) or isinstance(axis, bool):
        return False
    return 0 <= axis <= _LARGEST and axis == int(axis)


def _named(axis: str) -> Axis:
    return None if axis.lower() in _OPEN else axis.upper()


def _axes(value: Any) -> Axes:
    """Return axes as plain values: a text of YAML is a class of its own, the sizes that a proof found are numpy's."""
    # What is not a size stays, and is refused: the type says what axes are once they have been looked at.
    return tuple(axis if axis is None else _plain(axis) for axis in value)


def _plain(axis: Any) -> Any:
    if isinstance(axis, float):
        return axis
    return str(axis) if isinstance(axis, str) else operator.index(axis)


def _found(value: object) -> object:
    try:
        return _axes(value)
    except TypeError:  # a proof may return anything; what is not a shape agrees with none
        return value


def _shown(value: object) -> str:
    return written(value) if isinstance(value, tuple) else repr(value)


def right_answer(item: Item) -> list[Axis]:
    """Return an answer that earns everything."""
    return list(body(item).axes)


def mistaken(item: Item) -> list[tuple[str | None, list[Axis]]]:
    """Return the known wrong answers, each with the misconception that it names, if any."""
    return [(mistake.misconception, list(mistake.axes)) for mistake in body(item).mistakes]


def guess(item: Item, rng: Random) -> list[Axis]:
    """Return an answer of somebody who knows nothing of the subject and sees only what is to be clicked."""
    return rng.choice([*(axes for _, axes in mistaken(item)), [99, 98, 97, 96]])


def luck(item: Item) -> float:
    """Return what a guess may earn on average."""
    return 0.0


def content(item: Item) -> Written:
    """Return the shape and those of the mistakes, in all their spellings."""
    wrong = (Spelled(m.id, spellings_of_shape(m.axes), False, m.why) for m in body(item).mistakes)
    return Written((Spelled(ANSWER, spellings_of_shape(body(item).axes), True, ""), *wrong))


def spellings_of_shape(axes: Axes) -> tuple[str, ...]:
    """Return the spellings of a shape: round, square and no brackets, with and without spaces, None as N."""
    return different(other for other in _of_shape(axes) if canonical(other) == canonical(axes))


def _of_shape(axes: Axes) -> Iterator[str]:
    for left_open in ("None", "N") if None in axes else ("None",):
        sizes = [left_open if axis is None else str(axis) for axis in axes]
        for gap in (", ", ","):
            inner = gap.join(sizes)
            for comma in (",", "") if len(axes) == 1 else ("",):
                yield from (f"({inner}{comma})", f"[{inner}{comma}]", f"{inner}{comma}")


def parts(item: Item) -> int:
    """Return how many axes have to be written."""
    return len(body(item).axes)


def values(item: Item) -> tuple[str, ...]:
    """Return the axes, of which some may have to be calculated."""
    return tuple(str(axis) for axis in body(item).axes)


def whys(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what is said of each known mistake, by its id."""
    yield from ((mistake.id, mistake.why) for mistake in body(item).mistakes)


def also(item: Item) -> str:
    """Return how else the shape may be written."""
    return "(brackets may be missing; None or N is the axis that is left open)" if None in body(item).axes else ""


def compose(item: Item, page: PagePieces) -> Parts:
    """Return a field for a text such as ``(None, 3, 1)``."""
    entry = page.entry(item, page.text("The shape, such as "), page.code("(None, 3, 1)"), code=True)
    said = [page.answer(page.code(written(body(item).axes)))]
    said += [page.mistake(m.id, page.code(written(m.axes)), m.why, m.misconception) for m in body(item).mistakes]
    return Parts("Write a shape.", page.parse(item.prompt), [entry], said)


def script_key(item: Item) -> dict[str, object]:
    """Return the axes and those of the known mistakes, in the one form in which shapes are compared."""
    return {
        "axes": list(canonical(body(item).axes) or ()),
        "mistakes": [
            {"id": m.id, "axes": list(canonical(m.axes) or ()), "misconception": m.misconception}
            for m in body(item).mistakes
        ],
    }
