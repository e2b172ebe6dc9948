"""`quizzes export-grades` and `quizzes regrade`: the grades for the LMS, and what changed in them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from quizzes.commands.command import chosen, course_argument, section_argument, tell, write
from quizzes.commands.grade import grade_arguments, graded
from quizzes.errors import UsageError
from quizzes.named_file import read_named
from quizzes.plain_text import as_file_name, json_line, one_line, several

if TYPE_CHECKING:
    from quizzes.grading.course.enrolment import Enrolment
    from quizzes.grading.course.settings import Settings
    from quizzes.grading.record.nbgrader_course import NbgraderCourse


def grades_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``export-grades``."""
    parser.add_argument("assignment", nargs="?", metavar="ASSIGNMENT", help="which (for an LMS or its questions)")
    course_argument(parser)
    section_argument(parser)
    parser.add_argument("--lms", metavar="NAME", help="moodle or canvas (default: a table of all assignments)")
    parser.add_argument(
        "--into", type=Path, metavar="FILE", help="fill the LMS's own table: Moodle's worksheet, Canvas's export"
    )
    parser.add_argument("--column", default="", metavar="NAME", help="which column to fill (default: by its name)")
    parser.add_argument("--questions", action="store_true", help="the points of each question of the assignment")
    parser.add_argument("--to", type=Path, metavar="FILE", help="the table (default: grades.csv in the course)")


def export_grades(arguments: argparse.Namespace) -> int:
    """Write the table of grades."""
    from quizzes.grading.course.enrolment import gone_note, read_enrolment
    from quizzes.grading.course.settings import read_settings
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.grading.record.nbgrader_late import keep_penalties
    from quizzes.grading.record.nbgrader_roll import enter_students, scored
    from quizzes.grading.report.grades_table import grades_csv
    from quizzes.targets import write_files

    course = NbgraderCourse(arguments.course)
    one = arguments.lms or arguments.questions
    if not one and (arguments.into or arguments.column or arguments.assignment):
        raise UsageError(
            "an ASSIGNMENT and --into belong to an LMS: add --lms moodle or --lms canvas; or to its --questions"
        )
    if one and arguments.assignment is None:
        raise UsageError(f"which assignment? `quizzes export-grades ASSIGNMENT {_option(arguments)}`")
    if arguments.column and not arguments.into:
        raise UsageError("--column says which column of a table is filled: add --into FILE")
    enrolment = read_enrolment(course.root, arguments.section)
    settings = read_settings(course.root)
    enter_students(course, enrolment.roster)
    keep_penalties(course, [arguments.assignment] if arguments.assignment else ())
    if not one:
        name = f"grades{_part(arguments)}.csv"
        content = grades_csv(course.export_rows(settings.zone), enrolment)
    else:
        name, content = _of_one(arguments, course, enrolment, settings)
    path = arguments.to or arguments.course / name
    write_files({path.name: content}, path.parent)
    tell(f"grades: {path.as_posix()}")
    if arguments.assignment:
        found = scored(course, arguments.assignment)
        waiting = sorted(name for name, each in enrolment.only(found).items() if any(c.open for c in each.cells))
        if waiting:
            tell(f"note: {len(waiting)} submissions wait for a grade by hand: {several(waiting)}")
        if gone := enrolment.gone(found):
            tell(gone_note(gone, "left out"))
    return 0


def _option(arguments: argparse.Namespace) -> str:
    return f"--lms {arguments.lms}" if arguments.lms else "--questions"


def _part(arguments: argparse.Namespace) -> str:
    return f"-{as_file_name(arguments.section)}" if arguments.section else ""


def _of_one(
    arguments: argparse.Namespace, course: NbgraderCourse, enrolment: Enrolment, settings: Settings
) -> tuple[str, bytes]:
    """Return the table of one assignment, and what its file is called."""
    from quizzes.grading.intake.moodle_numbers import numbered
    from quizzes.grading.record.nbgrader_paper import require_graded
    from quizzes.grading.record.nbgrader_roll import assignments_of, scored, students_of
    from quizzes.grading.report.grades_table import questions_csv
    from quizzes.grading.report.lms import INTO, LMS, Grades, Result

    if arguments.lms:
        chosen("LMS", [arguments.lms], LMS)
    require_graded(course, arguments.assignment)
    students = enrolment.only(enrolment.roster.students or students_of(course))
    found = enrolment.only(scored(course, arguments.assignment))
    name = f"{arguments.assignment}-{arguments.lms or 'questions'}{_part(arguments)}.csv"
    if not arguments.lms:
        return name, questions_csv(found, students, settings.zone)
    if arguments.lms == "moodle":
        students = numbered(course.root, arguments.assignment, students)
    results = {each.student: Result(each.score, "\n".join(each.comments.values())) for each in found.values()}
    grades = Grades(arguments.assignment, assignments_of(course)[arguments.assignment], students, results)
    if arguments.into is None:
        filled = LMS[arguments.lms](grades)
    else:
        filled = INTO[arguments.lms](grades, read_named(arguments.into), arguments.column)
    for note in filled.notes:
        tell(f"note: {one_line(note)}")
    return name, filled.content


def regrade(arguments: argparse.Namespace) -> int:
    """Grade again, and write a line for each grade that changed."""
    from quizzes.grading.outcome import SubmissionGrade
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.grading.record.nbgrader_late import keep_penalties
    from quizzes.grading.record.nbgrader_roll import scored
    from quizzes.grading.record.regrade import Snapshot, changes, changes_csv
    from quizzes.targets import write_files

    course = NbgraderCourse(arguments.course)
    course.require_released(arguments.assignment)
    keep_penalties(course, [arguments.assignment])

    def snapshot() -> dict[str, Snapshot]:
        found = scored(course, arguments.assignment).values()
        return {each.student: Snapshot(each.score, {cell.id: cell.score for cell in each.cells}) for each in found}

    before = snapshot()
    messages = {
        (result.student, task.id): task.message
        for result in graded(arguments)
        if isinstance(result, SubmissionGrade)
        for task in result.tasks
    }
    found = list(changes(before, snapshot(), messages))
    for change in found:
        write(json_line(change.as_json()) if arguments.json else change.as_line())
    number = 1 + len(list((course.root / "regrades").glob(f"{arguments.assignment}-*.csv")))
    name = f"regrades/{arguments.assignment}-{number}.csv"
    write_files({name: changes_csv(found)}, course.root)
    students = {change.student for change in found}
    tell(f"{len(found)} grades of {len(students)} students changed; the list is kept in {name}")
    return 0


regrade_arguments = grade_arguments
