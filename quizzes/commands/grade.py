"""`quizzes grade`: from submissions to grades."""

from __future__ import annotations

import argparse
import json

from quizzes.commands.command import course_argument, json_argument, tell, write

NO_SANDBOX = "students' code runs here without a sandbox, with your rights: grade only what you would run yourself"


def grade_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``grade``."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="which assignment")
    course_argument(parser)
    parser.add_argument("--student", metavar="ID", help="only this student's submission (default: all)")
    json_argument(parser)


def grade_all(arguments: argparse.Namespace) -> int:
    """Grade, and write a line for each submission."""
    from quizzes.grading.export import grades_csv
    from quizzes.grading.grade import Clock, grade
    from quizzes.grading.nbgrader_course import NbgraderCourse
    from quizzes.grading.nbgrader_roll import apply_deadlines
    from quizzes.grading.outcome import Totals
    from quizzes.grading.settings import read_settings
    from quizzes.targets import write_files

    course = NbgraderCourse(arguments.course)
    tell(f"note: {NO_SANDBOX}")
    for result in grade(course, arguments.assignment, arguments.student, tell=tell):
        if isinstance(result, Totals):
            clock = Clock(result.seconds)
            with clock.phase("export"):
                apply_deadlines(course, arguments.assignment, read_settings(course.root), arguments.student)
                write_files({"grades.csv": grades_csv(course.export_rows())}, arguments.course)
        write(json.dumps(result.as_json(), ensure_ascii=False) if arguments.json else result.as_line())
    tell(f"{arguments.course.as_posix()} now holds grades.csv and the pages for the learners in feedback/")
    return 0
