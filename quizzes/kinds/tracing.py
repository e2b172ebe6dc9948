"""Items in which code is read, and what it prints is written down.

The code itself is the proof of the answer: it is run and must print it. Only the authors' code is run, never a
learner's.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from quizzes.kinds.named import ANSWER, right, stated_disagreements, stated_problems, wrong
from quizzes.model import Item
from quizzes.verdict import Verdict, unanswered, unreadable

HOW = "Write what the program prints."  # what to do, on paper

CODE = "code"  # the name under which `run_proof` tells what the code printed, where a proof tells the answer
_LINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class PrintMistake:
    """A wrong output that a known misconception leads to."""

    id: str
    value: str  # what is wrongly expected to be printed
    why: str  # Markdown with maths
    misconception: str | None


@dataclass(frozen=True)
class Tracing:
    """The code and the key of a tracing item."""

    code: str  # Python
    answer: str  # what the code prints
    mistakes: tuple[PrintMistake, ...]


def read(entry: Mapping) -> dict[str, Any]:
    """Return the field of the item that holds its key."""
    mistakes = (
        PrintMistake(str(m["id"]), str(m["value"]), str(m["why"]), m.get("misconception"))
        for m in entry.get("mistakes", ())
    )
    return {"body": Tracing(str(entry["code"]), str(entry["answer"]), tuple(mistakes))}


def body(item: Item) -> Tracing:
    """Return the item's key."""
    assert isinstance(item.body, Tracing), f"{item.id} was loaded without a key"
    return item.body


def lines(text: str) -> tuple[str, ...]:
    """Return the lines as they are compared: without white space at their ends, nor empty ones around them."""
    found = [line.rstrip() for line in _LINE.split(text)]
    while found and not found[-1]:
        found.pop()
    while found and not found[0]:
        found.pop(0)
    return tuple(found)


def printed(code: str) -> str:
    """Run code of an author in a namespace of its own and return what it prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "<the item's code>", "exec"), {"__name__": "__main__"})  # noqa: S102
    return out.getvalue()


def problems(item: Item) -> Iterator[str]:
    """Yield what is wrong with the item."""
    try:
        ast.parse(body(item).code)
    except (SyntaxError, ValueError) as error:
        yield f"{item.id}: the code is not valid Python: {getattr(error, 'msg', error)}"
    if not lines(body(item).answer):
        yield f"{item.id}: expected code that prints something, got an empty answer"
    stated = [(ANSWER, lines(body(item).answer)), *((m.id, lines(m.value)) for m in body(item).mistakes)]
    yield from (f"{item.id}: {told}" for told in stated_problems(stated))
    if CODE in (mistake.id for mistake in body(item).mistakes):
        yield f"{item.id}: the id {CODE!r} is taken; give the mistake another one"


def judge(item: Item, answer: object) -> Verdict:
    """Judge the text that the learner expects the code to print."""
    if answer is None:
        return unanswered("Write what the code prints first.")
    if not isinstance(answer, str):
        return unreadable("Expected a text.")
    given, key = lines(answer), lines(body(item).answer)
    if not given:
        return unanswered("Write what the code prints first.")
    if given == key:
        return right()
    message = f"Not right: {_difference(key, given)}."
    mistake = next((m for m in body(item).mistakes if lines(m.value) == given), None)
    return wrong(message, mistake.id, mistake.misconception) if mistake else wrong(message)


def own_truth(item: Item) -> Mapping[str, object]:
    """Run the code and return what it prints."""
    return {ANSWER: printed(body(item).code)}


def disagreements(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield where the key is not what the code prints; mistakes are compared where the item has a proof."""
    named = {mistake.id: mistake.value for mistake in body(item).mistakes}
    stated = {ANSWER: body(item).answer, **{name: text for name, text in named.items() if item.proof or name in truth}}
    if CODE in truth:
        stated[CODE] = body(item).answer
    yield from stated_disagreements(stated, truth, lambda a, b: isinstance(b, str) and lines(str(a)) == lines(b))


def flips(item: Item) -> Iterator[Item]:
    """Yield the item with other outputs as the key.

    Each mistake's, each line changed or left out, and each two neighbouring lines swapped.
    """
    key = lines(body(item).answer)
    others = [lines(mistake.value) for mistake in body(item).mistakes]
    for place, line in enumerate(key):
        before, after = key[:place], key[place + 1 :]
        others += [(*before, f"{line}0", *after), (*before, *after), (*before, *after[:1], line, *after[1:])]
    for other in dict.fromkeys(others):
        if other != key:
            yield replace(item, body=replace(body(item), answer="\n".join(other)))


def _difference(key: tuple[str, ...], given: tuple[str, ...]) -> str:
    if len(given) != len(key):
        return f"the code prints {len(key)} line{'' if len(key) == 1 else 's'}, and you wrote {len(given)}"
    if len(key) == 1:
        return "the code prints something else"
    first = next(n for n, (a, b) in enumerate(zip(key, given, strict=True), 1) if a != b)
    return f"line {first} is the first that differs"


def right_answer(item: Item) -> str:
    """Return an answer that earns everything."""
    return body(item).answer


def mistaken(item: Item) -> list[tuple[str | None, str]]:
    """Return the known wrong answers, each with the misconception that it names, if any."""
    return [(mistake.misconception, mistake.value) for mistake in body(item).mistakes]


def guess(item: Item, rng: Random) -> str:
    """Return an answer of somebody who knows nothing of the subject and sees only what is to be clicked."""
    return rng.choice([*(output for _, output in mistaken(item)), "no idea"])


def luck(item: Item) -> float:
    """Return what a guess may earn on average."""
    return 0.0
