"""Where a submission is kept: the newest in submitted/, what it replaced in earlier/."""

from __future__ import annotations

import secrets
import shutil
from datetime import datetime
from enum import Enum
from pathlib import Path
from tempfile import mkdtemp

from quizzes.grading.intake.layouts import STAMP, read_stamp
from quizzes.grading.intake.submissions import read_small

EARLIER = "earlier"
_NUMBERS = 50


class Happened(Enum):
    """What was done with a received file."""

    COLLECTED = "collected"
    REPLACED = "replaced"  # collected, and an earlier one was moved to earlier/
    UNCHANGED = "unchanged"  # the same was collected before
    OLDER = "older"  # a newer one is there; this one is in earlier/
    SET_ASIDE = "set aside"  # kept in set-aside/, for a person to look at
    REFUSED = "refused"  # not read
    PASSED_OVER = "passed over"  # nobody's work for this assignment


def place_submission(
    root: Path, assignment: str, student: str, files: dict[str, bytes], time: datetime | None
) -> Happened:
    """Put a submission where it is graded, unless a newer one is there."""
    folder = root / "submitted" / student / assignment
    if not folder.exists():
        _fill(folder, files, time)
        return Happened.COLLECTED
    there = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and path.name != STAMP
    }
    before = _time_of(folder)
    if there == files and (before == time or time is None):
        return Happened.UNCHANGED
    past = root / EARLIER / student / assignment
    if before and time and time < before:
        _fill(free_path(past / f"{time:%Y-%m-%d_%H-%M-%S}"), files, time)
        return Happened.OLDER
    past = free_path(past / (f"{before:%Y-%m-%d_%H-%M-%S}" if before else "without-time"))
    past.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(past)
    _fill(folder, files, time)
    return Happened.REPLACED


def _time_of(folder: Path) -> datetime | None:
    try:
        return read_stamp(read_small(folder / STAMP).decode("utf-8", "replace"))
    except OSError:
        return None


def _fill(folder: Path, files: dict[str, bytes], time: datetime | None) -> None:
    """Make the folder with its files in one step: who looks sees all of it or nothing."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(dir=folder.parent, prefix=".collecting-"))
    try:
        for name, content in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if time:
            (made / STAMP).write_text(f"{time:%Y-%m-%d %H:%M:%S.%f} UTC", encoding="utf-8")
        made.chmod(0o755)
        made.rename(folder)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        raise


def free_path(path: Path) -> Path:
    """Return the path, with a number where it is taken."""
    number, free = 1, path
    while free.exists():
        number += 1
        what = number if number < _NUMBERS else secrets.token_hex(8)  # each look costs: not by the square
        free = path.with_name(f"{path.stem}-{what}{path.suffix}")
    return free
