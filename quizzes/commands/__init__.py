"""The subcommands of `quizzes`: one line each here, one module a group."""

from quizzes.commands.build import build, build_arguments, release, release_arguments
from quizzes.commands.check import check, check_arguments
from quizzes.commands.command import Command
from quizzes.commands.course import (
    apply_deadlines,
    collect_all,
    collect_arguments,
    deadlines_arguments,
    new_course,
    new_course_arguments,
)
from quizzes.commands.doctor import doctor, doctor_arguments
from quizzes.commands.export import export_arguments, export_bank
from quizzes.commands.feedback import feedback_arguments, make_feedback
from quizzes.commands.grade import grade_all, grade_arguments
from quizzes.commands.grades import export_grades, grades_arguments, regrade, regrade_arguments
from quizzes.commands.importing import import_arguments, import_questions
from quizzes.commands.kernelspec import install, kernelspec_arguments
from quizzes.commands.lab import lab_arguments, run_lab
from quizzes.commands.learner import grade_me_arguments, grade_mine, show_solution, solution_arguments
from quizzes.commands.marks import marks_arguments, take_marks
from quizzes.commands.project import new_project, new_project_arguments
from quizzes.commands.report import report, report_arguments
from quizzes.commands.roster import roster, roster_arguments
from quizzes.commands.sheet import make_sheets, sheet_arguments
from quizzes.commands.viva import viva, viva_arguments

COMMANDS: dict[str, Command] = {
    "new-project": Command("make a small course of your own, to be changed", new_project_arguments, new_project),
    "new-course": Command(
        "make the folder of a course, with assignments and gradebook", new_course_arguments, new_course
    ),
    "check": Command("run every proof and assignment, and say what the bank lacks", check_arguments, check),
    "build": Command("make the nbgrader course from the bank and the masters", build_arguments, build, alone=True),
    "release": Command("make the learners' version of assignments", release_arguments, release, alone=True),
    "roster": Command("take over who is new, gone, renamed or one under two ids", roster_arguments, roster, alone=True),
    "collect": Command(
        "take in what an LMS, an exchange or a folder gives", collect_arguments, collect_all, alone=True
    ),
    "grade": Command("grade the submissions of an assignment", grade_arguments, grade_all, alone=True, looks=True),
    "lab": Command("look at submissions in formgrader", lab_arguments, run_lab),
    "doctor": Command("say what this machine offers for grading in a sandbox", doctor_arguments, doctor),
    "kernelspec": Command("offer the sandboxed kernels to Jupyter's programs", kernelspec_arguments, install),
    "feedback": Command(
        "make the learners' pages again, after grades by hand",
        feedback_arguments,
        make_feedback,
        alone=True,
        looks=True,
    ),
    "sheet": Command("make a test on paper, a sheet and a key for each student", sheet_arguments, make_sheets),
    "marks": Command("enter the marks of a test on paper", marks_arguments, take_marks, alone=True, looks=True),
    "grade-me": Command("grade your own notebook, on your own machine", grade_me_arguments, grade_mine),
    "solution": Command("show the solutions of what you have tried", solution_arguments, show_solution),
    "report": Command(
        "show how an assignment was answered and what to teach again", report_arguments, report, looks=True
    ),
    "viva": Command("make sheets of questions on the learners' own code", viva_arguments, viva, alone=True),
    "regrade": Command(
        "grade again, and tell every grade that changed", regrade_arguments, regrade, alone=True, looks=True
    ),
    "deadlines": Command(
        "apply due times, extensions and penalties", deadlines_arguments, apply_deadlines, alone=True, looks=True
    ),
    "export": Command("write the bank for Anki, an LMS or a spreadsheet", export_arguments, export_bank),
    "import": Command("take over questions from Moodle, QTI or CSV, as a draft", import_arguments, import_questions),
    "export-grades": Command(
        "write the grades as CSV, for Moodle or for Canvas", grades_arguments, export_grades, looks=True
    ),
}

__all__ = ["COMMANDS", "Command"]
