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

from quizzes.kinds import usual
from quizzes.kinds.content import Blank, Blanks, Spelled, Written
from quizzes.kinds.form import ANSWERED, TEXT, Form, mistakes_with
from quizzes.kinds.named import ANSWER, right, stated_disagreements, stated_problems, wrong
from quizzes.kinds.showing import PagePieces, Parts
from quizzes.kinds.usual import CODE, stated_findings
from quizzes.model import Item
from quizzes.verdict import Verdict, unanswered, unreadable

HOW = "Write what the program prints."  # what to do, on paper
FORM = Form(
    {**ANSWERED, "code": TEXT},
    {
        "required": ["code"],
        "if": {"required": ["variants"]},
        "then": {"$ref": "#/$defs/template"},
        "else": {
            "required": ["answer"],
            "properties": {"answer": TEXT, "mistakes": mistakes_with("value", TEXT)},
        },
    },
)

also, values = usual.also, usual.values

findings = stated_findings

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


def program(item: Item) -> str:
    """Return the code that is read."""
    return body(item).code


def content(item: Item) -> Written | Blanks:
    """Return what the code prints, a blank a line: no other program judges a text of several lines."""
    key = lines(body(item).answer)
    wrong = [(mistake, lines(mistake.value)) for mistake in body(item).mistakes]
    if len(key) == 1:
        wrong = [(mistake, printed_lines) for mistake, printed_lines in wrong if len(printed_lines) == 1]
        return Written(_line(0, key[0], wrong))
    blanks = (Blank(f"line-{n + 1}", f"Line {n + 1}", _line(n, one, wrong), (), "") for n, one in enumerate(key) if one)
    return Blanks(tuple(blanks))


def _line(place: int, line: str, wrong: list[tuple[PrintMistake, tuple[str, ...]]]) -> tuple[Spelled, ...]:
    """Return the answers to one line; programs cut off the spaces around what is written."""
    answers = {line.strip().casefold(): Spelled(ANSWER, (line.strip(),), True, "")}
    for mistake, printed_lines in wrong:
        spelled = printed_lines[place].strip() if place < len(printed_lines) else ""
        if spelled:
            answers.setdefault(spelled.casefold(), Spelled(mistake.id, (spelled,), False, mistake.why))
    return tuple(answers.values())


def parts(item: Item) -> int:
    """Return the work of reading the code and following each line that it prints."""
    return 1 + 2 * len(lines(body(item).answer))


def whys(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what is said of each known mistake, by its id."""
    yield from ((mistake.id, mistake.why) for mistake in body(item).mistakes)


def compose(item: Item, page: PagePieces) -> Parts:
    """Return the code and a field, of several lines where the code prints several."""
    count = max(len(lines(body(each).answer)) for each in page.family)  # all variants share the field
    label = page.text("It prints" if count == 1 else "It prints, line by line")
    entry = page.entry(item, label, code=True, rows=count)
    said = [page.why("answer", True, [], "")]
    said[0][:] = [page.paragraph(*page.mark("It prints:")), page.printed(_shown(body(item).answer))]
    for mistake in body(item).mistakes:
        node = page.why(mistake.id, False, page.mark("Not right."), mistake.why, mistake.misconception)
        node[:0] = [page.listed(page.text("Not:")), page.printed(_shown(mistake.value), ["quiz-listed"])]
        said.append(node)
    return Parts("Say what it prints.", page.parse(item.prompt), [page.program(body(item).code), entry], said)


def _shown(text: str) -> str:
    return "\n".join(lines(text))


def script_key(item: Item) -> dict[str, object]:
    """Return the lines that are printed, and those of the known mistakes."""
    return {
        "lines": list(lines(body(item).answer)),
        "mistakes": [
            {"id": m.id, "lines": list(lines(m.value)), "misconception": m.misconception} for m in body(item).mistakes
        ],
    }
