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


def after_grade(course: NbgraderCourse, grade_id: str) -> str:
    """Write the penalty anew of the submission in which a person has just given points; `grade_id` names the row.

    Returns the sentence of `lateness` about it.
    """
    settings = read_settings(course.root)
    chosen = (
        select(SubmittedAssignment)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(Grade.id == grade_id)
    )
    with open_roll(course) as gradebook:
        found = gradebook.db.scalars(chosen).first()
        place = (found.assignment.name, found.student_id, found.notebooks[0].id) if found else None
    if not place:
        return ""
    if _says_something(settings, place[0]):
        apply_deadlines(course, place[0], settings, place[1])
    return lateness(course, place[2])


def lateness(course: NbgraderCourse, submission_id: str) -> str:
    """Return what is taken off for lateness, as formgrader shows it; `submission_id` names the notebook's row."""
    with open_roll(course) as gradebook:
        notebook = gradebook.db.get(SubmittedNotebook, submission_id)
        if notebook is None or not notebook.assignment.late_submission_penalty:
            return ""
        score, penalty = notebook.assignment.score, notebook.assignment.late_submission_penalty
    return f"late: {penalty:g} of {score:g} points are taken off, {score - penalty:g} count"


def _says_something(settings: Settings, assignment: str) -> bool:
    return settings.late != Late() or assignment in settings.deadlines
