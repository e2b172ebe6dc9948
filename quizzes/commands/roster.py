"""`quizzes roster`: who is in the course, and what changes in mid-term: new, gone, renamed, one under two ids."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from quizzes.commands.command import course_argument, tell, write
from quizzes.errors import UsageError, did_you_mean
from quizzes.plain_text import one_line

if TYPE_CHECKING:
    from quizzes.grading.record.nbgrader_course import NbgraderCourse


def roster_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``roster``."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="a new list of students, as an LMS or a spreadsheet writes it",
    )
    course_argument(parser)
    parser.add_argument("--drop", nargs="*", metavar="ID", help="these have left; without ID: all who are not in FILE")
    parser.add_argument("--rename", nargs=2, metavar=("OLD", "NEW"), help="give a student another id")
    parser.add_argument("--merge", nargs=2, metavar=("OLD", "NEW"), help="two ids are one person: keep NEW")


def roster(arguments: argparse.Namespace) -> int:
    """Take over what changed, and write a line for each student that it concerns."""
    from quizzes.grading.course.enrolment import read_enrolment
    from quizzes.grading.course.roster import Roster
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.grading.record.nbgrader_roll import enter_students, students_of

    if sum(each is not None for each in (arguments.file, arguments.rename, arguments.merge)) > 1:
        raise UsageError("FILE, --rename and --merge are done one after the other")
    course = NbgraderCourse(arguments.course)
    students = dict(read_enrolment(course.root).roster.students)
    if arguments.rename or arguments.merge:
        _change_id(arguments, course, students)
    if arguments.file or arguments.drop is not None:
        _take(arguments, course, students)
    if not students and (arguments.file or arguments.drop is not None):
        raise UsageError("nobody would be left in the course; nothing was changed")
    now = read_enrolment(course.root)
    new = enter_students(course, Roster(now.roster.students))
    gone = now.gone(students_of(course))
    told = f"{len(now.roster.students)} students in the course, {new} of them new in the gradebook"
    tell(f"{told}; gone, and still in the gradebook: {', '.join(map(one_line, gone))}" if gone else told)
    return 0


def _take(arguments: argparse.Namespace, course: NbgraderCourse, students: dict) -> None:
    """Change the students by a list and by who is dropped, and write the roster."""
    from quizzes.grading.course.new_roster import take_over
    from quizzes.grading.course.roster import Roster, read_roster
    from quizzes.grading.record.same_student import named_in_settings

    missing: tuple[str, ...] = ()
    if arguments.file:
        new = take_over(Roster(dict(students)), read_roster(arguments.file), arguments.file.name)
        for note in new.roster.notes:
            tell(f"note: {note}")
        for change in new.changes:
            write(one_line(change.as_line()))
        students.clear()
        students |= new.roster.students
        missing = new.missing
    if arguments.drop is None and missing:
        are, stay = ("is", "stays") if len(missing) == 1 else ("are", "stay")
        tell(f"{len(missing)} {are} not in {arguments.file.name} and {stay}; if they have left, add --drop")
    if arguments.drop == [] and not arguments.file:
        raise UsageError("--drop without ID takes out who is not in FILE: name a FILE or an ID")
    for name in (arguments.drop or missing) if arguments.drop is not None else ():
        if name not in students:
            raise UsageError(f"nobody in roster.csv has the id {name!r}{did_you_mean(name, students)}")
        del students[name]
        write(one_line(f"{'dropped':<9} {name:<16} grades and submissions stay where they are"))
        if named_in_settings(course.root, name):
            tell(f"course.toml names {one_line(name)}: remove the line")
    if students:
        write_roster(course.root, students)


def _change_id(arguments: argparse.Namespace, course: NbgraderCourse, students: dict) -> None:
    from dataclasses import replace

    from quizzes.grading.course.roster import Roster, one_folder, twins
    from quizzes.grading.record.nbgrader_roll import enter_students, students_of
    from quizzes.grading.record.same_student import merge, rename
    from quizzes.paper.manifest import rename_in_tests

    enter_students(course, Roster(dict(students)))
    old, new = arguments.rename or arguments.merge
    if arguments.rename and new in students:
        raise UsageError(
            f"{new!r} is in roster.csv already: if both are one person, `quizzes roster --merge {old} {new}`"
        )
    others = {*students, *students_of(course)} - {old, new}
    if twin := twins([new], others):
        raise UsageError(f"{one_folder(new, twin[new])}: choose another id")
    for line in (rename if arguments.rename else merge)(course, old, new):
        write(one_line(line))
    if tests := rename_in_tests(course.root, old, new):
        write(f"{', '.join(tests)}: on the sheet stands {one_line(old)}; marks may be written under either id")
    if old in students:
        there = students.get(new)
        kept = {each.id if each.id != old else new: each for each in students.values()}
        known = {name: value for name, value in vars(students[old]).items() if value and name != "id"}
        kept[new] = (
            replace(there, **{name: known[name] for name in known if not getattr(there, name)})
            if there
            else (replace(students[old], id=new))
        )
        students.clear()
        students |= kept
        write_roster(course.root, students)


def write_roster(root: Path, students: dict) -> None:
    """Write roster.csv; the one before is kept where it says something else."""
    from quizzes.grading.course.roster import COLUMNS, FILE, roster_rows
    from quizzes.grading.intake.place import EARLIER, free_path
    from quizzes.targets import write_files
    from quizzes.targets.table import table

    content, path = table(COLUMNS, roster_rows(students.values())), root / FILE
    if path.is_file() and path.read_bytes() != content:
        kept = free_path(root / EARLIER / FILE)
        write_files({kept.name: path.read_bytes()}, kept.parent)
        tell(f"roster.csv was written anew; the one before: {kept.relative_to(root).as_posix()}")
    write_files({FILE: content}, root)
