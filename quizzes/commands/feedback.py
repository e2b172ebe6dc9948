"""`quizzes feedback`: the learners' pages, made again after grades were given by hand, and as a zip for Moodle."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from quizzes.commands.command import chosen, course_argument, tell
from quizzes.errors import UsageError
from quizzes.named_file import read_named

if TYPE_CHECKING:
    from quizzes.grading.course.enrolment import Enrolment
    from quizzes.grading.record.nbgrader_course import NbgraderCourse

_LMS = {"moodle": "takes back a zip of feedback files"}


def feedback_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``feedback``."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="which assignment")
    course_argument(parser)
    parser.add_argument("--student", metavar="ID", help="only this student's page (default: all)")
    parser.add_argument(
        "--lms", metavar="NAME", help="moodle: a zip for 'Upload multiple feedback files in a zip', too"
    )
    parser.add_argument("--worksheet", type=Path, metavar="FILE", help="Moodle's grading worksheet, for its numbers")
    parser.add_argument(
        "--to", type=Path, metavar="FILE", help="the zip (default: ASSIGNMENT-feedback.zip in the course)"
    )


def make_feedback(arguments: argparse.Namespace) -> int:
    """Write the pages."""
    from quizzes.grading.course.enrolment import read_enrolment
    from quizzes.grading.course.settings import read_settings
    from quizzes.grading.course.sources import course_bank
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.grading.record.nbgrader_late import keep_penalties
    from quizzes.grading.record.nbgrader_roll import submitters
    from quizzes.grading.report.feedback_files import make_feedback

    course = NbgraderCourse(arguments.course)
    course.require_released(arguments.assignment)
    if arguments.lms:
        chosen("LMS", [arguments.lms], _LMS)
    elif arguments.worksheet or arguments.to:
        raise UsageError("--worksheet and --to belong to a zip for the LMS: add --lms moodle")
    keep_penalties(course, [arguments.assignment])
    enrolment = read_enrolment(course.root)
    students = (
        [arguments.student] if arguments.student else filter(enrolment.has, submitters(course, arguments.assignment))
    )
    made = make_feedback(course, arguments.assignment, course_bank(course.root), read_settings(course.root), students)
    tell(f"{len(made)} pages in {(arguments.course / 'feedback').as_posix()}")
    if arguments.lms:
        _zip(arguments, course, enrolment)
    return 0


def _zip(arguments: argparse.Namespace, course: NbgraderCourse, enrolment: Enrolment) -> None:
    from quizzes.grading.intake.moodle_numbers import keep_numbers, numbered_here, worksheet_numbers
    from quizzes.grading.record.nbgrader_roll import students_of
    from quizzes.grading.report.moodle_feedback import feedback_zip
    from quizzes.targets import write_files

    students = enrolment.only(enrolment.roster.students or students_of(course))
    if arguments.worksheet:
        numbers, notes = worksheet_numbers(read_named(arguments.worksheet), students)
        keep_numbers(course.root, arguments.assignment, numbers)
        for note in notes:
            tell(f"note: {note}")
    if arguments.student:
        students = {name: each for name, each in students.items() if name == arguments.student}
    students = numbered_here(course.root, arguments.assignment, students)
    made = feedback_zip(course.root, arguments.assignment, students)
    path = arguments.to or arguments.course / f"{arguments.assignment}-feedback.zip"
    write_files({path.name: made.content}, path.parent)
    for note in made.notes:
        tell(f"note: {note}")
    tell(f"for Moodle, of {len(made.students)} students: {path.as_posix()}")
