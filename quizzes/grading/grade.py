"""All submissions of an assignment graded: each ends in an outcome, none stops the others."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from quizzes.grading.feedback import unread_page
from quizzes.grading.nbgrader_course import CellOutput, GradeRow, NbgraderCourse, reason
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade, TaskGrade, Totals, summary
from quizzes.grading.submissions import Obstacle, Submission, find_submissions, obstacle
from quizzes.targets.write import write_files

_ERRORS = {
    "AssertionError": GradingOutcome.FAILED,
    "CellTimeoutError": GradingOutcome.TIMED_OUT,
    "KeyboardInterrupt": GradingOutcome.TIMED_OUT,  # how a cell ends that is stopped at its limit
}


@dataclass
class Clock:
    """Wall-clock seconds by phase."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Add the time that the block takes to the phase."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


def grade(
    course: NbgraderCourse,
    assignment: str,
    student: str | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Iterator[SubmissionGrade | Totals]:
    """Grade the submissions of an assignment, record them in the gradebook and make their feedback.

    Parameters
    ----------
    course : NbgraderCourse
        Where the submissions are.
    assignment, student : str
        Which of them; all students where `student` is None.
    tell : Callable[[str], None]
        Is given a line about each submission before work on it begins.

    Yields
    ------
    SubmissionGrade
        As soon as a submission has its outcome; behind the last one the Totals.

    Raises
    ------
    UsageError
        If there is no such assignment, it is not released, or nothing was handed in.
    """
    course.require_released(assignment)
    submissions = find_submissions(course.root / "submitted", assignment, student)
    clock = Clock()
    outcomes: Counter[GradingOutcome] = Counter()
    for number, submission in enumerate(submissions, 1):
        tell(f"[{number}/{len(submissions)}] {submission.student}")
        graded = _grade_one(course, submission, clock)
        outcomes[graded.outcome] += 1
        yield graded
    yield Totals(len(submissions), dict(outcomes), clock.seconds)


def _grade_one(course: NbgraderCourse, submission: Submission, clock: Clock) -> SubmissionGrade:
    with clock.phase("check"):
        found = obstacle(submission)
    if found is not None:
        return _without_run(course, submission, found)
    with clock.phase("autograde"):
        run = course.autograde(submission.assignment, submission.student)
    if not run.done:
        return _without_run(course, submission, why_not_run(run.log))
    with clock.phase("feedback"):
        feedback = course.feedback(submission.assignment, submission.student)
    with clock.phase("read"):
        rows = course.rows(submission.assignment, submission.student)
        outputs = course.outputs(submission.assignment, submission.student)
    tasks = tuple(task_grade(row, outputs.get(row.id)) for row in rows)
    message = "" if feedback.done else f"Graded, but no feedback page was made: {reason(feedback.log)}"
    return SubmissionGrade(
        student=submission.student,
        score=sum(task.score for task in tasks),
        max_score=sum(task.max_score for task in tasks),
        outcome=summary(tasks),
        message=message,
        tasks=tasks,
    )


def _without_run(course: NbgraderCourse, submission: Submission, found: Obstacle) -> SubmissionGrade:
    assignment, student = submission.assignment, submission.student
    most = course.max_score(assignment)
    if found.outcome is not GradingOutcome.FAULT:
        course.record_zero(assignment, student)
    course.discard("feedback", assignment, student)
    page = {f"{assignment}.html": unread_page(assignment, most, found.message)}
    write_files(page, course.folder("feedback", student, assignment))
    return SubmissionGrade(student, 0.0, most, found.outcome, found.message, ())


def why_not_run(log: str) -> Obstacle:
    """Say whose fault it is that nbgrader gave up on a submission."""
    if "DeadKernelError" in log or "Kernel died" in log:
        return Obstacle(GradingOutcome.CRASHED, "The notebook's kernel died while it ran; nothing could be graded.")
    for name in (
        "ValidationError",
        "NotJSONError",
        "NBFormatError",
        "SchemaTooOldError",
        "SchemaTooNewError",
    ):
        if name in log:
            return Obstacle(
                GradingOutcome.UNREADABLE,
                f"The notebook is damaged ({name}). Open it in Jupyter, save it, and hand it in again.",
            )
    return Obstacle(GradingOutcome.FAULT, f"The grader failed and recorded no grade: {reason(log)}")


def task_grade(row: GradeRow, output: CellOutput | None) -> TaskGrade:
    """Return the grade of a task from its row in the gradebook and what its cell put out."""
    if output is None or not row.recorded:
        return _task(row, GradingOutcome.MISSING, "The cell that grades this task is not in the notebook.")
    if row.score >= row.max_score:
        return _task(row, GradingOutcome.PASSED, output.text or "All tests passed.")
    if row.unanswered:
        return _task(row, GradingOutcome.UNANSWERED, output.text or "Not answered.")
    if output.error:
        return _error_grade(row, output)
    return _task(row, GradingOutcome.PARTLY if row.score > 0 else GradingOutcome.FAILED, output.text)


def _error_grade(row: GradeRow, output: CellOutput) -> TaskGrade:
    outcome = _ERRORS.get(output.error, GradingOutcome.ERROR)
    if outcome is GradingOutcome.TIMED_OUT:
        return _task(row, outcome, "The tests did not end in time.")
    message = output.text if outcome is GradingOutcome.FAILED else f"{output.error}: {output.text}"
    return _task(row, outcome, message)


def _task(row: GradeRow, outcome: GradingOutcome, message: str) -> TaskGrade:
    return TaskGrade(row.id, row.score, row.max_score, outcome, message)
