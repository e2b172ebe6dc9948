"""Arrays in one .npz file: written whole or not at all, and read from strangers within bounds."""

import contextlib
import os
import secrets
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from lstm_lib.types import Array, Params

BAD_FILE = (
    ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, RecursionError, SyntaxError, MemoryError,
    RuntimeError, OSError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip  # what zipfile and numpy raise for bytes that are no .npz file (NotImplementedError is a RuntimeError)


def write_arrays(path: str | Path, arrays: Params) -> None:
    """Write arrays to one .npz file, whole or not at all: an interrupt leaves the file that was there.

    Several processes may write the same file at once: each writes one of its own beside it first, and the last one
    to end wins.
    """
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"path: expected a name that ends in .npz, got {path.name!r}")
    for name in arrays:
        if not isinstance(name, str) or not name or name == "file" or name.endswith(".npy") or "\\" in name:
            raise ValueError(f"names: expected texts other than 'file', not ending in .npy, got {name!r}")
    beside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        with open(beside, "xb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]  # of allow_pickle, which no name here is
        os.replace(beside, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()


def read_arrays(path: str | Path) -> Params:
    """All arrays of an .npz file that `write_arrays` wrote, by name.

    Nothing in it is run, and its arrays take no more memory than the file has bytes. ValueError for anything else.
    """
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        try:
            with zipfile.ZipFile(file) as archive:
                entries = archive.infolist()
                _check_entries(entries, size)
                return {entry.filename.removesuffix(".npy"): _read(archive, entry) for entry in entries}
        except BAD_FILE as error:
            reason = f"{type(error).__name__}: {error}"
            raise ValueError(f"{path}: expected an .npz file as lstm_lib writes it: {reason}") from error


def _check_entries(entries: Any, size: int) -> None:
    """Check, before anything is unpacked, that all entries together are no larger than their file."""
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or not all(name.endswith(".npy") for name in names):
        raise ValueError("expected arrays under different names, got others")
    packed = next((entry for entry in entries if entry.compress_type != zipfile.ZIP_STORED), None)
    if packed is not None:
        raise ValueError(f"expected arrays without compression, got {packed.filename} with; write them with np.savez")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > size:
        raise ValueError(f"expected at most the file's {size} bytes unpacked, got {unpacked}")


def _read(archive: Any, entry: Any) -> Array:
    """One array, of which the header promises as many bytes as there are."""
    with archive.open(entry) as stream:
        version = np.lib.format.read_magic(stream)
        readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
        if version not in readers:
            raise ValueError(f"expected version 1 or 2 of numpy's format, got {version}")
        shape, fortran_order, dtype = readers[version](stream)
        if dtype.hasobject:
            raise ValueError(f"expected numbers or text, got objects in {entry.filename}")
        values = stream.read()
    count = 1
    for length in shape:
        count *= length
    too_many = dtype.itemsize == 0 and count > 1                      # of nothing each
    if count * dtype.itemsize != len(values) or too_many or any(length < 0 for length in shape):
        raise ValueError(f"expected {count * dtype.itemsize} bytes in {entry.filename}, got {len(values)}")
    return np.ndarray(shape, dtype, bytearray(values), order="F" if fortran_order else "C")


def unprefixed(prefix: str, arrays: Params) -> Params:
    """The arrays whose names start with prefix/, without it.

    >>> unprefixed("a", {"a/x": 1, "b/y": 2})
    {'x': 1}
    """
    start = f"{prefix}/"
    return {name.removeprefix(start): value for name, value in arrays.items() if name.startswith(start)}
