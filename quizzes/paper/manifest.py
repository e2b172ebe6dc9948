"""The file test.json of a test: what it asks, its seed and version, and which questions each student got."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from quizzes.errors import UsageError
from quizzes.paper.plan import Slot
from quizzes.targets.write import write_files

FILE = "test.json"
FOLDER = "paper"  # of a course: the tests whose marks were entered, by name
_FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """A test."""

    name: str  # of the assignment that its marks become
    title: str
    seed: str
    version: str  # of the questions and of the program that made the sheets
    objectives: tuple[str, ...]
    slots: tuple[Slot, ...]
    basis: str  # what the difficulties rest on
    sheets: Mapping[str, tuple[Mapping, ...]] = field(default_factory=dict)  # by student: what each slot asked
    large: tuple[str, ...] = ()  # students who have large print
    alternative: tuple[str, ...] = ()  # students whose questions need no calculation
    beside: tuple[str, ...] = ()  # assignments that its marks are compared with
    renamed: Mapping[str, str] = field(default_factory=dict)  # ids that stand on sheets, and what they are now

    @property
    def points(self) -> dict[str, float]:
        """Return the points of each question, by its name."""
        return {slot.name: float(slot.points) for slot in self.slots}

    def with_id(self, old: str, new: str) -> Manifest:
        """Return the test in which a student has another id; who has a sheet of their own under it keeps that."""
        if old not in self.sheets:
            return self
        now = {student: new if student == old else student for student in self.sheets}
        own = {new: self.sheets[new]} if new in self.sheets else {}
        before = {then: new if each == old else each for then, each in self.renamed.items()}
        return replace(
            self,
            sheets={now[student]: asked for student, asked in self.sheets.items()} | own,
            large=tuple(dict.fromkeys(now[student] for student in self.large)),
            alternative=tuple(dict.fromkeys(now[student] for student in self.alternative)),
            renamed={**before, old: new},
        )

    def as_bytes(self) -> bytes:
        """Return the file."""
        value = {
            "format": _FORMAT,
            "name": self.name,
            "title": self.title,
            "seed": self.seed,
            "version": self.version,
            "objectives": list(self.objectives),
            "basis": self.basis,
            "large": list(self.large),
            "alternative": list(self.alternative),
            "beside": list(self.beside),
            "questions": [slot.as_json() for slot in self.slots],
            "sheets": {student: list(asked) for student, asked in self.sheets.items()},
        }
        value |= {"renamed": dict(self.renamed)} if self.renamed else {}
        return (json.dumps(value, indent=1) + "\n").encode()


def read_manifest(path: Path) -> Manifest:
    """Return the test in a file.

    Raises
    ------
    UsageError
        If it is none.
    """
    try:
        return _manifest(json.loads(path.read_bytes()))
    except OSError as error:
        raise UsageError(
            f"cannot read {path}, which `quizzes sheet` writes beside the sheets: {error.strerror}"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} is not as `quizzes sheet` wrote it ({type(error).__name__}: {error}): put it back from a copy, or "
            "make the sheets again in another folder"
        ) from error


def paper_tests(course: Path) -> dict[str, Manifest]:
    """Return the tests on paper whose marks a course has, by name."""
    return {path.parent.name: read_manifest(path) for path in sorted(course.glob(f"{FOLDER}/*/{FILE}"))}


def rename_in_tests(course: Path, old: str, new: str) -> list[str]:
    """Give a student another id in the tests whose marks a course has; return their names."""
    changed = []
    for name, test in paper_tests(course).items():
        if old in test.sheets:
            write_files({FILE: test.with_id(old, new).as_bytes()}, course / FOLDER / name)
            changed.append(name)
    return changed


def is_on_paper(course: Path, name: str) -> bool:
    """Say whether an assignment of a course is a test on paper: its marks were entered, and it has no notebook."""
    return (course / FOLDER / name / FILE).is_file() and not (course / "source" / name).is_dir()


def _manifest(value: Mapping) -> Manifest:
    if value["format"] != _FORMAT:
        raise ValueError(f"expected format {_FORMAT}, got {value['format']!r}")
    slots = tuple(
        Slot(
            str(each["name"]),
            str(each["objective"]),
            str(each["difficulty"]),
            int(each["points"]),
            tuple(map(str, each["items"])),
            tuple(tuple(map(str, pool)) for pool in each["without"]),
        )
        for each in value["questions"]
    )
    sheets = {str(student): tuple(dict(each) for each in asked) for student, asked in value["sheets"].items()}
    renamed = {str(old): str(new) for old, new in value.get("renamed", {}).items()}

    def texts(name: str) -> tuple[str, ...]:
        return tuple(map(str, value[name]))

    return Manifest(
        name=str(value["name"]), title=str(value["title"]), objectives=texts("objectives"), seed=str(value["seed"]),
        version=str(value["version"]), basis=str(value["basis"]), slots=slots, sheets=sheets,
        large=texts("large"), alternative=texts("alternative"), beside=texts("beside"), renamed=renamed,
    )  # fmt: skip
