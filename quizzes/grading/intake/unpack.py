"""The files of a folder or a zip: first their names alone, then one student's files, read within limits.

Nothing is written, and nothing outside is followed. Zips that lie in the source are opened only when it is known
whose they are, so no name inside of one can say it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from quizzes.errors import UsageError
from quizzes.grading.intake.entries import (
    LIMITS,
    LINK,
    Budget,
    Entry,
    RefusedError,
    UnpackLimits,
    is_noise,
    megabytes,
    nothing,
)
from quizzes.grading.intake.zips import is_zip, zip_entries

_ARCHIVES = (".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz")
_HEADER, _HEADERS = b"PK\x01\x02", 20  # of a file in a zip's table; Python reads the whole table at once


@dataclass(frozen=True)
class Piece:
    """One file as received."""

    parts: tuple[str, ...]  # its path from the source on; the parts of a path inside a zip follow the zip's name
    content: bytes = b""
    time: datetime | None = None  # of its last change, UTC; inside a zip whatever its maker liked
    refused: str = ""  # why it was not read; empty where it was

    @property
    def path(self) -> str:
        """Return the path as it is shown."""
        return "/".join(self.parts)


@contextmanager
def open_source(source: Path, zone: tzinfo = UTC, limits: UnpackLimits = LIMITS) -> Iterator[tuple[Entry, ...]]:
    """Give the files of a folder, a zip or a single notebook; zips in it are files like others.

    Parameters
    ----------
    source : Path
        The folder or file.
    zone : tzinfo
        Of the times in a zip, which carry none.

    Raises
    ------
    UsageError
        If the source is not there or is a file of another kind.
    """
    if source.is_dir():
        yield tuple(_folder(source))
    elif source.is_file() and source.suffix.lower() == ".zip":
        with source.open("rb") as file:
            if not is_zip(file):
                raise UsageError(f"{source} is named as a zip file and is none; download it again")
            yield tuple(zip_entries(file, (), zone, limits.files, limits))
    elif source.is_file() and source.suffix.lower() == ".ipynb":
        yield (_file(source, (source.name,)),)
    elif source.exists():
        raise UsageError(f"cannot collect from {source}: expected a folder, a .zip or an .ipynb")
    else:
        raise UsageError(f"there is no {source}")


def read_entry(entry: Entry, budget: Budget, zone: tzinfo = UTC) -> Iterator[Piece]:
    """Yield a file, or the files in it where it is a zip; a zip within a zip stays closed."""
    if PurePosixPath(entry.parts[-1]).suffix.lower() != ".zip" or entry.refused:
        yield _piece(entry, budget)
        return
    limits = budget.limits
    whole = _piece(entry, budget, limits.student_bytes)
    if whole.refused:
        yield whole
    elif not is_zip(io.BytesIO(whole.content)):
        yield replace(whole, content=b"", refused="named as a zip file and is none")
    elif whole.content.count(_HEADER) > _HEADERS * limits.student_files:
        yield replace(whole, content=b"", refused=f"more than {_HEADERS * limits.student_files} files in one zip")
    else:
        for inner in zip_entries(io.BytesIO(whole.content), entry.parts, zone, limits.student_files, limits):
            if PurePosixPath(inner.parts[-1]).suffix.lower() == ".zip" and not inner.refused:
                inner = replace(inner, refused="a zip within a zip: it is not opened")
            yield _piece(inner, budget)


def _piece(entry: Entry, budget: Budget, most: int | None = None) -> Piece:
    suffix = PurePosixPath(entry.parts[-1]).suffix.lower()
    refused = entry.refused
    if not refused and suffix in _ARCHIVES:
        refused = f"an archive of the kind {suffix}: only .zip is opened"
    content = b""
    if not refused:
        try:
            content = budget.read(entry, most or budget.limits.file_bytes)
        except RefusedError as error:
            refused = str(error)
    return Piece(entry.parts, content, entry.received, refused)


def _folder(root: Path) -> Iterator[Entry]:
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if is_noise(parts):
            continue
        if path.is_symlink():
            yield Entry(parts, nothing, refused=LINK)
        elif path.is_file() and not any(parent.is_symlink() for parent in _parents(path, root)):
            yield _file(path, parts)
        elif not path.is_dir() and not path.is_file():
            yield Entry(parts, nothing, refused="neither a file nor a folder")


def _parents(path: Path, root: Path) -> Iterator[Path]:
    while path != root:
        path = path.parent
        if path != root:
            yield path


def _file(path: Path, parts: tuple[str, ...]) -> Entry:
    def read(most: int) -> bytes:
        try:
            with path.open("rb") as file:
                content = file.read(most + 1)
        except OSError as error:
            raise RefusedError(f"cannot be read: {error.strerror}") from error
        if len(content) > most:
            raise RefusedError(f"larger than {megabytes(most)}", most)
        return content

    try:
        time = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError) as error:
        return Entry(parts, nothing, refused=f"cannot be read: {error}")
    return Entry(parts, read, time, account=_account(path.parent))


def _account(folder: Path) -> str:
    try:
        return folder.owner()
    except (OSError, KeyError, NotImplementedError):
        return ""
