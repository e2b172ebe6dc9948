"""A file that somebody named: on the command line, or as the roster or the table of times of a course."""

from __future__ import annotations

from pathlib import Path

from quizzes.errors import UsageError


def read_named(path: Path, what: str = "") -> bytes:
    """Return what the file holds; `what` it should be, such as "the roster", stands before its path in the message.

    Raises
    ------
    UsageError
        If it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {f'{what} ' if what else ''}{path}: {error.strerror}") from error
