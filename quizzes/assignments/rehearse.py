"""An assignment's notebook run in this process, scored by nbgrader's rule: for sources that are our own.

Nothing here protects from the code that runs: it is for masters, mutants and tests, never for submissions.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from quizzes.project import Project, find_project, meant

_EXECUTION = "NBGRADER_EXECUTION"


@dataclass(frozen=True)
class Score:
    """The result of one graded cell."""

    points: float
    max_points: int
    message: str  # of the error that ended the cell, or what the cell printed


def rehearse(
    notebook: Mapping,
    replace: Mapping[str, str] | None = None,
    files: Mapping[str, bytes] | None = None,
    project: Project | None = None,
) -> dict[str, Score]:
    """Run the code cells of a notebook in order and return the score of each one that gives points.

    Parameters
    ----------
    notebook : Mapping
        The JSON values of a source notebook.
    replace : Mapping[str, str], optional
        Sources to run in the place of the cells of these grade ids, as a submission would.
    files : Mapping[str, bytes], optional
        What stands beside the notebook: it runs in a folder of its own that holds them.
    project : Project, optional
        Whose tasks judge it; the one that is found where it is None.
    """
    project = project or find_project()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), meant(project), _grading():
        for name, content in (files or {}).items():
            (Path(folder) / name).write_bytes(content)
        return _scores(notebook, replace or {})


@contextlib.contextmanager
def _grading() -> Iterator[None]:
    """Say, as nbgrader does, that a grader runs the cells: what they show a learner need not be made."""
    before = os.environ.get(_EXECUTION)
    os.environ[_EXECUTION] = "autograde"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_EXECUTION]
        else:
            os.environ[_EXECUTION] = before


def _scores(notebook: Mapping, replace: Mapping[str, str]) -> dict[str, Score]:
    space: dict[str, object] = {"__name__": "__main__"}
    scores: dict[str, Score] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        nbgrader = cell["metadata"].get("nbgrader", {})
        name = nbgrader.get("grade_id", cell["id"])
        result, printed, error = _run(replace.get(name, cell["source"]), name, space)
        if nbgrader.get("grade") and nbgrader["points"]:
            most = nbgrader["points"]
            scores[name] = Score(0.0 if error else _credit(result, most), most, error or printed.strip())
    return scores


def _run(source: str, name: str, space: dict[str, object]) -> tuple[object, str, str]:
    """Run one cell; return the value of its last expression, what it printed and its error."""
    printed = io.StringIO()
    result = None
    try:
        tree = ast.parse(source, filename=name)
        last = tree.body[-1] if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        if last is not None:
            del tree.body[-1]
        with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
            warnings.simplefilter("ignore")  # as in grading, a warning costs nothing
            exec(compile(tree, name, "exec"), space)
            if last is not None:
                result = eval(compile(ast.Expression(last.value), name, "eval"), space)
    except Exception as error:  # noqa: BLE001  whatever a cell raises is its result
        return None, printed.getvalue(), f"{type(error).__name__}: {error}"
    return result, printed.getvalue(), ""


def _credit(result: object, most: int) -> float:
    """Return the points by nbgrader's rule: a number is partial credit, everything else full marks."""
    if isinstance(result, int | float) and 0 <= result <= most:
        return float(result)
    return float(most)
