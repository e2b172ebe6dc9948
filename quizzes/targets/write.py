"""The one writer: puts a target's files on the disk, changing only what is different."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from quizzes.errors import UsageError


def write_files(files: Mapping[str, bytes], folder: Path) -> tuple[str, ...]:
    """Write `files` below `folder` and return the paths of those that were new or different.

    A file is replaced in one step: a reader sees the old one or the new one.

    Raises
    ------
    UsageError
        If the folder cannot be written to.
    """
    changed = []
    for name, content in files.items():
        path = folder / name
        try:
            if path.is_file() and path.read_bytes() == content:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, content)
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}") from error
        changed.append(name)
    return tuple(changed)


def _replace(path: Path, content: bytes) -> None:
    # the name that is written first may not be longer than the name itself may be
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:50]}.", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.chmod(file.name, 0o644)
            os.replace(file.name, path)
        except OSError:
            with suppress(OSError):
                os.unlink(file.name)
            raise
