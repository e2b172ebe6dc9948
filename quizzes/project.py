"""Which course this is: where its parts lie, and what it is called in files that leave it.

A project is a folder with the file quizzes.toml, in which every line is optional::

    title = "Coins and dice"     # of decks, packages and question banks
    name = "coins-and-dice"      # in names of files and identifiers; once something was exported, never changed
    store = "coins-and-dice"     # what a reader's browser and a learner's home folder keep is kept under it
    bank = "bank"                # folders, from that of this file
    tasks = "tasks"
    masters = "assignments"
    book = "book"
    bibliography = "book/references.bib"
    imports = ["numpy"]          # modules that are imported before any kernel starts, for they take long
    absent = []                  # modules that no task's answer may use, unless the task says otherwise
    packages = []                # folders of packages that cells may import where they run in the page

    [least]                      # `quizzes check` says what the bank has less of
    items = 10

    [needs]                      # names of your packages that need a library which the page does not have
    to_keras = "Keras"
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path

from quizzes.errors import UsageError, did_you_mean

FILE = "quizzes.toml"
VARIABLE = "QUIZZES_PROJECT"  # names the folder of the project, for this process and those that it starts
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FOLDERS = ("bank", "tasks", "masters", "book", "bibliography")
_NOWHERE = ".grading/no-project"  # a folder that is never made


class NoProjectError(UsageError):
    """There is no project where one is needed."""


@dataclass(frozen=True)
class Least:
    """How much a bank promises to hold."""

    items: int = 0
    with_variants: int = 0
    misconceptions: int = 0
    solutions: int = 1  # of each code task, right and written differently
    mutants: int = 1  # of each code task
    kinds: int = 0  # of which there is an item


@dataclass(frozen=True)
class Project:
    """One course: its folder, the places below it, its names."""

    root: Path
    title: str = "Questions"
    name: str = "questions"
    store: str = "questions"
    bank: str = "bank"
    tasks: str = "tasks"
    masters: str = "assignments"
    book: str = "book"
    bibliography: str = "book/references.bib"
    imports: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()  # a name, and the library that stands behind it
    least: Least = field(default_factory=Least)

    @property
    def is_there(self) -> bool:
        """Whether there is such a project: a plain course for nbgrader has none."""
        return (self.root / FILE).is_file()

    def place(self, path: str) -> Path:
        """Return a place below the project's folder."""
        return self.root / path


def find_project(near: Path | None = None) -> Project:
    """Return the project that is meant: that of `QUIZZES_PROJECT`, or the one in which `near` or this process stands.

    Outside of any the checkout that holds this package is it, where it is one.

    Raises
    ------
    NoProjectError
        If there is none.
    UsageError
        If its file is wrong.
    """
    if named := os.environ.get(VARIABLE):
        return read_project(Path(named))
    for folder in _folders(near):
        if (folder / FILE).is_file():
            return read_project(folder)
    raise NoProjectError(
        f"no project: expected {FILE} in this folder or one above it; name its folder with --project, "
        "or make a project with: quizzes new-project DIR"
    )


def project_of(course: Path) -> Project:
    """Return the project of a course for nbgrader; where it has none, one that holds nothing.

    An assignment of ordinary test cells needs no items, no tasks and no proofs.

    Raises
    ------
    UsageError
        If the file of its project is wrong.
    """
    try:
        return find_project(course)
    except NoProjectError:
        return Project(course.resolve() / _NOWHERE)


@contextmanager
def meant(project: Project | None) -> Iterator[None]:
    """Have a project be the one that is found while the block runs, also by processes that start meanwhile."""
    if project is None:
        yield
        return
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(project.root)
    try:
        yield
    finally:
        os.environ.pop(VARIABLE)
        if before is not None:
            os.environ[VARIABLE] = before


def _folders(near: Path | None) -> Iterator[Path]:
    for start in ([near.resolve()] if near is not None else []) + [Path.cwd()]:
        yield from (start, *start.parents)
    yield Path(__file__).resolve().parent.parent


def read_project(root: Path) -> Project:
    """Return the project in a folder.

    Raises
    ------
    UsageError
        If the folder has no such file, or its file says something else than it may.
    """
    path = root.resolve() / FILE
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        folder = root.as_posix()
        raise UsageError(
            f"{folder} is no project: expected {FILE} in it; make one: quizzes new-project {folder}"
        ) from error
    return _read(path, changed)


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> Project:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.as_posix()} is no TOML: {error}") from error
    problems = [*_problems(values)]
    if problems:
        raise UsageError("\n".join(f"{path.as_posix()}: {problem}" for problem in problems))
    name = values.get("name") or _slug(path.parent.name)
    values = {"title": name, "name": name, "store": name} | values
    lists = {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
    needs = tuple(values.get("needs", {}).items())
    return Project(path.parent, **{**values, **lists, "least": Least(**values.get("least", {})), "needs": needs})


def _slug(text: str) -> str:
    """Return a text as lower-case words joined by hyphens.

    >>> _slug("My course (2026)")
    'my-course-2026'
    """
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())) or "questions"


def _problems(values: Mapping[str, object]) -> Iterator[str]:
    known = [each.name for each in fields(Project) if each.name != "root"]
    for key, value in values.items():
        if key not in known:
            yield f"unknown {key!r}{did_you_mean(key, known)}"
        elif key == "least":
            yield from _least_problems(value)
        elif key == "needs":
            if not isinstance(value, Mapping) or not all(isinstance(each, str) and each for each in value.values()):
                yield f"needs: expected a table of names and libraries, got {value!r}"
        elif key in ("imports", "absent", "packages"):
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                yield f"{key}: expected a list of modules' names, got {value!r}"
            elif key == "absent" and (own := sorted({*value} & sys.stdlib_module_names)):
                yield f"absent: {', '.join(own)} cannot be taken away: the sandbox itself needs Python's own library"
        elif not isinstance(value, str) or not value:
            yield f"{key}: expected a text, got {value!r}"
        elif key in ("name", "store") and not _NAME.fullmatch(value):
            yield f"{key}: expected lower-case words joined by hyphens, got {value!r}"
        elif key in _FOLDERS and (Path(value).is_absolute() or ".." in Path(value).parts):
            yield f"{key}: expected a place below the project's folder, got {value!r}"


def _least_problems(value: object) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"least: expected a table, got {value!r}"
        return
    known = [each.name for each in fields(Least)]
    for key, number in value.items():
        if key not in known:
            yield f"unknown 'least.{key}'{did_you_mean(str(key), known)}"
        elif isinstance(number, bool) or not isinstance(number, int) or number < 0:
            yield f"least.{key}: expected a whole number from 0, got {number!r}"
