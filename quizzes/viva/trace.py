"""Questions of the kind trace: call your own function with these numbers; what comes back?"""

from __future__ import annotations

from collections.abc import Iterator

from quizzes.viva.question import Question, QuestionKind
from quizzes.viva.subject import Workshop, asked_parts, boxes, in_a_row, named, steps_of, told

_SUMMARY = "Computed by running the code in the sandbox, twice, with the same result."


def traces(shop: Workshop, trial: int) -> Iterator[tuple[Question, tuple[int, ...]]]:
    """Yield a question for each case whose result can be computed by hand, with the trials that it rests on."""
    subject = shop.subject
    for place, arguments in enumerate(subject.cases):
        call = subject.call(arguments)
        parts = asked_parts(shop.bench.reply(trial, place), call, subject.outputs, shop.rng)
        if not parts:
            continue
        asked = "What does it return?"
        if parts[0].expression != call:
            asked = f"What comes back as {in_a_row([named(part) for part in parts])}?"
        yield Question(
            QuestionKind.TRACE, subject.name,
            f"Call your own `{subject.function.name}` with these numbers. {asked}", told(parts),
            steps_of(subject, arguments, parts), code=subject.code, setup=f"{subject.setup(arguments)}\n{call}",
            beside=subject.beside, evidence=_SUMMARY, see=subject.see,
            rerun=shop.rerun(subject.function.source, arguments, parts), fields=boxes(parts),
        ), (trial,)  # fmt: skip
