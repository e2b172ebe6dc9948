"""What a course's folder holds of an assignment: its source notebooks, the files beside them, and the items' bank."""

from __future__ import annotations

import hashlib
import json
import math
import os
import pickle
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import UsageError
from quizzes.grading.course.settings import FOLDER
from quizzes.grading.sandbox.limits import Limits
from quizzes.load import assemble, load_bank
from quizzes.model import Bank
from quizzes.project import FILE, Project, project_of
from quizzes.targets.write import write_files

_PACKAGE = Path(__file__).resolve().parents[2]
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
        raise UsageError(f"{path} is not a notebook: {error}. Make it again with: quizzes build") from error
    return found


@dataclass(frozen=True)
class FilesBeside:
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


def files_beside(course: Path, assignment: str, limits: Limits) -> FilesBeside:
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
    return FilesBeside({name: path for name, path in found.items() if name not in mounted}, mounted)


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


_banks: dict[str, Bank] = {}  # read by this process, by the hash of what they rest on


def course_bank(course: Path, project: Project | None = None) -> Bank:
    """Return the item bank; it takes a second to read, so what was read is kept beside the course."""
    project = project or project_of(course)
    if not project.is_there:
        return assemble([], project)
    digest = hashlib.sha256(f"{sys.version} {project}".encode())
    files = [project.root / FILE, *project.place(project.bank).glob("*.yml")]
    for path in sorted([*files, *_PACKAGE.glob("*.json"), *_PACKAGE.glob("*.py"), *_PACKAGE.glob("kinds/*.py")]):
        digest.update(path.read_bytes())
    name = digest.hexdigest()[:32]
    if name in _banks:
        return _banks[name]
    kept = course / FOLDER / f"bank-{name}.pickle"
    if kept.is_file() and kept.stat().st_uid == os.getuid():
        _banks[name] = pickle.loads(kept.read_bytes())
        return _banks[name]
    bank = _banks[name] = load_bank(project)
    kept.parent.mkdir(parents=True, exist_ok=True)
    for old in kept.parent.glob("bank-*.pickle"):
        old.unlink()
    write_files({kept.name: pickle.dumps(bank)}, kept.parent)
    return bank
