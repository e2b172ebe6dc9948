"""What grading can come to: a closed set of outcomes, and the values that carry them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum

from quizzes.plain_text import bounded, cut, one_line, whole_letters


class GradingOutcome(Enum):
    """How a submission, or one task in it, ended."""

    PASSED = "passed"  # all points
    PARTLY = "partly"  # some of the points
    FAILED = "failed"  # judged, and no points
    UNANSWERED = "unanswered"  # the stub was left as it was
    ERROR = "error"  # the learner's code raised an error of its own
    TIMED_OUT = "timed-out"
    CRASHED = "crashed"  # the process in which the code ran ended
    OVER_MEMORY = "over-memory"
    OVER_DISK = "over-disk"
    OVER_OUTPUT = "over-output"
    TAMPERED = "tampered"  # the answers cannot be those of an honest run
    MISSING = "missing"  # no notebook, or no such cell in it
    UNREADABLE = "unreadable"  # the file is not a notebook that can be read
    PUT_RIGHT = "put-right"  # the notebook's structure was damaged and put back; the tasks say with what result
    MANUAL = "manual"  # waits for a person
    FAULT = "fault"  # our own; no grade was recorded


SCHEMA = 1  # of grade.json


@dataclass(frozen=True)
class PropertyGrade:
    """What one property of a code task earned."""

    id: str
    points: float
    max_points: float
    message: str  # for the learner


@dataclass(frozen=True)
class Diagnosis:
    """The known mistake that a wrong result is that of; empty where it is none."""

    misconception: str = ""
    mutant: str = ""
    see: str = ""  # label of the paragraph that puts it right


@dataclass(frozen=True)
class TaskGrade:
    """The grade of one task of a submission."""

    id: str  # the nbgrader grade_id: a task of the master or an item of the bank
    score: float
    max_score: float
    outcome: GradingOutcome
    message: str  # for the learner
    instructor_message: str = ""  # what else the instructor should know
    diagnosis: Diagnosis = Diagnosis()
    answer: object = None  # plain, of an item
    properties: tuple[PropertyGrade, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return what the command line tells, as JSON values."""
        return {
            "id": self.id,
            "score": self.score,
            "max_score": self.max_score,
            "outcome": self.outcome.value,
            "message": whole_letters(cut(self.message)),
        }

    def as_record(self) -> dict[str, object]:
        """Return everything, as JSON values; no text in it is longer than a record should hold."""
        return {
            **self.as_json(),
            "instructor_message": whole_letters(cut(self.instructor_message)),
            **asdict(self.diagnosis),
            "answer": bounded(self.answer),
            "properties": [bounded(asdict(part)) for part in self.properties],
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
    instructor_message: str = ""
    rebuilt: tuple[str, ...] = ()  # what was put right in the notebook
    submitted: str | None = None  # when, ISO
    submission_sha256: str = ""
    master_sha256: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the grade as JSON values."""
        return {
            "student": self.student,
            "score": self.score,
            "max_score": self.max_score,
            "outcome": self.outcome.value,
            "message": whole_letters(cut(self.message)),
            "tasks": [task.as_json() for task in self.tasks],
        }

    def as_record(self, assignment: str) -> dict[str, object]:
        """Return what grade.json holds."""
        return {
            "schema": SCHEMA,
            "assignment": assignment,
            **self.as_json(),
            "instructor_message": whole_letters(cut(self.instructor_message)),
            "submitted": self.submitted,
            "submission_sha256": self.submission_sha256,
            "master_sha256": self.master_sha256,
            "rebuilt": bounded(self.rebuilt),
            "tasks": [task.as_record() for task in self.tasks],
        }

    def as_line(self) -> str:
        """Return the grade as one line for a terminal."""
        head = f"{one_line(self.student):<20} {self.score:5.2f} / {self.max_score:g}  {self.outcome.value}"
        return f"{head}  {one_line(self.message)}".rstrip()


@dataclass(frozen=True)
class Totals:
    """A whole run of grading."""

    submissions: int
    outcomes: dict[GradingOutcome, int]
    seconds: dict[str, float] = field(default_factory=dict)  # by phase, wall clock
    within: tuple[str, ...] = ()  # test cells that ran in the learners' kernels, where they can be forged
    grounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what points rest on: graded cells by it
    unproven: Mapping[str, str] = field(default_factory=dict)  # test cells that the source's own solution fails: why

    def as_json(self) -> dict[str, object]:
        """Return the totals as JSON values."""
        return {
            **({"in_learners_kernel": list(self.within)} if self.within else {}),
            **({"evidence": {name: list(cells) for name, cells in self.grounds.items()}} if self.grounds else {}),
            **({"own_solution_fails": dict(self.unproven)} if self.unproven else {}),
            "submissions": self.submissions,
            "outcomes": {outcome.value: count for outcome, count in self.outcomes.items()},
            "seconds": {phase: round(seconds, 3) for phase, seconds in self.seconds.items()},
        }

    def as_line(self) -> str:
        """Return the totals as lines for a terminal."""
        counts = ", ".join(f"{self.outcomes[each]} {each.value}" for each in GradingOutcome if self.outcomes.get(each))
        line = f"{self.submissions} submissions: {counts}; {sum(self.seconds.values()):.1f} s"
        told = [f"{name}: {', '.join(cells)}" for name, cells in self.grounds.items()]
        if len(told) == 1 and len(cells := next(iter(self.grounds.values()))) > 1:
            told = [f"all {len(cells)} graded cells: {next(iter(self.grounds))}"]
        return "\n".join([line, *told, *self.warnings])

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what the instructor has to know of the test cells: which cannot be judged apart, which are wrong."""
        told = [
            f"note: the source's own solution does not pass {name} ({one_line(message)}), so perhaps nobody can; "
            "mend the test or the solution, then `quizzes release` and `quizzes regrade`"
            for name, message in self.unproven.items()
        ]
        if beside := [name for name in self.within if name not in self.unproven]:
            told.append(
                f"note: {', '.join(beside)} ran in the learners' own kernels, where their code could read and forge "
                "them: the source's own solution does not get all points when these test cells run apart (magics, "
                "a function's source, functions handed to functions)"
            )
        return tuple(told)


def summary(tasks: tuple[TaskGrade, ...], rebuilt: tuple[str, ...] = ()) -> GradingOutcome:
    """Return the outcome of a submission that was run, from those of its tasks."""
    outcomes = {task.outcome for task in tasks}
    if GradingOutcome.TAMPERED in outcomes:
        return GradingOutcome.TAMPERED
    if rebuilt:
        return GradingOutcome.PUT_RIGHT
    judged = [task for task in tasks if task.outcome is not GradingOutcome.MANUAL]
    if not judged:
        return GradingOutcome.MANUAL if tasks else GradingOutcome.PASSED
    score, most = sum(task.score for task in judged), sum(task.max_score for task in judged)
    right = [task for task in judged if task.outcome is GradingOutcome.PASSED]
    if score >= most > 0 or len(right) == len(judged):
        return GradingOutcome.PASSED
    if score > 0 or (right and not most):  # without points it is what was passed that tells
        return GradingOutcome.PARTLY
    tried = outcomes - {GradingOutcome.MANUAL, GradingOutcome.UNANSWERED}
    if not tried:
        return GradingOutcome.UNANSWERED
    return tried.pop() if len(tried) == 1 else GradingOutcome.FAILED
