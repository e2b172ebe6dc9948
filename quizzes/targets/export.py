"""What an export of the bank is made with, and its files with a report of what the receiving program cannot hold."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from datetime import datetime
from pathlib import Path

from quizzes.errors import UsageError
from quizzes.targets.history import ItemHistory
from quizzes.targets.questions import Exported, Omission
from quizzes.targets.table import table

REPORT = "{}-report.csv"


@dataclass(frozen=True)
class ExportOptions:
    """What the caller chooses."""

    variants: int = 1  # of an item that has them
    edition: datetime | None = None  # of all notes of an Anki deck, instead of each one's own time
    history: ItemHistory | None = None  # when the items last changed


def files_of(name: str, made: tuple[Exported, ...], out: Path) -> tuple[dict[str, bytes], Path]:
    """Return the files with the report among them, and the folder they belong in.

    `out` is a folder or, for a target that makes one file, that file: a path with the file's own ending. A folder
    may have a dot in its name.
    """
    files = {path: content for each in made for path, content in each.files.items()}
    endings = {Path(path).suffix for path in files}
    losses = [(path, *astuple(loss)) for each in made for path in list(each.files)[:1] for loss in each.losses]
    if out.suffix in endings and not out.is_dir():
        if len(made) > 1:
            raise UsageError(f"{name} makes {len(made)} packages: name a folder, not {out.as_posix()}")
        first, *others = files  # what stands beside the file that is asked for keeps its name
        files, out = {out.name: files[first], **{path: files[path] for path in others}}, out.parent
    if losses:
        columns = ("file", *(field.name for field in fields(Omission)))
        files[REPORT.format(name)] = table(columns, losses, mark=True)
    return files, out
