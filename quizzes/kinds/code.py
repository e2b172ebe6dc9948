"""Items in which code is written: tasks of an assignment, which judges them; a page links to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from quizzes.kinds import usual
from quizzes.kinds.content import TaskPlace
from quizzes.kinds.form import ID, Form
from quizzes.kinds.showing import PagePieces, Parts
from quizzes.model import Item
from quizzes.verdict import Verdict, unanswered

HOW = "Write the function in the assignment."  # what to do, on paper
FORM = Form(
    {"assignment": ID, "task": ID},
    {"required": ["assignment", "task"]},
)

also, program, values = usual.also, usual.program, usual.values


def read(entry: Mapping) -> dict[str, Any]:
    """Return the field of the item that says where it is judged."""
    return {"body": TaskPlace(str(entry["assignment"]), str(entry["task"]))}


def body(item: Item) -> TaskPlace:
    """Return where the item is judged."""
    assert isinstance(item.body, TaskPlace), f"{item.id} was loaded without a task"
    return item.body


def problems(item: Item) -> Iterator[str]:
    """Yield nothing: the loader checks that the assignment is there."""
    yield from ()


def judge(item: Item, answer: object) -> Verdict:
    """Say where the code is judged, whatever the answer is."""
    return unanswered(f"This task is judged in the assignment {body(item).assignment}, as {body(item).task}.")


def own_truth(item: Item) -> Mapping[str, object]:
    """Find out nothing: the assignment's own solutions and wrong solutions are run by its rehearsal."""
    return {}


def disagreements(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield what a proof speaks of: there is nothing here to be proven."""
    yield from (f"the proof speaks of {name!r}, which the item does not name" for name in sorted(truth))


def flips(item: Item) -> Iterator[Item]:
    """Yield nothing: the item holds no key."""
    yield from ()


def right_answer(item: Item) -> str:
    """Return an answer that earns everything."""
    return ""  # the assignment has its solutions


def mistaken(item: Item) -> list[tuple[str | None, str]]:
    """Return the known wrong answers, each with the misconception that it names, if any."""
    return []


def guess(item: Item, rng: Random) -> str:
    """Return an answer of somebody who knows nothing of the subject and sees only what is to be clicked."""
    return ""


def luck(item: Item) -> float:
    """Return what a guess may earn on average."""
    return 0.0


def content(item: Item) -> TaskPlace:
    """Return where the code is written: nothing but an assignment holds it."""
    return body(item)


def parts(item: Item) -> int:
    """Return nothing: no test on paper asks for it."""
    return 0


def whys(item: Item) -> Iterator[tuple[str, str]]:
    """Yield nothing: the assignment's task says what is wrong."""
    yield from ()


def findings(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield nothing: the assignment's rehearsal finds out."""
    yield from ()


def compose(item: Item, page: PagePieces) -> Parts:
    """Return the stub, and the way to the assignment."""
    asked = body(item)
    return Parts("Write code.", page.parse(item.prompt), page.task(asked.assignment, asked.task), [])


def script_key(item: Item) -> dict[str, object]:
    """Return nothing: the page does not judge it."""
    return {}
