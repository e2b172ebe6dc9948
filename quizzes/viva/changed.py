"""Questions on a changed line: a mistake in the learner's own code; which line, what does it do, who notices?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizzes.checks.model import Reply, Request, TaskVerdict
from quizzes.checks.verify import UNCHANGED, calls, verify
from quizzes.viva.answers import Field, FieldKind
from quizzes.viva.code import functions_of, line_shown, shown
from quizzes.viva.edits import Edit, edits
from quizzes.viva.question import Question, QuestionKind
from quizzes.viva.subject import Part, Workshop, asked_parts, boxes, same_parts, steps_of, told
from quizzes.viva.words import NOW_GIVES
from quizzes.viva.written import form

TRIED = 14  # changes of one function
KNOWN = "It is a known mistake"


def changed_lines(shop: Workshop, trial: int) -> Iterator[tuple[Question, tuple[int, ...]]]:
    """Yield a question for each change that makes a difference in the numbers of a case."""
    subject = shop.subject
    found = edits(subject.function)
    shop.rng.shuffle(found)
    before = _verdict(shop, subject.function.source)
    made = list(_made(shop, trial, found[:TRIED], before))
    yield from sorted(made, key=lambda each: KNOWN not in each[0].key)  # known mistakes first


def _made(
    shop: Workshop, trial: int, found: Sequence[Edit], before: tuple[TaskVerdict, int] | None
) -> Iterator[tuple[Question, tuple[int, ...]]]:
    subject = shop.subject
    for edit in found:
        number = shop.attempt(edit.source, [subject.request(arguments) for arguments in subject.cases])
        pair = _difference(shop, trial, number)
        if pair is None:
            continue
        after = _verdict(shop, edit.source)
        question = _question(shop, edit, *pair, before[0] if before else None, after[0] if after else None)
        if question is not None:
            rests = [number, trial, *(each[1] for each in (before, after) if each)]
            yield question, tuple(rests)


def _difference(shop: Workshop, trial: int, number: int) -> tuple[int, list[Part], list[Part]] | None:
    """Return a case in which the change makes a difference that can be computed by hand."""
    subject = shop.subject
    for place in shop.rng.sample(range(len(subject.cases)), len(subject.cases)):
        arguments = subject.cases[place]
        call = subject.call(arguments)
        was = asked_parts(shop.bench.reply(trial, place), call, subject.outputs, shop.rng)
        if not was:
            continue
        reply = shop.bench.reply(number, place)
        now = same_parts(reply, was, call, subject.outputs)
        if now and told(now) != told(was) and _alike(was, now):
            return place, was, now
    return None


def _alike(was: Sequence[Part], now: Sequence[Part]) -> bool:
    """Say whether two results are of the same shapes: numbers are asked for, not their arrangement."""
    return all(form(a.value) == form(b.value) for a, b in zip(was, now, strict=True))


def _verdict(shop: Workshop, source: str) -> tuple[TaskVerdict, int] | None:
    """Return what the task's own checks say of the code in this form; None where there are none."""
    task = shop.subject.task
    if task is None:
        return None
    number = shop.attempt(source, calls(task))

    def ask(requests: Sequence[Request]) -> Sequence[Reply]:
        return [shop.bench.reply(number, place) for place in range(len(requests))]

    return verify(task, ask), number


def _question(
    shop: Workshop, edit: Edit, place: int, was: list[Part], now: list[Part],
    before: TaskVerdict | None, after: TaskVerdict | None,
) -> Question | None:  # fmt: skip
    subject = shop.subject
    node = next((each.node for each in functions_of(edit.source, 0) if each.name == subject.function.name), None)
    line = line_shown(edit.source, node, edit.line) if node is not None else 0
    if node is None or not line:
        return None
    arguments, task = subject.cases[place], subject.task
    call = subject.call(arguments)
    prompt = (
        f"One line of your `{subject.function.name}` was changed. As you handed it in, it gives "
        f"{told(was, placed=True)} for these numbers. "
        f"(a) Which line was changed, and how did you write it? (b) {NOW_GIVES}"
    )
    original = subject.function.source.split("\n")[edit.line - 1].strip()
    key = f"(a) Line {line}: {edit.says}; it was `{original}`. (b) {told(now)}."
    options: tuple[str, ...] = ()
    fields = [Field(FieldKind.NUMBER, "(a) The number of the line", line), *boxes(now, "(b) ")]
    see, evidence = subject.see, "The code was run in the sandbox with and without the change, twice each."
    if task is not None and before is not None and after is not None:
        held = {part.id for part in before.properties if part.points >= part.max_points}
        lost = [part.id for part in after.properties if part.id in held and part.points < part.max_points]
        if not lost and len(held) == len(before.properties):
            return None  # nobody would notice
        lost = [name for name in lost if name != UNCHANGED] or lost  # it falls with the values
        says = {part.id: part.says for part in task.properties}
        if lost and len(says) > 1:
            prompt += " (c) Which of the task's checks would notice?"
            options = tuple(says.values())
            noticed = tuple(says[name] for name in lost)
            key += f" (c) {' · '.join(noticed)}."
            fields.append(Field(FieldKind.CHOICE, "(c) A check that would notice", noticed, options))
        mutant = next((each for each in task.mutants if each.id == after.mutant), None)
        if mutant is not None and after.mutant != before.mutant:
            key += f" {KNOWN}: {mutant.says}{mutant.misconception and f' ({mutant.misconception})'}."
            see = mutant.see
    return Question(
        QuestionKind.CHANGED, subject.name, prompt, key, steps_of(subject, arguments, now, 3),
        code=shown(edit.source, node), setup=f"{subject.setup(arguments)}\n{call}", beside=subject.beside,
        evidence=evidence, see=see,
        options=options, fields=tuple(fields),
        rerun=shop.rerun(edit.source, arguments, now),
    )  # fmt: skip
