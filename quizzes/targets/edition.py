"""The edition of the bank: when its sources last changed, found out without looking at a clock."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from quizzes.errors import UsageError

_SOURCES = ("quizzes/bank", "quizzes/proofs")


def edition_of(project: Path) -> datetime | None:
    """Return SOURCE_DATE_EPOCH, or the time of the last commit that changed the bank; None where neither is known."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH") or _committed(project)
    return datetime.fromtimestamp(int(stamp), UTC) if stamp.isdecimal() else None


def read_edition(text: str) -> datetime:
    """Return a date, or date and time, that was written as 2026-11-21 or 2026-11-21T04:30.

    Raises
    ------
    UsageError
        If it is neither.
    """
    try:
        edition = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"expected an edition such as 2026-11-21, came {text!r}") from error
    return edition if edition.tzinfo else edition.replace(tzinfo=UTC)


def _committed(project: Path) -> str:
    command = ["git", "-C", str(project), "log", "-1", "--format=%ct", "--", *_SOURCES]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
