"""Which releases are as they were made: one that somebody has worked in is not written over."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from quizzes.grading.cells import notes_of, text_of
from quizzes.grading.course.settings import FOLDER
from quizzes.targets.write import write_files

_RECORD = "released.json"
_REMEMBERED = 20  # releases


def was_changed(course: Path, assignment: str) -> bool:
    """Say whether the released notebooks are there and one is not as it was made."""
    paths = _notebooks(course, assignment)
    return bool(paths) and _made(course).get(assignment) != _digest(paths)


def note_release(course: Path, assignment: str) -> None:
    """Remember the released notebooks as they are now."""
    made = _made(course) | {assignment: _digest(_notebooks(course, assignment))}
    record = course / FOLDER / _RECORD
    write_files({record.name: f"{json.dumps(made, indent=1)}\n".encode()}, record.parent)
    _note_cells(course, assignment)


def earlier_cells(course: Path, assignment: str) -> dict[str, list[dict[str, dict]]]:
    """Return the cells of each release that was made, by notebook: their texts and points, by grade id."""
    try:
        found = json.loads(_history(course, assignment).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _note_cells(course: Path, assignment: str) -> None:
    """Remember the cells of a release: submissions made from it are not told that they changed them."""
    known = earlier_cells(course, assignment)
    for path in _notebooks(course, assignment):
        cells = {
            notes["grade_id"]: {"text": text_of(cell).strip(), "points": notes.get("points")}
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            for notes in [notes_of(cell)]
            if notes.get("grade_id")
        }
        before = [each for each in known.get(path.stem, []) if each != cells]
        known[path.stem] = [*before, cells][-_REMEMBERED:]
    record = _history(course, assignment)
    write_files({record.name: f"{json.dumps(known, indent=1)}\n".encode()}, record.parent)


def _history(course: Path, assignment: str) -> Path:
    return course / FOLDER / f"releases-{assignment}.json"


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
