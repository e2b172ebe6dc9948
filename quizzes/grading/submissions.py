"""The submissions in a course's folder, and what can be said of each before anything in it is run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import UsageError, did_you_mean
from quizzes.grading.outcome import GradingOutcome

_NBFORMAT = 4  # the major version that nbgrader and the course write


@dataclass(frozen=True)
class Submission:
    """One student's folder for an assignment."""

    student: str
    assignment: str
    folder: Path

    @property
    def notebook(self) -> Path:
        """Return where the notebook has to be."""
        return self.folder / f"{self.assignment}.ipynb"


@dataclass(frozen=True)
class Obstacle:
    """Why a submission cannot be run."""

    outcome: GradingOutcome
    message: str  # for the learner: what is wrong and what to do


def find_submissions(submitted: Path, assignment: str, student: str | None = None) -> tuple[Submission, ...]:
    """Return the submissions below `submitted`, by student.

    Raises
    ------
    UsageError
        If there are none, or none of this student.
    """
    folders = sorted(path for path in submitted.glob(f"*/{assignment}") if path.is_dir())
    found = tuple(Submission(path.parent.name, assignment, path) for path in folders)
    if not found:
        raise UsageError(
            f"no submissions of {assignment!r}: expected {submitted.as_posix()}/STUDENT/{assignment}/{assignment}.ipynb"
        )
    if student is None:
        return found
    students = [submission.student for submission in found]
    if student not in students:
        raise UsageError(f"no submission of {assignment!r} by {student!r}{did_you_mean(student, students)}")
    return tuple(submission for submission in found if submission.student == student)


def obstacle(submission: Submission) -> Obstacle | None:
    """Return what keeps the submission from being run; None where nothing does."""
    path, name = submission.notebook, submission.notebook.name
    if not path.is_file():
        others = sorted(other.name for other in submission.folder.glob("*.ipynb"))
        hint = f"; the folder holds {', '.join(others)}" if others else ""
        return Obstacle(GradingOutcome.MISSING, f"{name} was not handed in{hint}. Hand it in under exactly this name.")
    content = path.read_bytes()
    if not content.strip():
        return _unreadable(f"{name} is empty. Save the notebook and hand it in again.")
    try:
        notebook = json.loads(content)
    except UnicodeDecodeError:
        return _unreadable(f"{name} is not a notebook: it is not text in UTF-8. Hand in the .ipynb file itself.")
    except json.JSONDecodeError as error:
        return _unreadable(
            f"{name} is not a notebook: it is not JSON (line {error.lineno}: {error.msg}). "
            "Open it in Jupyter, save it, and hand it in again."
        )
    except RecursionError:
        return _unreadable(f"{name} is not a notebook: its JSON is nested too deeply.")
    return _not_a_notebook(name, notebook)


def _not_a_notebook(name: str, notebook: object) -> Obstacle | None:
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        return _unreadable(f"{name} is JSON but not a notebook: it has no 'nbformat'. Hand in the .ipynb file itself.")
    version = notebook["nbformat"]
    if version != _NBFORMAT:
        return _unreadable(
            f"{name} has notebook format {version!r}; expected {_NBFORMAT}. Open it in a current Jupyter and save it."
        )
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return _unreadable(f"{name} is not a notebook: it has no list of cells. Open it in Jupyter and save it.")
    damaged = [number for number, cell in enumerate(cells, 1) if not _has_whole_notes(cell)]
    if damaged:
        return _unreadable(
            f"{name}: nbgrader's notes in cell {damaged[0]} are damaged. "
            "Put your answers into a fresh copy of the assignment and hand that in."
        )
    return None


def _unreadable(message: str) -> Obstacle:
    return Obstacle(GradingOutcome.UNREADABLE, message)


def _has_whole_notes(cell: dict) -> bool:
    """Say whether nbgrader can tell which cell this is, where it is one of the assignment's."""
    metadata = cell.get("metadata", {})
    notes = metadata.get("nbgrader", {}) if isinstance(metadata, dict) else None
    if not isinstance(notes, dict):
        return False
    managed = any(notes.get(flag) for flag in ("grade", "solution", "locked", "task"))
    return not managed or isinstance(notes.get("grade_id"), str)
