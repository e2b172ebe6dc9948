"""`quizzes new-course`, `collect` and `deadlines`: what comes before grading, and what may change after it."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from quizzes.commands.command import chosen, course_argument, json_argument, tell, write
from quizzes.plain_text import json_line, one_line, several


def new_course_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``new-course``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder to make")
    parser.add_argument("--roster", type=Path, metavar="FILE", help="students, as an LMS or a spreadsheet lists them")
    parser.add_argument("--db", default="", metavar="URL", help="the gradebook, noted in course.toml (default: SQLite)")
    parser.add_argument("--assignment", action="append", default=[], metavar="NAME", help="only these (default: all)")


def new_course(arguments: argparse.Namespace) -> int:
    """Make a course's folder: settings, roster, assignments, gradebook; what is there stays."""
    from quizzes.assignments import load_masters
    from quizzes.commands.roster import write_roster
    from quizzes.grading.course.roster import Roster, read_roster
    from quizzes.grading.course.settings import FILE, template
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.grading.record.nbgrader_roll import enter_students
    from quizzes.load import load_bank
    from quizzes.targets import TARGETS, write_files
    from quizzes.targets.nbgrader_config import KEPT, without_edited

    roster = read_roster(arguments.roster) if arguments.roster else Roster()
    bank = load_bank(arguments.project)
    masters = load_masters(bank)
    names = chosen("assignment", arguments.assignment, masters)
    folder = arguments.folder
    files = TARGETS["assignments"].build(bank, {name: masters[name] for name in names})
    files[FILE] = template(arguments.db).encode()
    files, edited = without_edited(files, folder)
    write_files({name: files[name] for name in files if name != FILE or not (folder / name).exists()}, folder)
    if arguments.roster or not (folder / "roster.csv").exists():
        write_roster(folder, dict(roster.students))
    enrolled = read_roster(folder / "roster.csv")
    enter_students(NbgraderCourse(folder), enrolled)
    for note in roster.notes:
        tell(f"note: {note}")
    shown = folder.as_posix()
    tell(f"{shown} holds course.toml, roster.csv, the gradebook and the assignments {', '.join(names)}")
    if edited:
        tell(KEPT)
    count = len(enrolled.students)
    tell(f"students in the roster: {count}" if count else f"no students yet: fill {shown}/roster.csv")
    tell(f"next: set due times in {shown}/course.toml, then `quizzes release ASSIGNMENT --course {shown}`")
    return 0


def collect_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``collect``."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="which assignment")
    parser.add_argument("source", type=Path, metavar="SOURCE", help="a folder, a zip of an LMS, or nbgrader's exchange")
    course_argument(parser)
    parser.add_argument("--roster", type=Path, metavar="FILE", help="the students (default: roster.csv in the course)")
    parser.add_argument(
        "--times", type=Path, metavar="FILE", help="when each handed in: Moodle's grading worksheet, or id and time"
    )
    json_argument(parser)


def collect_all(arguments: argparse.Namespace) -> int:
    """Collect, and write a line for each part of what was received."""
    from quizzes.grading.course.roster import Roster, read_roster
    from quizzes.grading.course.settings import read_settings
    from quizzes.grading.intake.collect import collect
    from quizzes.grading.intake.moodle_numbers import keep_numbers
    from quizzes.grading.intake.times import Times, read_times
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.grading.record.nbgrader_roll import enter_students

    course = NbgraderCourse(arguments.course)
    course.require(arguments.assignment)
    path = arguments.roster or course.root / "roster.csv"
    roster = read_roster(path) if arguments.roster or path.is_file() else Roster()
    if not roster.students:
        tell("note: the roster is empty, so everybody is taken under the name that the file gives")
    for note in roster.notes:
        tell(f"note: {note}")
    enter_students(course, roster)
    counts: Counter[str] = Counter()
    handed_in = set()
    settings = read_settings(course.root)
    times = read_times(arguments.times, roster, settings.zone) if arguments.times else Times({})
    for doubt in times.doubts:
        tell(f"note: {doubt}")
    numbers: dict[str, str] = {}
    for event in collect(course.root, arguments.assignment, arguments.source, settings, roster, times=times.by_student):
        numbers |= {event.student: event.number} if event.number else {}
        counts[event.happened.value] += 1
        handed_in.add(event.student)
        write(json_line(event.as_json()) if arguments.json else event.as_line())
    keep_numbers(course.root, arguments.assignment, numbers)
    tell(", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing was found there")
    there = {folder.parent.name for folder in (course.root / "submitted").glob(f"*/{arguments.assignment}")}
    if missing := [student for student in roster.students if student not in there]:
        tell(f"nothing of {len(missing)} students in the roster: {several(missing)}")
    return 0


def deadlines_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``deadlines``."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="which assignment")
    course_argument(parser)
    json_argument(parser)


def apply_deadlines(arguments: argparse.Namespace) -> int:
    """Write due times, extensions and penalties into the gradebook, and a line for each late submission."""
    from quizzes.grading.course.enrolment import read_enrolment
    from quizzes.grading.course.settings import read_settings
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.grading.record.nbgrader_roll import apply_deadlines, scored

    course = NbgraderCourse(arguments.course)
    course.require_released(arguments.assignment)
    settings = read_settings(course.root)
    apply_deadlines(course, arguments.assignment, settings)
    enrolment = read_enrolment(course.root)
    found = enrolment.only(scored(course, arguments.assignment))
    late = [each for each in found.values() if each.days_late > 0]
    for each in late:
        assert each.submitted is not None and each.due is not None  # it is late
        value = {
            "student": each.student,
            "submitted": each.submitted.astimezone(settings.zone).isoformat(),
            "due": each.due.astimezone(settings.zone).isoformat(),
            "penalty": each.penalty,
            "score": each.score,
        }
        cost = f"{each.days_late:5.2f} days late: {each.penalty:g} taken off, {each.score:g} left"
        line = f"{one_line(each.student):<20} {cost}"
        write(json_line(value) if arguments.json else line)
    due = settings.deadline(arguments.assignment).due
    tell(f"{arguments.assignment}: due {settings.shown(due)}, {len(late)} late" if due else "no due time is set")
    return 0
