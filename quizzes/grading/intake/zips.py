"""The entries of a zip: their names as they may be shown, and their contents within limits."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import IO, BinaryIO

from quizzes.grading.intake.entries import LINK, Entry, RefusedError, UnpackLimits, is_noise, megabytes, nothing

_CHUNK = 2**16
_PATH = 1000  # letters of a path that are kept
_UTF_8 = 0x800  # flag of a name
# Why: DECISIONS.md#deflate-alone
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # which can be unpacked piece by piece


def is_zip(file: BinaryIO) -> bool:
    """Say whether a file is a zip, whatever it holds."""
    try:
        return zipfile.is_zipfile(file)
    except Exception:  # noqa: BLE001  see zip_entries
        return False


def zip_entries(
    file: Path | IO[bytes], above: tuple[str, ...], zone: tzinfo, most: int, limits: UnpackLimits
) -> Iterator[Entry]:
    """Yield the entries of a zip; they can be read as long as the file is open."""
    seen: set[tuple[str, ...]] = set()
    try:
        archive = zipfile.ZipFile(file)
    except Exception as error:  # noqa: BLE001  a damaged zip makes zipfile stumble over whatever it holds
        yield Entry(above or ("zip",), nothing, refused=f"a damaged zip: {error}")
        return
    for number, entry in enumerate(archive.infolist()):
        if number >= most:
            rest = f"more than {most} files in one zip; the rest is left out"
            yield Entry((*above, "..."), nothing, refused=rest)
            return
        if entry.filename.endswith("/"):  # is_dir looks at the last letter, of a name that may have none
            continue
        parts = (*above, *_shown(_name(entry)))
        if is_noise(parts):
            continue
        refused = _why_not(entry) or ("the same path a second time" if parts in seen else "")
        seen.add(parts)
        yield Entry(parts, _reader(archive, entry, limits), _time(entry, zone), refused)


def _why_not(entry: zipfile.ZipInfo) -> str:
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or (len(name) > 1 and name[1] == ":"):
        return "a path that leads outside"
    if "\0" in name or any(ord(sign) < 32 for sign in name):
        return "a path with control characters"
    if len(name) > _PATH:
        return f"a path of more than {_PATH} letters"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return LINK
    if kind not in (0, stat.S_IFREG):
        return "neither a file nor a folder"
    if entry.flag_bits & 1:
        return "locked with a password"
    if entry.compress_type not in _METHODS:  # of bzip2 and LZMA zipfile unpacks gigabytes before it can be stopped
        return "packed by another method than deflate, such as bzip2 or LZMA: pack it as an ordinary zip"
    return ""


def _reader(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: UnpackLimits) -> Callable[[int], bytes]:
    """Return what reads an entry; its real length counts, whatever the archive says of it."""

    def read(most: int) -> bytes:
        most = min(most, max(limits.small_bytes, limits.ratio * entry.compress_size))
        content = bytearray()
        try:
            with archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    content += chunk
                    if len(content) > most:
                        why = f"unpacks to more than {megabytes(most)}: left alone, as a bomb would be"
                        raise RefusedError(why, len(content))
        except RefusedError:
            raise
        except Exception as error:  # noqa: BLE001  see zip_entries
            raise RefusedError(f"damaged in the zip: {error}", len(content)) from error
        return bytes(content)

    return read


def _name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name; a Mac writes it in UTF-8 and does not say so, and Python takes it for a code of 1981."""
    if entry.flag_bits & _UTF_8 or entry.filename.isascii():
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _shown(name: str) -> tuple[str, ...]:
    """Return the parts of an entry's path as they may be shown and kept: none of them leads anywhere."""
    cleaned = "".join(sign if ord(sign) >= 32 else "?" for sign in name[:_PATH].replace("\\", "/"))
    return tuple(part for part in cleaned.split("/") if part not in ("", ".", "..")) or ("?",)


def _time(entry: zipfile.ZipInfo, zone: tzinfo) -> datetime | None:
    try:
        return datetime(*entry.date_time, tzinfo=zone).astimezone(UTC)
    except ValueError:
        return None
