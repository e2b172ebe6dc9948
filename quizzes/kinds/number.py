"""Items answered by a number, judged with an absolute tolerance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import Any

from quizzes.kinds import usual
from quizzes.kinds.cell import AnswerCell, assignment, credit
from quizzes.kinds.form import ANSWERED, Form, mistakes_with
from quizzes.kinds.named import right, wrong
from quizzes.kinds.numerals import finite, numeral, parse_number
from quizzes.kinds.showing import PagePieces, Parts
from quizzes.kinds.usual import stated_findings
from quizzes.model import Item, Mistake, Quantity
from quizzes.verdict import Verdict, unanswered, unreadable

HOW = "Write the number."  # what to do, on paper
FORM = Form(
    {**ANSWERED, "tolerance": {"type": "number"}, "unit": {"type": "string"}},
    {
        "required": ["tolerance"],
        "if": {"required": ["variants"]},
        "then": {"$ref": "#/$defs/template"},
        "else": {
            "required": ["answer"],
            "properties": {"answer": {"type": "number"}, "mistakes": mistakes_with("value", {"type": "number"})},
        },
    },
)

program, values = usual.program, usual.values

findings = stated_findings


def read(entry: Mapping) -> dict[str, Any]:
    """Return the field of the item that holds its key."""
    # Why: DECISIONS.md#number-tolerance
    tolerance = _number(entry["tolerance"])
    kept = rounded if "variants" in entry else lambda value, _: value  # what was computed; an author's stays as written
    mistakes = tuple(
        Mistake(str(m["id"]), kept(_number(m["value"]), tolerance), str(m["why"]), m.get("misconception"))
        for m in entry.get("mistakes", ())
    )
    unit = str(entry.get("unit", ""))
    return {"quantity": Quantity(kept(_number(entry["answer"]), tolerance), tolerance, unit, mistakes)}


def key_of(item: Item) -> Quantity:
    """Return the item's key."""
    assert item.quantity is not None, f"{item.id} was loaded without a key"
    return item.quantity


def rounded(value: float, tolerance: float) -> float:
    """Return the value with the decimals that the tolerance makes meaningful, so that rounding noise is not in a key.

    The key is what every reader and every program that takes the bank over is shown.

    >>> rounded(-2.775557562e-17, 0.006), rounded(4.07753744, 0.006), rounded(12345.6, 100)
    (0.0, 4.078, 12300.0)
    """
    if not (0 < tolerance < math.inf and math.isfinite(value)):
        return value  # `problems` refuses it
    return round(value, decimals(tolerance)) + 0.0  # without the sign of a zero


def decimals(tolerance: float) -> int:
    """Return how many decimals a tolerance makes meaningful; of a large one fewer than none."""
    return math.ceil(-math.log10(tolerance))


def _number(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # a whole number of more than 308 digits; `problems` refuses what is not finite
        return math.inf


def problems(item: Item) -> Iterator[str]:
    """Yield what is wrong with the item."""
    quantity = item.quantity
    if quantity is None:
        return
    if quantity.tolerance <= 0:
        yield f"{item.id}: expected a tolerance above 0, got {quantity.tolerance}"
    for name, value in [("answer", quantity.value), ("tolerance", quantity.tolerance)]:
        if not math.isfinite(value):
            yield f"{item.id}: expected a finite {name}, got {value}"
    taken = [("the answer", quantity.value)]
    ids = ["answer"]
    for mistake in quantity.mistakes:
        if mistake.id in ids:
            yield f"{item.id}: the id {mistake.id!r} stands twice among the mistakes ('answer' is taken)"
        ids.append(mistake.id)
        if not math.isfinite(mistake.value):
            yield f"{item.id}: expected a finite value of mistake {mistake.id!r}, got {mistake.value}"
        for name, value in taken:
            if abs(value - mistake.value) <= 2 * quantity.tolerance:
                close = f"mistake {mistake.id!r} ({mistake.value}) lies within the tolerance of {name} ({value})"
                yield f"{item.id}: {close}"
        taken.append((f"mistake {mistake.id!r}", mistake.value))


def judge(item: Item, answer: object) -> Verdict:
    """Judge a number, or the text in which a learner spelled it."""
    quantity = key_of(item)
    if answer is None or (isinstance(answer, str) and not answer.strip()):
        return unanswered("Write a number first.")
    if isinstance(answer, str):
        value = parse_number(answer)
    elif isinstance(answer, int | float) and not isinstance(answer, bool):
        value = finite(answer)
    else:
        value = None
    if value is None:
        return unreadable("Expected a number such as 0.25, -3 or 1e-4.")
    if abs(value - quantity.value) <= quantity.tolerance:
        return right()
    for mistake in quantity.mistakes:
        if abs(value - mistake.value) <= quantity.tolerance:
            return wrong("Not right.", mistake.id, mistake.misconception)
    return wrong()


def disagreements(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield where the key, or the number given for a mistake, is not what the proof computed."""
    quantity = key_of(item)
    stated = {"answer": quantity.value, **{mistake.id: mistake.value for mistake in quantity.mistakes}}
    for missing in sorted(set(stated) - set(truth)):
        yield f"the proof says nothing about {missing!r}"
    for extra in sorted(set(truth) - set(stated)):
        yield f"the proof speaks of {extra!r}, which the item does not name"
    for name, value in stated.items():
        if name not in truth:
            continue
        computed = float(truth[name])  # type: ignore[arg-type]
        if item.seed is not None:  # the key of a variant is a computed value, rounded
            computed = rounded(computed, quantity.tolerance)
        if not abs(computed - value) <= quantity.tolerance / 2:
            yield f"{name!r}: the item says {value}, the proof computed {truth[name]}"


def flips(item: Item) -> Iterator[Item]:
    """Yield the item with each mistake's number as the key, and with the key moved off by two tolerances."""
    quantity = key_of(item)
    others = [mistake.value for mistake in quantity.mistakes]
    others += [quantity.value - 2 * quantity.tolerance, quantity.value + 2 * quantity.tolerance, -quantity.value]
    for value in others:
        if abs(value - quantity.value) > quantity.tolerance:
            yield replace(item, quantity=replace(quantity, value=value))


def right_answer(item: Item) -> float:
    """Return an answer that earns everything."""
    return key_of(item).value


def mistaken(item: Item) -> list[tuple[str | None, float]]:
    """Return the known wrong answers, each with the misconception that it names, if any."""
    return [(mistake.misconception, mistake.value) for mistake in key_of(item).mistakes]


def guess(item: Item, rng: Random) -> float:
    """Return an answer of somebody who knows nothing of the subject and sees only what is to be clicked."""
    return rng.choice([*(value for _, value in mistaken(item)), 12345.678])


def luck(item: Item) -> float:
    """Return what a guess may earn on average."""
    return 0.0


def content(item: Item) -> Quantity:
    """Return the number with its tolerance."""
    return key_of(item)


def parts(item: Item) -> int:
    """Return one: the number."""
    return 1


def whys(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what is said of each known mistake, by its id."""
    yield from ((mistake.id, mistake.why) for mistake in key_of(item).mistakes)


def also(item: Item) -> str:
    """Return how far from the key an answer may be."""
    value, tolerance = key_of(item).value, key_of(item).tolerance
    return f"(right from {numeral(value - tolerance)} to {numeral(value + tolerance)}; a fraction as well)"


def compose(item: Item, page: PagePieces) -> Parts:
    """Return the field with its unit: a text field, so that a decimal comma and a typographic minus are understood."""
    quantity = key_of(item)
    entry = page.entry(item, page.text("Your answer"), unit=quantity.unit, mode="decimal")
    value = page.text(f"{written(quantity.value, quantity)} {quantity.unit}".strip())
    whys = [page.answer(value, f"(accepted: \N{PLUS-MINUS SIGN} {quantity.tolerance:g})")]
    for mistake in quantity.mistakes:
        lead = page.mark(f"Not {written(mistake.value, quantity)}.")
        whys.append(page.why(mistake.id, False, lead, mistake.why, mistake.misconception))
    return Parts("Write a number.", page.parse(item.prompt), [entry], whys)


def script_key(item: Item) -> dict[str, object]:
    """Return the number, its tolerance and the known mistakes."""
    quantity = key_of(item)
    return {
        "answer": quantity.value,
        "tolerance": quantity.tolerance,
        "mistakes": [{"id": m.id, "value": m.value, "misconception": m.misconception} for m in quantity.mistakes],
    }


def written(value: float, quantity: Quantity) -> str:
    """Return the value with the digits that the tolerance makes meaningful, and a typographic minus sign."""
    digits = decimals(quantity.tolerance)
    text = f"{value:.{digits}f}" if 0 <= digits <= 6 and abs(value) < 1e6 else f"{value:g}"
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    if float(text) == 0:
        text = text.removeprefix("-")  # a value a little below zero, and the zero that has a sign
    return text.replace("-", "\N{MINUS SIGN}")


def cell(item: Item) -> AnswerCell:
    """Return what the cells of an assignment hold."""
    form = f"""
import math, numbers
readable = isinstance(answer, numbers.Real) and not isinstance(answer, bool) and math.isfinite(answer)
assert readable, f'{item.id} cannot be read: expected a number such as 0.25 or -3, got {{answer!r}}.'
"""
    verdict = f"""
near = [verdict for verdict in verdicts if abs(answer - verdict[0]) <= {key_of(item).tolerance}]
_, credit, message = near[0] if near else otherwise
print('{item.id}:', message)
credit
"""
    return AnswerCell("a number", repr(key_of(item).value), form, tuple(_tables(item)), verdict)


def _tables(item: Item) -> Iterator[str]:
    """Yield the verdicts on the right number, on the numbers of known mistakes, and on all others."""
    quantity = key_of(item)
    named = [(quantity.value, ""), *((mistake.value, mistake.why.strip()) for mistake in quantity.mistakes)]
    verdicts = []
    for value, why in named:
        verdict = judge(item, value)
        verdicts.append((value, credit(item, verdict), f"{verdict.message} {why}".strip()))
    far = max(value for value, _ in named) + 10 * quantity.tolerance
    verdict = judge(item, far)
    yield assignment("verdicts", verdicts)
    yield assignment("otherwise", (None, credit(item, verdict), verdict.message))
