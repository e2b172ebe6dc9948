"""The files in a folder or a zip, read within limits: nothing is written, and nothing outside is followed."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from quizzes.errors import UsageError

_CHUNK = 2**16
_LINK, _FOLDERS = "a link: it is not followed", ("__MACOSX", ".ipynb_checkpoints", ".git", ".Trash")
_ARCHIVES = (".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz")


@dataclass(frozen=True)
class Limits:
    """What is read at most; beyond it a file is refused, and the rest goes on."""

    file_bytes: int = 20 * 2**20
    archive_bytes: int = 1024 * 2**20  # of all files of one archive together
    files: int = 20_000
    inner_bytes: int = 60 * 2**20  # of all files of a zip within the source
    inner_files: int = 500


LIMITS = Limits()


@dataclass(frozen=True)
class Piece:
    """One file as it came."""

    parts: tuple[str, ...]  # its path from the source on; the parts of a path inside a zip follow the zip's name
    content: bytes = b""
    time: datetime | None = None  # of its last change, UTC
    refused: str = ""  # why it was not read; empty where it was
    depth: int = 0  # how many zips it lay in

    @property
    def path(self) -> str:
        """Return the path as it is shown."""
        return "/".join(self.parts)


def read_source(source: Path, zone: tzinfo = UTC, limits: Limits = LIMITS) -> Iterator[Piece]:
    """Yield every file of a folder, a zip or a single notebook, those of zips within it as well.

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
        for piece in _folder(source, limits):
            yield from _opened(piece, zone, limits)
    elif source.is_file() and source.suffix.lower() == ".zip":
        if not zipfile.is_zipfile(source):
            raise UsageError(f"{source} is named as a zip file and is none; download it again")
        with source.open("rb") as file:
            for piece in _zip(file, (), zone, limits.archive_bytes, limits):
                yield from _opened(piece, zone, limits)
    elif source.is_file() and source.suffix.lower() == ".ipynb":
        yield _file(source, (source.name,), limits)
    elif source.exists():
        raise UsageError(f"cannot collect from {source}: expected a folder, a .zip or an .ipynb")
    else:
        raise UsageError(f"there is no {source}")


def _folder(root: Path, limits: Limits) -> Iterator[Piece]:
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if _is_noise(parts):
            continue
        if path.is_symlink():
            yield Piece(parts, refused=_LINK)
        elif path.is_file() and not any(parent.is_symlink() for parent in _parents(path, root)):
            yield _file(path, parts, limits)
        elif not path.is_dir() and not path.is_file():
            yield Piece(parts, refused="neither a file nor a folder")


def _parents(path: Path, root: Path) -> Iterator[Path]:
    while path != root:
        path = path.parent
        if path != root:
            yield path


def _file(path: Path, parts: tuple[str, ...], limits: Limits) -> Piece:
    try:
        found = path.stat()
        most = limits.archive_bytes if path.suffix.lower() == ".zip" else limits.file_bytes
        if found.st_size > most:
            return Piece(parts, refused=f"larger than {_mega(most)}")
        return Piece(parts, path.read_bytes(), datetime.fromtimestamp(found.st_mtime, UTC))
    except OSError as error:
        return Piece(parts, refused=f"cannot be read: {error.strerror}")


def _opened(piece: Piece, zone: tzinfo, limits: Limits) -> Iterator[Piece]:
    """Yield the piece, or the files in it where it is a zip; a zip in that one stays closed."""
    suffix = PurePosixPath(piece.parts[-1]).suffix.lower()
    if piece.refused:
        yield piece
    elif suffix in _ARCHIVES:
        yield replace(piece, refused=f"an archive of the kind {suffix}: only .zip is opened")
    elif suffix != ".zip":
        yield piece
    elif not zipfile.is_zipfile(io.BytesIO(piece.content)):
        yield replace(piece, refused="named as a zip file and is none")
    else:
        for inner in _zip(io.BytesIO(piece.content), piece.parts, zone, limits.inner_bytes, limits):
            if PurePosixPath(inner.parts[-1]).suffix.lower() == ".zip" and not inner.refused:
                inner = replace(inner, refused="a zip within a zip: it is not opened")
            yield replace(inner, depth=1)


def _zip(file: object, above: tuple[str, ...], zone: tzinfo, room: int, limits: Limits) -> Iterator[Piece]:
    seen: set[tuple[str, ...]] = set()
    try:
        archive = zipfile.ZipFile(file)  # type: ignore[arg-type]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        yield Piece(above or ("zip",), refused=f"a damaged zip: {error}")
        return
    with archive:
        for number, entry in enumerate(archive.infolist()):
            if number >= (limits.inner_files if above else limits.files):
                yield Piece((*above, "..."), refused=f"more than {number} files in one zip; the rest is left out")
                return
            if entry.is_dir():
                continue
            parts = (*above, *_shown(entry.filename))
            if _is_noise(parts):
                continue
            refused = _why_not(entry) or ("the same path a second time" if parts in seen else "")
            seen.add(parts)
            piece = _entry(archive, entry, parts, room, limits) if not refused else Piece(parts, refused=refused)
            room -= len(piece.content)
            yield replace(piece, time=_time(entry, zone))


def _why_not(entry: zipfile.ZipInfo) -> str:
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or (len(name) > 1 and name[1] == ":"):
        return "a path that leads outside"
    if "\0" in name or any(ord(sign) < 32 for sign in name):
        return "a path with control characters"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return _LINK
    if kind not in (0, stat.S_IFREG):
        return "neither a file nor a folder"
    return "locked with a password" if entry.flag_bits & 1 else ""


def _entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, parts: tuple[str, ...], room: int, limits: Limits
) -> Piece:
    """Read one entry; its real length counts, whatever the archive says of it."""
    is_zip = PurePosixPath(parts[-1]).suffix.lower() == ".zip"
    most = min(limits.inner_bytes if is_zip else limits.file_bytes, room)
    content = bytearray()
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                content += chunk
                if len(content) > most:
                    return Piece(parts, refused=f"unpacks to more than {_mega(most)}: left alone, as a bomb would be")
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        return Piece(parts, refused=f"damaged in the zip: {error}")
    return Piece(parts, bytes(content))


def _shown(name: str) -> tuple[str, ...]:
    """Return the parts of an entry's path as they may be shown and kept: none of them leads anywhere."""
    cleaned = "".join(sign if ord(sign) >= 32 else "?" for sign in name.replace("\\", "/"))
    return tuple(part for part in cleaned.split("/") if part not in ("", ".", "..")) or ("?",)


def _time(entry: zipfile.ZipInfo, zone: tzinfo) -> datetime | None:
    try:
        return datetime(*entry.date_time, tzinfo=zone).astimezone(UTC)
    except ValueError:
        return None


def _is_noise(parts: tuple[str, ...]) -> bool:
    return any(part in _FOLDERS for part in parts) or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")


def _mega(count: int) -> str:
    return f"{count / 2**20:.0f} MB" if count >= 2**20 else f"{count} bytes"
