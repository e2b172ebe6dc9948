"""`check("gates-lstm-step")` in a notebook: the grader's verdict on a function, at once and where it was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from quizzes.checks.inside import asking, report
from quizzes.checks.load import all_tasks
from quizzes.checks.model import TaskVerdict
from quizzes.checks.verify import verify
from quizzes.errors import UsageError, did_you_mean

_GOOD, _BAD = "\N{CHECK MARK}", "\N{BALLOT X}"


@dataclass(frozen=True)
class Checked:
    """A verdict that a notebook shows as HTML, and everything else as text."""

    verdict: TaskVerdict
    misconception: str  # its name, where the numbers are those of a known mistake

    @property
    def points(self) -> float:
        """Return the points earned."""
        return self.verdict.points

    def __repr__(self) -> str:
        told = self.verdict
        lines = [f"{told.points:g} of {told.max_points:g} points. {report(told)}"]
        if self.misconception:
            lines.append(f"  A common misconception: {self.misconception}.")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        told = self.verdict
        parts = "".join(
            f"<li>{_GOOD if part.points else _BAD} <b>{escape(part.id)}</b>, {part.points:g} of {part.max_points:g}: "
            f"{escape(part.message)}</li>"
            for part in told.properties
        )
        mistake = f"<p>A common misconception: <b>{escape(self.misconception)}</b>.</p>" if self.misconception else ""
        head = f"<p><b>{told.points:g} of {told.max_points:g} points.</b> {escape(told.message)}</p>"
        return f"<div>{head}{mistake}<ul>{parts}</ul></div>"


def judged(task: str, namespace: dict, name_of: Callable[[str], str]) -> Checked:
    """Judge a task by the functions of a notebook, as the grader does.

    Parameters
    ----------
    task : str
        The id of the task, as "gates-lstm-step".
    namespace : dict
        Where the functions are.
    name_of : callable
        Gives the name of a misconception, from its id.

    Raises
    ------
    UsageError
        If there is no such task.
    """
    tasks = all_tasks()
    if task not in tasks:
        raise UsageError(f"no task {task!r}{did_you_mean(task, tasks) or '; there are ' + ', '.join(tasks)}")
    verdict = verify(tasks[task], asking(namespace))
    return Checked(verdict, name_of(verdict.misconception) if verdict.misconception else "")
