"""`quizzes viva`: for each submission a sheet of questions on its own code, and a key."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from quizzes.commands.command import course_argument, tell
from quizzes.commands.forms import forms, forms_arguments
from quizzes.commands.grade import NO_SANDBOX
from quizzes.commands.pdfs import forget_pdfs, make_pdfs
from quizzes.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from quizzes.grading.viva.sheets import Sheet

_MOST = 20  # questions of one sheet
_PAGES = ("sheet.html", "key.html")


def viva_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``viva``."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="which assignment")
    course_argument(parser)
    parser.add_argument("--student", metavar="ID", help="only this student's sheet (default: all)")
    parser.add_argument("--questions", type=int, default=5, metavar="N", help="of each sheet (default: %(default)s)")
    parser.add_argument(
        "--minutes", type=int, default=10, metavar="M", help="that the sheet is for, as it says (default: %(default)s)"
    )
    parser.add_argument(
        "--seed", default="", metavar="S", help="decides what is asked; it stands on the sheets (default: a new one)"
    )
    forms_arguments(parser)
    parser.add_argument("--workers", type=int, metavar="N", help="processes at work (default: one a processor)")
    parser.add_argument("--no-pdf", action="store_true", help="pages alone, also where there is a Chromium")
    parser.add_argument("--no-sandbox", action="store_true", help=f"note: {NO_SANDBOX}")


def viva(arguments: argparse.Namespace) -> int:
    """Make the sheets."""
    from quizzes.grading.course.settings import read_settings
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.grading.viva.sheets import FOLDER, SheetOrder, fresh_seed, make_sheets
    from quizzes.plain_text import one_line
    from quizzes.project import project_of

    for name, value, most in (("questions", arguments.questions, _MOST), ("minutes", arguments.minutes, 600)):
        if not 1 <= value <= most:
            raise UsageError(f"--{name}: expected 1 to {most}, got {value}")
    course = NbgraderCourse(arguments.course)
    seed = arguments.seed or fresh_seed()
    if not seed.isprintable() or len(seed) > 40:
        raise UsageError(f"--seed: expected at most 40 letters that can be printed, got {seed[:40]!r}")
    if arguments.no_sandbox:
        tell(f"note: {NO_SANDBOX}")
    workers = arguments.workers or os.cpu_count() or 1
    large, alternative = forms(arguments, _known(course.root))
    order = SheetOrder(
        arguments.questions, arguments.minutes, seed, workers, not arguments.no_sandbox, large=large,
        alternative=alternative,
    )  # fmt: skip
    folder = arguments.course / FOLDER / arguments.assignment
    book, project = read_settings(course.root).book, project_of(course.root)
    sheets = []
    for sheet in make_sheets(course, arguments.assignment, arguments.student, order, tell=tell):
        _write(sheet, folder / sheet.student, project, book)
        sheets.append(sheet)
        for note in sheet.notes:
            tell(f"note: {one_line(sheet.student, 100)}: {one_line(note, 400)}")
    steps = [sheet.steps for sheet in sheets]
    counts = sorted({len(sheet.questions) for sheet in sheets})
    tell(
        f"{len(sheets)} sheet{'s' * (len(sheets) != 1)} of "
        f"{' or '.join(map(str, counts))} questions, {min(steps)} to {max(steps)} steps, "
        f"seed {seed}: {folder.as_posix()}"
    )
    if not arguments.no_pdf:
        pages = [folder / sheet.student / name for sheet in sheets for name in _PAGES]
        make_pdfs(pages, "sheet.html and key.html of each student", sheets=len(sheets))
    return 0


def _known(root: Path) -> set[str]:
    """Return the ids of the students that a course knows."""
    from quizzes.grading.course.enrolment import read_enrolment

    handed_in = {path.name for path in (root / "submitted").glob("*") if path.is_dir()}
    return handed_in | set(read_enrolment(root).roster.students)


def _write(sheet: Sheet, folder: Path, project: object, book: str) -> None:
    from quizzes.grading.viva.page import key_page, sheet_page
    from quizzes.grading.viva.sheets import QUESTIONS
    from quizzes.targets import write_files

    files = {"sheet.html": sheet_page(sheet), "key.html": key_page(sheet, project, book), QUESTIONS: sheet.as_json()}  # type: ignore[arg-type]
    forget_pdfs([folder / name for name in _PAGES])
    write_files(files, folder)
