"""What the grader noted about a submission: the file grade.json beside the autograded notebook."""

from __future__ import annotations

import json
from pathlib import Path

FILE = "grade.json"


def read_notes(root: Path, assignment: str, student: str) -> dict:
    """Return what the grader noted about a submission; empty where there is nothing to be read."""
    path = root / "autograded" / student / assignment / FILE
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}
