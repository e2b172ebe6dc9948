"""`quizzes doctor`: what this machine offers for grading in a sandbox, and how to get the rest."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

from quizzes.commands.command import json_argument, tell, write
from quizzes.errors import CourseError


def doctor_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``doctor``."""
    parser.add_argument(
        "--course", type=Path, metavar="DIR", help="say besides where its packages are, and what its assignments lack"
    )
    json_argument(parser)


def doctor(arguments: argparse.Namespace) -> int:
    """Write a line for each thing that was looked at; raise CourseError where something needed is lacking."""
    from quizzes.grading.release.course_doctor import examine_course
    from quizzes.grading.sandbox.doctor import examine_machine, who_and_where

    if not arguments.json:
        write(who_and_where())
    lacking, assignments = [], []
    for finding in examine_machine():
        write(json.dumps(dataclasses.asdict(finding)) if arguments.json else finding.as_line())
        if finding.needed and not finding.fine:
            lacking.append(finding.name)
    for finding in examine_course(arguments.course.resolve()) if arguments.course and not lacking else ():
        write(json.dumps(dataclasses.asdict(finding)) if arguments.json else finding.as_line())
        if finding.needed and not finding.fine:
            assignments.append(finding.name)
    if assignments:
        raise CourseError(f"what is imported cannot be had in the sandbox: {', '.join(assignments)}")
    if lacking:
        raise CourseError(
            f"there is no sandbox on this machine: {', '.join(lacking)}. "
            "`quizzes grade` refuses to run learners' code here unless told --no-sandbox"
        )
    tell("learners' code can be run in a sandbox here")
    return 0
