"""Files in which learners hand over their progress on the pages, if they like; nothing in them is trusted."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeGuard

from quizzes.errors import UsageError
from quizzes.plain_text import cut

KIND = "class progress"  # behind the name under which the course keeps what readers answer
_LARGEST = 1_000_000  # bytes; a learner who has answered every question fills a tenth of it
_MANY = 10_000  # attempts, sittings and the like: no learner has more


@dataclass(frozen=True)
class Practice:
    """What one learner has done with one question on the pages."""

    attempts: int  # 0 where the answer was only looked at
    sittings: int  # days on which it was answered, or looked at
    first_right: bool  # at the first try of the first day
    last_right: bool  # at the first try of the last day
    met: tuple[str, ...]  # misconceptions
    sure: tuple[tuple[int, bool], ...]  # how sure they were at first tries (1 to 3), and whether it was right


@dataclass(frozen=True)
class ClassFile:
    """One learner's file."""

    student: str
    made: date
    read: tuple[str, ...]  # pages read to their end
    items: Mapping[str, Practice]


def read_class_files(paths: Iterable[Path], store: str) -> tuple[dict[str, ClassFile], dict[str, str]]:
    """Return the files by student, and what is wrong with those that cannot be used, by file name.

    Of two files of one student the one made later counts. A folder stands for the ``.json`` files in it. `store` is the
    project's (:class:`quizzes.project.Project`).

    Raises
    ------
    UsageError
        If a path is not there.
    """
    taken: dict[str, ClassFile] = {}
    refused: dict[str, str] = {}
    for path in (each for named in paths for each in _files(named)):
        try:
            found = class_file(_bytes(path), store)
        except ValueError as error:
            refused[path.name] = str(error)
            continue
        before = taken.get(found.student)
        if before is None or found.made >= before.made:
            taken[found.student] = found
    return taken, refused


def class_file(content: bytes, store: str) -> ClassFile:
    """Return what a file says, which was made on the pages of the project with this `store`.

    Raises
    ------
    ValueError
        If it is no such file; the message says why.
    """
    if len(content) > _LARGEST:
        raise ValueError(f"expected at most {_LARGEST} bytes, got {len(content)} or more")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError("expected JSON, got something else") from error
    expected = f"{store} {KIND}"
    if not isinstance(found, dict) or found.get("format") != expected:
        raise ValueError(f"expected a file made by this course's My progress ({expected!r}), got another one")
    if found.get("version") != 1:
        raise ValueError(f"expected version 1, got {cut(repr(found.get('version')), 40)}")
    student, read, items = found.get("student"), found.get("read"), found.get("items")
    if not isinstance(student, str) or not student.strip():
        raise ValueError("expected the student's id, got none")
    if not isinstance(read, list) or not all(isinstance(name, str) for name in read):
        raise ValueError("expected the names of the pages read, got something else")
    if not isinstance(items, dict):
        raise ValueError("expected the questions by their ids, got something else")
    try:
        made = date.fromisoformat(found.get("made", ""))
    except (TypeError, ValueError) as error:
        raise ValueError("expected the day when it was made, got none") from error
    return ClassFile(student.strip(), made, tuple(read), {name: _practice(name, each) for name, each in items.items()})


def _practice(name: str, found: object) -> Practice:
    where = f"question {cut(name, 60)!r}"
    if not isinstance(found, dict):
        raise ValueError(f"{where}: expected what was done, got something else")
    attempts, sittings = found.get("attempts"), found.get("sittings")
    if not (_is_count(attempts) and _is_count(sittings)):
        told = cut(repr([attempts, sittings]), 60)
        raise ValueError(f"{where}: expected two counts of at most {_MANY}, got {told}")
    first, last = found.get("firstRight"), found.get("lastRight")
    if not (isinstance(first, bool) and isinstance(last, bool)):
        raise ValueError(f"{where}: expected true or false, got {cut(repr([first, last]), 60)}")
    met, sure = found.get("met"), found.get("sure")
    if not isinstance(met, list) or not all(isinstance(each, str) for each in met):
        raise ValueError(f"{where}: expected names of misconceptions, got something else")
    if not isinstance(sure, list) or len(sure) > _MANY or any(each not in _JUDGEMENTS for each in sure):
        raise ValueError(f"{where}: expected pairs of how sure (1 to 3) and right (0 or 1), got something else")
    return Practice(attempts, sittings, first, last, tuple(met), tuple((level, bool(right)) for level, right in sure))


def _is_count(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 <= value <= _MANY


_JUDGEMENTS = [[level, right] for level in (1, 2, 3) for right in (0, 1)]


def _files(named: Path) -> list[Path]:
    if named.is_dir():
        return sorted(path for path in named.iterdir() if path.suffix == ".json")
    if not named.exists():
        raise UsageError(f"cannot read {named}: there is no such file or folder")
    return [named]


def _bytes(path: Path) -> bytes:
    """Return the beginning of a regular file, a byte more than any that is taken."""
    try:
        if path.is_symlink() or not path.is_file():
            raise ValueError("expected a file, got something else")
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            return file.read(_LARGEST + 1)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from error
