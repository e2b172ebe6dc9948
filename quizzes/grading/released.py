"""Which releases are as they were made: one that somebody has worked in is not written over."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from quizzes.grading.journal import FOLDER

_RECORD = "released.json"


def was_changed(course: Path, assignment: str) -> bool:
    """Say whether the released notebooks are there and one is not as it was made."""
    paths = _notebooks(course, assignment)
    return bool(paths) and _made(course).get(assignment) != _digest(paths)


def note_release(course: Path, assignment: str) -> None:
    """Remember the released notebooks as they are now."""
    made = _made(course) | {assignment: _digest(_notebooks(course, assignment))}
    record = course / FOLDER / _RECORD
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def set_aside(course: Path, assignment: str) -> Path:
    """Copy notebooks that were worked in to names of their own beside the releases; return where the last one is."""
    folder = course / "release-kept" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    for path in _notebooks(course, assignment):
        number = 1
        while (target := folder / f"{path.stem}-{number}.ipynb").exists():
            number += 1
        shutil.copy2(path, target)
    return target


def _notebooks(course: Path, assignment: str) -> list[Path]:
    return sorted((course / "release" / assignment).glob("*.ipynb"))


def _made(course: Path) -> dict[str, str]:
    try:
        found = json.loads((course / FOLDER / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(paths: list[Path]) -> str:
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
