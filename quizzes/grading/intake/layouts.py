"""Whose a file is, from the way an exchange, an LMS or a folder names things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath

from quizzes.grading.intake.roster import Owner
from quizzes.grading.intake.unpack import Piece

# student+assignment+2026-10-05 21:59:00.123456 UTC+secret: a folder of nbgrader's exchange
_EXCHANGE = re.compile(r"(?P<name>.+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^+]*)(\+[^+]*)?")
# Ada Lovelace_4711_assignsubmission_file_/hw.ipynb, or the same without a folder
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<rest>.*)")
# lovelaceada_LATE_4711_81516_hw-2.ipynb
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_(?P<submission>\d+)_(?P<rest>.+)")
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?: ?(UTC|Z|GMT|[+-]\d\d:?\d\d))?")
_EDGE = " _-.+()[]"
_MARKED_LATE = "Canvas marks it as late, and its zip holds no times: give them with --times"
STAMP = "timestamp.txt"


@dataclass(frozen=True)
class Handed:
    """What one student handed in at one time."""

    owner: Owner
    pieces: tuple[Piece, ...]  # their paths as they came
    names: tuple[str, ...]  # of the same, below the student's folder
    time: datetime | None  # of the submission, UTC
    note: str = ""  # what is odd about it


@dataclass(frozen=True)
class _Place:
    """Where a layout puts one piece."""

    owner: Owner
    name: str  # of the file, as the student called it
    attempt: str = ""  # tells apart what one student handed in several times
    time: datetime | None = None  # as the layout says it
    timed: bool = True  # the file's own time says when it was handed in
    note: str = ""


def layout_of(pieces: Iterable[Piece], assignment: str, known: Callable[[Owner], bool]) -> Iterator[Handed | Piece]:
    """Yield what each student handed in; a piece that no student can be told from is yielded as it is.

    Parameters
    ----------
    pieces : Iterable[Piece]
        All files of the source.
    assignment : str
        Its name is taken out of file names; what the exchange holds of other assignments is passed over.
    known : Callable
        Says whether the roster has such a student.
    """
    pieces = list(pieces)
    if exchanged := [piece for piece in pieces if any(map(_EXCHANGE.fullmatch, piece.parts))]:
        pieces = exchanged  # what stands beside, in outbound/ and feedback/, is nobody's submission
    groups: dict[tuple[Owner, str], list[tuple[Piece, _Place]]] = {}
    top = _shared_top(pieces, assignment, known)
    for piece in pieces:
        place = _place(piece.parts, top, assignment)
        if place is None:
            yield piece
        elif place.attempt.startswith("other:"):
            continue
        else:
            groups.setdefault((place.owner, place.attempt), []).append((piece, place))
    for (owner, _), members in groups.items():
        yield _handed(owner, members)


def _place(parts: tuple[str, ...], top: int, assignment: str) -> _Place | None:
    for depth, part in enumerate(parts):
        if found := _EXCHANGE.fullmatch(part):
            attempt = part if found["assignment"] == assignment else f"other:{part}"
            return _Place(
                Owner(found["name"]), "/".join(parts[depth + 1 :]) or part, attempt, read_stamp(found["time"])
            )
        if found := _MOODLE.fullmatch(part):
            rest = "/".join(parts[depth + 1 :]) or found["rest"] or found["kind"]
            return _Place(Owner(found["name"], found["number"]), rest)
    below = parts[top:]
    for depth, part in enumerate(below[:2]):
        if found := _CANVAS.fullmatch(part):
            rest = "/".join(below[depth + 1 :]) or found["rest"]
            late = _MARKED_LATE if found["late"] else ""
            return _Place(Owner(found["name"], found["number"]), rest, timed=False, note=late)
    if len(below) > 1 and PurePosixPath(below[0]).suffix.lower() != ".zip":
        rest = below[2:] if below[1] == assignment and len(below) > 2 else below[1:]
        return _Place(Owner(below[0]), "/".join(rest))
    name = _without(PurePosixPath(below[0]).stem, assignment) if below else ""
    return _Place(Owner(name), "/".join(below[1:]) or below[0]) if name else None


def _without(stem: str, assignment: str) -> str:
    """Return a file's stem without the assignment's name: ``gates_ada`` and ``ada - gates`` are ada's."""
    around = re.compile(
        rf"(?:^{re.escape(assignment)}(?=$|[ _.+-]))|(?:(?:^|(?<=[ _.+-])){re.escape(assignment)}$)", re.IGNORECASE
    )
    name = around.sub("", re.sub(r" ?\(\d+\)$", "", stem))
    return name.strip(_EDGE)


def _shared_top(pieces: list[Piece], assignment: str, known: Callable[[Owner], bool]) -> int:
    """Return how many folders all paths share that are nobody's: a zip often holds one folder with everything."""
    paths = [piece.parts for piece in pieces]
    top = 0
    while paths and all(len(path) > top + 1 for path in paths) and len({path[top] for path in paths}) == 1:
        name = paths[0][top]
        own = known(Owner(PurePosixPath(name).stem if name.endswith(".zip") else name))
        if own or _EXCHANGE.fullmatch(name) or _MOODLE.fullmatch(name) or _CANVAS.fullmatch(name):
            break
        if len(paths) == 1 and len(paths[0]) == top + 2:  # one file in one folder: the folder is the student
            break
        if any(path[top + 1] == assignment for path in paths):
            break
        top += 1
    return top


def _handed(owner: Owner, members: list[tuple[Piece, _Place]]) -> Handed:
    pieces, names, note = [], [], ""
    said = next((place.time for _, place in members if place.time), None)
    for piece, place in members:
        if PurePosixPath(place.name).name == STAMP and piece.content:
            stamp = read_stamp(piece.content.decode("utf-8", "replace"))
            said = said or stamp
            note = "" if stamp else f"{STAMP} holds no time that can be read; "
            continue
        pieces.append(piece)
        names.append(place.name)
    timed = all(place.timed for _, place in members)
    times = [piece.time for piece in pieces if timed and piece.time and piece.parts[-1].endswith(".ipynb")]
    time = said or max(times, default=None)
    if note:
        note += f"the notebook's own time is taken: {time:%Y-%m-%d %H:%M} UTC" if time else "no time is taken"
    note = note or next((place.note for _, place in members if place.note), "")
    return Handed(owner, tuple(pieces), tuple(names), time, note)


def read_stamp(text: str) -> datetime | None:
    """Return the time that a timestamp.txt or a folder of the exchange names; None where it names none."""
    found = _STAMP.match(text.strip())
    if not found:
        return None
    day, clock, fraction, zone = found.groups()
    try:
        time = datetime.fromisoformat(f"{day}T{clock}.{(fraction or '0'):0<6}")
    except ValueError:
        return None
    return time.replace(tzinfo=_zone(zone)).astimezone(UTC)


def _zone(name: str | None) -> timezone:
    if name is None or name[0] not in "+-":
        return UTC
    ahead = timedelta(hours=int(name[1:3]), minutes=int(name[-2:]))
    return timezone(-ahead if name[0] == "-" else ahead)
