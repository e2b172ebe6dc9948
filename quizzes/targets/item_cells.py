"""An item of the bank as three cells of an assignment: the question, the answer, and its judgement.

The judgement's visible part checks the form of the answer, so that a learner knows that it will be read.
Its hidden part looks the verdict up in a table made at build time by the item's own kind (quizzes/kinds/cell.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from quizzes.kinds import KINDS, InAssignments
from quizzes.kinds.cell import AnswerCell, answer_name
from quizzes.model import Item

__all__ = ["ItemCells", "answer_name", "item_cells"]


@dataclass(frozen=True)
class ItemCells:
    """The sources of the cells that an item becomes."""

    question: str  # Markdown
    answer: str  # code, with the key between BEGIN and END SOLUTION
    tests: str  # code, with the judgement between BEGIN and END HIDDEN TESTS


def item_cells(item: Item) -> ItemCells:
    """Return the cells of one item; the masters' reader has made sure that an assignment can ask it."""
    kind = KINDS[item.kind]
    assert isinstance(kind, InAssignments), f"{item.id}: an assignment cannot ask an item of this kind"
    cell = kind.cell(item)
    return ItemCells(_question(item), _answer(item, cell), _tests(item, cell))


def _question(item: Item) -> str:
    points = f"{item.points} point{'' if item.points == 1 else 's'}"
    lines = [f"**Question** ({points}). {item.prompt.strip()}", ""]
    lines += [f"- `{option.id}`: {option.text.strip()}" for option in item.options]
    if item.quantity is not None and item.quantity.unit:
        lines.append(f"(unit: {item.quantity.unit})")
    return "\n".join(lines).strip()


def _answer(item: Item, cell: AnswerCell) -> str:
    name = answer_name(item.id)
    return f"{name} = None  # replace None: {cell.task}\n### BEGIN SOLUTION\n{name} = {cell.key}\n### END SOLUTION"


def _tests(item: Item, cell: AnswerCell) -> str:
    name = answer_name(item.id)
    first = f"""
# Run this cell to see whether your answer can be read; whether it is right shows when it is graded.
answer = {name}
assert answer is not None, '{item.id} is not answered yet: {name} is None.'
"""
    hidden = ("### BEGIN HIDDEN TESTS", *cell.tables, cell.verdict, "### END HIDDEN TESTS")
    return _lines(first + cell.form, *hidden)


def _lines(*parts: str) -> str:
    return "\n".join(line for part in parts for line in part.split("\n") if line.strip())
