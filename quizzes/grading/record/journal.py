"""What an interrupted run has graded already: a file beside the course that lives as long as the run does."""

from __future__ import annotations

import json
import os
from pathlib import Path

from quizzes.grading.course.settings import FOLDER


class Journal:
    """One line for each submission whose grade is recorded, the run's own conditions on the first."""

    def __init__(self, course: Path, assignment: str, conditions: str) -> None:
        """Open the journal; what another run with the same conditions has left is taken over."""
        self._path = course / FOLDER / f"{assignment}.jsonl"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        head = {"conditions": conditions}
        lines = _lines(self._path)
        self._done = {line["student"]: line["sha256"] for line in lines[1:]} if lines[:1] == [head] else {}
        if not self._done:
            self._path.write_text(json.dumps(head) + "\n", encoding="utf-8")
        self._file = self._path.open("a", encoding="utf-8")

    def __len__(self) -> int:
        """Return how many an earlier run had done."""
        return len(self._done)

    def has(self, student: str, sha256: str) -> bool:
        """Say whether this very submission has been recorded."""
        return self._done.get(student) == sha256

    def add(self, student: str, sha256: str) -> None:
        """Note that a submission's grade is recorded and its files are written; for a later run, so not kept here."""
        self._file.write(json.dumps({"student": student, "sha256": sha256}) + "\n")
        self._file.flush()

    def leave(self) -> None:
        """Close the file and keep it for the next run."""
        self._file.close()

    def finish(self) -> None:
        """Remove the file: the run is complete."""
        self._file.close()
        os.unlink(self._path)


def _lines(path: Path) -> list[dict]:
    """Return the lines that are whole; the last one may have been cut off."""
    found: list[dict] = []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    for line in text.split("\n")[:-1]:
        try:
            value = json.loads(line)
        except ValueError:
            break
        if not isinstance(value, dict) or (found and set(value) != {"student", "sha256"}):
            break
        found.append(value)
    return found
