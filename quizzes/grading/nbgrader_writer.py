"""The one writer of grades: nbgrader's gradebook, held open for a whole run; what a person gave stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.utils import parse_utc
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizzes.grading.exercise import Examined
from quizzes.grading.nbgrader_course import NbgraderCourse
from quizzes.grading.nbgrader_roll import open_roll
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade, TaskGrade

_NO_RESPONSE = "No response."  # nbgrader's own words


@dataclass(frozen=True)
class _Cells:
    """The rows of the assignment's one notebook, by name of the cell."""

    assignment: str  # ids of rows
    notebook: str
    graded: dict[str, str]
    commented: dict[str, str]
    pointless: frozenset[str]  # names of graded cells that are worth nothing: visible tests


class GradebookWriter:
    """Writes the grades of one assignment."""

    def __init__(self, gradebook: Gradebook, assignment: str) -> None:
        """Write into an open gradebook."""
        self._db: Session = gradebook.db
        self._course_id = gradebook.course_id
        self._cells = _cells(gradebook, assignment)

    def record(self, examined: Iterable[Examined]) -> list[SubmissionGrade]:
        """Write what came of submissions, all at once, and return their grades with what persons gave."""
        recorded = [self._record(each) for each in examined]
        self._db.commit()
        return recorded

    def _record(self, examined: Examined) -> SubmissionGrade:
        grade = examined.grade
        if grade.outcome is GradingOutcome.FAULT:
            return grade
        notebook, fresh = self._submission(grade)
        rows = self._db.execute(
            select(Grade.id, BaseCell.name, Grade.auto_score, Grade.manual_score, Grade.needs_manual_grade)
            .join(BaseCell, Grade.cell_id == BaseCell.id)
            .where(Grade.notebook_id == notebook)
        ).all()
        by_name = {task.id: task for task in grade.tasks}
        tasks = dict(by_name)
        for row in rows:
            task = by_name.get(row.name)
            score = 0.0 if row.name in self._cells.pointless else _auto_score(task, whole=bool(grade.tasks))
            changed = fresh or row.auto_score != score
            look = score is None if row.manual_score is None else bool(row.needs_manual_grade or changed)
            if row.manual_score is not None and task is not None:
                tasks[row.name] = replace(task, score=float(row.manual_score))
            if changed or look != row.needs_manual_grade:
                values = {"auto_score": score, "needs_manual_grade": look}
                self._db.execute(update(Grade).where(Grade.id == row.id).values(values))
        self._comment(notebook, set(examined.untouched))
        return replace(grade, tasks=tuple(tasks.values()), score=round(sum(t.score for t in tasks.values()), 6))

    def _submission(self, grade: SubmissionGrade) -> tuple[str, bool]:
        """Return the row of the submission's notebook, made with all that belongs to it where there is none."""
        db, cells = self._db, self._cells
        found = db.execute(
            select(SubmittedNotebook.id, SubmittedAssignment.id, SubmittedAssignment.timestamp)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .where(SubmittedAssignment.assignment_id == cells.assignment)
            .where(SubmittedAssignment.student_id == grade.student)
            .where(SubmittedNotebook.notebook_id == cells.notebook)
        ).first()
        timestamp = parse_utc(grade.submitted) if grade.submitted else None
        if found is not None:
            if timestamp is not None and timestamp != found[2]:
                values = {"timestamp": timestamp}
                db.execute(update(SubmittedAssignment).where(SubmittedAssignment.id == found[1]).values(values))
            return found[0], False
        if db.get(Student, grade.student) is None:
            db.add(Student(id=grade.student))
            db.flush()
        submission = SubmittedAssignment(assignment_id=cells.assignment, student_id=grade.student, timestamp=timestamp)
        db.add(submission)
        db.flush()
        notebook = SubmittedNotebook(notebook_id=cells.notebook, assignment_id=submission.id)
        db.add(notebook)
        db.flush()
        db.add_all(Grade(cell_id=cell, notebook_id=notebook.id) for cell in cells.graded.values())
        db.add_all(Comment(cell_id=cell, notebook_id=notebook.id) for cell in cells.commented.values())
        db.flush()
        return notebook.id, True

    def _comment(self, notebook: str, untouched: set[str]) -> None:
        """Note the cells that are as they were handed out; what a person wrote is another field."""
        rows = self._db.execute(
            select(Comment.id, BaseCell.name, Comment.auto_comment)
            .join(BaseCell, Comment.cell_id == BaseCell.id)
            .where(Comment.notebook_id == notebook)
        ).all()
        for row in rows:
            text = _NO_RESPONSE if row.name in untouched else None
            if text != row.auto_comment:
                self._db.execute(update(Comment).where(Comment.id == row.id).values(auto_comment=text))


@contextmanager
def open_writer(course: NbgraderCourse, assignment: str) -> Iterator[GradebookWriter]:
    """Open the course's gradebook to write the grades of an assignment; nobody else may write meanwhile."""
    with open_roll(course) as gradebook:
        yield GradebookWriter(gradebook, assignment)


def submitted_at(folder: Path) -> str | None:
    """Return when a submission came, as its timestamp.txt says; None where it says nothing that can be read."""
    try:
        time = parse_utc((folder / "timestamp.txt").read_text(encoding="utf-8").strip())
        return time.isoformat(timespec="seconds") + "+00:00"
    except (OSError, ValueError, OverflowError, UnicodeDecodeError):
        return None


def _auto_score(task: TaskGrade | None, *, whole: bool) -> float | None:
    """Return what the machine gives for a cell; None where a person has to."""
    if task is None:
        return None if whole else 0.0  # nothing of the submission could be read
    return None if task.outcome is GradingOutcome.MANUAL else task.score


def _cells(gradebook: Gradebook, assignment: str) -> _Cells:
    found = gradebook.find_assignment(assignment)
    notebook = next(each for each in found.notebooks if each.name == assignment)
    cells = [*notebook.grade_cells, *notebook.task_cells]
    told = [*notebook.solution_cells, *notebook.task_cells]
    return _Cells(
        assignment=found.id,
        notebook=notebook.id,
        graded={cell.name: cell.id for cell in cells},
        commented={cell.name: cell.id for cell in told},
        pointless=frozenset(cell.name for cell in cells if not cell.max_score),
    )
