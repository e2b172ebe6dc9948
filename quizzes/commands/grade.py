"""`quizzes grade`: from submissions to grades."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from quizzes.commands.command import course_argument, json_argument, tell, write
from quizzes.plain_text import json_line

if TYPE_CHECKING:
    from quizzes.grading.outcome import SubmissionGrade, Totals

NO_SANDBOX = "learners' code runs without a sandbox, with your rights: grade only what you would run yourself"


class Crew(TypedDict, total=False):
    """Workers that are not of this machine: words of `quizzes.grading.grade.grade`."""

    executor: Executor
    alive: Callable[[], int]


def grade_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``grade``."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="which assignment")
    course_argument(parser)
    parser.add_argument("--student", metavar="ID", help="only this student's submission (default: all)")
    parser.add_argument("--workers", type=int, metavar="N", help="processes at work (default: one a processor)")
    parser.add_argument("--scheduler", metavar="URL", help="a Dask scheduler whose workers do the work")
    parser.add_argument("--db", default="", metavar="URL", help="the gradebook (default: the course's own)")
    parser.add_argument("--no-sandbox", action="store_true", help=f"note: {NO_SANDBOX}")
    parser.add_argument("--cold", action="store_true", help="start a new Python for each kernel instead of forking one")
    json_argument(parser)


def grade_all(arguments: argparse.Namespace) -> int:
    """Grade, and write a line for each submission."""
    for result in graded(arguments):
        write(json_line(result.as_json()) if arguments.json else result.as_line())
    return 0


def graded(arguments: argparse.Namespace) -> Iterator[SubmissionGrade | Totals]:
    """Yield what grading gives, done as the arguments of the command ask."""
    from quizzes.grading.grade import Options, grade
    from quizzes.grading.record.nbgrader_course import NbgraderCourse

    course = NbgraderCourse(arguments.course, arguments.db)
    workers = arguments.workers or os.cpu_count() or 1
    options = Options(workers=workers, sandbox=not arguments.no_sandbox, warm=not arguments.cold)
    if arguments.no_sandbox:
        tell(f"note: {NO_SANDBOX}")
    with ExitStack() as stack:
        crew = Crew()
        if arguments.scheduler:
            from quizzes.grading.run.cluster import open_cluster

            cluster = stack.enter_context(open_cluster(arguments.scheduler))
            options = replace(options, workers=arguments.workers or cluster.workers())
            crew = Crew(executor=cluster.executor, alive=cluster.workers)
        yield from grade(course, arguments.assignment, arguments.student, options=options, tell=tell, **crew)
    tell(f"{arguments.course.as_posix()} now holds grades.csv and the pages for the learners in feedback/")
