"""The secret of a course, from which the numbers of hidden cases are drawn: made once, kept with the course."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from quizzes.errors import UsageError
from quizzes.grading.course.settings import FOLDER

FILE = "secret"
_BYTES = 32


def course_secret(course: Path) -> bytes:
    """Return the secret of a course; make it where there is none yet.

    Nobody but the owner can read the file. Whoever has it can work out each student's numbers; without it nobody can,
    and a course that has lost it gets other numbers, for right solutions as good as the old ones.

    Raises
    ------
    UsageError
        If the file cannot be read or made, or holds something else.
    """
    path = course / FOLDER / FILE
    try:
        if not path.exists():
            _make(path)
        text = path.read_text(encoding="ascii").strip()
        path.chmod(0o600)
        secret = bytes.fromhex(text)
    except OSError as error:
        raise UsageError(f"cannot read or make {path}, which hidden numbers rest on: {error.strerror}") from error
    except ValueError:
        secret = b""
    if len(secret) != _BYTES:
        raise UsageError(
            f"{path}: expected {2 * _BYTES} hexadecimal digits, got something else. Put it back from a copy, or delete "
            "it: hidden cases then get other numbers"
        )
    return secret


def _make(path: Path) -> None:
    """Make the file, whole or not at all; what another process made meanwhile stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".secret.") as file:  # readable by its owner alone
        file.write(secrets.token_hex(_BYTES).encode() + b"\n")
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)
