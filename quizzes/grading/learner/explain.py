"""Questions to learners on their own code, answered in a terminal or looked at with the answers folded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.viva.sheets import Sheet, SheetOrder, make_sheets
from quizzes.plain_text import one_line
from quizzes.viva.answers import Field, FieldKind, judge
from quizzes.viva.choose import ALONE
from quizzes.viva.code import numbered
from quizzes.viva.question import Question

COUNT = 3
_AGAIN = 3  # times that an answer which cannot be read is asked for


@dataclass(frozen=True)
class Explained:
    """How many of the questions were answered, and how many rightly."""

    right: int
    asked: int


def own_questions(course: NbgraderCourse, assignment: str, seed: str, *, sandbox: bool) -> Sheet:
    """Return three questions on the one notebook of a learner's own course, such as a program can judge."""
    order = SheetOrder(COUNT, seed=seed, sandbox=sandbox, places=ALONE, judged=True)
    return next(make_sheets(course, assignment, None, order))


def as_text(place: int, question: Question) -> Iterator[str]:
    """Yield a question as lines for a terminal: nothing that a learner's code holds moves the cursor."""
    yield f"{place}. {question.kind.value.capitalize()} ({_line(question.task)})"
    yield _line(question.prompt)
    parts = (
        ("The numbers:", question.setup), ("The code:", question.code and numbered(question.code)),
        ("It calls:", question.beside),
    )  # fmt: skip
    for title, text in parts:
        if text:
            yield title
            yield from (f"    {one_line(line, 200)}" for line in text.split("\n"))


def boxes_as_text(fields: tuple[Field, ...]) -> Iterator[str]:
    """Yield what has to be answered, with the options numbered."""
    for field in fields:
        hint = f" ({field.hint})" if field.hint else ""
        yield f"  {_line(field.label)}{hint}"
        yield from (f"    {number}) {_line(option)}" for number, option in enumerate(field.options, 1))


def answered(sheet: Sheet, read: Callable[[str], str], write: Callable[[str], None]) -> Explained:
    """Ask all questions, say after each whether it was right and what the answer is, and return the counts.

    `read` asks for a line; where it raises EOFError, the rest is not asked.
    """
    right = asked = 0
    for place, question in enumerate(sheet.questions, 1):
        write("")
        for line in as_text(place, question):
            write(line)
        try:
            held = [_answered(field, read, write) for field in question.fields]
        except (EOFError, KeyboardInterrupt):
            break
        asked, right = asked + 1, right + all(held)
        write(f"  {'Right' if all(held) else 'Not right'}. The answer: {_line(question.key)}")
    return Explained(right, asked)


def _answered(field: Field, read: Callable[[str], str], write: Callable[[str], None]) -> bool:
    for line in boxes_as_text((field,)):
        write(line)
    for _ in range(_AGAIN):
        text = read("  > ").strip()
        if field.kind is FieldKind.CHOICE and text.isdecimal() and 1 <= int(text[:4]) <= len(field.options):
            text = field.options[int(text) - 1]
        told = judge(field, text)
        if told.readable:
            write(f"  {told.message}")
            return told.right
        write(f"  {told.message}" if field.kind is not FieldKind.CHOICE else f"  Type 1 to {len(field.options)}.")
    return False


def _line(text: str) -> str:
    return one_line(text, 2000)
