"""`quizzes export-grades` and `quizzes regrade`: the grades for the LMS, and what changed in them."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
from pathlib import Path

from quizzes.commands.command import chosen, course_argument, tell, write
from quizzes.commands.grade import grade_all, grade_arguments
from quizzes.errors import UsageError
from quizzes.plain_text import json_line, one_line, several


def grades_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``export-grades``."""
    parser.add_argument("assignment", nargs="?", metavar="ASSIGNMENT", help="which assignment (for an LMS)")
    course_argument(parser)
    parser.add_argument("--lms", metavar="NAME", help="moodle or canvas (default: a table of all assignments)")
    parser.add_argument(
        "--into", type=Path, metavar="FILE", help="fill the LMS's own table: Moodle's worksheet, Canvas's export"
    )
    parser.add_argument("--to", type=Path, metavar="FILE", help="the table (default: grades.csv in the course)")


def export_grades(arguments: argparse.Namespace) -> int:
    """Write the table of grades."""
    from quizzes.grading.export import grades_csv
    from quizzes.grading.nbgrader_course import NbgraderCourse
    from quizzes.grading.nbgrader_late import keep_penalties
    from quizzes.grading.nbgrader_roll import scored
    from quizzes.targets import write_files

    course = NbgraderCourse(arguments.course)
    keep_penalties(course, [arguments.assignment] if arguments.assignment else ())
    if arguments.lms is None:
        if arguments.into or arguments.assignment:
            raise UsageError("an ASSIGNMENT and --into belong to an LMS: add --lms moodle or --lms canvas")
        path, content = arguments.to or arguments.course / "grades.csv", grades_csv(course.export_rows())
    else:
        path, content = _for_lms(arguments, course)
    write_files({path.name: content}, path.parent)
    tell(f"grades: {path.as_posix()}")
    if arguments.assignment:
        waiting = sorted(
            each.student for each in scored(course, arguments.assignment).values() if any(c.open for c in each.cells)
        )
        if waiting:
            tell(f"note: {len(waiting)} submissions wait for a grade by hand: {several(waiting)}")
    return 0


def _for_lms(arguments: argparse.Namespace, course: object) -> tuple[Path, bytes]:
    from quizzes.grading.intake.roster import Roster, read_roster
    from quizzes.grading.lms import INTO, LMS, Grades, Result
    from quizzes.grading.nbgrader_roll import assignments_of, scored, students_of

    name = chosen("LMS", [arguments.lms], LMS)[0]
    if arguments.assignment is None:
        raise UsageError(f"which assignment? `quizzes export-grades ASSIGNMENT --lms {name}`")
    course.require_released(arguments.assignment)
    roster = read_roster(course.root / "roster.csv") if (course.root / "roster.csv").is_file() else Roster()
    students = {**students_of(course), **roster.students}
    found = scored(course, arguments.assignment)
    results = {each.student: Result(each.score, "\n".join(each.comments.values())) for each in found.values()}
    grades = Grades(arguments.assignment, assignments_of(course)[arguments.assignment], students, results)
    if arguments.into is None:
        filled = LMS[name](grades)
    else:
        try:
            filled = INTO[name](grades, arguments.into.read_bytes())
        except OSError as error:
            raise UsageError(f"cannot read {arguments.into}: {error.strerror}") from error
    for note in filled.notes:
        tell(f"note: {one_line(note)}")
    return arguments.to or arguments.course / f"{arguments.assignment}-{name}.csv", filled.content


def regrade(arguments: argparse.Namespace) -> int:
    """Grade again, and write a line for each grade that changed."""
    from quizzes.grading.nbgrader_course import NbgraderCourse
    from quizzes.grading.nbgrader_late import keep_penalties
    from quizzes.grading.nbgrader_roll import scored
    from quizzes.grading.regrade import Snapshot, changes, changes_csv
    from quizzes.targets import write_files

    course = NbgraderCourse(arguments.course)
    course.require_released(arguments.assignment)
    keep_penalties(course, [arguments.assignment])

    def snapshot() -> dict[str, Snapshot]:
        found = scored(course, arguments.assignment).values()
        return {each.student: Snapshot(each.score, {cell.id: cell.score for cell in each.cells}) for each in found}

    before = snapshot()
    lines = io.StringIO()
    with contextlib.redirect_stdout(lines):
        grade_all(argparse.Namespace(**{**vars(arguments), "json": True}))
    messages = {
        (grade["student"], task["id"]): task["message"]
        for grade in map(json.loads, lines.getvalue().splitlines())
        for task in grade.get("tasks", ())
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
