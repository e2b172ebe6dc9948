"""An item of the bank as three cells of an assignment: the question, the answer, and its judgement.

The judgement's visible part checks the form of the answer, so that a learner knows that it will be read.
Its hidden part looks the verdict up in a table made here, at build time, by the one judge of the project: the
notebook needs nothing of it to be graded, and page and grade cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pprint import pformat
from string import Template

from quizzes.judge import Verdict, judge
from quizzes.model import Item, Kind

_WIDTH = 100  # columns of generated code


_OPTIONS_HIDDEN = """
credit, message = verdicts[' '.join(sorted(set(chosen)))]
print('$id:', message, *(reasons[option] for option in known if option in chosen and option in reasons))
credit
"""
_FIRST = """
# Run this cell to see whether your answer can be read; whether it is right shows when it is graded.
answer = $name
assert answer is not None, '$id is not answered yet: $name is None.'
"""
_FORM: dict[Kind, str] = {
    Kind.CHOICE: """
known = $known
readable = isinstance(answer, str) and answer in known
assert readable, f'$id cannot be read: expected one of {known}, got {answer!r}.'
chosen = [answer]
""",
    Kind.CHOICES: """
known = $known
readable = isinstance(answer, (list, tuple, set)) and all(isinstance(o, str) and o in known for o in answer)
assert readable, f'$id cannot be read: expected a list of some of {known}, got {answer!r}.'
assert len(answer) > 0, '$id is not answered yet: $name is empty.'
chosen = list(answer)
""",
    Kind.NUMBER: """
import math, numbers
readable = isinstance(answer, numbers.Real) and not isinstance(answer, bool) and math.isfinite(answer)
assert readable, f'$id cannot be read: expected a number such as 0.25 or -3, got {answer!r}.'
""",
}
_HIDDEN: dict[Kind, str] = {
    Kind.CHOICE: _OPTIONS_HIDDEN,
    Kind.CHOICES: _OPTIONS_HIDDEN,
    Kind.NUMBER: """
near = [verdict for verdict in verdicts if abs(answer - verdict[0]) <= $tolerance]
_, credit, message = near[0] if near else otherwise
print('$id:', message)
credit
""",
}


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
        lines.append(f"(unit: {item.quantity.unit})")
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
    values = {
        "name": answer_name(item.id),
        "id": item.id,
        "known": [option.id for option in item.options],
        "tolerance": item.quantity.tolerance if item.quantity is not None else None,
    }
    tables = _number_tables(item) if item.quantity is not None else _option_tables(item)
    form = Template(_FIRST + _FORM[item.kind]).substitute(values)
    verdict = Template(_HIDDEN[item.kind]).substitute(values)
    return _lines(form, "### BEGIN HIDDEN TESTS", *tables, verdict, "### END HIDDEN TESTS")


def _lines(*parts: str) -> str:
    return "\n".join(line for part in parts for line in part.split("\n") if line.strip())


def _option_tables(item: Item) -> Iterator[str]:
    """Yield the verdict on every answer that the item can get, and what is said about its wrong options."""
    ids = sorted(option.id for option in item.options)
    sizes = [1] if item.kind is Kind.CHOICE else range(1, len(ids) + 1)
    verdicts = {}
    for chosen in (chosen for size in sizes for chosen in combinations(ids, size)):
        verdict = judge(item, chosen[0] if item.kind is Kind.CHOICE else list(chosen))
        verdicts[" ".join(chosen)] = (_credit(item, verdict), verdict.message)
    yield _assignment("verdicts", verdicts)
    yield _assignment("reasons", {option.id: option.why.strip() for option in item.options if not option.right})


def _number_tables(item: Item) -> Iterator[str]:
    """Yield the verdicts on the right number, on the numbers of known mistakes, and on all others."""
    quantity = item.quantity
    assert quantity is not None
    named = [(quantity.value, ""), *((mistake.value, mistake.why.strip()) for mistake in quantity.mistakes)]
    verdicts = []
    for value, why in named:
        verdict = judge(item, value)
        verdicts.append((value, _credit(item, verdict), f"{verdict.message} {why}".strip()))
    far = max(value for value, _ in named) + 10 * quantity.tolerance
    verdict = judge(item, far)
    yield _assignment("verdicts", verdicts)
    yield _assignment("otherwise", (None, _credit(item, verdict), verdict.message))


def _credit(item: Item, verdict: Verdict) -> float:
    """Return the points of a verdict; as the cell's last value they are what nbgrader records."""
    return round(item.points * verdict.score, 6)


def _assignment(name: str, value: object) -> str:
    text = pformat(value, width=_WIDTH - len(name), sort_dicts=False)
    return f"{name} = {text}".replace("\n", "\n" + " " * (len(name) + 3))
