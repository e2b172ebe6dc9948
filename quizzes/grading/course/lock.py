"""One command at a time changes a course: a lock beside it, and a sentence that says who has it."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from quizzes.errors import UsageError
from quizzes.grading.course.settings import FOLDER
from quizzes.plain_text import one_line

# Why: DECISIONS.md#flock
FILE = "lock"
_LONGEST = 300  # letters of what the file says


@contextmanager
def course_lock(root: Path, command: str) -> Iterator[None]:
    """Hold the course while the block runs; the system lets it go where the process ends, however it ends.

    Raises
    ------
    UsageError
        If another command has it.
    """
    path = root / FOLDER / FILE
    path.parent.mkdir(exist_ok=True)
    with path.open("a+", encoding="utf-8", errors="replace") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"{root.as_posix()} is in use: {_holder(path)}. Wait for its end, then try again"
            ) from None
        except OSError:  # a file system that knows no locks
            yield
            return
        try:
            os.ftruncate(file.fileno(), 0)
            since = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
            file.write(f"`quizzes {command}` runs since {since} (process {os.getpid()} on {socket.gethostname()})\n")
            file.flush()
            yield
        finally:
            os.ftruncate(file.fileno(), 0)
            fcntl.flock(file, fcntl.LOCK_UN)  # for the workers, too, which have the file from this process


def _holder(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            told = file.read(_LONGEST).strip()
    except OSError:
        told = ""
    return one_line(told, _LONGEST) or "another command has just begun"
