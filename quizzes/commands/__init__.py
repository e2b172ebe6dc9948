"""The subcommands of `quizzes`: one line each here, one module a group."""

from quizzes.commands.build import build, build_arguments, release, release_arguments
from quizzes.commands.check import check, check_arguments
from quizzes.commands.command import Command
from quizzes.commands.export import export_arguments, export_bank
from quizzes.commands.grade import NO_SANDBOX, export_grades, grade_all, grade_arguments, grades_arguments

COMMANDS: dict[str, Command] = {
    "check": Command("run every proof and assignment, and say what the bank lacks", check_arguments, check),
    "build": Command("make the nbgrader course from the bank and the masters", build_arguments, build),
    "release": Command("make the learners' version of assignments", release_arguments, release),
    "grade": Command("grade the submissions of an assignment", grade_arguments, grade_all, f"Note: {NO_SANDBOX}."),
    "export": Command("write the bank for Anki, an LMS or a spreadsheet", export_arguments, export_bank),
    "export-grades": Command("write the table of grades as CSV", grades_arguments, export_grades),
}

__all__ = ["COMMANDS", "Command"]
