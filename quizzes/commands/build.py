"""`quizzes build` and `quizzes release`: from bank and masters to the course that learners get."""

from __future__ import annotations

import argparse
from pathlib import Path

from quizzes.commands.command import chosen, course_argument, tell


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

    bank = load_bank()
    masters = load_masters(bank)
    targets = chosen("target", [arguments.only] if arguments.only else [], TARGETS)
    names = chosen("assignment", arguments.assignments, masters)
    for target in targets:
        files = TARGETS[target].build(bank, {name: masters[name] for name in names})
        changed = write_files(files, arguments.course)
        tell(f"{target}: {len(files)} files in {arguments.course.as_posix()}, {len(changed)} of them changed")
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
    from quizzes.grading.nbgrader_course import NbgraderCourse
    from quizzes.grading.released import note_release, set_aside, was_changed
    from quizzes.grading.settings import read_settings

    course = NbgraderCourse(folder)
    read_settings(course.root)  # whose mistakes are told before anybody gets anything
    for assignment in assignments:
        shown = (folder / "release" / assignment).as_posix()
        if was_changed(course.root, assignment):
            if not again:
                again_with = f"quizzes release {assignment} --again --course {folder.as_posix()}"
                tell(f"{shown} was worked in, and stays as it is; a new one: {again_with}")
                continue
            tell(f"what was worked in is kept: {set_aside(course.root, assignment).as_posix()}")
        course.release(assignment)
        note_release(course.root, assignment)
        tell(f"released: {shown}")
    return 0
