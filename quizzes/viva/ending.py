"""Questions on an error: of a cell that does not run, or of a function that ends with one whatever it is given."""

from __future__ import annotations

from collections.abc import Iterator

from quizzes.checks.model import ReplyKind
from quizzes.plain_text import cut
from quizzes.viva.code import LONGEST
from quizzes.viva.question import Question, QuestionKind, Rerun
from quizzes.viva.subject import Workshop, error_name

_SHOWN = 300  # letters of a message
_STEPS = 6
_STOPPED = {
    "timed-out": "was stopped: it takes too long", "over-cpu": "was stopped: it takes too long",
    "over-memory": "was stopped: it takes more memory than there is",
    "over-output": "was stopped: it prints without end",
    "crashed": "ends the process in which it runs", "tampered": "ends the process in which it runs",
}  # fmt: skip


def cell_errors(cells: tuple[str, ...], errors: dict[int, str], learners: frozenset[int]) -> Iterator[Question]:
    """Yield a question on each of the learner's cells that did not end well."""
    for number, error in sorted(errors.items()):
        if number not in learners:
            continue
        source = "\n".join(cells[number].split("\n")[:LONGEST])
        ended = _STOPPED.get(error, f"ends with `{cut(_plain(error), _SHOWN)}`")
        yield Question(
            QuestionKind.ERROR, f"cell {number + 1}",
            f"This cell {ended}. Which line is it, what does the message say in your own words, and what would you "
            "change?",
            f"A good answer names the line, and reads the message: {cut(_plain(error), _SHOWN)}",
            _STEPS, code=source, evidence="The cell was run in the sandbox.",
        )  # fmt: skip


def call_error(shop: Workshop, trial: int) -> Iterator[tuple[Question, tuple[int, ...]]]:
    """Yield a question on the error of a function that ends with it for every case."""
    subject = shop.subject
    replies = [shop.bench.reply(trial, k) for k in range(len(subject.cases))]
    if not replies or any(reply.kind is not ReplyKind.ERROR for reply in replies):
        return
    arguments, reply = subject.cases[0], replies[0]
    call, message = subject.call(arguments), cut(_plain(reply.message), _SHOWN)
    name = error_name(reply.message)
    rerun = Rerun(shop.cells, subject.setup(arguments), (call,), (name,)) if name else None
    yield Question(
        QuestionKind.ERROR, subject.name,
        f"With these numbers your `{subject.function.name}` ends with `{message}`. Which line is it, what is wrong "
        "there, and what would you change?",
        f"A good answer names the line, and reads the message: {message}", _STEPS, code=subject.code,
        setup=f"{subject.setup(arguments)}\n{call}", evidence="The code was run in the sandbox, twice.",
        see=subject.see,
        rerun=rerun,
    ), (trial,)  # fmt: skip


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "'").split())
