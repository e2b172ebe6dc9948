"""The gradebook as an instructor's commands read and write it: students, deadlines, penalties, scores, comments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from nbgrader.api import Assignment, Gradebook, MissingEntry, Notebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.api import Student as GradebookStudent
from sqlalchemy import select, true, update
from sqlalchemy.orm import selectinload

from quizzes.errors import UsageError
from quizzes.grading.cells import task_names
from quizzes.grading.course.roster import Roster, Student, require_own_folders
from quizzes.grading.course.settings import Settings
from quizzes.grading.record.late import penalty
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_schema import require_current

AT_ONCE = 1000  # rows in one look


@dataclass(frozen=True)
class CellScore:
    """The score of one graded cell of one student."""

    id: str
    score: float
    max_score: float
    auto: float | None
    manual: float | None
    extra: float  # extra credit
    open: bool  # a person has to look at it


@dataclass(frozen=True)
class Scored:
    """One student's submission as the gradebook has it."""

    student: str
    submitted: datetime | None  # UTC
    due: datetime | None  # with the extension
    penalty: float
    cells: tuple[CellScore, ...]
    comments: Mapping[str, str] = field(default_factory=dict)  # by cell, what a person wrote
    unpaid: tuple[CellScore, ...] = ()  # graded cells that give no points
    most: float | None = None  # points of the assignment, where a cell has no grade yet; else those of its cells

    @property
    def raw(self) -> float:
        """Return the points before the penalty."""
        return sum(cell.score for cell in self.cells)

    @property
    def score(self) -> float:
        """Return the points that count."""
        return max(0.0, self.raw - self.penalty)

    @property
    def max_score(self) -> float:
        """Return the points that can be reached."""
        return sum(cell.max_score for cell in self.cells) if self.most is None else self.most

    @property
    def days_late(self) -> float:
        """Return how late it was."""
        if self.submitted is None or self.due is None:
            return 0.0
        return max(0.0, (self.submitted - self.due).total_seconds() / 86400)


@contextmanager
def open_roll(course: NbgraderCourse) -> Iterator[Gradebook]:
    """Open the course's gradebook.

    Raises
    ------
    UsageError
        If an older nbgrader made it.
    """
    with course.surroundings():
        require_current(course.db_url)
        with Gradebook(course.db_url, course.course_id) as gradebook:
            yield gradebook


def enter_students(course: NbgraderCourse, roster: Roster) -> int:
    """Enter the roster's students as it has them, and return how many are new; nobody is removed."""
    with open_roll(course) as gradebook:
        before = {each.id: _columns(each) for each in gradebook.students}
        require_own_folders(set(roster.students) - set(before), before)
        for student in roster.students.values():
            columns = {
                "first_name": student.first_name or None,
                "last_name": student.last_name or None,
                "email": student.email or None,
                "lms_user_id": student.lms_id or None,
            }
            if before.get(student.id) != columns:
                gradebook.update_or_create_student(student.id, **columns)
    return len(set(roster.students) - set(before))


def _columns(student: GradebookStudent) -> dict[str, str | None]:
    return {name: getattr(student, name) for name in ("first_name", "last_name", "email", "lms_user_id")}


def students_of(course: NbgraderCourse) -> dict[str, Student]:
    """Return everybody in the gradebook, by id."""
    with open_roll(course) as gradebook:
        return {
            each.id: Student(
                each.id, each.first_name or "", each.last_name or "", each.email or "", each.lms_user_id or ""
            )
            for each in gradebook.students
        }


def apply_deadlines(course: NbgraderCourse, assignment: str, settings: Settings, student: str | None = None) -> None:
    """Write the due time, the extensions and the penalties of an assignment into the gradebook; runs no notebook."""
    deadline = settings.deadline(assignment)
    due = _naive(deadline.due)
    with open_roll(course) as gradebook:
        found = gradebook.find_assignment(assignment)
        found.duedate = due
        extensions, late, costs = [], {}, []
        rows = gradebook.db.execute(
            select(
                SubmittedAssignment.id,
                SubmittedAssignment.student_id,
                SubmittedAssignment.timestamp,
                SubmittedAssignment.extension,
                SubmittedNotebook.id.label("notebook"),
                SubmittedNotebook.late_submission_penalty,
            )
            .outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .where(SubmittedAssignment.assignment_id == found.id)
            .execution_options(yield_per=AT_ONCE)
        )
        for row in rows:
            extended = deadline.extensions.get(row.student_id)
            extension = extended - deadline.due if extended and deadline.due else None
            if extension != row.extension:
                extensions.append({"id": row.id, "extension": extension})
            if row.notebook and student in (None, row.student_id):
                over = (row.timestamp - due - (extension or timedelta())) if due and row.timestamp else timedelta()
                if over > timedelta():
                    late[row.id] = over.total_seconds()
                elif row.late_submission_penalty is not None:
                    costs.append({"id": row.notebook, "late_submission_penalty": None})
        columns = (SubmittedNotebook.assignment_id, SubmittedNotebook.id, SubmittedNotebook.score)
        for some in _parts(list(late)):
            rows = select(*columns).where(SubmittedNotebook.assignment_id.in_(some))
            for submission, found_scores in _by_submission(gradebook.db.execute(rows)).items():
                cost = penalty(settings.late, sum(found_scores.values()), late[submission])
                for notebook, score in found_scores.items():  # nbgrader keeps a penalty with each notebook
                    part = min(cost, score)
                    cost -= part
                    costs.append({"id": notebook, "late_submission_penalty": part or None})
        for table, changes in ((SubmittedAssignment, extensions), (SubmittedNotebook, costs)):
            if changes:
                gradebook.db.execute(update(table), changes)  # each by its id
        gradebook.db.commit()


def submitters(course: NbgraderCourse, assignment: str) -> list[str]:
    """Return whose submissions of an assignment the gradebook has."""
    with open_roll(course) as gradebook:
        found = gradebook.find_assignment(assignment)
        chosen = select(SubmittedAssignment.student_id).where(SubmittedAssignment.assignment_id == found.id)
        return sorted(gradebook.db.scalars(chosen))


def scored(course: NbgraderCourse, assignment: str, students: Collection[str] | None = None) -> dict[str, Scored]:
    """Return every submission of an assignment that the gradebook has, or those of some students, by student."""
    with open_roll(course) as gradebook:
        found = gradebook.find_assignment(assignment)
        # Held here, because the session forgets rows that nobody holds and would read the cells again for each student;
        # nbgrader's own `grade.max_score` reads two more rows for each grade.
        names = names_in(found)
        graded = [(book, cell) for book in found.notebooks for cell in (*book.grade_cells, *book.task_cells)]
        most = {names[book.name, cell.name]: float(cell.max_score) for book, cell in graded}
        places = [(book.name, cell.name) for book in _in_order(found) for cell in book.source_cells]
        order = {names[pair]: place for place, pair in enumerate(places) if pair in names}
        related = selectinload(SubmittedAssignment.notebooks)
        submissions = gradebook.db.scalars(
            select(SubmittedAssignment)
            .where(SubmittedAssignment.assignment_id == found.id)
            .where(true() if students is None else SubmittedAssignment.student_id.in_(students))
            .options(related.selectinload(SubmittedNotebook.grades), related.selectinload(SubmittedNotebook.comments))
        ).all()
        return {
            each.student_id: Scored(
                student=each.student_id,
                submitted=_aware(each.timestamp),
                due=_aware(each.duedate),
                penalty=sum(float(notebook.late_submission_penalty or 0.0) for notebook in each.notebooks),
                cells=tuple(cell for cell in found_cells if cell.max_score or cell.manual),
                unpaid=tuple(cell for cell in found_cells if not (cell.max_score or cell.manual)),
                most=sum(most.values()),
                comments={
                    names[notebook.name, comment.name]: comment.manual_comment
                    for notebook in each.notebooks
                    for comment in notebook.comments
                    if comment.manual_comment
                },
            )
            for each in submissions
            for found_cells in [_cells(each.notebooks, names, order, most)]
        }


def assignments_of(course: NbgraderCourse) -> dict[str, float]:
    """Return the released assignments and their points."""
    with open_roll(course) as gradebook:
        return {each.name: float(each.max_score) for each in gradebook.assignments}


def add_manual_grade(
    course: NbgraderCourse, assignment: str, student: str, cell: str, points: float, comment: str = ""
) -> None:
    """Record what a person gives for a cell, as formgrader does."""
    with open_roll(course) as gradebook:
        try:
            cells = {name: pair for pair, name in names_in(gradebook.find_assignment(assignment)).items()}
            notebook, bare = cells.get(cell, (assignment, cell))
            grade = gradebook.find_grade(bare, notebook, assignment, student)
        except MissingEntry as error:
            raise UsageError(f"the gradebook has no cell {cell!r} of {student!r} in {assignment!r}") from error
        grade.manual_score, grade.needs_manual_grade = points, False
        if comment:
            for name in (bare, f"{bare}-answer", f"{bare}-solution"):
                try:
                    gradebook.find_comment(name, notebook, assignment, student).manual_comment = comment
                except MissingEntry:
                    continue
                break
        gradebook.db.commit()


def names_in(assignment: Assignment) -> dict[tuple[str, str], str]:
    """Return what the cells of an assignment are called in grades, by notebook and grade id."""
    return task_names(
        (book.name, cell.name)
        for book in _in_order(assignment)
        for cell in (*book.grade_cells, *book.task_cells, *book.solution_cells)
    )


def _in_order(assignment: Assignment) -> list[Notebook]:
    return sorted(assignment.notebooks, key=lambda book: book.name)


def _cells(
    notebooks: Iterable[SubmittedNotebook],
    names: Mapping[tuple[str, str], str],
    order: Mapping[str, int],
    most: Mapping[str, float],
) -> tuple[CellScore, ...]:
    grades = [(names[notebook.name, grade.name], grade) for notebook in notebooks for grade in notebook.grades]
    cells = [
        CellScore(
            id=name,
            score=float(grade.score or 0.0),
            max_score=most[name],
            auto=grade.auto_score,
            manual=grade.manual_score,
            extra=float(grade.extra_credit or 0.0),
            open=bool(grade.needs_manual_grade),
        )
        for name, grade in grades
    ]
    return tuple(sorted(cells, key=lambda cell: order.get(cell.id, len(order))))


def _by_submission(rows: Iterable) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for submission, notebook, score in rows:
        found.setdefault(submission, {})[notebook] = float(score)
    return found


def _parts(names: list[str]) -> Iterator[list[str]]:
    return (names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE))


def _aware(time: datetime | None) -> datetime | None:
    return time.replace(tzinfo=UTC) if time else None


def _naive(time: datetime | None) -> datetime | None:
    return time.astimezone(UTC).replace(tzinfo=None) if time else None
