"""An assignment in which no cell is graded: the result of each cell that a learner filled, for the feedback alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from quizzes.grading.cells import notes_of
from quizzes.grading.judge.tasks_and_items import outcome_of_cell
from quizzes.grading.outcome import GradingOutcome, TaskGrade
from quizzes.grading.sandbox.session import CellResult

Ran = tuple[Mapping, CellResult]  # nbgrader's notes of a cell, and its result


def is_formative(source: Mapping) -> bool:
    """Say whether no cell of a source notebook is graded, not even with no points."""
    return not any(notes.get("grade") or notes.get("task") for notes in map(notes_of, source["cells"]))


def tasks_of(ran: Iterable[Ran], untouched: Collection[str]) -> tuple[TaskGrade, ...]:
    """Return a task without points for each cell that the learner filled.

    A cell of the instructor's that follows and ends in an error is a check that the last one did not pass.
    """
    tasks: list[TaskGrade] = []
    for notes, result in ran:
        if notes.get("solution"):
            tasks.append(_of_own(str(notes["grade_id"]), result, untouched))
        elif tasks and tasks[-1].outcome is GradingOutcome.PASSED and (outcome_of_cell(result) or result.error):
            message = f"{result.error}: {result.message}".removesuffix(": ") if result.error else "It did not end."
            tasks[-1] = replace(tasks[-1], outcome=GradingOutcome.FAILED, message=f"The check below it says {message}")
    return tuple(tasks)


def _of_own(name: str, result: CellResult, untouched: Collection[str]) -> TaskGrade:
    if name in untouched:
        return TaskGrade(name, 0.0, 0.0, GradingOutcome.UNANSWERED, "Not answered.")
    outcome, message = outcome_of_cell(result) or (GradingOutcome.PASSED, "It ran to its end.")
    return TaskGrade(name, 0.0, 0.0, outcome, message)
