"""The feedback pages of a course, made from what grading left in it and from what persons gave."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from quizzes.grading.course.settings import Settings
from quizzes.grading.intake.submissions import read_small
from quizzes.grading.record.grade_json import read_notes
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import Scored, scored, submitters
from quizzes.grading.report.feedback_page import Feedback, TaskFeedback, feedback_page
from quizzes.grading.report.filled import Filled, names_of_cells, read_cells
from quizzes.model import Bank
from quizzes.targets.write import write_files

# What `nbgrader release_feedback` needs beside a page.
_BESIDE = ("timestamp.txt", "submission_secret.txt")
_AT_ONCE = 500  # submissions of which the rows are held


def make_feedback(
    course: NbgraderCourse, assignment: str, bank: Bank, settings: Settings, students: Iterable[str] | None = None
) -> list[str]:
    """Write the page of each student, or of those named, and return whose were made."""
    names = submitters(course, assignment) if students is None else list(students)
    made = []
    for start in range(0, len(names), _AT_ONCE):
        found = scored(course, assignment, names[start : start + _AT_ONCE])
        for student in (name for name in names[start : start + _AT_ONCE] if name in found):
            _write_page(course, assignment, found[student], bank, settings)
            made.append(student)
    return made


def _write_page(course: NbgraderCourse, assignment: str, submission: Scored, bank: Bank, settings: Settings) -> None:
    student = submission.student
    graded = course.folder("autograded", student, assignment)
    cells = read_cells(graded)
    feedback = feedback_of(course.root, assignment, submission, cells, settings)
    folder = course.folder("feedback", student, assignment)
    page = feedback_page(feedback, bank)
    notebooks = [path.stem for path in sorted(graded.glob("*.ipynb"))] or [assignment]
    files = {f"{notebook}.html": page for notebook in notebooks}  # nbgrader hands back a page for each notebook
    for name in _BESIDE:
        with suppress(OSError):
            files[name] = read_small(course.folder("submitted", student, assignment) / name)
    if folder.exists() and not any((folder / name).exists() for name in files):
        course.discard("feedback", assignment, student)
    write_files(files, folder)


def feedback_of(root: Path, assignment: str, submission: Scored, cells: Filled, settings: Settings) -> Feedback:
    """Return what is said of one submission."""
    notes = read_notes(root, assignment, submission.student)
    told = {task["id"]: task for task in notes.get("tasks", ())}
    unpaid = tuple(cell for cell in submission.unpaid if cell.id in told)  # not the visible tests of the book's tasks
    order = {name: place for place, name in enumerate(told)}
    graded = sorted((*submission.cells, *unpaid), key=lambda cell: order.get(cell.id, len(order))) if unpaid else None
    comments = dict(submission.comments)
    tasks = [
        TaskFeedback(
            notes=told.get(cell.id, {"id": cell.id}),
            score=cell.score,
            max_score=cell.max_score,
            code=next((cells[name] for name in names_of_cells(cell.id) if name in cells), ""),
            comment="\n".join(
                comments.pop(name)
                for name in (*names_of_cells(cell.id), *cells.filled.get(cell.id, ()))
                if name in comments
            ),
            by_hand=cell.manual is not None,
            waits=cell.open and cell.manual is None,
        )
        for cell in graded or submission.cells
    ]
    known = {cell.id for cell in (*submission.cells, *submission.unpaid)}
    tasks += [  # of an assignment in which no cell is graded
        TaskFeedback(notes=task, score=0.0, max_score=0.0, code=cells.get(name, ""), comment=comments.pop(name, ""))
        for name, task in told.items()
        if name not in known and not task.get("max_score")
    ]
    return Feedback(
        assignment=assignment,
        student=submission.student,
        notes=notes,
        tasks=tasks if told or cells else (),
        max_score=submission.max_score,
        penalty=submission.penalty,
        submitted=submission.submitted.astimezone(settings.zone) if submission.submitted else None,
        due=submission.due.astimezone(settings.zone) if submission.due else None,
        book=settings.book,
        remarks=tuple(comments.items()),
    )
