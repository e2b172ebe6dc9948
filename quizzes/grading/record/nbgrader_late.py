"""Late penalties kept in step with the scores that they are a share of, whoever changed these."""

from __future__ import annotations

from collections.abc import Iterable

from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select

from quizzes.grading.course.settings import Late, Settings, read_settings
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import apply_deadlines, assignments_of, open_roll


def keep_penalties(course: NbgraderCourse, assignments: Iterable[str] = ()) -> None:
    """Write the penalties of these assignments anew, or of all, before grades are read.

    A course whose settings say nothing of late work keeps what its gradebook has.
    """
    settings = read_settings(course.root)
    for assignment in assignments or assignments_of(course):
        if _says_something(settings, assignment):
            apply_deadlines(course, assignment, settings)


def after_grade(course: NbgraderCourse, grade_id: str) -> None:
    """Write the penalty anew of the submission in which a person has just given points; `grade_id` names the row."""
    settings = read_settings(course.root)
    chosen = (
        select(SubmittedAssignment)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(Grade.id == grade_id)
    )
    with open_roll(course) as gradebook:
        found = gradebook.db.scalars(chosen).first()
        place = (found.assignment.name, found.student_id) if found else None
    if place and _says_something(settings, place[0]):
        apply_deadlines(course, place[0], settings, place[1])


def _says_something(settings: Settings, assignment: str) -> bool:
    return settings.late != Late() or assignment in settings.deadlines
