"""Collecting: what came is matched with students and put where it is graded; nothing of it is lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from types import MappingProxyType

from quizzes.grading.intake.layouts import STAMP, Handed, layout_of, read_stamp
from quizzes.grading.intake.pick import pick
from quizzes.grading.intake.roster import Owner, Roster, can_name_folder, key_of
from quizzes.grading.intake.unpack import LIMITS, Limits, Piece, read_source
from quizzes.grading.settings import Settings

ASIDE, EARLIER = "set-aside", "earlier"
_NAME = 100  # letters of a file name that are kept; systems take 255 bytes


class Happened(Enum):
    """What became of something that came."""

    COLLECTED = "collected"
    REPLACED = "replaced"  # collected, and an earlier one was moved to earlier/
    UNCHANGED = "unchanged"  # the same was collected before
    OLDER = "older"  # a newer one is there; this one is in earlier/
    SET_ASIDE = "set aside"  # kept in set-aside/, for a person to look at
    REFUSED = "refused"  # not read


@dataclass(frozen=True)
class Event:
    """One line of the report."""

    happened: Happened
    student: str  # empty where nobody could be told
    path: str  # as it came
    message: str

    def as_json(self) -> dict[str, str]:
        """Return the event as JSON values."""
        return {
            "happened": self.happened.value,
            "student": self.student,
            "path": self.path,
            "message": self.message,
        }

    def as_line(self) -> str:
        """Return the event as one line for a terminal."""
        return f"{self.happened.value:<10} {self.student or '?':<16} {self.path}  {self.message}".rstrip()


def collect(
    root: Path,
    assignment: str,
    source: Path,
    settings: Settings,
    roster: Roster,
    limits: Limits = LIMITS,
    times: Mapping[str, datetime] = MappingProxyType({}),
) -> Iterator[Event]:
    """Put what `source` holds into ``submitted/<student>/<assignment>`` and yield what became of each part.

    Parameters
    ----------
    root : Path
        The course's folder, with the assignment's source notebook.
    source : Path
        A folder, a zip or a notebook; it is not changed.
    roster : Roster
        The students; where it is empty, everybody is taken under the name that the file gives.
    times : Mapping[str, datetime]
        When students handed in, UTC; they count more than what the files say.
    """
    sources: dict[str, dict[str, dict]] = {}
    for path in sorted((root / "source").glob("*/*.ipynb")):
        sources.setdefault(path.parent.name, {})[path.stem] = json.loads(path.read_text("utf-8"))
    found: list[tuple[str, Handed]] = []
    for part in layout_of(read_source(source, settings.zone, limits), assignment, lambda o: bool(roster.find(o))):
        if isinstance(part, Piece):
            yield _aside(root, assignment, "unknown", part, "nothing in its name says whose it is")
            continue
        student, why_not = _student(part.owner, roster)
        if student in times:
            found.append((student, replace(part, time=times[student], note="")))
        elif student:
            found.append((student, part))
        else:
            for piece in part.pieces:
                yield _aside(root, assignment, "unknown", piece, why_not)
    oldest = datetime.min.replace(tzinfo=UTC)
    for student, handed in sorted(found, key=lambda each: (each[0], each[1].time or oldest)):
        yield from _take(root, assignment, student, handed, sources)


def _student(owner: Owner, roster: Roster) -> tuple[str, str]:
    """Return the student's id, or an empty one and why there is none."""
    called = f"{owner.name!r}{f' (number {owner.number})' if owner.number else ''}"
    if not roster.students:
        name = f"{key_of(owner.name).replace(' ', '-')}-{owner.number}" if owner.number else owner.name
        return (name, "") if can_name_folder(name) else ("", f"{called} cannot name a folder: enter a roster")
    fits = roster.find(owner)
    if len(fits) == 1:
        return fits[0].id, ""
    if fits:
        many = ", ".join(student.id for student in fits)
        return "", f"{called} may be {many}: enter the number in the roster's column lms_id and collect again"
    return "", f"{called} is not in the roster{roster.hint(owner)}; add a line to roster.csv and collect again"


def _take(root: Path, assignment: str, student: str, handed: Handed, sources: dict) -> Iterator[Event]:
    good = [place for place, piece in enumerate(handed.pieces) if not piece.refused]
    for piece in handed.pieces:
        if piece.refused:
            yield Event(Happened.REFUSED, student, piece.path, piece.refused)
    pieces, names = tuple(handed.pieces[k] for k in good), tuple(handed.names[k] for k in good)
    picked = pick(pieces, names, assignment, sources)
    if not picked.notebooks:
        for piece in pieces:
            yield _aside(root, assignment, student, piece, picked.note)
        return
    for place in picked.beside:
        yield _aside(root, assignment, student, pieces[place], f"{names[place]!r} is not the notebook that is graded")
    files = {file: pieces[place].content for file, place in picked.notebooks.items()}
    for place, piece in enumerate(pieces):
        if place not in picked.notebooks.values() and place not in picked.beside:
            files.setdefault(_inner(names[place]), piece.content)
    note = "; ".join(part for part in (picked.note, handed.note) if part)
    try:
        happened = _place(root, assignment, student, files, handed.time)
    except OSError as error:
        for piece in pieces:
            yield _aside(root, assignment, student, piece, f"could not be written: {error.strerror}")
        return
    yield Event(happened, student, ", ".join(pieces[place].path for place in picked.notebooks.values()), note)


def _inner(name: str) -> str:
    """Return a path within the student's folder."""
    parts = [part[-_NAME:] for part in PurePosixPath(name).parts if part not in ("/", "..", ".")]
    return "/".join(parts) or "file"


def _place(root: Path, assignment: str, student: str, files: dict[str, bytes], time: datetime | None) -> Happened:
    folder = root / "submitted" / student / assignment
    if not folder.exists():
        _fill(folder, files, time)
        return Happened.COLLECTED
    there = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and path.name != STAMP
    }
    before = _time_of(folder)
    if there == files and (before == time or time is None):
        return Happened.UNCHANGED
    past = root / EARLIER / student / assignment
    if before and time and time < before:
        _fill(_free(past / f"{time:%Y-%m-%d_%H-%M-%S}"), files, time)
        return Happened.OLDER
    past = _free(past / (f"{before:%Y-%m-%d_%H-%M-%S}" if before else "without-time"))
    past.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(past)
    _fill(folder, files, time)
    return Happened.REPLACED


def _time_of(folder: Path) -> datetime | None:
    try:
        return read_stamp((folder / STAMP).read_text("utf-8", "replace"))
    except OSError:
        return None


def _fill(folder: Path, files: dict[str, bytes], time: datetime | None) -> None:
    """Make the folder with its files in one step: who looks sees all of it or nothing."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(dir=folder.parent, prefix=".collecting-"))
    try:
        for name, content in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if time:
            (made / STAMP).write_text(f"{time:%Y-%m-%d %H:%M:%S.%f} UTC", encoding="utf-8")
        made.chmod(0o755)
        made.rename(folder)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _aside(root: Path, assignment: str, student: str, piece: Piece, why: str) -> Event:
    """Keep a file that is not graded where a person finds it, unless it was not even read."""
    who = "" if student == "unknown" else student
    if piece.refused:
        return Event(Happened.REFUSED, who, piece.path, piece.refused)
    path = root / ASIDE / assignment / student / _inner("/".join(piece.parts))
    if not (path.is_file() and path.read_bytes() == piece.content):
        path = _free(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(piece.content)
    return Event(Happened.SET_ASIDE, who, piece.path, f"{why}; kept as {path.relative_to(root).as_posix()}")


def _free(path: Path) -> Path:
    """Return the path, with a number where it is taken."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
