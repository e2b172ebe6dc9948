"""The one writer of grades: nbgrader's gradebook, held open for a whole run; what a person gave stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.utils import parse_utc
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizzes.errors import UsageError
from quizzes.grading.intake.submissions import read_small
from quizzes.grading.judge.exercise import Examined
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade, TaskGrade
from quizzes.grading.record.nbgrader_cells import differences
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import names_in, open_roll
from quizzes.grading.record.nbgrader_schema import add_indexes
from quizzes.plain_text import as_typed

_NO_RESPONSE = "No response."  # nbgrader's own words
AT_ONCE = 200  # submissions in one statement


class _Cell(NamedTuple):
    id: str  # of its row
    notebook: str  # id of its notebook's row


_Rows = dict[tuple[str, str], str]  # ids of submitted notebooks, by student and id of the notebook


@dataclass(frozen=True)
class _Cells:
    """The rows of the assignment's notebooks and their cells."""

    assignment: str  # id of its row
    notebooks: dict[str, str]  # ids of rows, by the notebook's name
    graded: dict[str, _Cell]  # by what grades call the cell
    commented: dict[str, _Cell]
    pointless: frozenset[str]  # names of graded cells that are worth nothing: visible tests


class GradebookWriter:
    """Writes the grades of one assignment."""

    def __init__(self, gradebook: Gradebook, assignment: str) -> None:
        """Write into an open gradebook."""
        self.db: Session = gradebook.db
        self._gradebook = gradebook
        self._course_id = gradebook.course_id
        self._assignment = assignment
        self._cells = _cells(gradebook, assignment)

    def require(self, sources: Mapping[str, Mapping]) -> None:
        """Raise UsageError where the source has other cells, or other points, than what was released."""
        found = differences(self._gradebook, self._assignment, sources)
        if found:
            told = "; ".join(f"{each.cell} {each.says}" for each in found[:8]) + ("; ..." if len(found) > 8 else "")
            raise UsageError(
                f"the source of {self._assignment!r} has changed since it was released: {told}. "
                f"Run `{as_typed('release', self._assignment, '--again')}`, "
                f"then `{as_typed('regrade', self._assignment)}`"
            )

    def record(self, examined: Sequence[Examined]) -> list[SubmissionGrade]:
        """Write the results of submissions, all at once, and return their grades with what persons gave.

        The number of statements depends on the number of batches, not on that of submissions or tasks.
        """
        recorded = []
        for start in range(0, len(examined), AT_ONCE):
            recorded += self._record(examined[start : start + AT_ONCE])
        self.db.commit()
        return recorded

    def _record(self, batch: Sequence[Examined]) -> list[SubmissionGrade]:
        wanted = {each.grade.student: each for each in batch if each.grade.outcome is not GradingOutcome.FAULT}
        notebooks = self._submissions([each.grade for each in wanted.values()])
        given = self._give(wanted, notebooks)
        self._comment(wanted, notebooks)
        return [_with_manual(each.grade, given.get(each.grade.student, {})) for each in batch]

    def _submissions(self, grades: Sequence[SubmissionGrade]) -> dict[tuple[str, str], str]:
        """Return the row of each student's notebooks, made with the rows above it where there is none."""
        students = [grade.student for grade in grades]
        chosen = (
            select(
                SubmittedAssignment.student_id,
                SubmittedAssignment.id,
                SubmittedAssignment.timestamp,
                SubmittedNotebook.id.label("row"),
                SubmittedNotebook.notebook_id,
            )
            .outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .where(SubmittedAssignment.assignment_id == self._cells.assignment)
            .where(SubmittedAssignment.student_id.in_(students))
        )
        found, there = {}, {}
        for row in self.db.execute(chosen):
            found[row.student_id] = row
            if row.row:
                there[row.student_id, row.notebook_id] = row.row
        known = set(self.db.scalars(select(Student.id).where(Student.id.in_(students))))
        self._add(Student, [{"id": student} for student in students if student not in known])
        submissions: list[dict] = []
        times: list[dict] = []
        notebooks: list[dict] = []
        rows: _Rows = {}
        for grade in grades:
            submitted = found.get(grade.student)
            timestamp = parse_utc(grade.submitted) if grade.submitted else None
            submission = submitted.id if submitted else new_uuid()
            if submitted is None:
                made = {"id": submission, "student_id": grade.student, "timestamp": timestamp}
                submissions.append(made | {"assignment_id": self._cells.assignment})
            elif timestamp is not None and timestamp != submitted.timestamp:
                times.append({"id": submission, "timestamp": timestamp})
            for notebook in self._cells.notebooks.values():
                key = grade.student, notebook
                rows[key] = there.get(key) or new_uuid()
                if key not in there:
                    notebooks.append({"id": rows[key], "assignment_id": submission, "notebook_id": notebook})
        self._add(SubmittedAssignment, submissions)
        self._change(SubmittedAssignment, times)
        self._add(SubmittedNotebook, notebooks)
        return rows

    def _give(self, wanted: Mapping[str, Examined], notebooks: _Rows) -> dict[str, dict[str, float]]:
        """Write the points of each cell, and return those that persons gave, by student and cell."""
        columns = (Grade.id, Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)
        rows = self._rows(Grade, columns, self._cells.graded, notebooks)
        fresh: list[dict] = []
        changes: list[dict] = []
        given: dict[str, dict[str, float]] = {}
        for student, examined in wanted.items():
            tasks = {task.id: task for task in examined.grade.tasks}
            given[student] = {}
            for name, cell in self._cells.graded.items():
                score = _auto_score(tasks.get(name), whole=bool(tasks))
                if name in self._cells.pointless:
                    score = 0.0
                home = notebooks[student, cell.notebook]
                row = rows.get((cell.id, home))
                values = {"auto_score": score, "needs_manual_grade": score is None}
                if row is None:
                    fresh.append(values | {"cell_id": cell.id, "notebook_id": home})
                    continue
                changed = row.auto_score != score
                if row.extra_credit and score is not None:  # on points alone: to nbgrader none and some more is none
                    given[student][name] = float(score + row.extra_credit)
                if row.manual_score is not None:
                    given[student][name] = float(row.manual_score + (row.extra_credit or 0.0))
                    values["needs_manual_grade"] = bool(row.needs_manual_grade or changed)
                if changed or values["needs_manual_grade"] != row.needs_manual_grade:
                    changes.append(values | {"id": row.id})
        self._add(Grade, fresh)
        self._change(Grade, changes)
        return given

    def _comment(self, wanted: Mapping[str, Examined], notebooks: _Rows) -> None:
        """Note the cells that are as they were handed out; what a person wrote is another field."""
        rows = self._rows(Comment, (Comment.id, Comment.auto_comment), self._cells.commented, notebooks)
        fresh: list[dict] = []
        changes: list[dict] = []
        for student, examined in wanted.items():
            for name, cell in self._cells.commented.items():
                text = _NO_RESPONSE if name in examined.untouched else None
                home = notebooks[student, cell.notebook]
                row = rows.get((cell.id, home))
                if row is None:
                    fresh.append({"cell_id": cell.id, "notebook_id": home, "auto_comment": text})
                elif text != row.auto_comment:
                    changes.append({"id": row.id, "auto_comment": text})
        self._add(Comment, fresh)
        self._change(Comment, changes)

    def _rows(
        self, table: type[Grade] | type[Comment], columns: tuple, cells: Mapping[str, _Cell], notebooks: _Rows
    ) -> dict:
        """Return what there is for the cells of notebooks, by cell and notebook."""
        chosen = select(table.cell_id, table.notebook_id, *columns)
        where = (table.notebook_id.in_(notebooks.values()), table.cell_id.in_([cell.id for cell in cells.values()]))
        return {(row.cell_id, row.notebook_id): row for row in self.db.execute(chosen.where(*where))}

    def _add(self, table: type, rows: list[dict]) -> None:
        if rows:
            # without render_nulls SQLAlchemy makes a statement of its own for each run of rows with the same columns
            self.db.execute(insert(table).execution_options(render_nulls=True), rows)

    def _change(self, table: type, rows: list[dict]) -> None:
        if rows:
            self.db.execute(update(table), rows)  # each by its id


@contextmanager
def open_writer(course: NbgraderCourse, assignment: str) -> Iterator[GradebookWriter]:
    """Open the course's gradebook to write the grades of an assignment; nobody else may write meanwhile."""
    with open_roll(course) as gradebook:
        add_indexes(gradebook.engine)
        yield GradebookWriter(gradebook, assignment)


def submitted_at(folder: Path) -> str | None:
    """Return when a submission was received, as its timestamp.txt says; None where it says nothing that can be read."""
    try:
        time = parse_utc(read_small(folder / "timestamp.txt").decode().strip())
        return time.isoformat(timespec="seconds") + "+00:00"
    except (OSError, ValueError, OverflowError, UnicodeDecodeError):
        return None


def _with_manual(grade: SubmissionGrade, given: Mapping[str, float]) -> SubmissionGrade:
    """Return the grade with the points that persons gave."""
    if grade.outcome is GradingOutcome.FAULT:
        return grade
    tasks = tuple(replace(task, score=given.get(task.id, task.score)) for task in grade.tasks)
    return replace(grade, tasks=tasks, score=round(sum(task.score for task in tasks), 6))


def _auto_score(task: TaskGrade | None, *, whole: bool) -> float | None:
    """Return what the machine gives for a cell; None where a person has to."""
    if task is None:
        return None if whole else 0.0  # nothing of the submission could be read
    return None if task.outcome is GradingOutcome.MANUAL else task.score


def _cells(gradebook: Gradebook, assignment: str) -> _Cells:
    found = gradebook.find_assignment(assignment)
    graded = [(book, cell) for book in found.notebooks for cell in (*book.grade_cells, *book.task_cells)]
    told = [(book, cell) for book in found.notebooks for cell in (*book.solution_cells, *book.task_cells)]
    names = names_in(found)
    return _Cells(
        assignment=found.id,
        notebooks={book.name: book.id for book in found.notebooks},
        graded={names[book.name, cell.name]: _Cell(cell.id, book.id) for book, cell in graded},
        commented={names[book.name, cell.name]: _Cell(cell.id, book.id) for book, cell in told},
        pointless=frozenset(names[book.name, cell.name] for book, cell in graded if not cell.max_score),
    )
