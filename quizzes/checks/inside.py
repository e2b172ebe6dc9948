"""Requests answered in this very process: for sources that are our own, and for plain nbgrader.

Nothing here protects from the code that runs. It serves rehearsals, `quizzes check`, and the graded cells of a source
notebook when nbgrader itself grades; the course's own grader asks over its sandbox instead.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from quizzes.checks.load import load_tasks
from quizzes.checks.messages import from_text, to_text
from quizzes.checks.model import Ask, Reply, Request, TaskVerdict
from quizzes.checks.verify import verify
from quizzes.wire.serve import answer


def asking(namespace: dict) -> Ask:
    """Return an Ask that looks into a namespace of this process, by the same code as in the sandbox."""

    def ask(requests: Sequence[Request]) -> Sequence[Reply]:
        return [from_text(answer(to_text(request), namespace)) for request in requests]

    return ask


def judge_here(assignment: str, task_id: str, namespace: dict) -> float:
    """Judge a task of a notebook that runs here: write the report and return the points, as nbgrader takes them."""
    verdict = verify(load_tasks(assignment)[task_id], asking(namespace))
    sys.stdout.write(report(verdict) + "\n")
    return round(verdict.points, 6)


def report(verdict: TaskVerdict) -> str:
    """Return a verdict as lines for the learner."""
    lines = [verdict.message]
    for part in verdict.properties:
        lines.append(f"  {part.points:g} of {part.max_points:g} for {part.id}: {part.message}")
    return "\n".join(lines)
