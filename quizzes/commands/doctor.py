"""`quizzes doctor`: what this machine offers for grading in a sandbox, and how to get the rest."""

from __future__ import annotations

import argparse
import dataclasses
import json

from quizzes.commands.command import json_argument, tell, write
from quizzes.errors import CourseError


def doctor_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``doctor``."""
    json_argument(parser)


def doctor(arguments: argparse.Namespace) -> int:
    """Write a line for each thing that was looked at; raise CourseError where something needed is lacking."""
    from quizzes.grading.sandbox.doctor import examine_machine, who_and_where

    if not arguments.json:
        write(who_and_where())
    lacking = []
    for finding in examine_machine():
        write(json.dumps(dataclasses.asdict(finding)) if arguments.json else finding.as_line())
        if finding.needed and not finding.fine:
            lacking.append(finding.name)
    if lacking:
        raise CourseError(
            f"there is no sandbox on this machine: {', '.join(lacking)}. "
            "`quizzes grade` refuses to run learners' code here unless told --no-sandbox"
        )
    tell("learners' code can be run in a sandbox here")
    return 0
