"""`quizzes grade-me` and `quizzes solution`: what a learner does on their own machine."""

from __future__ import annotations

import argparse
import webbrowser
from pathlib import Path
from tempfile import TemporaryDirectory

from quizzes.commands.command import chosen, json_argument, tell, write
from quizzes.errors import UsageError
from quizzes.plain_text import json_line, one_line


def grade_me_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``grade-me``."""
    parser.add_argument("notebook", type=Path, metavar="FILE.ipynb", help="your notebook")
    parser.add_argument("--assignment", metavar="NAME", help="which assignment it is (default: told from its cells)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the page (default: FILE-feedback.html beside it)")
    parser.add_argument(
        "--book", default="", metavar="ADDRESS",
        help="where the book is, for links to its paragraphs (make course: http://127.0.0.1:8000/)",
    )  # fmt: skip
    parser.add_argument("--no-browser", action="store_true", help="write the page and do not open it")
    json_argument(parser)


def grade_mine(arguments: argparse.Namespace) -> int:
    """Grade, write the feedback page and open it."""
    from quizzes.assignments import load_masters
    from quizzes.grading.course.settings import read_book
    from quizzes.grading.course.sources import course_bank
    from quizzes.grading.learner.attempts import attempts_file, record_attempt
    from quizzes.grading.learner.grade_me import grade_me
    from quizzes.project import find_project
    from quizzes.targets import write_files

    project = arguments.project or find_project()
    bank = course_bank(attempts_file(project).parent, project)
    masters = load_masters(bank)
    if arguments.assignment:
        chosen("assignment", [arguments.assignment], masters)
    book = read_book(arguments.book)
    with TemporaryDirectory(prefix="grade-me-") as folder:
        made = grade_me(arguments.notebook, Path(folder), bank, masters, book, arguments.assignment, tell)
    record_attempt(made.attempt, attempts_file(bank.project))
    path = arguments.out or arguments.notebook.with_name(f"{arguments.notebook.stem}-feedback.html")
    write_files({path.name: made.page}, path.parent)
    if arguments.json:
        write(json_line({"assignment": made.assignment, **made.grade.as_json()}))
    else:
        for task in made.grade.tasks:
            write(f"{task.score:5.2f} / {task.max_score:<4g} {task.id:<28} {task.outcome.value}")
        write(f"{made.grade.score:5.2f} / {made.grade.max_score:<4g} {one_line(made.grade.message)}".rstrip())
    tell(f"what was said of it: {one_line(path.as_posix())}")
    if not arguments.no_browser:
        webbrowser.open(path.resolve().as_uri())
    return 0


def solution_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``solution``."""
    parser.add_argument("assignment", metavar="NAME", help="which assignment")
    parser.add_argument("--after-attempt", action="store_true", help="show those of the tasks that you have answered")
    parser.add_argument("--task", action="append", default=[], metavar="ID", help="only this task or question")


def show_solution(arguments: argparse.Namespace) -> int:
    """Write the solutions of the tasks that the learner has tried."""
    from quizzes.assignments import load_masters
    from quizzes.grading.learner.attempts import attempts_file, read_attempts, tried
    from quizzes.grading.learner.solutions import solutions
    from quizzes.load import load_bank

    bank = load_bank(arguments.project)
    masters = load_masters(bank)
    name = chosen("assignment", [arguments.assignment], masters)[0]
    own = f"`quizzes grade-me {name}.ipynb`"
    if not arguments.after_attempt:
        raise UsageError(
            f"solutions open after an attempt: grade yours with {own}, then `quizzes solution {name} --after-attempt`"
        )
    done = tried(name, read_attempts(attempts_file(bank.project)))
    known = {each.task: each for each in solutions(bank, masters[name])}
    wanted = chosen("task", arguments.task, known)
    if not done:
        raise UsageError(
            f"no answered task of {name} is recorded on this machine: "
            f"answer one, right or not, grade yours with {own}, then come back"
        )
    shown = [task for task in wanted if task in done]
    for task in shown:
        write(known[task].as_text())
    if waiting := [task for task in wanted if task not in done]:
        tell(f"not answered yet, so not shown: {', '.join(waiting)}")
    return 0
