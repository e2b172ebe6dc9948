"""What grading can come to: a closed set of outcomes, and the values that carry them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class GradingOutcome(Enum):
    """What came of a submission, or of one task in it."""

    PASSED = "passed"  # all points
    PARTLY = "partly"  # some of the points
    FAILED = "failed"  # judged, and no points
    UNANSWERED = "unanswered"  # the stub was left as it was
    ERROR = "error"  # the learner's code raised an error of its own
    TIMED_OUT = "timed-out"
    CRASHED = "crashed"  # the kernel died
    MISSING = "missing"  # no notebook, or no such cell in it
    UNREADABLE = "unreadable"  # the file is not a notebook that can be run
    FAULT = "fault"  # our own; no grade was recorded


@dataclass(frozen=True)
class TaskGrade:
    """The grade of one task of a submission."""

    id: str  # the nbgrader grade_id: a task of the master or an item of the bank
    score: float
    max_score: float
    outcome: GradingOutcome
    message: str  # for the learner

    def as_json(self) -> dict[str, object]:
        """Return the grade as JSON values."""
        return {
            "id": self.id,
            "score": self.score,
            "max_score": self.max_score,
            "outcome": self.outcome.value,
            "message": self.message,
        }


@dataclass(frozen=True)
class SubmissionGrade:
    """The grade of one student's submission."""

    student: str
    score: float
    max_score: float
    outcome: GradingOutcome
    message: str  # for the learner
    tasks: tuple[TaskGrade, ...]  # empty where nothing could be run

    def as_json(self) -> dict[str, object]:
        """Return the grade as JSON values."""
        return {
            "student": self.student,
            "score": self.score,
            "max_score": self.max_score,
            "outcome": self.outcome.value,
            "message": self.message,
            "tasks": [task.as_json() for task in self.tasks],
        }

    def as_line(self) -> str:
        """Return the grade as one line for a terminal."""
        head = f"{self.student:<20} {self.score:5.2f} / {self.max_score:g}  {self.outcome.value}"
        return f"{head}  {self.message}".rstrip()


@dataclass(frozen=True)
class Totals:
    """A whole run of grading."""

    submissions: int
    outcomes: dict[GradingOutcome, int]
    seconds: dict[str, float] = field(default_factory=dict)  # by phase, wall clock

    def as_json(self) -> dict[str, object]:
        """Return the totals as JSON values."""
        return {
            "submissions": self.submissions,
            "outcomes": {outcome.value: count for outcome, count in self.outcomes.items()},
            "seconds": {phase: round(seconds, 3) for phase, seconds in self.seconds.items()},
        }

    def as_line(self) -> str:
        """Return the totals as one line for a terminal."""
        counts = ", ".join(f"{count} {outcome.value}" for outcome, count in self.outcomes.items())
        return f"{self.submissions} submissions: {counts}; {sum(self.seconds.values()):.1f} s"


def summary(tasks: tuple[TaskGrade, ...]) -> GradingOutcome:
    """Return the outcome of a submission that was run, from those of its tasks."""
    score, most = sum(task.score for task in tasks), sum(task.max_score for task in tasks)
    if score >= most:
        return GradingOutcome.PASSED
    return GradingOutcome.PARTLY if score > 0 else GradingOutcome.FAILED
