"""The marks of a test on paper in the gradebook: an assignment without a notebook, its questions graded by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment
from sqlalchemy import select

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
                    "would lose theirs. Write marks for them, too; nothing was written"
                )
            gradebook.remove_assignment(name)
            there, before = None, {}
        if there is None:
            _make(gradebook, name, most)
        new, changed, same = [], [], []
        for student, marks in points.items():
            if before.get(student) == dict(marks):
                same.append(student)
                continue
            (changed if student in before else new).append(student)
            _write(gradebook, name, student, marks)
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


def _before(gradebook: Gradebook, there: Assignment) -> dict[str, dict[str, float]]:
    chosen = select(SubmittedAssignment).where(SubmittedAssignment.assignment_id == there.id)
    return {
        each.student_id: {
            grade.name: float(grade.manual_score)
            for book in each.notebooks
            for grade in book.grades
            if grade.manual_score is not None
        }
        for each in gradebook.db.scalars(chosen)
    }


def _make(gradebook: Gradebook, name: str, most: Mapping[str, float]) -> None:
    gradebook.add_assignment(name)
    gradebook.add_notebook(name, name)
    for question, points in most.items():
        gradebook.add_grade_cell(question, name, name, max_score=points, cell_type="markdown")


def _write(gradebook: Gradebook, name: str, student: str, marks: Mapping[str, float]) -> None:
    if gradebook.db.get(Student, student) is None:
        gradebook.add_student(student)
    submission = gradebook.update_or_create_submission(name, student)
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            if grade.name in marks:
                grade.manual_score, grade.needs_manual_grade = marks[grade.name], False
