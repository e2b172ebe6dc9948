"""An item of the bank as three cells of an assignment: the question, the answer, and its judgement.

The judgement's visible part checks the form of the answer, so that a learner knows that it will be read.
Its hidden part looks the verdict up in a table made here, at build time, by the one judge of the project: the
notebook needs nothing of it to be graded, and page and grade cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pprint import pformat

from quizzes.judge import judge
from quizzes.model import Item, Kind

_WIDTH = 100  # columns of generated code


@dataclass(frozen=True)
class ItemCells:
    """The sources of the cells that an item becomes."""

    question: str  # Markdown
    answer: str  # code, with the key between BEGIN and END SOLUTION
    tests: str  # code, with the judgement between BEGIN and END HIDDEN TESTS


def item_cells(item: Item) -> ItemCells:
    """Return the cells of one item."""
    return ItemCells(_question(item), _answer(item), _tests(item))


def answer_name(item_id: str) -> str:
    """Return the variable in which a learner answers an item."""
    return f"answer_{item_id.replace('-', '_')}"


def _question(item: Item) -> str:
    points = f"{item.points} point{'' if item.points == 1 else 's'}"
    lines = [f"**Question** ({points}). {item.prompt.strip()}", ""]
    lines += [f"- `{option.id}`: {option.text.strip()}" for option in item.options]
    if item.quantity is not None and item.quantity.unit:
        lines.append(f"Give the number in {item.quantity.unit}.")
    return "\n".join(lines).strip()


def _answer(item: Item) -> str:
    name = answer_name(item.id)
    if item.quantity is not None:
        task, key = "a number", repr(item.quantity.value)
    elif item.kind is Kind.CHOICE:
        task, key = "the id of one option, in quotes", repr(item.key[0])
    else:
        task, key = "a list of the ids of all options that apply", repr(list(item.key))
    return f"{name} = None  # replace None: {task}\n### BEGIN SOLUTION\n{name} = {key}\n### END SOLUTION"


def _tests(item: Item) -> str:
    visible = _number_form(item) if item.quantity is not None else _options_form(item)
    hidden = _number_verdict(item) if item.quantity is not None else _options_verdict(item)
    return "\n".join([*visible, "### BEGIN HIDDEN TESTS", *hidden, "### END HIDDEN TESTS"])


def _options_form(item: Item) -> list[str]:
    name, known = answer_name(item.id), [option.id for option in item.options]
    wanted = "one of" if item.kind is Kind.CHOICE else "a list of some of"
    lines = [
        "# Run this cell to see whether your answer can be read. Whether it is right is judged in grading.",
        f"known = {known}",
        f"chosen = [{name}] if isinstance({name}, str) else {name}",
        f"expected = {f'{name} = {wanted} '!r} + ', '.join(map(repr, known))",
        f"assert chosen is not None and len(chosen) > 0, {f'{item.id}: not answered yet. Expected '!r} + expected",
        "assert isinstance(chosen, (list, tuple, set)) and all(isinstance(c, str) and c in known for c in chosen), (",
        f"    f'{item.id}: cannot be read. Expected {{expected}}; came {{{name}!r}}')",
    ]
    if item.kind is Kind.CHOICE:
        lines.append(f"assert len(set(chosen)) == 1, {f'{item.id}: exactly one option is asked for'!r}")
    return lines


def _options_verdict(item: Item) -> list[str]:
    ids = [option.id for option in item.options]
    most = 1 if item.kind is Kind.CHOICE else len(ids)
    table = {}
    for size in range(1, most + 1):
        for chosen in combinations(sorted(ids), size):
            verdict = judge(item, chosen[0] if item.kind is Kind.CHOICE else list(chosen))
            table[" ".join(chosen)] = [_credit(item, verdict.score), verdict.message]
    reasons = {option.id: option.why.strip() for option in item.options if not option.right}
    return [
        *_assignment("verdicts", table),
        *_assignment("reasons", reasons),
        "credit, message = verdicts[' '.join(sorted(set(chosen)))]",
        f"print({f'{item.id}: '!r} + ' '.join([message, *(reasons[c] for c in known if c in chosen and c in reasons)]))",
        "credit",
    ]


def _number_form(item: Item) -> list[str]:
    name = answer_name(item.id)
    return [
        "# Run this cell to see whether your answer can be read. Whether it is right is judged in grading.",
        "import math, numbers",
        f"expected = {f'{name} = a number such as 0.25 or -3'!r}",
        f"assert {name} is not None, {f'{item.id}: not answered yet. Expected '!r} + expected",
        f"assert isinstance({name}, numbers.Real) and not isinstance({name}, bool) and math.isfinite({name}), (",
        f"    f'{item.id}: cannot be read. Expected {{expected}}; came {{{name}!r}}')",
    ]


def _number_verdict(item: Item) -> list[str]:
    quantity = item.quantity
    assert quantity is not None
    values = [(quantity.value, ""), *((mistake.value, mistake.why.strip()) for mistake in quantity.mistakes)]
    table = []
    for value, why in values:
        verdict = judge(item, value)
        table.append([value, _credit(item, verdict.score), f"{verdict.message} {why}".strip()])
    far = max(value for value, _ in values) + 10 * quantity.tolerance
    return [
        *_assignment("verdicts", table),
        f"near = [v for v in verdicts if abs({answer_name(item.id)} - v[0]) <= {quantity.tolerance!r}]",
        f"_, credit, message = near[0] if near else [None, 0.0, {judge(item, far).message!r}]",
        f"print({f'{item.id}: '!r} + message)",
        "credit",
    ]


def _credit(item: Item, score: float) -> float:
    """Return the points of a score; as the cell's last value it is what nbgrader records."""
    return round(item.points * score, 6)


def _assignment(name: str, value: object) -> list[str]:
    text = pformat(value, width=_WIDTH - len(name), sort_dicts=False)
    return f"{name} = {text}".replace("\n", "\n" + " " * (len(name) + 3)).split("\n")
