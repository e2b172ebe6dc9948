"""Collecting: files are matched with students and put where they are graded; none is lost."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from quizzes.grading.course.roster import Roster
from quizzes.grading.intake.entries import LIMITS, Budget, RefusedError, UnpackLimits
from quizzes.grading.intake.layouts import STAMP, Handed, Passed, layout_of, read_stamp
from quizzes.grading.intake.pick import pick
from quizzes.grading.intake.place import Happened, free_path, place_submission
from quizzes.grading.intake.unpack import Piece, open_source, read_entry
from quizzes.grading.intake.whose import match
from quizzes.plain_text import cut, one_line
from quizzes.targets.write import write_files

if TYPE_CHECKING:
    from quizzes.grading.course.settings import Settings  # which reads rosters

ASIDE = "set-aside"
_NAME = 150  # bytes of a file name that are kept; systems take 255, and a number may be added
_PATH = 2000  # bytes of a path; systems take 4096
_SHOWN = 500  # letters of a path
_STAMP_BYTES, _LATER = 1000, timedelta(minutes=1)


@dataclass(frozen=True)
class Event:
    """One line of the report."""

    happened: Happened
    student: str  # empty where nobody could be told
    path: str  # as received
    message: str
    number: str = ""  # of Moodle's participant, where the submission is from there

    def as_json(self) -> dict[str, str]:
        """Return the event as JSON values."""
        return {
            "happened": self.happened.value,
            "student": self.student,
            "path": cut(self.path, _SHOWN),
            "message": cut(self.message),
        }

    def as_line(self) -> str:
        """Return the event as one line for a terminal."""
        student, path = one_line(self.student or "?"), one_line(self.path, _SHOWN)
        return f"{self.happened.value:<10} {student:<16} {path}  {one_line(self.message)}".rstrip()


def collect(
    root: Path,
    assignment: str,
    source: Path,
    settings: Settings,
    roster: Roster,
    limits: UnpackLimits = LIMITS,
    times: Mapping[str, datetime] = MappingProxyType({}),
) -> Iterator[Event]:
    """Put what `source` holds into ``submitted/<student>/<assignment>`` and yield what was done with each part.

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
    budget = Budget(limits)
    with open_source(source, settings.zone, limits) as entries:
        handed_in = layout_of(entries, assignment, lambda owner: bool(roster.find(owner) or roster.doubt(owner)))
        there = [path.name for path in (root / "submitted").glob("*")]
        found, passed = match(handed_in, roster, there)
        for part in passed:
            yield from _pass(root, assignment, part, budget, settings)
        dated = [(student, _dated(handed, times.get(student), budget, settings)) for student, handed in found]
        oldest = datetime.min.replace(tzinfo=UTC)
        for student, handed in sorted(dated, key=lambda each: (each[0], each[1].time or oldest)):
            budget.next_student()
            pieces, names = [], []
            for entry, name in zip(handed.entries, handed.names, strict=True):
                for piece in read_entry(entry, budget, settings.zone):
                    below = piece.parts[len(entry.parts) :]
                    pieces.append(piece)
                    names.append("/".join(below if below and len(handed.entries) == 1 else (name, *below)))
            yield from _take(root, assignment, student, handed, tuple(pieces), tuple(names), sources)


def _dated(handed: Handed, known: datetime | None, budget: Budget, settings: Settings) -> Handed:
    """Return it with its time: as the instructor's table has it, else as the receiver says."""
    if known:
        return replace(handed, time=known, note="")
    if handed.stamp is None:
        return handed
    budget.next_student()
    try:
        time = read_stamp(budget.read(handed.stamp, _STAMP_BYTES).decode("utf-8", "replace"))
    except RefusedError:
        time = None
    if time is None:
        own = settings.shown(handed.time) if handed.time else ""
        rest = f"the notebook's own time is taken: {own}" if own else "no time is taken"
        return replace(handed, note=f"{STAMP} holds no time that can be read; {rest}")
    note = ""
    if handed.time and handed.time > time + _LATER:
        note = f"{STAMP} says {settings.shown(time)}, and the notebook is of {settings.shown(handed.time)}"
        note += ": the former is taken, so be sure that no student wrote it"
    return replace(handed, time=time, note=note)


def _pass(root: Path, assignment: str, part: Passed, budget: Budget, settings: Settings) -> Iterator[Event]:
    """Put aside what cannot be given to anybody; what is of no concern is told in one line."""
    if not part.aside:
        more = f" and {len(part.entries) - 1} more" if len(part.entries) > 1 else ""
        yield Event(Happened.PASSED_OVER, "", part.entries[0].path + more, part.why)
        return
    budget.next_student()
    for entry in part.entries:
        for piece in read_entry(entry, budget, settings.zone):
            yield _aside(root, assignment, "unknown", piece, part.why)


def _take(
    root: Path,
    assignment: str,
    student: str,
    handed: Handed,
    pieces: tuple[Piece, ...],
    names: tuple[str, ...],
    sources: dict,
) -> Iterator[Event]:
    for piece in pieces:
        if piece.refused:
            yield Event(Happened.REFUSED, student, piece.path, piece.refused)
    good = [place for place, piece in enumerate(pieces) if not piece.refused]
    stamps = [place for place in good if _inner(names[place]).casefold() == STAMP]
    good = [place for place in good if place not in stamps]
    for place in stamps:
        why = "the time of a submission is when it was received"
        yield _aside(root, assignment, student, pieces[place], why)
    pieces, names = tuple(pieces[k] for k in good), tuple(names[k] for k in good)
    picked = pick(pieces, names, assignment, sources)
    if not picked.notebooks:
        for piece in pieces:
            yield _aside(root, assignment, student, piece, picked.note)
        return
    for place in picked.beside:
        yield _aside(root, assignment, student, pieces[place], f"{names[place]!r} is not the notebook that is graded")
    files = {file: pieces[place].content for file, place in picked.notebooks.items()}
    for place, piece in enumerate(pieces):
        if place in picked.notebooks.values() or place in picked.beside:
            continue
        if _is_taken(_inner(names[place]), files):
            yield _aside(root, assignment, student, piece, f"a second file {names[place]!r}")
        else:
            files[_inner(names[place])] = piece.content
    note = "; ".join(part for part in (picked.note, handed.note) if part)
    try:
        happened = place_submission(root, assignment, student, files, handed.time)
    except OSError as error:
        for piece in pieces:
            yield _aside(root, assignment, student, piece, f"could not be written: {error.strerror}")
        return
    paths = ", ".join(pieces[place].path for place in picked.notebooks.values())
    yield Event(happened, student, paths, note, handed.owner.number if handed.owner.lms == "Moodle" else "")


def _inner(name: str) -> str:
    """Return a path within the student's folder, its letters as keyboards write them: a Mac takes them apart."""
    whole = PurePosixPath(unicodedata.normalize("NFC", name))
    parts = [_short(part) for part in whole.parts if part not in ("/", "..", ".")]
    while len(parts) > 1 and len(os.fsencode("/".join(parts))) > _PATH:
        del parts[0]
    return "/".join(parts) or "file"


def _short(part: str) -> str:
    """Return the end of a name, of so many letters as a system takes."""
    part = part[-_NAME:]
    while len(os.fsencode(part)) > _NAME:
        part = part[1:]
    return part


def _is_taken(name: str, files: Mapping[str, bytes]) -> bool:
    """Say whether there is such a file, a folder of that name, or a file where its folder would be."""
    above = {parent.as_posix() for parent in PurePosixPath(name).parents}
    return name in files or bool(above & set(files)) or any(other.startswith(f"{name}/") for other in files)


def _aside(root: Path, assignment: str, student: str, piece: Piece, why: str) -> Event:
    """Keep a file that is not graded where a person finds it, unless it was not even read."""
    who = "" if student == "unknown" else student
    if piece.refused:
        return Event(Happened.REFUSED, who, piece.path, piece.refused)
    path = root / ASIDE / assignment / student / _inner("/".join(piece.parts))
    if any(parent.is_file() for parent in path.parents) or path.is_dir():  # a file in one source, a folder in another
        path = root / ASIDE / assignment / student / f"{sha256(piece.content).hexdigest()[:12]}-{path.name}"
    if not (path.is_file() and path.read_bytes() == piece.content):
        path = free_path(path)
        write_files({path.name: piece.content}, path.parent)
    return Event(Happened.SET_ASIDE, who, piece.path, f"{why}; kept as {path.relative_to(root).as_posix()}")
