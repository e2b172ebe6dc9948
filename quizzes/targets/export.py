"""What `quizzes export` makes of the bank for other programs, each with a report of what they cannot hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from pathlib import Path

from quizzes.errors import UsageError
from quizzes.model import Bank
from quizzes.targets.csv import export_csv
from quizzes.targets.history import History
from quizzes.targets.questions import Exported, Loss
from quizzes.targets.table import table

REPORT = "{}-report.csv"


@dataclass(frozen=True)
class ExportOptions:
    """What the caller chooses."""

    variants: int = 1  # of an item that has them
    edition: datetime | None = None  # of all notes of an Anki deck, instead of each one's own time
    history: History | None = None  # when the items last changed


@dataclass(frozen=True)
class Export:
    """One form in which the bank leaves the course; its files hold the keys."""

    help: str
    build: Callable[[Bank, ExportOptions], tuple[Exported, ...]]
    note: str = ""  # what whoever imports it must know; {name} is the project's


def export(name: str, bank: Bank, options: ExportOptions) -> tuple[Exported, ...]:
    """Return what the target `name` makes, a value for each package."""
    if options.variants < 1:
        raise UsageError(f"expected at least 1 variant, got {options.variants}")
    return EXPORTS[name].build(bank, options)


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
        columns = ("file", *(field.name for field in fields(Loss)))
        files[REPORT.format(name)] = table(columns, losses, mark=True)
    return files, out


def _anki(bank: Bank, options: ExportOptions) -> tuple[Exported, ...]:
    from quizzes.targets.anki import export_anki

    return (export_anki(bank, options.variants, options.history, options.edition),)


def _moodle(bank: Bank, options: ExportOptions) -> tuple[Exported, ...]:
    from quizzes.targets.moodle import export_moodle

    return (export_moodle(bank, options.variants),)


def _canvas(bank: Bank, options: ExportOptions) -> tuple[Exported, ...]:
    from quizzes.targets.canvas import export_canvas

    return (export_canvas(bank, options.variants),)


def _qti(bank: Bank, options: ExportOptions) -> tuple[Exported, ...]:
    from quizzes.targets.canvas import export_canvas
    from quizzes.targets.qti21 import export_qti21

    return export_qti21(bank, options.variants), export_canvas(bank, options.variants)


def _scorm(bank: Bank, options: ExportOptions) -> tuple[Exported, ...]:
    from quizzes.targets.scorm import export_scorm

    return export_scorm(bank, options.variants)


def _gift(bank: Bank, options: ExportOptions) -> tuple[Exported, ...]:
    from quizzes.targets.gift import export_gift

    return (export_gift(bank, options.variants),)


EXPORTS: dict[str, Export] = {
    "anki": Export("an Anki deck", _anki),
    "moodle": Export("Moodle XML", _moodle),
    "canvas": Export("QTI 1.2 for Canvas", _canvas),
    "qti": Export(
        "QTI 2.1, and QTI 1.2 for Canvas",
        _qti,
        "Canvas takes {name}-canvas.zip; from {name}-qti21.zip it would lose every tolerance, all spellings but one "
        "and the programs in prompts, and refuse to order steps",
    ),
    "scorm": Export("a SCORM 1.2 package for each chapter", _scorm),
    "gift": Export("GIFT", _gift),
    "csv": Export("a table of all items", lambda bank, _options: (export_csv(bank),)),
}
