"""`quizzes marks`: the marks of a test on paper, from a table into the gradebook."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quizzes.commands.command import course_argument, tell
from quizzes.errors import UsageError, did_you_mean
from quizzes.plain_text import as_typed, one_line, several

if TYPE_CHECKING:
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.paper.manifest import Manifest


def marks_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``marks``."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the table that `quizzes sheet` wrote, filled in")
    course_argument(parser)
    parser.add_argument(
        "--test", type=Path, metavar="DIR", help="the folder that `quizzes sheet` made (default: that of FILE)"
    )
    parser.add_argument(
        "--beside", metavar="A,B", help="assignments to compare with (default: those on the same objectives)"
    )


def take_marks(arguments: argparse.Namespace) -> int:
    """Write the marks into the gradebook, all or none."""
    from quizzes.grading.course.enrolment import read_enrolment
    from quizzes.grading.course.sources import course_bank
    from quizzes.grading.intake.marks import read_marks
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.grading.record.nbgrader_paper import enter_marks
    from quizzes.grading.record.nbgrader_roll import enter_students
    from quizzes.grading.report.beside import fitting
    from quizzes.paper.manifest import FILE, FOLDER, paper_tests, read_manifest
    from quizzes.targets import write_files

    course = NbgraderCourse(arguments.course)
    folder = arguments.test or arguments.file.parent
    test = read_manifest(folder / FILE if folder.is_dir() else folder)
    others = paper_tests(course.root)
    _require_same(others.get(test.name), test)
    for old, new in (others[test.name].renamed if test.name in others else {}).items():
        test = test.with_id(old, new)
    enrolment = read_enrolment(course.root)
    chosen = _chosen(arguments.beside, course, {**others, test.name: test})
    marks = read_marks(arguments.file, test, enrolment)
    for note in marks.notes:
        tell(f"note: {one_line(note)}")
    enter_students(course, enrolment.roster)
    done = enter_marks(
        course, test.name, marks.points, marks.most, as_typed("marks", one_line(arguments.file.name, 100))
    )
    if chosen is None:
        bank = course_bank(course.root, arguments.project)
        before = others.get(test.name)
        chosen = before.beside if before else fitting(course, test, bank, {**others, test.name: test})
    kept = replace(test, beside=chosen)
    write_files({FILE: kept.as_bytes()}, course.root / FOLDER / test.name)
    tell(f"{test.name}: marks of {len(marks.points)} students: {len(done.new)} new, {len(done.changed)} changed, "
         f"{len(done.same)} as before")  # fmt: skip
    if marks.empty:
        tell(f"note: without marks, so nothing was written for them: {several(marks.empty)}")
    if done.kept:
        tell(f"note: their marks of before stay, as this table has none: {several(done.kept)}")
    shown = as_typed("report", test.name, "--course", arguments.course.as_posix())
    tell(f"beside: {', '.join(chosen) or 'no notebook yet'}; see {shown}")
    return 0


def _require_same(before: Manifest | None, test: Manifest) -> None:
    """Raise UsageError where the course has marks of another test of this name."""
    if before and (before.seed, before.version) != (test.seed, test.version):
        raise UsageError(
            f"the course has marks of another test {test.name!r} (seed {before.seed}, version {before.version}; this "
            f"one {test.seed}, {test.version}): make the sheets under another --name; nothing was written"
        )


def _chosen(text: str | None, course: NbgraderCourse, tests: dict[str, Manifest]) -> tuple[str, ...] | None:
    from quizzes.grading.record.nbgrader_roll import assignments_of

    if text is None:
        return None
    known = [name for name in assignments_of(course) if name not in tests]
    names = tuple(dict.fromkeys(name for part in text.split(",") if (name := part.strip())))
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or f"; known are {', '.join(known) or 'none'}"
            raise UsageError(f"--beside: no released assignment {name!r}{hint}")
    return names
