"""`quizzes grade-me` and `quizzes solution`: what a learner does on their own machine."""

from __future__ import annotations

import argparse
import os
import sys
import webbrowser
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from quizzes.commands.command import chosen, json_argument, tell, write
from quizzes.errors import UsageError
from quizzes.plain_text import json_line, one_line
from quizzes.project import Project

if TYPE_CHECKING:
    from quizzes.grading.learner.explain import Explained
    from quizzes.grading.outcome import TaskGrade
    from quizzes.grading.viva.sheets import Sheet

BUILT = Path("_build", "html")  # of a project: where its book is built


def grade_me_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``grade-me``."""
    parser.add_argument("notebook", type=Path, metavar="FILE.ipynb", help="your notebook")
    parser.add_argument("--assignment", metavar="NAME", help="which assignment it is (default: told from its cells)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the page (default: FILE-feedback.html beside it)")
    parser.add_argument(
        "--book", metavar="ADDRESS",
        help="where the book is, for links to its paragraphs (default: SITE_URL, else the one built in the project)",
    )  # fmt: skip
    parser.add_argument("--no-browser", action="store_true", help="write the page and do not open it")
    parser.add_argument(
        "--explain", action="store_true",
        help="then three questions on your own code: answered in the terminal, and on a page with the answers folded",
    )  # fmt: skip
    parser.add_argument("--answers", action="store_true", help="with --explain: ask nothing, and show the answers")
    parser.add_argument("--seed", default="", metavar="S", help="with --explain: the same questions again")
    json_argument(parser)


def grade_mine(arguments: argparse.Namespace) -> int:
    """Grade, telling each task as it is judged; write the feedback page and open it."""
    from quizzes.assignments import load_masters
    from quizzes.grading.course.settings import read_book
    from quizzes.grading.course.sources import course_bank
    from quizzes.grading.learner.attempts import as_json, attempts_file, read_attempts, record_attempt
    from quizzes.grading.learner.grade_me import grade_me
    from quizzes.project import find_project
    from quizzes.targets import write_files

    if not arguments.explain and (arguments.answers or arguments.seed):
        raise UsageError("--answers and --seed belong to --explain")
    project = arguments.project or find_project()
    bank = course_bank(attempts_file(project).parent, project)
    masters = load_masters(bank)
    if arguments.assignment:
        chosen("assignment", [arguments.assignment], masters)
    book = read_book(_book(project) if arguments.book is None else arguments.book)
    seed = (arguments.seed or _fresh_seed()) if arguments.explain else None
    told: set[str] = set()

    def judged(task: TaskGrade) -> None:
        line = f"{task.score:5.2f} / {task.max_score:<4g} {task.id:<28} {task.outcome.value}"
        if not arguments.json and line not in told:
            write(line)
        told.add(line)

    with TemporaryDirectory(prefix="grade-me-") as folder:
        made = grade_me(arguments.notebook, Path(folder), bank, masters, book, arguments.assignment, tell, seed, judged)
    path = arguments.out or arguments.notebook.with_name(f"{arguments.notebook.stem}-feedback.html")
    write_files({path.name: made.page}, path.parent)
    if arguments.json:
        own = {"explain": _as_json(made.sheet, answers=arguments.answers)} if made.sheet else {}
        write(json_line({"assignment": made.assignment, **made.grade.as_json(), **own}))
    else:
        for task in made.grade.tasks:
            judged(task)  # a line more, where a second look has changed it
        write(f"{made.grade.score:5.2f} / {made.grade.max_score:<4g} {one_line(made.grade.message)}".rstrip())
    tell(f"what was said of it: {one_line(path.as_posix())}")
    explained = _explained(made.sheet, path, arguments) if made.sheet else None
    attempt = replace(made.attempt, explained=vars(explained)) if explained and explained.asked else made.attempt
    attempts = attempts_file(bank.project)
    record_attempt(attempt, attempts)
    progress = path.with_name(f"{path.stem.removesuffix('-feedback')}-progress.json")
    write_files({progress.name: as_json(read_attempts(attempts))}, path.parent)
    tell(f"for My progress in the book: {one_line(progress.as_posix())}")
    if not arguments.no_browser:
        webbrowser.open(path.resolve().as_uri())
    return 0


def _fresh_seed() -> str:
    from quizzes.grading.viva.sheets import fresh_seed  # it knows the gradebook, and nothing else here does

    return fresh_seed()


def _book(project: Project) -> str:
    """Return where the book is, as far as this machine knows; empty where it does not."""
    if said := os.environ.get("SITE_URL"):
        return said
    built = project.root / BUILT
    return f"{built.resolve().as_uri()}/" if (built / "index.html").is_file() else ""
def _as_json(sheet: Sheet, *, answers: bool) -> dict[str, object]:
    """Return questions as JSON values; keys where they are asked for."""
    keys = () if answers else ("key", "evidence")
    questions = [
        {
            **{name: value for name, value in question.as_json().items() if name not in ("rerun", *keys)},
            "fields": [{**field.as_json(), **({} if answers else {"right": None})} for field in question.fields],
        }
        for question in sheet.questions
    ]
    return {"seed": sheet.seed, "questions": questions, "notes": list(sheet.notes)}


def _explained(sheet: Sheet, path: Path, arguments: argparse.Namespace) -> Explained | None:
    """Write the page of questions, and ask them where somebody sits at a terminal."""
    from quizzes.grading.learner.explain import answered, as_text, boxes_as_text
    from quizzes.grading.viva.page import explain_page
    from quizzes.targets import write_files

    name = f"{arguments.notebook.stem}-explain.html"
    write_files({name: explain_page(sheet)}, path.parent)
    for note in sheet.notes:
        tell(f"note: {one_line(note, 400)}")
    tell(
        f"{len(sheet.questions)} questions on your code, seed {sheet.seed}: {one_line((path.parent / name).as_posix())}"
    )
    if arguments.json:
        return None
    if sys.stdin.isatty() and not arguments.answers:
        explained = answered(sheet, input, write)
        write(f"{explained.right} of {explained.asked} right")
        return explained
    for place, question in enumerate(sheet.questions, 1):
        lines = [*as_text(place, question), *boxes_as_text(question.fields)]
        key = [f"  The answer: {one_line(question.key, 2000)}"] if arguments.answers else []
        write("\n".join(["", *lines, *key]))
    return None


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
