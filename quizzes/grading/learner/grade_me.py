"""A learner's own notebook graded on their own machine, by the same grader that instructors use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quizzes.assignments import Master
from quizzes.errors import GradingFault, UsageError
from quizzes.grading.examine import examine
from quizzes.grading.intake.own_files import own_files
from quizzes.grading.intake.pick import likeness, read_cells
from quizzes.grading.judge.assignment import absent_modules, kernel_plan, read_exercise
from quizzes.grading.judge.exercise import Examined, Exercise, Job
from quizzes.grading.judge.notebook import with_apart
from quizzes.grading.learner.attempts import Attempt, now, tried_in
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade, TaskGrade
from quizzes.grading.report.feedback_page import Feedback, TaskFeedback, feedback_page
from quizzes.grading.report.filled import filled_cells, names_of_cells
from quizzes.grading.run.kernels import KernelPlan
from quizzes.grading.sandbox.jail import find_bubblewrap
from quizzes.grading.sandbox.limits import Limits
from quizzes.model import Bank
from quizzes.named_file import read_named
from quizzes.plain_text import one_line
from quizzes.targets.nbgrader_source import build_course
from quizzes.targets.write import write_files

if TYPE_CHECKING:
    from quizzes.grading.viva.sheets import Sheet

ME = "you"  # what the page calls its reader
LIMITS = Limits()
AFTER_A_STOP_S = 2.0  # of the processor, for a cell or task once one has been stopped; right ones take hundredths


@dataclass(frozen=True)
class Graded:
    """The result."""

    assignment: str
    grade: SubmissionGrade
    page: bytes
    attempt: Attempt
    cpu_s: float  # that the notebook's own code took
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


# Why: DECISIONS.md#grade-me-no-gradebook
def grade_me(
    notebook: Path,
    folder: Path,
    bank: Bank,
    masters: Mapping[str, Master],
    book: str,
    assignment: str | None = None,
    tell: Callable[[str], None] = lambda line: None,
    explain: str | None = None,
    judged: Callable[[TaskGrade], object] = lambda grade: None,
) -> Graded:
    """Grade one notebook as the course's grader does, without a gradebook: in a course of its own, made in `folder`.

    `explain` is the seed of questions on its code; `judged` is given each task's grade as it is made.

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
    tell(f"{one_line(notebook.name)}: assignment {name}")
    handed = folder / "submitted" / ME / name
    write_files({f"{name}.ipynb": content}, handed)
    source = sources[name]
    # It is their own code, so they may run it where no sandbox can be had.
    sandbox, absent = find_bubblewrap() is not None, absent_modules(folder, name, {name: source})
    plan = kernel_plan(folder, {name: source}, LIMITS, sandbox=sandbox, warm=True, ready=1, **absent)
    exercise = with_apart(read_exercise(folder, name, source, LIMITS), plan.connect, plan.connect_tests)
    job = Job(ME, content, beside=own_files(handed, exercise.files))
    examined = _examined(job, exercise, plan, judged)
    if examined.grade.outcome is GradingOutcome.FAULT:
        raise GradingFault(f"expected a grade, got {examined.grade.instructor_message}")
    grade = examined.grade
    attempt = Attempt(name, now(), grade.score, grade.max_score, tried_in(grade.tasks, examined.untouched))
    page = _page(name, examined, book, bank)
    sheet = _questions(folder, name, explain, tell, sandbox=plan.sandbox) if explain is not None else None
    return Graded(name, grade, page, attempt, examined.cpu_s, sheet)


def _questions(folder: Path, name: str, seed: str, tell: Callable[[str], None], *, sandbox: bool) -> Sheet:
    """Return questions on the notebook's own code."""
    from quizzes.grading.learner.explain import own_questions
    from quizzes.grading.record.nbgrader_course import NbgraderCourse  # two seconds, for this alone

    tell("asking your code: each answer is computed by running it, twice")
    course = NbgraderCourse(folder)
    course.release(name)
    return own_questions(course, name, seed, sandbox=sandbox)


def _examined(job: Job, exercise: Exercise, plan: KernelPlan, judged: Callable[[TaskGrade], object]) -> Examined:
    """Examine the notebook; once more, and alone, where a busy machine might have been the cause."""
    # A loop without end is in the visible tests, in the judge's questions and in each function that calls it; whoever
    # waits for their own notebook waits for it once.
    short = replace(plan.limits, cell_cpu_s=AFTER_A_STOP_S)
    examined = examine(job, exercise, plan.connect, plan.connect_tests, judged, short)
    if not examined.again:
        return examined
    alone = replace(plan, warm=False)
    return examine(job, exercise, alone.connect, alone.connect_tests, after_stop=short)


def _page(assignment: str, examined: Examined, book: str, bank: Bank) -> bytes:
    """Return the feedback page: what the grader said, and the learner's own cells."""
    grade = examined.grade
    cells = filled_cells([(assignment, (examined.notebook or {}).get("cells", ()))])
    tasks = [
        TaskFeedback(
            notes=task.as_record(),
            score=task.score,
            max_score=task.max_score,
            code=next((cells[name] for name in names_of_cells(task.id) if name in cells), ""),
            waits=task.outcome is GradingOutcome.MANUAL,
        )
        for task in grade.tasks
    ]
    notes = grade.as_record(assignment)
    return feedback_page(Feedback(assignment, ME, notes, tasks, grade.max_score, book=book), bank)
