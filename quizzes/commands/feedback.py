"""`quizzes feedback`: the learners' pages, made again after grades were given by hand."""

from __future__ import annotations

import argparse

from quizzes.commands.command import course_argument, tell


def feedback_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``feedback``."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="which assignment")
    course_argument(parser)
    parser.add_argument("--student", metavar="ID", help="only this student's page (default: all)")


def make_feedback(arguments: argparse.Namespace) -> int:
    """Write the pages."""
    from quizzes.grading.feedback_files import make_feedback
    from quizzes.grading.nbgrader_course import NbgraderCourse
    from quizzes.grading.nbgrader_late import keep_penalties
    from quizzes.grading.settings import read_settings
    from quizzes.load import load_bank

    course = NbgraderCourse(arguments.course)
    course.require_released(arguments.assignment)
    keep_penalties(course, [arguments.assignment])
    students = None if arguments.student is None else [arguments.student]
    made = make_feedback(course, arguments.assignment, load_bank(), read_settings(course.root), students)
    tell(f"{len(made)} pages in {(arguments.course / 'feedback').as_posix()}")
    return 0
