"""The marks of a test on paper in the gradebook: an assignment without a notebook, its questions graded by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from quizzes.errors import UsageError
from quizzes.grading.record.nbgrader_by_hand import noted_as_written
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import open_roll
from quizzes.paper.manifest import is_on_paper
from quizzes.plain_text import several


@dataclass(frozen=True)
class Entered:
    """What was written."""

    new: tuple[str, ...]  # students
    changed: tuple[str, ...]
    same: tuple[str, ...]
    kept: tuple[str, ...]  # who has marks from before, and none in this table


def enter_marks(
    course: NbgraderCourse,
    name: str,
    points: Mapping[str, Mapping[str, float]],
    most: Mapping[str, float],
    through: str,
) -> Entered:
    """Write the points of students, by question, as an assignment; either all are written or none.

    Raises
    ------
    UsageError
        If an assignment with a notebook has the name; or the questions are others than before, and somebody who has
        marks would lose them.
    """
    if (course.root / "source" / name).is_dir():
        raise UsageError(
            f"the course has an assignment {name!r} with a notebook: make the sheets under another --name; nothing was "
            "written"
        )
    with noted_as_written(course.root, through), open_roll(course) as gradebook:
        there = _there(gradebook, name)
        before = _before(gradebook, there) if there else {}
        old = (
            {cell.name: float(cell.max_score) for book in there.notebooks for cell in book.grade_cells} if there else {}
        )
        if there and old != dict(most):
            lost = sorted(set(before) - set(points))
            if lost:
                raise UsageError(
                    f"{name} has marks for {', '.join(old)}, and this table is for {', '.join(most)}: {several(lost)} "
                    "would lose their marks. Write marks for them, too; nothing was written"
                )
            gradebook.remove_assignment(name)
            there, before = None, {}
        there = there or _make(gradebook, name, most)
        new: list[str] = []
        changed: list[str] = []
        same: list[str] = []
        for student, marks in points.items():
            book = before.get(student)
            if book is not None and _marks(book) == dict(marks):
                same.append(student)
                continue
            (new if book is None else changed).append(student)
            for grade in (book or _add(gradebook, there, student)).grades:
                grade.manual_score, grade.needs_manual_grade = marks[grade.name], False
        gradebook.db.commit()
    return Entered(tuple(new), tuple(changed), tuple(same), tuple(sorted(set(before) - set(points))))


def require_graded(course: NbgraderCourse, assignment: str) -> None:
    """Raise UsageError where the gradebook knows neither a released assignment nor a test on paper of this name."""
    if not is_on_paper(course.root, assignment):
        course.require_released(assignment)


def _there(gradebook: Gradebook, name: str) -> Assignment | None:
    try:
        return gradebook.find_assignment(name)
    except MissingEntry:
        return None


def _before(gradebook: Gradebook, there: Assignment) -> dict[str, SubmittedNotebook]:
    """Return what each student has."""
    chosen = select(SubmittedAssignment).where(SubmittedAssignment.assignment_id == there.id)
    related = selectinload(SubmittedAssignment.notebooks).selectinload(SubmittedNotebook.grades)
    found = gradebook.db.scalars(chosen.options(related))
    return {each.student_id: book for each in found for book in each.notebooks}


def _marks(book: SubmittedNotebook) -> dict[str, float]:
    return {grade.name: float(grade.manual_score) for grade in book.grades if grade.manual_score is not None}


def _make(gradebook: Gradebook, name: str, most: Mapping[str, float]) -> Assignment:
    gradebook.add_assignment(name)
    gradebook.add_notebook(name, name)
    for question, points in most.items():
        gradebook.add_grade_cell(question, name, name, max_score=points, cell_type="markdown")
    return gradebook.find_assignment(name)


def _add(gradebook: Gradebook, there: Assignment, student: str) -> SubmittedNotebook:
    """Return a new submission of a student, with a grade for each question; nothing is committed yet."""
    who = gradebook.db.get(Student, student) or Student(id=student)
    (book,) = there.notebooks
    submission = SubmittedAssignment(assignment=there, student=who)
    made = SubmittedNotebook(notebook=book, assignment=submission)
    gradebook.db.add_all([who, submission, made])
    gradebook.db.add_all(Grade(cell=cell, notebook=made, needs_manual_grade=False) for cell in book.grade_cells)
    gradebook.db.flush()
    return made
