"""Packages of the build's own environment that travel to the page, or a part of one: pure Python and its data.

Pyodide's release has numpy and matplotlib; what else a book's cells use, or the project's packages for them, is taken
from where the book is built, so that the page has the very version that made the book's output. Each is an archive of
its own, fetched when a cell first speaks one of its words.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import CourseError
from quizzes.live.course_wheel import zipped

_BINARY = (".so", ".pyd", ".dylib")


class NoPackage(CourseError):
    """A package cannot travel to the page; the message says why."""


@dataclass(frozen=True)
class OwnPackage:
    """A package that the page fetches when it is asked for."""

    name: str
    words: tuple[str, ...]  # a cell with one of them in its code needs the package
    archive: bytes


def own_packages(wanted: Mapping[str, Mapping[str, list[str]]]) -> tuple[OwnPackage, ...]:
    """Return the packages; `wanted` says of each which words ask for it, and which of its files travel.

    Raises
    ------
    NoPackage
        If a package is not installed here, a pattern fits no file of it, or it is more than Python.
    """
    return tuple(
        OwnPackage(name, (name, *told.get("words", ())), _archive(name, tuple(told.get("files", ("**/*",)))))
        for name, told in wanted.items()
    )


def _archive(name: str, patterns: tuple[str, ...]) -> bytes:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise NoPackage(f"python_packages: expected an installed package, got {name!r}; install it where you build")
    folder = Path(spec.submodule_search_locations[0])
    files: dict[str, bytes] = {}
    for pattern in patterns:
        paths = [path for path in folder.glob(pattern) if path.is_file() and path.suffix != ".pyc"]
        if not paths:
            raise NoPackage(f"python_packages: expected files of {name!r} for the pattern {pattern!r}, got none")
        files |= {path.relative_to(folder.parent).as_posix(): path.read_bytes() for path in paths}
    if binary := [file for file in files if file.endswith(_BINARY)]:
        raise NoPackage(f"python_packages: expected pure Python, got {binary[0]}; the page cannot run it")
    return zipped(files)
