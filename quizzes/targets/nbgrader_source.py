"""The assignments as an nbgrader course: one source notebook for each master, and nbgrader's configuration.

A source notebook is the instructor's version: it holds solutions, keys and hidden tests. nbgrader makes the
learner's version from it.

A code task becomes three cells: the solution, the visible tests, which decide nothing, and a graded cell in whose
hidden region `quizzes.checks` judges, so that plain nbgrader can grade where this project is installed. The course's
own grader does not run that cell: it asks the same questions from outside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from quizzes.assignments import Master, MasterCell, Region, Role, inside, without
from quizzes.checks.load import load_tasks
from quizzes.model import Bank
from quizzes.targets.item_cells import item_cells
from quizzes.targets.nbgrader_config import NAME, config_of
from quizzes.variants import variant

SCHEMA_VERSION = 3  # of nbgrader's metadata
OWN = {"stubs": "in the text"}  # metadata of a notebook of ours: what is taken out of it leaves an empty line


def build_course(bank: Bank, masters: Mapping[str, Master]) -> dict[str, bytes]:
    """Return the files of the course, relative to its folder."""
    files = {NAME: config_of(bank.project)}
    for name, master in masters.items():
        files[f"source/{name}/{name}.ipynb"] = _as_bytes(source_notebook(bank, master))
        files |= {f"source/{name}/{file}": content for file, content in master.files.items()}
    return files


def source_notebook(bank: Bank, master: Master) -> dict:
    """Return one assignment as the JSON values of a notebook (nbformat 4.5)."""
    cells = []
    for number, cell in enumerate(master.cells):
        cells += list(_expand(cell, number, bank, master.name))
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "quizzes": OWN,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _expand(cell: MasterCell, number: int, bank: Bank, assignment: str) -> Iterator[dict]:
    if cell.role is Role.TEXT:
        yield _markdown(f"text-{number}", cell.source)
    elif cell.role is Role.CODE:
        yield _code(f"code-{number}", cell.source)
    elif cell.role is Role.GIVEN:
        yield _code(cell.id, cell.source, locked=True)
    elif cell.role is Role.SOLUTION:
        yield _code(f"{cell.id}-solution", cell.source, solution=True)
    elif cell.role is Role.TESTS:
        task = load_tasks(assignment, bank.project).get(cell.id)
        if task is None:
            yield _code(cell.id, cell.source, points=cell.points, locked=True)
        else:
            yield _validated(_code(f"{cell.id}-tests", cell.source, locked=True))
            yield _code(cell.id, _judged(assignment, cell.id), points=_number(task.points), locked=True)
    elif cell.role is Role.MANUAL:
        yield _markdown(f"{cell.id}-question", _manual_question(cell), locked=True)
        yield _manual(cell)
    else:
        item = variant(bank.item(cell.id), 0)
        sources = item_cells(item)
        yield _markdown(f"{item.id}-question", sources.question, locked=True)
        yield _code(f"{item.id}-answer", sources.answer, solution=True)
        yield _code(item.id, sources.tests, points=item.points, locked=True)


def _validated(cell: dict) -> dict:
    """Return a cell of visible tests as one that is graded with no points: nbgrader's validate then tells of it."""
    notes = cell["metadata"]["nbgrader"] | {"grade": True, "points": 0}
    return cell | {"metadata": {"nbgrader": notes}}


def _judged(assignment: str, task_id: str) -> str:
    return (
        "# Graded when you hand in: the same questions with other sizes and other numbers.\n"
        "# Run this cell for the grader's verdict now.\n"
        "try:\n"
        "    import quizzes\n"
        "except ImportError:\n"
        "    print(\"No verdict without quizzes: `make setup` in the course's folder installs it.\",\n"
        "          \"The book judges this task in its own page, too.\")\n"
        "else:\n"
        f"    quizzes.show_check({task_id!r})\n"
        f"### BEGIN {Region.HIDDEN_TESTS.value}\n"
        "from quizzes.checks.inside import judge_here\n"
        f"judge_here({assignment!r}, {task_id!r}, globals())\n"
        f"### END {Region.HIDDEN_TESTS.value}"
    )


def _manual_question(cell: MasterCell) -> str:
    points = f"{cell.points:g} point{'' if cell.points == 1 else 's'}"
    question = without(without(cell.source, Region.SOLUTION), Region.RUBRIC).strip()
    rubric = "\n".join(inside(cell.source, Region.RUBRIC))
    return f"**Question, read by a person** ({points}). {question}\n\nWhat earns points:\n\n{rubric}"


def _manual(cell: MasterCell) -> dict:
    """Return the cell for the answer; nbgrader puts "YOUR ANSWER HERE" in the place of the model answer."""
    answer = "\n".join(inside(cell.source, Region.SOLUTION))
    name = Region.SOLUTION.value
    made = _markdown(cell.id, f"### BEGIN {name}\n{answer}\n### END {name}")
    return made | {"metadata": {"nbgrader": _nbgrader(cell.id, True, _number(cell.points), False)}}


def _number(points: float) -> int | float:
    return int(points) if float(points).is_integer() else points


def _markdown(cell_id: str, source: str, *, locked: bool = False) -> dict:
    metadata = {"nbgrader": _nbgrader(cell_id, locked=locked)} if locked else {}
    return {"cell_type": "markdown", "id": cell_id, "metadata": metadata, "source": source}


def _code(cell_id: str, source: str, *, solution: bool = False, points: float = 0, locked: bool = False) -> dict:
    managed = solution or points or locked
    metadata = {"nbgrader": _nbgrader(cell_id, solution, points, locked)} if managed else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def _nbgrader(cell_id: str, solution: bool = False, points: float = 0, locked: bool = False) -> dict:
    metadata = {
        "grade": points > 0,
        "grade_id": cell_id,
        "locked": locked,
        "schema_version": SCHEMA_VERSION,
        "solution": solution,
        "task": False,
    }
    return metadata | ({"points": points} if points else {})


def _as_bytes(notebook: dict) -> bytes:
    return (json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
