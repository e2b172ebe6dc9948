"""Which releases are as they were made: one that somebody has worked in is not written over."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from quizzes.grading.journal import FOLDER

_RECORD = "released.json"


def was_changed(course: Path, assignment: str) -> bool:
    """Say whether the released notebook is there and is not as it was made."""
    path = _notebook(course, assignment)
    return path.is_file() and _made(course).get(assignment) != _digest(path)


def note_release(course: Path, assignment: str) -> None:
    """Remember the released notebook as it is now."""
    made = _made(course) | {assignment: _digest(_notebook(course, assignment))}
    record = course / FOLDER / _RECORD
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def set_aside(course: Path, assignment: str) -> Path:
    """Copy a notebook that was worked in to a name of its own beside the releases; return where."""
    folder = course / "release-kept" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while (target := folder / f"{assignment}-{number}.ipynb").exists():
        number += 1
    shutil.copy2(_notebook(course, assignment), target)
    return target


def _notebook(course: Path, assignment: str) -> Path:
    return course / "release" / assignment / f"{assignment}.ipynb"


def _made(course: Path) -> dict[str, str]:
    try:
        found = json.loads((course / FOLDER / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
