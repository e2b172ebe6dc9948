"""A learner's own notebook graded on their own machine, by the same grader that instructors use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from quizzes.assignments import Master
from quizzes.errors import GradingFault, UsageError
from quizzes.grading.grade import Options, grade
from quizzes.grading.intake.pick import likeness, read_cells
from quizzes.grading.learner.attempts import Attempt, now, tried_in
from quizzes.grading.learner.explain import own_questions
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade
from quizzes.grading.rebuild.rebuild import rebuild
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.sandbox.jail import find_bubblewrap
from quizzes.grading.viva.sheets import Sheet
from quizzes.model import Bank
from quizzes.named_file import read_named
from quizzes.plain_text import one_line
from quizzes.targets.nbgrader_source import build_course
from quizzes.targets.write import write_files

ME = "you"  # what the page calls its reader


@dataclass(frozen=True)
class Graded:
    """The result."""

    assignment: str
    grade: SubmissionGrade
    page: bytes
    attempt: Attempt
    sheet: Sheet | None = None  # questions on their own code, where they were asked for


def which_assignment(content: bytes, sources: Mapping[str, dict], name: str) -> str:
    """Return the assignment that a notebook is of: the one whose fixed cells it holds.

    Raises
    ------
    UsageError
        If it is like none of them.
    """
    cells = read_cells(content)
    best = max(sources, key=lambda each: likeness(cells, sources[each]))
    if likeness(cells, sources[best]) > 0.2:
        return best
    stem = Path(name).stem.casefold()
    if stem in sources:
        return stem
    raise UsageError(
        f"cannot tell which assignment {name} is of; say it with --assignment, one of {', '.join(sources)}"
    )


def grade_me(
    notebook: Path,
    folder: Path,
    bank: Bank,
    masters: Mapping[str, Master],
    book: str,
    assignment: str | None = None,
    tell: Callable[[str], None] = lambda line: None,
    explain: str | None = None,
) -> Graded:
    """Grade one notebook in a course of its own, made in `folder`; `explain` is the seed of questions on its code.

    Raises
    ------
    UsageError
        If there is no such file, or no assignment that it is of.
    """
    content = read_named(notebook)
    files = build_course(bank, masters)
    sources = {name: json.loads(files[f"source/{name}/{name}.ipynb"]) for name in masters}
    name = assignment or which_assignment(content, sources, notebook.name)
    own = {
        path: data
        for path, data in files.items()
        if not path.startswith("source/") or path.startswith(f"source/{name}/")
    }
    write_files(own | {"course.toml": f"book = {json.dumps(book)}\n".encode()}, folder)
    course = NbgraderCourse(folder)
    tell(f"{one_line(notebook.name)}: assignment {name}; making its tests ready")
    course.release(name)
    write_files({f"{name}.ipynb": content}, folder / "submitted" / ME / name)
    tell("running your notebook")
    # It is their own code, so they may run it where no sandbox can be had.
    sandbox = find_bubblewrap() is not None
    options = Options(sandbox=sandbox, own_numbers=False)
    grades = [result for result in grade(course, name, options=options) if isinstance(result, SubmissionGrade)]
    if len(grades) != 1 or grades[0].outcome is GradingOutcome.FAULT:
        raise GradingFault(f"expected one grade, got {[each.instructor_message or each.score for each in grades]}")
    page = (course.folder("feedback", ME, name) / f"{name}.html").read_bytes()
    untouched = rebuild(content, sources[name]).untouched
    attempt = Attempt(name, now(), grades[0].score, grades[0].max_score, tried_in(grades[0].tasks, untouched))
    sheet = None
    if explain is not None:
        tell("asking your code: each answer is computed by running it, twice")
        sheet = own_questions(course, name, explain, sandbox=sandbox)
    return Graded(name, grades[0], page, attempt, sheet)
