"""Who changed which grade by hand, and when: a table beside the course to which every change is added.

What is changed through `quizzes lab` and our commands is noted when it is written. What other programs have changed is
noted, as found, by the next command that looks at the gradebook: the table itself says what was known before.

Why: DECISIONS.md#changes-by-hand.
"""

from __future__ import annotations

import csv
import getpass
import io
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from nbgrader.api import Assignment, BaseCell, Comment, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import event, inspect, or_, select
from sqlalchemy.orm import Session

from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import names_in, open_roll
from quizzes.plain_text import cut
from quizzes.targets.table import safe

FILE = "manual-grades.csv"
FOUND = "found: changed before this time, not through quizzes"
_SQLITE = "sqlite:///"
_COMMENT = 200  # letters of a comment that the table holds
_FIELDS = {Grade: {"manual_score": "points", "extra_credit": "extra credit"}, Comment: {"manual_comment": "comment"}}
_WAITING = "quizzes_by_hand"  # in a session: changes that are not committed


Place = tuple[str, str, str, str]  # assignment, student, cell and field


@dataclass(frozen=True)
class HandChange:
    """One line of the table."""

    time: str  # UTC
    who: str  # account and machine; empty where it is not known
    through: str  # the program
    assignment: str
    student: str
    cell: str  # as grades call it: with its notebook where two have one of the name
    field: str  # points, extra credit or comment
    before: str  # empty where there was nothing
    after: str

    @property
    def place(self) -> Place:
        """Return what was changed."""
        return self.assignment, self.student, self.cell, self.field


def note_as_written(root: Path, through: str) -> Callable[[], None]:
    """Note what this process writes from now on, as soon as it is committed; return the function that ends it."""
    listeners = _listeners(root, through)
    for name, listener in listeners.items():
        event.listen(Session, name, listener)

    def stop() -> None:
        for name, listener in listeners.items():
            event.remove(Session, name, listener)

    return stop


@contextmanager
def noted_as_written(root: Path, through: str) -> Iterator[None]:
    """Note what the block writes, as soon as it is committed."""
    stop = note_as_written(root, through)
    try:
        yield
    finally:
        stop()


def _listeners(root: Path, through: str) -> dict[str, Callable]:
    return {
        "before_flush": partial(_keep, through),
        "after_commit": partial(_write, root),
        "after_soft_rollback": lambda session, _: session.info.pop(_WAITING, None),
    }


def note_found(course: NbgraderCourse) -> int:
    """Note what differs from the table, and return how many changes there were."""
    address = course.db_url
    if address.startswith(_SQLITE) and not Path(address.removeprefix(_SQLITE)).is_file():
        return 0
    known = _last(course.root)
    there = dict(_in_gradebook(course))
    time = _now()
    changes = [
        HandChange(time, "", FOUND, *place, known.get(place, ""), there.get(place, ""))
        for place in sorted({*known, *there})
        if known.get(place, "") != there.get(place, "")
    ]
    _append(course.root, changes)
    return len(changes)


def _keep(through: str, session: Session, *_: object) -> None:
    names = cache(names_in)
    for row in [*session.dirty, *session.new]:
        for name, field in _FIELDS.get(type(row), {}).items():
            history = inspect(row).attrs[name].history
            before, after = (_shown(field, next(iter(part or ()), None)) for part in (history.deleted, history.added))
            if not history.has_changes() or before == after:
                continue
            with session.no_autoflush:
                submission = row.notebook.assignment
                cell = names(submission.assignment)[row.notebook.name, row.name]
                place = submission.name, submission.student.id, cell
            change = HandChange(_now(), _who(), through, *place, field, before, after)
            session.info.setdefault(_WAITING, []).append(change)


def _write(root: Path, session: Session) -> None:
    with suppress(OSError):  # what the table lacks is found by the next command
        _append(root, session.info.pop(_WAITING, ()))


def _append(root: Path, changes: Iterable[HandChange]) -> None:
    changes = list(changes)
    if not changes:
        return
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    path = root / FILE
    if not path.is_file() or not path.stat().st_size:
        writer.writerow([field.name for field in fields(HandChange)])
    writer.writerows([safe(value) for value in astuple(change)] for change in changes)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    with os.fdopen(handle, "wb") as file:
        file.write(text.getvalue().encode())  # in one piece: two people may grade at a time


def _last(root: Path) -> Mapping[Place, str]:
    """Return the last known state of everything that the table speaks of; damaged lines are passed over."""
    found: dict[Place, str] = {}
    try:
        with (root / FILE).open(encoding="utf-8", errors="replace", newline="") as file:
            for line in csv.reader(file):
                with suppress(TypeError):
                    change = HandChange(*line)
                    found[change.place] = change.after
    except (OSError, csv.Error):
        return found
    found.pop(("assignment", "student", "cell", "field"), None)  # the line of the columns
    return {place: after for place, after in found.items() if after}


def _in_gradebook(course: NbgraderCourse) -> Iterator[tuple[Place, str]]:
    with open_roll(course) as gradebook:
        called = {each.name: names_in(each) for each in gradebook.assignments}
        for table, names in _FIELDS.items():
            columns = [getattr(table, name) for name in names]
            rows = (
                select(Assignment.name, SubmittedAssignment.student_id, Notebook.name, BaseCell.name, *columns)
                .join_from(table, BaseCell, BaseCell.id == table.cell_id)
                .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)
                .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
                .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
                .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
                .where(or_(*(column.is_not(None) for column in columns)))
            )
            for assignment, student, notebook, bare, *values in gradebook.db.execute(rows):
                cell = called[assignment][notebook, bare]
                for field, value in zip(names.values(), values, strict=True):
                    if value := _shown(field, value):
                        yield (_text(assignment), _text(student), _text(cell), field), value


def _text(name: str | int | float | None) -> str:
    return str(safe(name))


def _shown(field: str, value: object) -> str:
    """Return a value as the table holds it; no extra credit is as good as none."""
    if value is None or value == "" or (field == "extra credit" and not value):
        return ""
    return f"{value:g}" if isinstance(value, int | float) else str(safe(cut(str(value), _COMMENT)))


def _who() -> str:
    try:
        account = os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
    except (OSError, KeyError):
        account = str(os.getuid())
    return f"{account} on {socket.gethostname()}"


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
