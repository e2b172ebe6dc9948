"""The sources of the cells that a learner filled, as the pages of feedback show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from quizzes.grading.cells import notes_of, task_names, text_of


def names_of_cells(task: str) -> tuple[str, ...]:
    """Return the names of the cells that a learner fills for a task."""
    return f"{task}-solution", f"{task}-answer", task


class Filled(dict[str, str]):
    """The sources of the cells that the learner filled, by name; a test cell has those of the cells that it tests."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.filled: dict[str, tuple[str, ...]] = {}  # names of the cells that a test cell tests


def read_cells(folder: Path) -> Filled:
    """Return the sources of the cells that the learner filled, by name; none where nothing was run."""
    return filled_cells((path.stem, _cells(path)) for path in sorted(folder.glob("*.ipynb")))


def filled_cells(notebooks: Iterable[tuple[str, Iterable[Mapping]]]) -> Filled:
    """Return the sources of the cells that the learner filled, by name, from the notebooks' names and cells.

    A test cell has those of the cells that were filled before it, since the last ones that were tested.
    """
    cells = [(stem, notes_of(cell), text_of(cell)) for stem, own in notebooks for cell in own]
    cells = [each for each in cells if any(map(each[1].get, ("grade", "solution", "task")))]
    names = task_names((stem, notes["grade_id"]) for stem, notes, _ in cells)
    found = Filled()
    filled: list[str] = []
    called: list[str] = []
    tested = False  # since they were filled
    for number, (stem, notes, source) in enumerate(cells):
        name = names[stem, notes["grade_id"]]
        if number and stem != cells[number - 1][0]:
            filled, called = [], []
        if notes.get("solution"):
            found[name] = source
            called = [*([] if tested else called), name]
            filled, tested = [*([] if tested else filled), source], False
        elif filled:
            found[name] = "\n\n".join(filled)
            found.filled[name] = tuple(called)
            tested = True
    return found


def _cells(path: Path) -> list[dict]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
