"""The folders of a student under another id, or of two who are one: of two submissions the newer one counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from quizzes.errors import UsageError
from quizzes.grading.course.roster import LONGEST_ID, can_name_folder
from quizzes.grading.intake.layouts import STAMP, read_stamp
from quizzes.grading.intake.place import EARLIER, free_path
from quizzes.grading.record.grade_json import rename_student
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_students import give_to, knows_student, submissions_of
from quizzes.plain_text import as_typed

_MADE = ("autograded", "feedback")  # from a submission, so they go where it goes


@dataclass(frozen=True)
class _Two:
    """What two students have in one assignment."""

    assignment: str
    old_counts: bool  # what the old id handed in is the newer one


def rename(course: NbgraderCourse, old: str, new: str) -> Iterator[str]:
    """Give a student another id everywhere, and yield lines on what was done.

    Raises
    ------
    UsageError
        If nobody has the old id, or somebody has the new one.
    """
    if not can_name_folder(new) or len(new) > LONGEST_ID:
        raise UsageError(f"{new!r} cannot be an id: it names a folder; no slash, no plus sign, no dot in front")
    if knows_student(course, new) or _folders(course.root, new):
        raise UsageError(f"there is a {new!r} already: if both are one person, `quizzes roster --merge {old} {new}`")
    return merge(course, old, new)


def merge(course: NbgraderCourse, old: str, new: str) -> Iterator[str]:
    """Give all that a student has to another id of the same person, and yield lines on what was done.

    Of two submissions of one assignment the newer one counts, with its grades; the other one is kept in earlier/.

    Raises
    ------
    UsageError
        If nobody has the old id.
    """
    if old == new:
        raise UsageError(f"{old!r} and {new!r} are one id")
    if not knows_student(course, old) and not _folders(course.root, old):
        raise UsageError(f"nobody in the course has the id {old!r}")
    return _merged(course, old, new)


def _merged(course: NbgraderCourse, old: str, new: str) -> Iterator[str]:
    root = course.root
    submissions = {name: submissions_of(course, name) for name in (old, new)}
    both = list(_both(root, old, new, submissions))
    for two in both:
        loser = new if two.old_counts else old
        shown = submissions[loser].get(two.assignment)
        points = f" with {shown.score:g} points" if shown else ""
        by_hand = [f"{cell.id} {cell.manual:g}" for cell in shown.cells if cell.manual is not None] if shown else []
        hand = f"; points by hand that go with it: {', '.join(by_hand)}" if by_hand else ""
        _set_aside(root, loser, new, two.assignment)
        for step in _MADE:
            course.discard(step, two.assignment, loser)
        kept = f"that of {loser}{points} is the older one, kept in {EARLIER}/{new}{hand}"
        yield f"{two.assignment}: both handed in; {kept}"
    for step in ("submitted", *_MADE, EARLIER):
        _move_all(root / step / old, root / step / new)
    for aside in sorted((root / "set-aside").glob(f"*/{old}")):
        _move_all(aside, aside.with_name(new))
    rename_student(root, new)
    give_to(course, old, new, {two.assignment for two in both if not two.old_counts})
    folders = {path.name for path in (root / "submitted" / new).glob("*") if path.is_dir()}
    moved = sorted(folders | set(submissions[old]))
    yield f"{old} is {new} now, with {', '.join(moved) or 'no submissions'}"
    if both:
        names = dict.fromkeys(two.assignment for two in both)
        yield "grade again: " + "; ".join(as_typed("grade", name, "--student", new) for name in names)
    if named_in_settings(root, old):
        yield f"course.toml names {old}: write {new} there"


def _folders(root: Path, student: str) -> list[Path]:
    return [path for step in ("submitted", *_MADE, EARLIER) if (path := root / step / student).exists()]


def _both(root: Path, old: str, new: str, submissions: dict[str, dict]) -> Iterator[_Two]:
    here = {
        name: {path.name for path in (root / "submitted" / name).glob("*") if path.is_dir()} | set(submissions[name])
        for name in (old, new)
    }
    for assignment in sorted(here[old] & here[new]):
        times = [_time(root, name, assignment, submissions[name]) for name in (old, new)]
        yield _Two(assignment, times[0] > times[1])


def _time(root: Path, student: str, assignment: str, submissions: dict) -> datetime:
    try:
        time = read_stamp((root / "submitted" / student / assignment / STAMP).read_text("utf-8", "replace"))
    except OSError:
        time = submissions[assignment].submitted if assignment in submissions else None
    return time or datetime.min.replace(tzinfo=UTC)


def _set_aside(root: Path, student: str, owner: str, assignment: str) -> None:
    folder = root / "submitted" / student / assignment
    if folder.is_dir():
        path = free_path(root / EARLIER / owner / assignment / f"as-{student}")
        path.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(path)


def _move_all(source: Path, target: Path) -> None:
    """Move what is in a folder into another one, where nothing has the same name but folders."""
    if not source.is_dir():
        return
    target.mkdir(parents=True, exist_ok=True)
    source.chmod(0o755)
    for path in sorted(source.iterdir()):
        there = target / path.name
        if there.is_dir() and path.is_dir():
            _move_all(path, there)
        else:
            path.rename(free_path(there))
    source.rmdir()


def named_in_settings(root: Path, student: str) -> bool:
    """Say whether course.toml has a line on a student, an extension say."""
    try:
        text = (root / "course.toml").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    keys = (line.partition("=")[0].strip() for line in text.splitlines() if "=" in line)
    return student in {key.strip("'\"") for key in keys}
