"""`quizzes report`: one page on how an assignment was answered and what to teach again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from quizzes.commands.command import course_argument, section_argument, tell

if TYPE_CHECKING:
    from quizzes.grading.course.enrolment import Enrolment
    from quizzes.grading.report.practice_part import ClassPractice


def report_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``report``."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="which assignment")
    course_argument(parser)
    section_argument(parser)
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="the page (default: report/ASSIGNMENT.html in the course)"
    )
    parser.add_argument(
        "--progress", type=Path, nargs="+", default=[], metavar="PATH",
        help="files that learners made on My progress and handed in, or folders of them",
    )  # fmt: skip
    parser.add_argument(
        "--pairs", type=int, default=10, metavar="N", help="similar pairs to show (default: %(default)s)"
    )


def report(arguments: argparse.Namespace) -> int:
    """Write the page."""
    from quizzes.grading.course.enrolment import gone_note, read_enrolment
    from quizzes.grading.course.settings import read_settings
    from quizzes.grading.course.sources import course_bank
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.grading.record.nbgrader_late import keep_penalties
    from quizzes.grading.record.nbgrader_paper import require_graded
    from quizzes.grading.record.nbgrader_roll import scored
    from quizzes.grading.report.answers import code_of, read_answers
    from quizzes.grading.report.beside import read_beside
    from quizzes.grading.report.page import Report, report_page
    from quizzes.grading.report.paper_page import paper_page
    from quizzes.grading.report.similar import likeness
    from quizzes.paper.manifest import is_on_paper, paper_tests
    from quizzes.plain_text import as_file_name
    from quizzes.targets import write_files

    course = NbgraderCourse(arguments.course)
    require_graded(course, arguments.assignment)
    keep_penalties(course, [arguments.assignment])
    enrolment = read_enrolment(course.root, arguments.section)
    everybody = scored(course, arguments.assignment)
    if gone := enrolment.gone(everybody):
        tell(gone_note(gone, "left out"))
    part = f"-{as_file_name(arguments.section)}" if arguments.section else ""
    path = arguments.out or arguments.course / "report" / f"{arguments.assignment}{part}.html"
    bank = course_bank(course.root, arguments.project)
    ours = enrolment.only(everybody)
    tests = paper_tests(course.root)
    if is_on_paper(course.root, arguments.assignment):
        write_files({path.name: paper_page(course, tests[arguments.assignment], ours, bank)}, path.parent)
        tell(f"{len(ours)} marked sheets: {path.as_posix()}")
        return 0
    answers = read_answers(course.root, arguments.assignment, ours)
    code, template = code_of(course, arguments.assignment, answers.students)
    settings = read_settings(course.root)
    sections = {} if arguments.section else enrolment.sections()
    handed = _handed(arguments.progress, enrolment, bank.project.store)
    alike = likeness(code, template, arguments.pairs)
    paper = tuple(read_beside(course, test, ours) for test in tests.values() if arguments.assignment in test.beside)
    made = Report(answers, bank, alike, settings.book, sections, handed, paper)
    write_files({path.name: report_page(made)}, path.parent)
    tell(f"{len(answers.totals)} submissions: {path.as_posix()}")
    return 0


def _handed(paths: list[Path], enrolment: Enrolment, store: str) -> ClassPractice:
    """Return what learners have handed over, those of the course apart from others."""
    from quizzes.grading.report.class_files import read_class_files
    from quizzes.grading.report.practice_part import ClassPractice

    files, refused = read_class_files(paths, store)
    for name, why in refused.items():
        tell(f"{name}: not used: {why}")
    ours = enrolment.only(files)
    students = [student for student in enrolment.roster.students if enrolment.has(student)]
    return ClassPractice(ours, refused, tuple(sorted(set(files) - set(ours))), len(students))
