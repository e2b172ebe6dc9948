"""The programs that `quizzes export` makes files for: a line each here; a target is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizzes.errors import UsageError

if TYPE_CHECKING:
    from quizzes.model import Bank
    from quizzes.targets.export import ExportOptions
    from quizzes.targets.questions import Exported


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


def _csv(bank: Bank, options: ExportOptions) -> tuple[Exported, ...]:
    from quizzes.targets.csv import export_csv

    return (export_csv(bank),)


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
    "csv": Export("a table of all items", _csv),
}
