"""The course's own settings, `course.toml`: where the book is, when assignments are due, what lateness costs.

Why: DECISIONS.md#course-toml.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from quizzes.errors import UsageError, did_you_mean
from quizzes.grading.course.roster import read_course_roster

FILE = "course.toml"
FOLDER = ".grading"  # of the course: what our commands keep for themselves
_COURSE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_LIMITS = (
    "cell_cpu_s", "cell_wall_s", "submission_cpu_s", "submission_wall_s", "memory_mb", "file_mb", "disk_mb", "data_mb",
)  # fmt: skip
_UNTOUCHED = ("zero", "ask")
TEMPLATE = """\
# Settings of this course; a line without # in front counts.

# timezone = "Europe/Berlin"                    # of the times below and of times inside zip files (default: UTC)
# book = "https://example.edu/recurrent/"       # where feedback pages link to (default: no links)
# gradebook = "postgresql+psycopg://host/name"  # in place of the SQLite file; password in ~/.pgpass
# exchange = "/srv/nbgrader/exchange"           # nbgrader's, for release_assignment, collect and release_feedback
# course_id = "recurrent-networks"              # in the exchange; set it before the first release
# untouched = "zero"                            # what an answer for a person gets that nobody wrote; or "ask": a person

# [late]                                        # what a late submission costs; without this part: nothing
# per_day = 0.10                                # of the points reached, for each day that has begun
# at_most = 0.50
# grace_minutes = 15
# closed_after_days = 7                         # later than that: no points

# [limits]                                      # what a learner's code may use (default: as here)
# memory_mb = 2048                              # beyond what the imports take
# disk_mb = 128                                 # of all files that it writes; file_mb: of one
# data_mb = 1024                                # of the files beside the notebook that are too large to be copied
# # Time is limited by c.Execute.timeout in nbgrader_config.py, in seconds a cell by the clock; cell_wall_s says
# # another for `quizzes grade` alone. cell_cpu_s, submission_cpu_s and submission_wall_s limit more than that; in the
# # assignments of the book they are 10, 60 and 300 by themselves, in others what the cells' seconds allow.

# [assignments.gates]
# due = 2026-10-05T23:59:00
# without = ["sklearn"]                         # modules that no answer may use; test cells may
# [assignments.gates.extensions]
# ada = 2026-10-12T23:59:00                     # another time for one student
"""


def template(gradebook: str = "") -> str:
    """Return the file as a new course has it, with the gradebook's address where one is named."""
    if not gradebook:
        return TEMPLATE
    line = next(line for line in TEMPLATE.splitlines() if line.startswith("# gradebook"))
    return TEMPLATE.replace(line, f"gradebook = {json.dumps(gradebook)}")


@dataclass(frozen=True)
class Late:
    """What lateness costs."""

    per_day: float = 0.0  # share of the points reached, for each day that has begun
    at_most: float = 1.0  # share of the points reached
    grace_minutes: float = 0.0  # up to so late costs nothing
    closed_after_days: float | None = None  # later than that all points are lost; None: never


@dataclass(frozen=True)
class Deadline:
    """When an assignment is due."""

    due: datetime | None = None
    extensions: Mapping[str, datetime] = field(default_factory=dict)  # by student


@dataclass(frozen=True)
class Settings:
    """What `course.toml` says; each value has a default."""

    zone: tzinfo = UTC
    book: str = ""  # address of the published book; empty: feedback pages name paragraphs without links
    late: Late = Late()
    untouched: str = "zero"  # or "ask": what a cell for a person gets that is as it was handed out
    limits: Mapping[str, float] = field(default_factory=dict)  # of the sandbox, by name, where they are not the default
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)  # by assignment
    without: Mapping[str, frozenset[str]] = field(default_factory=dict)  # modules that no answer may use, by assignment

    def deadline(self, assignment: str) -> Deadline:
        """Return when an assignment is due."""
        return self.deadlines.get(assignment, Deadline())

    def shown(self, time: datetime, form: str = "%Y-%m-%d %H:%M") -> str:
        """Return a time as the course's clocks show it, with the name of its zone."""
        return f"{time.astimezone(self.zone):{form} %Z}"


def read_settings(root: Path) -> Settings:
    """Return the settings of the course in `root`; the defaults where it has none.

    Raises
    ------
    UsageError
        If the file cannot be read or says what cannot be meant: every mistake of it.
    """
    path = root / FILE
    if not path.is_file():
        return Settings()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not TOML: {error}") from error
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    problems: list[str] = []
    known = ("timezone", "book", "gradebook", "exchange", "course_id", "untouched", "late", "limits", "page", "assignments")
    _unknown(values, known, "", problems)
    problems += _exchange(values)
    if not isinstance(values.get("gradebook", ""), str) or ("gradebook" in values and "://" not in values["gradebook"]):
        problems.append(
            f"gradebook: expected an address such as 'postgresql+psycopg://host/name', got {values['gradebook']!r}"
        )
    zone = _zone(values.get("timezone", "UTC"), problems)
    settings = Settings(
        zone=zone,
        book=_book(values.get("book", ""), problems),
        untouched=_untouched(values.get("untouched", "zero"), problems),
        late=_late(_part(values, "late", "", problems), problems),
        limits=_limits(_part(values, "limits", "", problems), problems),
        deadlines=_deadlines(_part(values, "assignments", "", problems), zone, problems),
        without=_without(_part(values, "assignments", "", []), problems),
    )
    problems += _unknown_names(root, settings)
    if problems:
        raise UsageError("\n  ".join([f"{path} has {len(problems)} mistake{'s' * (len(problems) != 1)}", *problems]))
    return settings


def _exchange(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with what only nbgrader reads."""
    exchange, course = values.get("exchange", "/"), values.get("course_id", "x")
    if not isinstance(exchange, str) or not Path(exchange).is_absolute():
        yield f"exchange: expected a folder such as '/srv/nbgrader/exchange', got {exchange!r}"
    if not isinstance(course, str) or not _COURSE_ID.fullmatch(course):
        yield f"course_id: expected letters, digits, - and _, such as 'rnn-2026', got {course!r}"


def _part(values: Mapping[str, Any], name: str, where: str, problems: list[str]) -> Mapping[str, Any]:
    """Return a part of the settings that has settings of its own."""
    part = values.get(name, {})
    if isinstance(part, Mapping):
        return part
    problems.append(f"{where}{name}: expected a part [{where}{name}] with lines below it, got {part!r}")
    return {}


def _unknown_names(root: Path, settings: Settings) -> Iterator[str]:
    """Yield each assignment and student that the settings name and the course does not have.

    A course without a roster knows nobody, so that there anybody may be named.
    """
    assignments = sorted(path.name for path in (root / "source").glob("*") if path.is_dir())
    students = read_course_roster(root).students
    for name in dict.fromkeys((*settings.deadlines, *settings.without)):
        if assignments and name not in assignments:
            hint = did_you_mean(name, assignments) or f"; the course has {', '.join(assignments)}"
            yield f"assignments.{name}: no such assignment in source/{hint}"
    for name, deadline in settings.deadlines.items():
        for student in deadline.extensions:
            if students and student not in students:
                yield f"assignments.{name}.extensions.{student}: not in roster.csv{did_you_mean(student, students)}"


def _unknown(values: Mapping[str, Any], known: tuple[str, ...], where: str, problems: list[str]) -> None:
    for name in values:
        if name not in known:
            hint = did_you_mean(name, known) or f"; expected one of {', '.join(known)}"
            problems.append(f"{where}{name}: unknown{hint}")


def _zone(name: object, problems: list[str]) -> tzinfo:
    try:
        return UTC if name == "UTC" else ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(f"timezone: expected a name such as 'Europe/Berlin', got {name!r}")
        return UTC


def _untouched(value: object, problems: list[str]) -> str:
    if value not in _UNTOUCHED:
        problems.append(f"untouched: expected {' or '.join(map(repr, _UNTOUCHED))}, got {value!r}")
        return _UNTOUCHED[0]
    return str(value)


def read_book(address: str) -> str:
    """Return the book's address as links are made from it; raise UsageError where it is none."""
    problems: list[str] = []
    book = _book(address, problems)
    if problems:
        raise UsageError(problems[0])
    return book


def _book(address: object, problems: list[str]) -> str:
    if address == "":
        return ""
    if not isinstance(address, str) or not address.startswith(("https://", "http://", "file:///", "/")):
        problems.append(f"book: expected an address such as 'https://example.edu/recurrent/', got {address!r}")
        return ""
    return address.rstrip("/") + "/"


def _late(values: Mapping[str, Any], problems: list[str]) -> Late:
    _unknown(values, tuple(Late.__dataclass_fields__), "late.", problems)
    kept = {}
    for name in Late.__dataclass_fields__:
        value = values.get(name)
        if value is None:
            continue
        most = 1.0 if name in ("per_day", "at_most") else float("inf")
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            expected = "a share from 0 to 1" if most == 1.0 else "a number from 0"
            problems.append(f"late.{name}: expected {expected}, got {value!r}")
        else:
            kept[name] = float(value)
    return Late(**kept)


def _limits(values: Mapping[str, Any], problems: list[str]) -> dict[str, float]:
    _unknown(values, _LIMITS, "limits.", problems)
    kept = {}
    for name in _LIMITS:
        value = values.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
            problems.append(f"limits.{name}: expected a number above 0, got {value!r}")
        else:
            kept[name] = value
    return kept


def _deadlines(values: Mapping[str, Any], zone: tzinfo, problems: list[str]) -> dict[str, Deadline]:
    found = {}
    for name in values:
        where = f"assignments.{name}."
        parts = _part(values, name, "assignments.", problems)
        _unknown(parts, ("due", "extensions", "without"), where, problems)
        due = _time(parts["due"], zone, f"{where}due", problems) if "due" in parts else None
        extensions = {
            student: _time(time, zone, f"{where}extensions.{student}", problems)
            for student, time in _part(parts, "extensions", where, problems).items()
        }
        if {"due", "extensions"} & set(parts):
            found[name] = Deadline(due, {student: time for student, time in extensions.items() if time})
    return found


def _without(values: Mapping[str, Any], problems: list[str]) -> dict[str, frozenset[str]]:
    found = {}
    for name, part in values.items():
        if not isinstance(part, Mapping) or "without" not in part:
            continue
        modules = part["without"]
        if not isinstance(modules, list) or not all(isinstance(each, str) and each.isidentifier() for each in modules):
            problems.append(
                f"assignments.{name}.without: expected a list of modules such as ['sklearn'], got {modules!r}"
            )
        else:
            found[name] = frozenset(modules)
    return found


def _time(value: object, zone: tzinfo, where: str, problems: list[str]) -> datetime | None:
    if not isinstance(value, datetime):
        problems.append(f"{where}: expected a time such as 2026-10-05T23:59:00 (without quotes), got {value!r}")
        return None
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
