"""A file of the source before it is read, and how much may be read of one student and in all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

LINK, _FOLDERS = "a link: it is not followed", ("__MACOSX", ".ipynb_checkpoints", ".git", ".Trash")


@dataclass(frozen=True)
class UnpackLimits:
    """What is read at most; beyond it a file is refused, and the rest goes on."""

    file_bytes: int = 20 * 2**20
    archive_bytes: int = 4096 * 2**20  # of the whole source, unpacked
    files: int = 20_000
    student_bytes: int = 60 * 2**20  # of all files of one student, unpacked
    student_files: int = 500
    ratio: int = 200  # of a file in a zip: bytes unpacked to bytes packed
    small_bytes: int = 2**20  # below it the ratio does not matter


LIMITS = UnpackLimits()


class RefusedError(Exception):
    """A file that is not read, and why."""

    def __init__(self, why: str, looked_at: int = 0) -> None:
        super().__init__(why)
        self.looked_at = looked_at  # bytes


@dataclass(frozen=True)
class Entry:
    """A file of the source, of which the name is known and the content not yet."""

    parts: tuple[str, ...]  # its path from the source on
    read: Callable[[int], bytes]  # its content, of so many bytes at most; RefusedError where there is more
    received: datetime | None = None  # when it was received, UTC, as the LMS or the disk says
    refused: str = ""  # why it is not read; empty where it may be
    account: str = ""  # on this machine, of whoever made the folder that it lies in

    @property
    def path(self) -> str:
        """Return the path as it is shown."""
        return "/".join(self.parts)


class Budget:
    """How many bytes and files may still be read of one student, and of the whole source."""

    def __init__(self, limits: UnpackLimits = LIMITS) -> None:
        self.limits = limits
        self._source = limits.archive_bytes
        self._student, self._files = limits.student_bytes, limits.student_files

    def next_student(self) -> None:
        """Begin with the files of another student."""
        self._student, self._files = self.limits.student_bytes, self.limits.student_files

    def read(self, entry: Entry, most: int) -> bytes:
        """Return an entry's content and take it off; what is refused has cost what was looked at."""
        if self._files <= 0:
            raise RefusedError(f"more than {self.limits.student_files} files of one student: the rest is left out")
        self._files -= 1
        try:
            content = entry.read(min(most, self._student, self._source))
        except RefusedError as error:
            self._student = max(0, self._student - error.looked_at)
            raise
        self._student -= len(content)
        self._source -= len(content)
        return content


def nothing(most: int) -> bytes:
    """Return the content of what is not read."""
    return b""


def is_noise(parts: tuple[str, ...]) -> bool:
    """Say whether a file is only what a system leaves behind."""
    return any(part in _FOLDERS for part in parts) or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")


def megabytes(count: int) -> str:
    """Return a number of bytes as it is shown."""
    return f"{count / 2**20:.0f} MB" if count >= 2**20 else f"{count} bytes"
