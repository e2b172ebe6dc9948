"""Questions of the kind trace: call your own function with these numbers; what comes back?"""

from __future__ import annotations

from collections.abc import Iterator

from quizzes.viva.question import Question, QuestionKind
from quizzes.viva.subject import Workshop, asked_parts, numbers_of, told

_SUMMARY = "Computed by running the code in the sandbox, twice, with the same result."


def traces(shop: Workshop, trial: int) -> Iterator[tuple[Question, tuple[int, ...]]]:
    """Yield a question for each case whose result can be computed by hand, with the trials that it rests on."""
    subject = shop.subject
    outputs = subject.task.outputs if subject.task else ()
    for place, arguments in enumerate(subject.cases):
        call = subject.call(arguments)
        parts = asked_parts(shop.bench.reply(trial, place), call, outputs, shop.rng)
        if not parts:
            continue
        which = ", ".join(f"`{part.expression}`" for part in parts[:6])
        several = len(parts) > 1 or parts[0].expression != call
        asked = f"What is {which}?" if several else "What does it return?"
        yield Question(
            QuestionKind.TRACE, subject.name,
            f"Call your own `{subject.function.name}` with these numbers. {asked}", told(parts),
            numbers_of(subject, parts), code=subject.code, setup=f"{subject.setup(arguments)}\n{call}",
            evidence=_SUMMARY, see=subject.see,
            rerun=shop.rerun(subject.function.source, arguments, parts),
        ), (trial,)  # fmt: skip
