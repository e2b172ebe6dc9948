"""The sheets of an assignment: each submission asked in the sandbox, none stops the others, pages and keys written."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from quizzes.grading.course.sources import course_bank
from quizzes.grading.intake.own_files import own_files
from quizzes.grading.intake.submissions import (
    Obstacle,
    ReadSubmission,
    Submission,
    read_notebooks,
)
from quizzes.grading.judge.assignment import Assignment
from quizzes.grading.prepare import bounds_of, prepare
from quizzes.grading.rebuild.rebuild import rebuild
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.run.bounds import WorkerEndedError
from quizzes.grading.run.executors import do_all
from quizzes.grading.run.kernels import KernelPlan
from quizzes.grading.viva.bank import bank_questions, objective_of
from quizzes.grading.viva.lab import opener
from quizzes.grading.viva.work import tasks_of, work_of
from quizzes.model import Bank
from quizzes.plain_text import one_line
from quizzes.viva.choose import SHEET, Places, choose
from quizzes.viva.make import MadeQuestions, make_questions
from quizzes.viva.question import VERSION, Question, QuestionKind
from quizzes.viva.words import in_words

FOLDER = "viva"
QUESTIONS = "questions.json"
BESIDE = 5  # from the next question on there is one of the bank, beside the learner's own code


@dataclass(frozen=True)
class SheetOrder:
    """What is asked for."""

    questions: int = 5
    minutes: int = 10
    seed: str = ""  # empty: one is drawn, and stands on the sheets
    workers: int = 1
    sandbox: bool = True
    places: Places = SHEET
    judged: bool = False  # only what a program can judge: for a learner alone
    large: Collection[str] = ()  # students whose sheets are in large print
    alternative: Collection[str] = ()  # those whose questions need no calculation by hand


@dataclass(frozen=True)
class Sheet:
    """One learner's sheet."""

    student: str
    assignment: str
    seed: str
    minutes: int
    questions: tuple[Question, ...]
    notes: tuple[str, ...] = ()  # for the instructor
    submission_sha256: str = ""
    large: bool = False
    alternative: bool = False

    @property
    def steps(self) -> int:
        """Return how many steps the whole sheet takes by hand."""
        return sum(question.steps for question in self.questions)

    def as_json(self) -> bytes:
        """Return everything on the sheet and its key, as a file."""
        told = {
            "assignment": self.assignment, "student": self.student, "seed": self.seed, "version": VERSION,
            "submission": self.submission_sha256, "large": self.large, "alternative": self.alternative,
            "steps": self.steps, "notes": list(self.notes),
            "asked": [question.sha256 for question in self.questions],
            "gists": [list(question.gists) for question in self.questions],
            "questions": [question.as_json() for question in self.questions],
        }  # fmt: skip
        return (json.dumps(told, indent=1, ensure_ascii=True, default=repr) + "\n").encode()


@dataclass
class AskedBefore:
    """What sheets made so far ask: a question whole, which nobody gets again, and its gists, which are to be rare."""

    whole: set[str] = field(default_factory=set)
    gists: Counter[str] = field(default_factory=Counter)

    def add(self, asked: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Take in the hashes of a sheet's questions."""
        for whole, gists in asked:
            self.whole.add(whole)
            self.gists.update(gists)


def fresh_seed() -> str:
    """Return a seed that nobody could guess."""
    return secrets.token_hex(4)


def make_sheets(
    course: NbgraderCourse,
    assignment: str,
    student: str | None,
    order: SheetOrder,
    *,
    executor: Executor | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Iterator[Sheet]:
    """Make the sheets of an assignment's submissions, in the order of the students' ids.

    With the same seed, version and submissions they are the same, whoever they are made for: a sheet for one student
    alone leaves out what the sheets before it, in the course's folder, ask.

    Raises
    ------
    UsageError
        If there is no such assignment, it is not released, nothing was handed in, or there is no sandbox.
    """
    with ExitStack() as stack:
        prepared = prepare(
            course, assignment, student, stack, sandbox=order.sandbox, warm=True, ready=order.workers + 1, tell=tell
        )
        whole, submissions, plan = prepared.assignment, prepared.submissions, prepared.started()
        found: dict[str, MadeQuestions] = {}
        handed: dict[str, str] = {}  # hashes of what was handed in
        do = partial(ask_submission, assignment=whole, plan=plan, seed=order.seed)
        jobs = _jobs(submissions, whole, handed)
        for job, future in do_all(jobs, do, executor, order.workers, bounds_of(whole, plan)):
            found[job.student] = _result(future.exception(), future)
            tell(f"[{len(found)}/{len(submissions)}] {one_line(job.student)}")
    taken = _asked_before(course.root / FOLDER / assignment, student, order.seed) if student else AskedBefore()
    bank = course_bank(course.root)
    for student_id, sha256 in handed.items():
        sheet = _sheet(student_id, sha256, bank, whole, order, found[student_id], taken)
        taken.add([(question.sha256, question.gists) for question in sheet.questions])
        yield sheet


def _jobs(
    submissions: Sequence[Submission], assignment: Assignment, handed: dict[str, str]
) -> Iterator[ReadSubmission]:
    """Yield each submission, read when there is room: a class's notebooks together may be more than the memory."""
    for submission in submissions:
        found = read_notebooks(submission, assignment.files)
        job = ReadSubmission(submission.student, found, None, own_files(submission.folder, assignment.beside))
        handed[job.student] = job.sha256
        yield job


def ask_submission(job: ReadSubmission, assignment: Assignment, plan: KernelPlan, seed: str) -> MadeQuestions:
    """Return what can be asked of one submission; what a worker runs."""
    questions: list[Question] = []
    notes: list[str] = []
    for exercise in assignment.exercises:
        handed = job.found[exercise.file]
        if isinstance(handed, Obstacle):
            notes.append(handed.message)
            continue
        rebuilt = rebuild(handed[0], exercise.source)
        if rebuilt.unreadable:
            notes.append(rebuilt.unreadable)
            continue
        open_lab = opener(plan.connect, {**job.beside.files, **exercise.files})
        words = (seed, assignment.name, exercise.stem, job.student)
        made = make_questions(work_of(rebuilt), tasks_of(exercise), open_lab, *words)  # type: ignore[arg-type]
        questions += made.questions
        notes += made.notes
    return MadeQuestions(tuple(questions), tuple(notes))


def _result(error: BaseException | None, future: object) -> MadeQuestions:
    if error is None:
        return future.result()  # type: ignore[attr-defined]
    why = str(error) if isinstance(error, WorkerEndedError) else f"{type(error).__name__}: {error}"
    return MadeQuestions((), (f"no question on its code could be made: {why}",))


def _sheet(
    student: str,
    sha256: str,
    bank: Bank,
    assignment: Assignment,
    order: SheetOrder,
    made: MadeQuestions,
    taken: AskedBefore,
) -> Sheet:
    alternative = student in order.alternative
    found = [question for question in made.questions if question.fields or not order.judged]
    found = [in_words(question) for question in found] if alternative else found
    questions = choose(found, order.questions, taken.whole, order.places, taken.gists)
    if not order.judged and (len(questions) < order.questions or order.questions > BESIDE):
        tasks = {name: task for exercise in assignment.exercises for name, task in tasks_of(exercise).items()}
        asked = {name for exercise in assignment.exercises for name in exercise.items}
        words = order.seed, assignment.name, student
        more = bank_questions(bank, tasks, asked, 2 * order.questions, *words, calculated=not alternative)
        questions = choose([*found, *more], order.questions, taken.whole, order.places, taken.gists)
    questions = tuple(
        question if question.objective else replace(question, objective=objective_of(question.see, bank))
        for question in questions
    )
    notes = list(made.notes)
    asked_for = (order.places[place % len(order.places)][0] for place in range(order.questions))
    wanted = sum(QuestionKind.BANK not in kinds for kinds in asked_for)
    own = sum(question.kind is not QuestionKind.BANK for question in questions)
    if len(questions) < order.questions:
        notes.append(f"{len(questions)} of {order.questions} questions were made: there was nothing more to ask about")
    elif own < wanted and not order.judged and (own or not notes):
        notes.append(f"{own} of {order.questions} questions are on its own code: no more of it could be asked about")
    forms = student in order.large, alternative
    return Sheet(student, assignment.name, order.seed, order.minutes, questions, tuple(notes), sha256, *forms)


def _asked_before(folder: Path, student: str, seed: str) -> AskedBefore:
    """Return what the sheets of students before this one ask, those that were made with the same seed."""
    taken = AskedBefore()
    for path in sorted(folder.glob(f"*/{QUESTIONS}"), key=lambda path: path.parent.name):
        if path.parent.name < student:
            told: Mapping = json.loads(path.read_text(encoding="utf-8"))
            if told.get("seed") == seed and told.get("version") == VERSION:
                taken.add(zip(told["asked"], told["gists"], strict=True))
    return taken
