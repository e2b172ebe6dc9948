"""The submissions in a course's folder, and what can be said of each before anything in it is run."""

from __future__ import annotations

import errno
import hashlib
import stat
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import UsageError, did_you_mean
from quizzes.grading.course.enrolment import gone_note, read_enrolment
from quizzes.grading.course.roster import twins
from quizzes.grading.intake.notebook_size import MAX_BYTES
from quizzes.grading.intake.own_files import OwnFiles
from quizzes.grading.outcome import GradingOutcome
from quizzes.plain_text import one_line, whole_letters


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


def find_submissions(
    submitted: Path, assignment: str, student: str | None = None, tell: Callable[[str], None] = lambda line: None
) -> tuple[Submission, ...]:
    """Return the submissions below `submitted`, by student; folders that no gradebook can name are told.

    Raises
    ------
    UsageError
        If there are none, or none of this student.
    """
    folders = sorted(path for path in submitted.glob(f"*/{assignment}") if path.is_dir())
    named = [path for path in folders if whole_letters(path.parent.name) == path.parent.name]
    if odd := [path.parent.name for path in folders if path not in named]:
        tell(f"note: not graded, since the name of the folder is not text in UTF-8: {', '.join(map(one_line, odd))}")
    found = tuple(Submission(path.parent.name, assignment, path) for path in named)
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


Found = tuple[bytes, tuple[str, ...]]  # a notebook's bytes, and what was odd about where they were


@dataclass(frozen=True)
class ReadSubmission:
    """What a student has handed in for an assignment, read and not yet believed."""

    student: str
    found: Mapping[str, Found | Obstacle]  # by the name of the notebook's file
    submitted: str | None = None  # when, ISO
    beside: OwnFiles = OwnFiles()  # the learner's own files

    @property
    def sha256(self) -> str:
        """Return a hash of everything that was handed in."""
        read = {file: each[0] for file, each in self.found.items() if not isinstance(each, Obstacle)}
        read |= {f"./{name}": data for name, data in self.beside.files.items()}
        return joined({file: hashlib.sha256(content).hexdigest() for file, content in read.items()})


def joined(hashes: Mapping[str, str]) -> str:
    """Return one hash for several; that of a single one is its own."""
    if len(hashes) == 1:
        return next(iter(hashes.values()))
    return hashlib.sha256(repr(sorted(hashes.items())).encode()).hexdigest()


def read_notebooks(submission: Submission, files: Collection[str]) -> dict[str, Found | Obstacle]:
    """Return what was handed in for each of the assignment's notebooks, by the name of its file."""
    return {file: read_submission(submission, file, files) for file in files}


def read_submission(submission: Submission, file: str = "", all_files: Collection[str] = ()) -> Found | Obstacle:
    """Return the notebook's bytes and what was odd about where they were found, or what keeps them from being read.

    A link is not followed: it could lead to another student's folder. Where one notebook is not there under its name,
    and there is one that nobody expects, that is it.
    """
    wanted = submission.folder / file if file else submission.notebook
    notes: tuple[str, ...] = ()
    path, expected = wanted, {wanted.name, *all_files}
    if not _is_plain(path):
        there = [other for other in submission.folder.glob("*.ipynb") if _is_plain(other)]
        others = sorted(other for other in there if other.name not in expected)
        if len(others) != 1 or len(expected - {other.name for other in there}) != 1:
            return _missing(wanted, [other.name for other in others])
        path = others[0]
        notes = (f"The notebook was handed in as {path.name}; expected {wanted.name}.",)
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1), notes
    except OSError as error:
        return Obstacle(GradingOutcome.UNREADABLE, f"{path.name} cannot be read: {error.strerror}.")


def read_small(path: Path, most: int = 1000) -> bytes:
    """Return the content of a small file; raise OSError where it is none, a link, or larger."""
    if not _is_plain(path) or path.lstat().st_size > most:
        raise OSError(errno.EFBIG, "no plain file of this size", str(path))
    with path.open("rb") as file:
        return file.read(most)


def _is_plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _missing(wanted: Path, others: list[str]) -> Obstacle:
    name = wanted.name
    if wanted.is_symlink():
        return Obstacle(GradingOutcome.MISSING, f"{name} is a link, not a file. Hand in the notebook itself.")
    hint = f"; the folder holds {', '.join(others)}" if others else ""
    return Obstacle(GradingOutcome.MISSING, f"{name} was not handed in{hint}. Hand it in under exactly this name.")


def of_the_course(
    root: Path, submissions: tuple[Submission, ...], tell: Callable[[str], None]
) -> tuple[Submission, ...]:
    """Return the submissions of the roster's students; whose are left out is told."""
    enrolment = read_enrolment(root)
    if gone := enrolment.gone(each.student for each in submissions):
        tell(gone_note(gone, "not graded"))
    for name, other in twins(gone, enrolment.roster.students).items():
        tell(
            f"note: is the folder {ascii(name)} that of {ascii(other)}? then rename it: both would be one on some disks"
        )
    return tuple(each for each in submissions if enrolment.has(each.student))
