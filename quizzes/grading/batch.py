"""All submissions of an assignment graded: each ends in an outcome, none stops the others, and one process writes."""

from __future__ import annotations

import copy
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial

from quizzes.errors import GradingFault
from quizzes.grading.clock import Clock
from quizzes.grading.examine import examine_all
from quizzes.grading.intake.own_files import own_files
from quizzes.grading.intake.submissions import (
    Obstacle,
    ReadSubmission,
    Submission,
    read_notebooks,
)
from quizzes.grading.judge.assignment import Assignment
from quizzes.grading.judge.exercise import Examined
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade, Totals
from quizzes.grading.prepare import bounds_of, prepare
from quizzes.grading.record.grade_json import grade_file, read_grade
from quizzes.grading.record.harmless import make_harmless
from quizzes.grading.record.journal import Journal
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_writer import GradebookWriter, open_writer, submitted_at
from quizzes.grading.run.bounds import Bounds, Ended, WorkerEndedError
from quizzes.grading.run.executors import SerialExecutor, do_all
from quizzes.grading.run.kernels import KernelPlan
from quizzes.grading.sandbox.limits import Limits
from quizzes.plain_text import one_line, whole_letters
from quizzes.targets.write import write_files

_TELL_S = 1.0  # between two lines of progress
_READY = 3  # kernels that wait on each machine of a cluster
_TOO_MUCH = (
    "Reading and judging this notebook took more time or memory than there is, twice. Clear the outputs, take out what "
    "is not an answer, and hand it in again."
)
RECORD_S = 0.25  # between two writes to the gradebook: each waits for the disk


@dataclass(frozen=True)
class Options:
    """How a run of grading is done; none of it changes a grade."""

    workers: int = 1
    sandbox: bool = True
    warm: bool = True
    limits: Limits = Limits()
    resume: bool = True
    own_numbers: bool = True  # hidden cases draw their numbers from the course's secret and the student's id


def work(job: ReadSubmission, assignment: Assignment, plan: KernelPlan) -> Examined:
    """Do one submission; what a worker runs."""
    return examine_all(job, assignment, plan.connect, plan.connect_tests)


def grade_submissions(
    course: NbgraderCourse,
    assignment: str,
    student: str | None = None,
    *,
    options: Options = Options(),
    executor: Executor | None = None,
    alive: Callable[[], int] | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Iterator[SubmissionGrade | Totals]:
    """Grade the submissions of an assignment and record them in the gradebook.

    Parameters
    ----------
    course : NbgraderCourse
        Where the submissions are.
    assignment, student : str
        Which of them; all students where `student` is None.
    options : Options
        How it is done.
    executor : Executor, optional
        Who does the work; workers of this machine where it is None. It is not shut down here.
    alive : Callable[[], int], optional
        How many workers the executor has at the moment.
    tell : Callable[[str], None]
        Is given lines of progress.

    Yields
    ------
    SubmissionGrade
        As soon as it is recorded; behind the last one the Totals.

    Raises
    ------
    UsageError
        If there is no such assignment, it is not released, nothing was handed in, or there is no sandbox.
    """
    clock = Clock()
    with ExitStack() as stack:
        with clock.phase("prepare"):
            # Workers of this machine share one template; a worker elsewhere has one of its own, for itself.
            ready = options.workers + 1 if executor is None else _READY
            prepared = prepare(
                course, assignment, student, stack, sandbox=options.sandbox, warm=options.warm, ready=ready,
                limits=options.limits, own_numbers=options.own_numbers, tell=tell,
            )  # fmt: skip
            whole = prepared.assignment
            writer = stack.enter_context(open_writer(course, assignment))
            writer.require(prepared.sources)
            journal = Journal(course.root, assignment, whole.sha256)
            stack.callback(journal.leave)
            plan = prepared.started()
            whole = whole.with_apart(plan.connect, plan.connect_tests)
        batch = _Batch(course, whole, plan, writer, journal, clock, len(prepared.submissions), tell, alive)
        yield from batch.run(prepared.submissions, executor, options.workers)
        journal.finish()
        stack.pop_all().close()
        counted = len(prepared.submissions), dict(batch.outcomes)
        yield Totals(*counted, clock.seconds, whole.within, whole.grounds, whole.unproven)


@dataclass
class _Batch:
    """One run over the submissions of an assignment."""

    course: NbgraderCourse
    assignment: Assignment
    plan: KernelPlan
    writer: GradebookWriter
    journal: Journal
    clock: Clock
    total: int
    tell: Callable[[str], None]
    alive: Callable[[], int] | None = None
    outcomes: Counter[GradingOutcome] = field(default_factory=Counter)

    def run(
        self, submissions: tuple[Submission, ...], executor: Executor | None, workers: int
    ) -> Iterator[SubmissionGrade]:
        self._start = self._told = self._recorded = time.monotonic()
        self._workers = workers
        again: list[ReadSubmission] = []
        bounds = bounds_of(self.assignment, self.plan)
        with self.clock.phase("grade"):
            settled: list[SubmissionGrade | Examined] = []  # what needs no run, or no longer
            do = self._work(self.plan)
            for job, future in do_all(self._jobs(submissions, settled), do, executor, workers, bounds):
                error = future.exception()
                examined = future.result() if error is None else self._fault(job, error)
                late = examined.again or (examined.over_cpu and self.plan.warm)  # a limit that was met
                if late or isinstance(error, GradingFault | WorkerEndedError):
                    again.append(job)
                else:
                    settled.append(examined)
                if time.monotonic() - self._recorded >= RECORD_S:
                    yield from self._finish(settled)
            yield from self._finish(settled)
        if again:
            with self.clock.phase("alone"):
                yield from self._again(again, executor, bounds)

    def _jobs(self, submissions: tuple[Submission, ...], settled: list) -> Iterator[ReadSubmission]:
        """Yield what has to be run; settle what has not: nothing to read, or graded before an interruption."""
        for submission in submissions:
            found = read_notebooks(submission, self.assignment.files)
            beside = own_files(submission.folder, self.assignment.beside)
            handed = ReadSubmission(submission.student, found, submitted_at(submission.folder), beside)
            obstacles = [each for each in found.values() if isinstance(each, Obstacle)]
            if len(obstacles) == len(found):
                settled.append(Examined(self._ungraded(handed.student, obstacles[0], handed.submitted)))
            elif (before := self._graded_before(submission, handed)) is not None:
                settled.append(before)
            else:
                yield handed

    def _graded_before(self, submission: Submission, handed: ReadSubmission) -> SubmissionGrade | None:
        known = self.journal.has(submission.student, handed.sha256)
        return read_grade(self.course.root, submission.assignment, submission.student) if known else None

    def _ungraded(self, student: str, found: Obstacle, at: str | None, note: str = "") -> SubmissionGrade:
        return SubmissionGrade(
            student=student,
            score=0.0,
            max_score=self.assignment.max_score,
            outcome=found.outcome,
            message=found.message,
            tasks=(),
            instructor_message=note,
            submitted=at,
            master_sha256=self.assignment.sha256,
        )

    def _fault(self, job: ReadSubmission, error: BaseException) -> Examined:
        message = "The grader failed at this submission and recorded no grade; the instructor has been told."
        found = Obstacle(GradingOutcome.FAULT, message)
        if isinstance(error, WorkerEndedError) and error.why is not Ended.CRASHED:
            found = Obstacle(GradingOutcome(error.why.value), _TOO_MUCH)
        return Examined(self._ungraded(job.student, found, job.submitted, f"{type(error).__name__}: {error}"))

    def _work(self, plan: KernelPlan) -> Callable[[ReadSubmission], Examined]:
        """Return what is done with each submission, wherever."""
        _ = self.assignment.sha256  # of the code as it is here: it travels along, for files may be edited meanwhile
        return partial(work, assignment=self.assignment, plan=plan)

    # Why: DECISIONS.md#cold-retry
    def _again(
        self, again: list[ReadSubmission], executor: Executor | None, bounds: Bounds
    ) -> Iterator[SubmissionGrade]:
        """Try submissions once more, one at a time, in kernels that share nothing with another."""
        cold = replace(self.plan, warm=False, address=None, ready=1)
        with cold.template() as template:
            do = self._work(replace(cold, address=template.address))
            here = executor if isinstance(executor, SerialExecutor) else None
            jobs = iter(sorted(again, key=lambda job: job.student))
            for job, future in do_all(jobs, do, here, 1, bounds):
                error = future.exception()
                examined = self._fault(job, error) if error is not None else replace(future.result(), again=False)
                yield from self._finish([examined])

    def _finish(self, settled: list[SubmissionGrade | Examined]) -> Iterator[SubmissionGrade]:
        """Record what has come, all at once, and write the files; a fault of our own leaves what was there."""
        fresh = [each for each in settled if isinstance(each, Examined)]
        done = [each for each in settled if isinstance(each, SubmissionGrade)]  # before the run was interrupted
        settled.clear()
        with self.clock.phase("record"):
            grades = self.writer.record(fresh)
        for grade, examined in zip(grades, fresh, strict=True):
            if grade.outcome is not GradingOutcome.FAULT:
                with self.clock.phase("write"):
                    self._write(grade, examined.notebooks)
                self.journal.add(grade.student, grade.submission_sha256)
        self._recorded = time.monotonic()
        for grade in [*done, *grades]:
            yield self._count(grade)

    def _write(self, grade: SubmissionGrade, notebooks: Mapping[str, dict]) -> None:
        name = self.assignment.name
        files = grade_file(grade, name)
        self.course.discard("autograded", name, grade.student)
        if notebooks:
            files |= self.assignment.beside
        for file, notebook in notebooks.items():
            shown = copy.deepcopy(notebook)
            make_harmless(shown)
            text = json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
            files[file] = whole_letters(text).encode()
        write_files(files, self.course.folder("autograded", grade.student, name))

    def _count(self, grade: SubmissionGrade) -> SubmissionGrade:
        self.outcomes[grade.outcome] += 1
        done, now = sum(self.outcomes.values()), time.monotonic()
        if now - self._told >= _TELL_S or done == self.total:
            self._told = now
            rate = done / max(now - self._start, 1e-9)
            left = (self.total - done) / rate
            at = f"{rate:.1f}/s, {left:.0f} s left, {self.alive() if self.alive else self._workers} workers"
            self.tell(f"[{done}/{self.total}] {one_line(grade.student)}; {at}")
        return grade
