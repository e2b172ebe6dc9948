"""The judge for a cell of a notebook, with the bank's names of misconceptions; it loads what it needs when called."""

from __future__ import annotations

import builtins
import os
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizzes.checks.notebook import Checked


def check(task: str, namespace: dict | None = None) -> Checked | None:
    """Judge a task by the functions of this notebook, as the grader does.

    Shown as HTML in a notebook and as text elsewhere: ``check("gates-lstm-step")``. `namespace` is where the functions
    are; the caller's own names by default. None while nbgrader grades the notebook.
    """
    return _checked(task, sys._getframe(1).f_globals if namespace is None else namespace)


def show_check(task: str, namespace: dict | None = None) -> None:
    """Show what `check` returns; for cells that go on after it.

    Nothing is shown while nbgrader grades the notebook; outside a notebook the text is printed.
    """
    if checked := _checked(task, sys._getframe(1).f_globals if namespace is None else namespace):
        display = getattr(builtins, "display", sys.displayhook)  # where notebooks run, it is a built-in
        display(checked)


def _checked(task: str, namespace: dict) -> Checked | None:
    from quizzes.checks.notebook import judged

    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return None  # nbgrader grades, and the cell's hidden lines judge
    return judged(task, namespace, _name_of)


@cache
def _name_of(misconception: str) -> str:
    from quizzes.load import load_bank

    return load_bank().misconceptions[misconception].name
