"""Cells that a learner added below a task: what nbgrader's "manually graded task" asks for, and a person reads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from quizzes.grading.cells import notes_of
from quizzes.grading.rebuild.read_notebook import Sent, SentCell

_MOST = 50  # cells below one task


def task_cells(
    sent: Sent, source: Mapping, released: Callable[[Mapping], str], used: Collection[int]
) -> dict[str, list[SentCell]]:
    """Return the added cells by the grade id of the task that they stand below, in their order.

    A cell belongs to the task before it until a cell of the assignment follows, known by its grade id or its text.

    Parameters
    ----------
    sent, source : Sent, Mapping
        What was handed in, and the JSON values of the master.
    released : Callable[[Mapping], str]
        Gives a master's cell as learners got it.
    used : Collection[int]
        Numbers of the cells that stand elsewhere already.
    """
    names = [(notes_of(cell).get("grade_id", ""), cell) for cell in source["cells"]]
    tasks = {name for name, cell in names if notes_of(cell).get("task")}
    if not tasks:
        return {}
    managed = {name for name, _ in names if name}
    by_text = {released(cell): name for name, cell in names}
    found: dict[str, list[SentCell]] = {}
    present = ""
    for cell in sent.cells:
        text = cell.source.strip()
        home: str | None = cell.grade_id if cell.grade_id in managed else by_text.get(text) if text else None
        if home is not None or cell.number in used:
            present = home if home is not None and home in tasks else ""
        elif present and cell.type in ("code", "markdown") and text and len(found.get(present, ())) < _MOST:
            found.setdefault(present, []).append(cell)
    return found


def as_cell(cell: SentCell, name: str) -> dict:
    """Return an added cell as it stands in the rebuilt notebook, marked as the learner's."""
    made = {"cell_type": cell.type, "id": name[-64:], "metadata": {"quizzes": {"learner": True}}, "source": cell.source}
    return made | ({"execution_count": None, "outputs": []} if cell.type == "code" else {})
