"""Files of a learner's own beside the notebook, such as a module or a table: used where they stand in nobody's way."""

from __future__ import annotations

import importlib.util
import os
import stat
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quizzes.plain_text import one_line, whole_letters

KINDS = frozenset({".py", ".csv", ".tsv", ".txt", ".json", ".npy", ".npz"})  # other files are nobody's concern
MAX_FILES = 100
MAX_BYTES = 8 * 2**20  # of all files of one submission
_MAX_LOOKED_AT, _MAX_DEPTH, _MAX_NAME = 2000, 4, 200
_NOT_OURS = frozenset({"timestamp.txt", "__pycache__", "feedback"})
_AT_START = frozenset({"sitecustomize", "usercustomize", "ipython_config", "conftest"})  # run by others, unasked


@dataclass(frozen=True)
class OwnFiles:
    """What lies beside a submission's notebooks."""

    files: Mapping[str, bytes] = field(default_factory=dict)  # to be used, by path
    notes: tuple[str, ...] = ()  # what was used and what was not, for learner and instructor


def own_files(folder: Path, masters: Mapping[str, bytes]) -> OwnFiles:
    """Return the learner's files; never one of the assignment's own, nor one that has the name of a module."""
    files: dict[str, bytes] = {}
    changed, shadows, too_many, size = [], [], [], 0
    own = {name.casefold(): data for name, data in masters.items()}
    for name in _found(folder):
        data = _read(folder / name, MAX_BYTES - size)
        if name.casefold() in own:
            if data != own[name.casefold()]:
                changed.append(name)
        elif name.endswith(".py") and _stands_for_another(name):
            shadows.append(name)
        elif data is None or len(files) >= MAX_FILES:
            too_many.append(name)
        else:
            files[name] = data
            size += len(data)
    notes = (
        (files, "Used beside the notebook: {}."),
        (changed, "Not used, since the assignment has its own: {}."),
        (shadows, "Not used, since an installed module has this name: {}. Give it another one."),
        (too_many, f"Not used, since at most {MAX_FILES} files of {MAX_BYTES // 2**20} MB together are: {{}}."),
    )
    return OwnFiles(files, tuple(text.format(_listed(names)) for names, text in notes if names))


def _found(folder: Path) -> Iterator[str]:
    """Yield the paths of files that may be used, in their order; no link is followed."""
    looked_at = 0
    for place, folders, names in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if _is_ours(name)) if depth < _MAX_DEPTH else []
        for name in sorted(names):
            looked_at += 1
            if looked_at > _MAX_LOOKED_AT:
                return
            path = (Path(place) / name).relative_to(folder).as_posix()
            if _is_ours(name) and Path(name).suffix.casefold() in KINDS and len(path) <= _MAX_NAME:
                yield path


def _is_ours(name: str) -> bool:
    return not name.startswith(".") and name not in _NOT_OURS and whole_letters(name) == name


def _read(path: Path, room: int) -> bytes | None:
    """Return the bytes of a plain file; None where it is none, or larger than there is room for."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with open(number, "rb") as file:
        told = os.fstat(number)
        if not stat.S_ISREG(told.st_mode) or told.st_size > room:
            return None
        return file.read(room + 1)[:room]


def _stands_for_another(name: str) -> bool:
    """Say whether Python would take the file for a module that is there already."""
    module = Path(name).parts[0].removesuffix(".py")
    if module in sys.stdlib_module_names or module in _AT_START:
        return True
    try:
        return module.isidentifier() and importlib.util.find_spec(module) is not None
    except (ImportError, ValueError, AttributeError):
        return True


def _listed(names: Collection[str]) -> str:
    shown = ", ".join(one_line(name)[:80] for name in list(names)[:8])
    return shown + (", ..." if len(names) > 8 else "")
