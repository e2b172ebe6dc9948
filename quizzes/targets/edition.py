"""The edition that a caller names for all notes of an Anki deck at once."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from quizzes.errors import UsageError


def named_edition(text: str | None) -> datetime | None:
    """Return the edition that ``--edition`` or SOURCE_DATE_EPOCH names; None where each item has its own time."""
    if text:
        return read_edition(text)
    stamp = os.environ.get("SOURCE_DATE_EPOCH", "")
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
        raise UsageError(f"expected an edition such as 2026-11-21, got {text!r}") from error
    return edition if edition.tzinfo else edition.replace(tzinfo=UTC)
