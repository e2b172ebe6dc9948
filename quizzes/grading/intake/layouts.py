"""Whose a file is, from the way an exchange, an LMS or a folder names things.

A source has one layout, and only the names that the receiver gave count: those at the top of the source. What a
student called the files inside a folder or a zip of their own says nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath

from quizzes.grading.course.roster import Owner
from quizzes.grading.intake.entries import Entry

# student+assignment+2026-10-05 21:59:00.123456 UTC+secret: a folder of nbgrader's exchange
_EXCHANGE = re.compile(
    r"(?P<name>[^+]+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^+]*)(\+[^+]*)?"
)
# Ada Lovelace_4711_assignsubmission_file_/hw.ipynb, or the same without a folder
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<rest>.*)")
_MOODLE_MARK = "_assignsubmission_"
# lovelaceada_LATE_4711_81516_hw-2.ipynb
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_(?P<submission>\d+)_(?P<rest>.+)")
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?: ?(UTC|Z|GMT|[+-]\d\d:?\d\d))?")
_EDGE = " _-.+()[]"
_MARKED_LATE = "Canvas marks it as late, and its zip holds no times: give them with --times"
STAMP, INBOUND = "timestamp.txt", "inbound"


@dataclass(frozen=True)
class Handed:
    """What one student handed in at one time."""

    owner: Owner
    entries: tuple[Entry, ...]  # their paths as received
    names: tuple[str, ...]  # of the same, as the student called them
    time: datetime | None = None  # of the submission, UTC
    stamp: Entry | None = None  # nbgrader's file with the time, where the receiver's folder holds one
    account: str = ""  # on this machine, of whoever put it into the exchange
    note: str = ""  # what is odd about it


@dataclass(frozen=True)
class Passed:
    """Files that are nobody's submission, or whose student cannot be told."""

    entries: tuple[Entry, ...]
    why: str
    aside: bool = True  # they are kept for a person to look at


@dataclass(frozen=True)
class _Place:
    """Where a layout puts one file."""

    owner: Owner
    name: str  # of the file, as the student called it
    attempt: str = ""  # tells apart what one student handed in several times
    time: datetime | None = None  # as the layout says it
    timed: bool = True  # the file's own time says when it was handed in
    note: str = ""


def layout_of(entries: Iterable[Entry], assignment: str, known: Callable[[Owner], bool]) -> Iterator[Handed | Passed]:
    """Yield what each student handed in, and what is nobody's.

    Parameters
    ----------
    entries : Iterable[Entry]
        All files of the source.
    assignment : str
        Its name is taken out of file names; what the exchange holds of other assignments is passed over.
    known : Callable
        Says whether the roster has such a student.
    """
    entries = list(entries)
    top = _shared_top(entries, assignment, known)
    inbound = _inbound(entries, top)
    if inbound:
        yield from _passed([each for each in entries if each.parts[: len(inbound)] != inbound], "not in inbound/")
        entries, top = [each for each in entries if each.parts[: len(inbound)] == inbound], len(inbound)
    name = "exchange" if inbound else _layout(entries, top)
    groups: dict[tuple[Owner, str], list[tuple[Entry, _Place]]] = {}
    others: dict[str, list[Entry]] = {}
    for entry in entries:
        place = _place(entry.parts, top, name, assignment)
        if isinstance(place, str):
            yield Passed((entry,), place)
        elif place.attempt.startswith("other:"):
            others.setdefault(place.attempt.removeprefix("other:"), []).append(entry)
        else:
            groups.setdefault((place.owner, place.attempt), []).append((entry, place))
    for other, foreign in others.items():
        yield from _passed(foreign, f"handed in for {other!r}; collect it there")
    for (owner, _), members in groups.items():
        yield _handed(owner, members, name)


def _passed(entries: list[Entry], why: str) -> Iterator[Passed]:
    if entries:
        yield Passed(tuple(entries), why, aside=False)


def _inbound(entries: list[Entry], top: int) -> tuple[str, ...]:
    """Return the path of the exchange's folder for what comes in; empty where the source is not an exchange."""
    return next(
        (
            parts[: top + 1]
            for parts in (entry.parts for entry in entries)
            if len(parts) > top + 2 and parts[top] == INBOUND and _EXCHANGE.fullmatch(parts[top + 1])
        ),
        (),
    )


def _layout(entries: list[Entry], top: int) -> str:
    """Return which layout most of the names at the top have: a single one of another look is its student's doing."""
    names = {(entry.parts[top], len(entry.parts) > top + 1) for entry in entries if len(entry.parts) > top}
    counts: Counter[str] = Counter()
    for name, folder in names:
        if _CANVAS.fullmatch(name):
            counts["canvas"] += 1
        elif _MOODLE.fullmatch(name):
            counts["moodle"] += 1
        elif folder and _EXCHANGE.fullmatch(name):
            counts["exchange"] += 1
    most = max(counts, key=lambda each: counts[each], default="names")
    return most if 2 * counts[most] > len(names) else "names"


def _place(parts: tuple[str, ...], top: int, layout: str, assignment: str) -> _Place | str:
    """Return where the layout puts a file, or why it is nobody's."""
    if len(parts) <= top:
        return "nothing in its name says whose it is"
    name, below = parts[top], parts[top:]
    if layout == "exchange":
        if not (found := _EXCHANGE.fullmatch(name)) or len(below) < 2:
            return "not named as nbgrader's exchange names what is handed in, as the others here are"
        attempt = name if found["assignment"] == assignment else f"other:{found['assignment']}"
        return _Place(Owner(found["name"]), "/".join(below[1:]), attempt, read_stamp(found["time"]))
    if layout == "moodle":
        if not (found := _MOODLE.fullmatch(name)):
            return "not named as Moodle names what is handed in, as the others here are"
        if name.count(_MOODLE_MARK) > 1:
            return "Moodle's mark stands in its name twice, so whose it is cannot be told"
        own = "/".join(below[1:]) or found["rest"] or found["kind"]
        return _Place(Owner(found["name"], found["number"], "Moodle"), own)
    if layout == "canvas":
        if not (found := _CANVAS.fullmatch(name)):
            return "not named as Canvas names what is handed in, as the others here are"
        late = _MARKED_LATE if found["late"] else ""
        own = "/".join(below[1:]) or found["rest"]
        return _Place(Owner(found["name"], found["number"], "Canvas"), own, timed=False, note=late)
    if len(below) > 1:
        return _Place(Owner(name), "/".join(below[2:] if below[1] == assignment and len(below) > 2 else below[1:]))
    stem = _without(PurePosixPath(name).stem, assignment)
    return _Place(Owner(stem), name) if stem else "nothing in its name says whose it is"


def _without(stem: str, assignment: str) -> str:
    """Return a file's stem without the assignment's name: ``gates_ada`` and ``ada - gates`` are ada's."""
    around = re.compile(
        rf"(?:^{re.escape(assignment)}(?=$|[ _.+-]))|(?:(?:^|(?<=[ _.+-])){re.escape(assignment)}$)", re.IGNORECASE
    )
    name = around.sub("", re.sub(r" ?\(\d+\)$", "", stem))
    return name.strip(_EDGE)


def _shared_top(entries: list[Entry], assignment: str, known: Callable[[Owner], bool]) -> int:
    """Return how many folders all paths share that are nobody's: a zip often holds one folder with everything."""
    paths = [entry.parts for entry in entries]
    top = 0
    while paths and all(len(path) > top + 1 for path in paths) and len({path[top] for path in paths}) == 1:
        name = paths[0][top]
        if known(Owner(name)) or any(pattern.fullmatch(name) for pattern in (_EXCHANGE, _MOODLE, _CANVAS)):
            break
        if len(paths) == 1 and len(paths[0]) == top + 2:  # one file in one folder: the folder is the student
            break
        if any(path[top + 1] == assignment for path in paths):
            break
        top += 1
    return top


def _handed(owner: Owner, members: list[tuple[Entry, _Place]], layout: str) -> Handed:
    """Return one submission. Its time is what the receiver says: the exchange's name, or the time of the files."""
    said = next((place.time for _, place in members if place.time), None)
    note = next((place.note for _, place in members if place.note), "")
    stamp, account = None, ""
    if layout == "exchange":  # its time stands in the folder's name, too
        account = members[0][0].account
        members = [(entry, place) for entry, place in members if place.name != STAMP]
    elif layout == "names":  # as nbgrader keeps what it has collected: <student>/<assignment>/timestamp.txt
        stamp = next((entry for entry, place in members if place.name == STAMP), None)
        members = [(entry, place) for entry, place in members if entry is not stamp]
    entries = tuple(entry for entry, _ in members)
    books = [each for each in entries if each.parts[-1].lower().endswith((".ipynb", ".zip"))] or entries
    times = [each.received for each in books if each.received] if all(place.timed for _, place in members) else []
    names = tuple(place.name for _, place in members)
    return Handed(owner, entries, names, said or max(times, default=None), stamp, account, note)


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
