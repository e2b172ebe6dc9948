"""A student in the gradebook under another id, or two who are one: submissions, grades and comments go along."""

from __future__ import annotations

from collections.abc import Collection

from nbgrader.api import Gradebook, MissingEntry, Student, SubmittedAssignment
from sqlalchemy import delete, select, update

from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import Scored, open_roll, scored


def submissions_of(course: NbgraderCourse, student: str) -> dict[str, Scored]:
    """Return what the gradebook has of a student, by assignment."""
    with open_roll(course) as gradebook:
        rows = select(SubmittedAssignment).where(SubmittedAssignment.student_id == student)
        names = [each.name for each in gradebook.db.scalars(rows)]
    return {name: scored(course, name, [student])[student] for name in names}


def knows_student(course: NbgraderCourse, student: str) -> bool:
    """Say whether the gradebook has a student of this id."""
    with open_roll(course) as gradebook:
        return gradebook.db.get(Student, student) is not None


def give_to(course: NbgraderCourse, old: str, new: str, without: Collection[str] = ()) -> None:
    """Give all submissions of `old` to `new` and remove `old`.

    Parameters
    ----------
    course : NbgraderCourse
        The course.
    old, new : str
        The ids; `new` is made where the gradebook does not have it.
    without : Collection[str]
        Assignments of which what `old` handed in is removed; in the others `new` loses what is there.
    """
    with open_roll(course) as gradebook:
        there = gradebook.db.get(Student, old)
        if there is None:
            return
        columns = {name: getattr(there, name) for name in ("first_name", "last_name", "email", "lms_user_id")}
        if gradebook.db.get(Student, new) is None:
            gradebook.add_student(new, **columns)
        rows = select(SubmittedAssignment).where(SubmittedAssignment.student_id == old)
        for name in [each.name for each in gradebook.db.scalars(rows)]:
            _remove(gradebook, name, old if name in without else new)
        change = update(SubmittedAssignment).where(SubmittedAssignment.student_id == old).values(student_id=new)
        gradebook.db.execute(change)
        gradebook.db.execute(delete(Student).where(Student.id == old))
        gradebook.db.commit()


def _remove(gradebook: Gradebook, assignment: str, student: str) -> None:
    try:
        gradebook.remove_submission(assignment, student)
    except MissingEntry:
        return
