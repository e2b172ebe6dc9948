"""An assignment of a course made ready to be graded: its source, its items, its files, its limits."""

from __future__ import annotations

import hashlib
import json
import math
import os
import pickle
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from quizzes.checks.load import load_tasks
from quizzes.errors import UsageError
from quizzes.grading.exercise import Exercise, modules_of, notes_of
from quizzes.grading.journal import FOLDER
from quizzes.grading.kernels import KernelPlan
from quizzes.grading.parts import Assignment
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.secret import course_secret
from quizzes.grading.settings import read_settings
from quizzes.load import BANK, load_bank
from quizzes.model import Bank, Item
from quizzes.targets.write import write_files

_MIB = 2**20
_COPIED = 16 * _MIB  # bytes of all files beside the notebook that are copied into each kernel; others are mounted
LIBRARY = "packages"  # folder of the course with packages of its own
_NOT_HANDED_ON = ("timestamp.txt", ".ipynb_checkpoints")


def read_sources(course: Path, assignment: str) -> dict[str, dict]:
    """Return the JSON values of the assignment's source notebooks, by name; raise UsageError where there is none."""
    folder = course / "source" / assignment
    found = {path.stem: _read_json(path) for path in sorted(folder.glob("*.ipynb")) if path.is_file()}
    if not found:
        known = sorted({path.parent.name for path in (course / "source").glob("*/*.ipynb")})
        raise UsageError(
            f"the course has no assignment {assignment!r}: expected {folder / f'{assignment}.ipynb'}; "
            f"known are {', '.join(known) or 'none'}"
        )
    return found


def _read_json(path: Path) -> dict:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found.get("cells"), list):
            raise ValueError("it has no list of cells")
    except (ValueError, AttributeError) as error:
        raise UsageError(f"{path} is no notebook: {error}. Make it again with: quizzes build") from error
    return found


def read_assignment(
    course: Path, assignment: str, sources: Mapping[str, Mapping], limits: Limits, *, own_numbers: bool = False
) -> Assignment:
    """Return everything that decides a grade in the assignment; with a secret where its tasks' numbers are drawn."""
    secret = course_secret(course) if own_numbers and load_tasks(assignment) else b""
    made = (read_exercise(course, assignment, source, limits, name) for name, source in sources.items())
    return Assignment(assignment, tuple(replace(exercise, secret=secret) for exercise in made))


def read_exercise(course: Path, assignment: str, source: Mapping, limits: Limits, notebook: str = "") -> Exercise:
    """Return everything that decides a grade in one notebook of the assignment."""
    beside = files_beside(course, assignment, limits)
    files = {name: path.read_bytes() for name, path in beside.copied.items()}
    data = {name: _digest(path, path.stat().st_mtime_ns) for name, path in beside.mounted.items()}
    ask = read_settings(course).untouched == "ask"
    items = _items(course, source)
    return Exercise(assignment, source, items, files, limits, data=data, ask=ask, notebook=notebook)


@dataclass(frozen=True)
class Beside:
    """The files beside an assignment's notebooks, by name."""

    copied: Mapping[str, Path]  # into each kernel
    mounted: Mapping[str, Path]  # read-only: they are too large

    @property
    def note(self) -> str:
        """Return what the instructor is told of the large ones; empty where there is none."""
        sizes = [f"{name} ({path.stat().st_size / _MIB:.1f} MiB)" for name, path in self.mounted.items()]
        if not sizes:
            return ""
        return f"note: mounted read-only beside the notebook, and not copied: {', '.join(sizes)}"


def files_beside(course: Path, assignment: str, limits: Limits) -> Beside:
    """Return what lies beside the notebooks of an assignment.

    Raises
    ------
    UsageError
        If it is more than the limit, or learners' code may not read it.
    """
    folder = course / "source" / assignment
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        skipped = path.suffix == ".ipynb" or any(part in _NOT_HANDED_ON for part in name.split("/"))
        if path.is_file() and not skipped:
            found[name] = path
    mounted, total = {}, sum(path.stat().st_size for path in found.values())
    for name in sorted(found, key=lambda name: -found[name].stat().st_size):
        if total <= _COPIED:
            break
        mounted[name] = found[name].resolve()
        total -= found[name].stat().st_size
    _require_mountable(mounted, limits)
    return Beside({name: path for name, path in found.items() if name not in mounted}, mounted)


def _require_mountable(mounted: Mapping[str, Path], limits: Limits) -> None:
    total = sum(path.stat().st_size for path in mounted.values()) / _MIB
    if total > limits.data_mb:
        raise UsageError(
            f"expected at most {limits.data_mb:g} MiB of files beside the notebook, got {total:.1f}: "
            f"{', '.join(mounted)}. Say more in course.toml: [limits] data_mb = {math.ceil(total)}"
        )
    if os.geteuid() == 0:  # the sandbox gives root up, so that only what others may read can be read
        for path in mounted.values():
            if not path.stat().st_mode & 0o004:
                raise UsageError(f"{path}: learners' code may not read it; run `chmod o+r {path}`")


@lru_cache(maxsize=64)
def _digest(path: Path, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kernel_plan(
    course: Path,
    sources: Mapping[str, Mapping],
    limits: Limits,
    *,
    sandbox: bool,
    warm: bool,
    ready: int,
    absent: Collection[str] = (),
    data: Mapping[str, Path] | None = None,
) -> KernelPlan:
    """Return how the kernels for an assignment are made.

    In them the modules that are `absent` cannot be used; `data` are the files that they see and do not copy.
    """
    names = {name for source in sources.values() for name in modules_of(source)}
    modules = tuple(sorted(name for name in names if name.partition(".")[0] not in absent))
    library = course / LIBRARY
    return KernelPlan(
        modules,
        limits,
        sandbox=sandbox,
        warm=warm,
        secret=(str(course),),
        ready=ready,
        absent=tuple(sorted(absent)),
        data=tuple((name, str(path)) for name, path in (data or {}).items()),
        library=str(library.resolve()) if library.is_dir() else "",
    )


def absent_modules(assignment: str, sources: Mapping[str, Mapping]) -> frozenset[str]:
    """Return the modules that a task of the assignment says its answer may not use."""
    tasks = load_tasks(assignment)
    asked = {notes_of(cell).get("grade_id") for source in sources.values() for cell in source["cells"]}
    return frozenset(name for task in tasks.values() if task.id in asked for name in task.without)


def kept_bank(course: Path) -> Bank:
    """Return the item bank; it takes a second to read, so what was read is kept beside the course."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted([*BANK.glob("*.yml"), *BANK.glob("*.json"), *package.glob("*.py"), *package.glob("kinds/*.py")]):
        digest.update(path.read_bytes())
    kept = course / FOLDER / f"bank-{digest.hexdigest()[:32]}.pickle"
    if kept.is_file() and kept.stat().st_uid == os.getuid():
        return pickle.loads(kept.read_bytes())
    bank = load_bank()
    kept.parent.mkdir(parents=True, exist_ok=True)
    for old in kept.parent.glob("bank-*.pickle"):
        old.unlink()
    write_files({kept.name: pickle.dumps(bank)}, kept.parent)
    return bank


def _items(course: Path, source: Mapping) -> dict[str, Item]:
    """Return the bank's items that the notebook asks."""
    names = {notes_of(cell).get("grade_id") for cell in source["cells"]}
    asked = sorted(str(name) for name in names if f"{name}-answer" in names)
    if not asked:
        return {}
    bank = kept_bank(course)
    return {name: bank.items[name] for name in asked if name in bank.items}
