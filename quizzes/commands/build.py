"""`quizzes build` and `quizzes release`: from bank and masters to the course that learners get."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from quizzes.commands.command import chosen, course_argument, tell
from quizzes.plain_text import as_typed

if TYPE_CHECKING:
    from quizzes.grading.record.nbgrader_cells import Followed
    from quizzes.grading.record.nbgrader_course import NbgraderCourse


def build_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``build``."""
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="which assignments (default: all)")
    course_argument(parser)
    parser.add_argument("--only", metavar="TARGET", help="which target (default: all)")
    parser.add_argument("--release", action="store_true", help="make the learners' version, too")


def build(arguments: argparse.Namespace) -> int:
    """Write the files of each target into the course."""
    from quizzes.assignments import load_masters
    from quizzes.load import load_bank
    from quizzes.targets import TARGETS, write_files
    from quizzes.targets.nbgrader_config import KEPT, without_edited

    bank = load_bank(arguments.project)
    masters = load_masters(bank)
    targets = chosen("target", [arguments.only] if arguments.only else [], TARGETS)
    names = chosen("assignment", arguments.assignments, masters)
    for target in targets:
        files = TARGETS[target].build(bank, {name: masters[name] for name in names})
        files, edited = without_edited(files, arguments.course)
        changed = write_files(files, arguments.course)
        tell(f"{target}: {len(files)} files in {arguments.course.as_posix()}, {len(changed)} of them changed")
        if edited:
            tell(KEPT)
    return _release_all(arguments.course, names) if arguments.release else 0


def release_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``release``."""
    parser.add_argument("assignments", nargs="+", metavar="ASSIGNMENT", help="which assignments")
    course_argument(parser)
    parser.add_argument(
        "--again", action="store_true", help="where a release was worked in: keep a copy, make a new one"
    )


def release(arguments: argparse.Namespace) -> int:
    """Make the learners' version of the named assignments."""
    return _release_all(arguments.course, arguments.assignments, again=arguments.again)


def _release_all(folder: Path, assignments: list[str], *, again: bool = False) -> int:
    from quizzes.grading.course.settings import read_settings
    from quizzes.grading.record.nbgrader_course import NbgraderCourse

    course = NbgraderCourse(folder)
    read_settings(course.root)  # whose mistakes are told before anybody gets anything
    return max([_release(course, folder, assignment, again=again) for assignment in assignments])


def _release(course: NbgraderCourse, folder: Path, assignment: str, *, again: bool) -> int:
    """Release one assignment, and say what is wrong with it; return the exit code."""
    from quizzes.grading.record.released import note_release, set_aside, was_changed
    from quizzes.grading.release.source_check import data_note, doubts, faults

    course.require(assignment)
    found = faults(course, assignment)
    for fault in found:
        tell(fault.as_line())
    shown = (folder / "release" / assignment).as_posix()
    if any(fault.stops for fault in found):
        tell(f"not released: {shown}")
        return 1
    if note := data_note(course, assignment):
        tell(note)
    if was_changed(course.root, assignment):
        if not again:
            again_with = as_typed("release", assignment, "--again", "--course", folder.as_posix())
            tell(f"{shown} was worked in, and stays as it is; a new one: {again_with}")
            return 0
        tell(f"what was worked in is kept: {set_aside(course.root, assignment).as_posix()}")
    followed = course.release(assignment)
    note_release(course.root, assignment)
    tell(f"released: {shown}")
    if followed is not None and followed.differences:
        _tell_followed(course, folder, assignment, followed)
    wrong = tuple(doubts(course, assignment))
    for fault in wrong:
        tell(fault.as_line())
    if any(fault.stops for fault in wrong):
        tell(f"do not hand out {shown} before this is put right")
    return 1 if any(fault.stops for fault in wrong) else 0


def _tell_followed(course: NbgraderCourse, folder: Path, assignment: str, followed: Followed) -> None:
    """Say what a release changed for submissions that are in the gradebook already, and what is to be done."""
    from quizzes.targets import write_files

    tell(f"the gradebook follows: {'; '.join(f'{each.cell} {each.says}' for each in followed.differences)}")
    if followed.lost:
        number = 1 + len(list((course.root / "regrades").glob(f"removed-{assignment}-*.csv")))
        name = f"regrades/removed-{assignment}-{number}.csv"
        write_files({name: followed.table()}, course.root)
        tell(f"what students had in cells that were removed is kept in {name}")
    if followed.above:
        tell(f"note: points by hand are above what the cell is worth now: {', '.join(followed.above)}; see formgrader")
    regrade = as_typed("regrade", assignment, "--course", folder.as_posix())
    tell(f"grades of {followed.submissions} submissions are those of the earlier release until you run: {regrade}")
