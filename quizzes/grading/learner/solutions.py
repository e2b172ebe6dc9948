"""The solutions of an assignment for a learner who has tried: the master's code, other right ones, keys, reasons."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from quizzes.assignments import Master
from quizzes.assignments.regions import Region
from quizzes.checks.load import load_tasks
from quizzes.grading.cells import notes_of
from quizzes.grading.report.paragraphs import paragraph
from quizzes.model import Bank, Item
from quizzes.targets.html import plain
from quizzes.targets.nbgrader_source import source_notebook
from quizzes.variants import shown

_ENDINGS = ("-solution", "-answer")


@dataclass(frozen=True)
class Solution:
    """The solution of one task or question."""

    task: str
    code: str
    others: tuple[tuple[str, str], ...] = ()  # name and source of other right solutions
    explanation: str = ""

    def as_text(self) -> str:
        """Return it as lines for a terminal or a file."""
        parts = [f"# {self.task}", self.code.strip()]
        parts += [f"# or, {name}:\n{source.strip()}" for name, source in self.others]
        if self.explanation:
            parts.append("\n".join(f"# {line}".rstrip() for line in self.explanation.splitlines()))
        return "\n\n".join(parts) + "\n"


# Why: DECISIONS.md#solutions-by-task
def solutions(bank: Bank, master: Master) -> Iterator[Solution]:
    """Yield the solution of each task, in the order of the notebook."""
    tasks = load_tasks(master.name, bank.project)
    for cell in source_notebook(bank, master)["cells"]:
        notes = notes_of(cell)
        if not notes.get("solution"):
            continue
        name = notes["grade_id"]
        for ending in _ENDINGS:
            name = name.removesuffix(ending)
        own = without_marks(cell["source"])
        others = tasks[name].solutions.items() if name in tasks else ()
        yield Solution(
            name,
            own,
            tuple((called, source) for called, source in others if _bare(source) != _bare(own)),
            _explanation(shown(bank, name)),
        )


def without_marks(source: str) -> str:
    """Return the source without the lines that mark the solution's region."""
    return "\n".join(line for line in source.split("\n") if f"BEGIN {_NAME}" not in line and f"END {_NAME}" not in line)


_NAME = Region.SOLUTION.value


def _explanation(item: Item | None) -> str:
    if item is None:
        return ""
    where = paragraph(item.see, item.project)
    again = f"\nRead again: {where.title}, on the page {where.page} of the book." if where else ""
    return plain(item.explain) + again


def _bare(source: str) -> str:
    """Return what tells one solution from another: not its comments, nor what its functions say of themselves."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None and len(node.body) > 1:
            del node.body[0]
    return ast.dump(tree)
