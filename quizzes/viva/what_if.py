"""Questions of the kind what if: a line is gone, or one number of the call is another one; options, each computed."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import numpy as np

from quizzes.checks.model import Plain, ReplyKind
from quizzes.viva.answers import Field, FieldKind
from quizzes.viva.code import line_shown
from quizzes.viva.edits import removals
from quizzes.viva.numbers import leaves, with_leaves
from quizzes.viva.question import Question, QuestionKind
from quizzes.viva.subject import ENDS, Part, Workshop, asked_parts, result_of, same_parts, steps_of, told
from quizzes.viva.words import HAPPENS, THEN_GIVES

OPTIONS = 4
_TRIED = 10  # other numbers
Found = tuple[Question, tuple[int, ...]]


def what_ifs(shop: Workshop, trial: int) -> Iterator[Found]:
    """Yield questions on other numbers and on lines that are gone."""
    outputs = shop.subject.outputs
    found: list[Found] = []
    for place, arguments in enumerate(shop.subject.cases):
        reply = shop.bench.reply(trial, place)
        was = asked_parts(reply, shop.subject.call(arguments), outputs, shop.rng)
        if was:
            found += _other_numbers(shop, trial, arguments, was)
            found += _lines_gone(shop, trial, arguments, was)
    shop.rng.shuffle(found)
    yield from found


def _other_numbers(shop: Workshop, trial: int, arguments: tuple[Plain, ...], was: list[Part]) -> Iterator[Found]:
    subject, call, outputs = shop.subject, shop.subject.call(arguments), shop.subject.outputs
    moves = list(_moves(subject.parameters(arguments), arguments))
    shop.rng.shuffle(moves)
    moves = moves[:_TRIED]
    number = shop.attempt(subject.function.source, [subject.request(changed) for _, changed in moves])
    results = [result_of(shop.bench.reply(number, k), was, call, outputs) for k in range(len(moves))]
    unchanged = told(was)
    telling = [k for k, result in enumerate(results) if result and result != unchanged]
    if not telling:
        return
    k = telling[0]
    others = [result for j, result in enumerate(results) if result and j != k]
    options = _options(shop, results[k], [unchanged, *others])
    if options and shop.bench.reply(number, k).kind is ReplyKind.VALUE:
        says, changed = moves[k]
        now = _same(shop, number, k, was, call)
        yield Question(
            QuestionKind.WHAT_IF, subject.name,
            f"With these numbers your `{subject.function.name}` gives {told(was, placed=True)}. "
            f"Now {says}. {THEN_GIVES}",
            results[k], steps_of(subject, arguments, was), code=subject.code,
            setup=f"{subject.setup(arguments)}\n{call}",
            options=options, beside=subject.beside,
            evidence="Each option was computed by running the code with one number changed.",
            see=subject.see, rerun=shop.rerun(subject.function.source, changed, now),
            fields=(Field(FieldKind.CHOICE, "What it gives", (results[k],), options),),
        ), (trial, number)  # fmt: skip


def _same(shop: Workshop, number: int, k: int, was: list[Part], call: str) -> list[Part]:
    return same_parts(shop.bench.reply(number, k), was, call, shop.subject.outputs)


def _moves(names: tuple[str, ...], arguments: tuple[Plain, ...]) -> Iterator[tuple[str, tuple[Plain, ...]]]:
    """Yield how one number may change, in words, and the arguments after it."""
    every = dict(leaves(arguments))
    for path, part in every.items():
        name = names[path[0]] + "".join(f"[{k}]" for k in path[1:])
        if isinstance(part, np.ndarray) and part.dtype.kind == "f":
            for at in np.ndindex(part.shape):
                for new in _others(part, float(part[at])):
                    changed = part.copy()
                    changed[at] = new
                    where = f"`{name}[{', '.join(map(str, at))}]`" if at else f"`{name}`"
                    says = f"{where} is {new:g} in the place of {part[at]:g}"
                    yield says, _moved(arguments, every, path, changed)
        elif isinstance(part, bool):
            yield f"`{name}` is {not part}", _moved(arguments, every, path, not part)
        elif isinstance(part, int):
            for new in (part + 1, part + 2, 2 * part):
                yield f"`{name}` is {new} in the place of {part}", _moved(arguments, every, path, new)
        elif isinstance(part, float):
            yield f"`{name}` is {2 * part:g} in the place of {part:g}", _moved(arguments, every, path, 2 * part)


def _others(part: np.ndarray, old: float) -> list[float]:
    """Return numbers that may stand in the place of one: such as stand beside it, 0, 1, a half; 20 beside others."""
    usual: tuple[float, ...] = (0.0, 1.0, 0.5)
    if np.abs(part).max() >= 10:
        usual = (0.0, 20.0, -20.0)
    elif part.max() < 0:  # logarithms of shares
        usual = (0.0, -1.0, -2.0)
    return [new for new in dict.fromkeys([*usual, *map(float, part.ravel())]) if new != old]


def _moved(arguments: tuple[Plain, ...], every: dict, path: tuple[int, ...], part: Plain) -> tuple[Plain, ...]:
    return with_leaves(deepcopy(arguments), {**deepcopy(every), path: part})


def _lines_gone(shop: Workshop, trial: int, arguments: tuple[Plain, ...], was: list[Part]) -> Iterator[Found]:
    subject, call, outputs = shop.subject, shop.subject.call(arguments), shop.subject.outputs
    unchanged, results = told(was), []
    for edit in removals(subject.function)[:_TRIED]:
        number = shop.attempt(edit.source, [subject.request(arguments)])
        results.append((edit, number, result_of(shop.bench.reply(number), was, call, outputs)))
    shop.rng.shuffle(results)
    for edit, number, result in results:
        line = line_shown(subject.function.source, subject.function.node, edit.line)
        if not result or not line or result in (ENDS, unchanged):
            continue
        usual = [ENDS, "it returns None"]
        options = _options(shop, result, [unchanged, *(other for _, _, other in results if other), *usual])
        reply = shop.bench.reply(number)
        now = _same(shop, number, 0, was, call) if reply.kind is ReplyKind.VALUE else []
        values = now or [Part("", call, result.rpartition(" ")[2])]
        if options:
            yield Question(
                QuestionKind.WHAT_IF, subject.name,
                f"With these numbers your `{subject.function.name}` gives {told(was, placed=True)}. "
                f"Line {line} is removed. {HAPPENS}",
                result, steps_of(subject, arguments, now, 2), code=subject.code,
                setup=f"{subject.setup(arguments)}\n{call}",
                options=options, beside=subject.beside,
                evidence="The code was run without the line; other options are other lines.",
                see=subject.see, rerun=shop.rerun(edit.source, arguments, values),
                fields=(Field(FieldKind.CHOICE, "What comes", (result,), options),),
            ), (trial, *(each for _, each, _ in results))  # fmt: skip


def _options(shop: Workshop, right: str, others: list[str]) -> tuple[str, ...]:
    """Return the right one among others, in some order; none where there are too few."""
    wrong = [each for each in dict.fromkeys(others) if each != right]
    if len(wrong) < 2:
        return ()
    first, rest = wrong[:1], wrong[1:]
    chosen = [right, *first, *shop.rng.sample(rest, min(OPTIONS - 2, len(rest)))]
    shop.rng.shuffle(chosen)
    return tuple(chosen)
