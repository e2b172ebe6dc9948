"""The whole way of an assignment's submissions: grades, late penalties, feedback pages, the table of grades."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor

from quizzes.grading.batch import Options, grade_submissions
from quizzes.grading.clock import Clock
from quizzes.grading.course.enrolment import read_enrolment
from quizzes.grading.course.settings import read_settings
from quizzes.grading.course.sources import course_bank
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade, Totals
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import apply_deadlines
from quizzes.grading.report.feedback_files import make_feedback
from quizzes.grading.report.grades_table import grades_csv
from quizzes.targets.write import write_files

__all__ = ["Options", "grade"]
TABLE = "grades.csv"
USUAL = Options()


def grade(
    course: NbgraderCourse,
    assignment: str,
    student: str | None = None,
    *,
    options: Options = USUAL,
    executor: Executor | None = None,
    alive: Callable[[], int] | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Iterator[SubmissionGrade | Totals]:
    """Grade the submissions of an assignment, and write what learners and instructors are given of it.

    The parameters, the exceptions and the values are those of `grade_submissions`; the Totals come when the feedback
    pages and the course's table of grades are written.
    """
    graded: list[str] = []
    results = grade_submissions(course, assignment, student, options=options, executor=executor, alive=alive, tell=tell)
    for result in results:
        if isinstance(result, Totals):
            clock, settings = Clock(result.seconds), read_settings(course.root)
            with clock.phase("feedback"):
                apply_deadlines(course, assignment, settings, student)
                make_feedback(course, assignment, course_bank(course.root), settings, graded)
            with clock.phase("export"):
                content = grades_csv(course.export_rows(settings.zone), read_enrolment(course.root))
                write_files({TABLE: content}, course.root)
        elif result.outcome is not GradingOutcome.FAULT:
            graded.append(result.student)
        yield result
