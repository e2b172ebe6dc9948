"""One submission from its bytes to its grade: rebuilt, run, judged. What a worker does; it writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

from quizzes.grading.cells import is_graded, notes_of
from quizzes.grading.intake.submissions import Obstacle, ReadSubmission
from quizzes.grading.judge.asserts_apart import Apart
from quizzes.grading.judge.assignment import Assignment
from quizzes.grading.judge.exercise import Examined, Exercise, Job
from quizzes.grading.judge.notebook import judge_cells, looked_at_first
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade, TaskGrade, summary
from quizzes.grading.rebuild.rebuild import rebuild
from quizzes.grading.run.run import Connect, Run
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.sandbox.session import Stop

# What a busy machine might have caused; time on the processor is the same on a busy one.
_AGAIN = {Stop.TIMED_OUT, Stop.CRASHED, Stop.OVER_MEMORY}


def examine(
    job: Job,
    exercise: Exercise,
    connect: Connect,
    tests: Connect | None = None,
    judged: Callable[[TaskGrade], object] = lambda grade: None,
    after_stop: Limits | None = None,
) -> Examined:
    """Return the result of a submission, whatever it holds; kernels of test cells come from `tests`, if it is given.

    `judged` is given each task's grade as it is made; `after_stop` are the limits from the first stop on.

    Raises
    ------
    GradingFault
        If no kernel can be had.
    """
    rebuilt = rebuild(job.content, exercise.source)
    blank = SubmissionGrade(
        student=job.student,
        score=0.0,
        max_score=exercise.max_score,
        outcome=GradingOutcome.UNREADABLE,
        message=rebuilt.unreadable,
        tasks=(),
        submitted=job.submitted,
        submission_sha256=hashlib.sha256(job.content).hexdigest(),
        master_sha256=exercise.sha256,
    )
    if rebuilt.unreadable:
        return Examined(blank)
    with (
        closing(Run(connect, {**job.beside.files, **exercise.files}, looked_at_first(exercise), after_stop)) as run,
        closing(Apart(tests or connect, exercise.files, run, exercise.masters)) as apart,
    ):
        notebook, tasks = judge_cells(rebuilt, exercise, run, apart, job.student, judged)
    score = round(sum(task.score for task in tasks), 6)
    notes = (*job.notes, *rebuilt.notes)
    grade = replace(
        blank,
        score=score,
        outcome=summary(tasks, notes),
        message=" ".join((*notes, *job.beside.notes)),
        tasks=tasks,
        rebuilt=notes,
        instructor_message=", ".join(dict.fromkeys(f"kernel {stop.value}" for stop in run.stops)),
    )
    short = score < grade.max_score
    again, over_cpu = short and bool(_AGAIN.intersection(run.stops)), short and Stop.OVER_CPU in run.stops
    return Examined(grade, notebook, rebuilt.untouched, again, over_cpu, run.spent.cpu_s)


def examine_all(
    handed: ReadSubmission, assignment: Assignment, connect: Connect, tests: Connect | None = None
) -> Examined:
    """Return the result of a submission, whatever it holds; kernels of test cells come from `tests`, if it is given.

    Raises
    ------
    GradingFault
        If no kernel can be had.
    """
    parts = [(exercise, _examine(handed, exercise, connect, tests)) for exercise in assignment.exercises]
    ran = {exercise.file: part.notebook for exercise, part in parts if part.notebook is not None}
    if len(parts) == 1:
        return replace(parts[0][1], notebook=None, notebooks=ran)
    grades = [(exercise.file, part.grade) for exercise, part in parts]
    rebuilt = tuple(f"{file}: {note}" for file, grade in grades for note in grade.rebuilt)
    told = dict.fromkeys(grade.instructor_message for _, grade in grades if grade.instructor_message)
    tasks = tuple(
        replace(task, id=assignment.names[exercise.stem, task.id])
        for exercise, part in parts
        for task in (_lost(exercise, part.grade) if part.notebook is None else part.grade.tasks)
    )
    grade = SubmissionGrade(
        student=handed.student,
        score=round(sum(task.score for task in tasks), 6),
        max_score=assignment.max_score,
        outcome=summary(tasks, rebuilt) if ran else grades[0][1].outcome,
        message=" ".join(f"{file}: {grade.message}" for file, grade in grades if grade.message),
        tasks=tasks if ran else (),
        instructor_message=", ".join(told),
        rebuilt=rebuilt,
        submitted=handed.submitted,
        submission_sha256=handed.sha256,
        master_sha256=assignment.sha256,
    )
    untouched = (assignment.names[exercise.stem, name] for exercise, part in parts for name in part.untouched)
    again, over_cpu = any(part.again for _, part in parts), any(part.over_cpu for _, part in parts)
    return Examined(grade, None, tuple(untouched), again, over_cpu, sum(part.cpu_s for _, part in parts), ran)


def _examine(handed: ReadSubmission, exercise: Exercise, connect: Connect, tests: Connect | None) -> Examined:
    found = handed.found[exercise.file]
    if not isinstance(found, Obstacle):
        content, notes = found
        job = Job(handed.student, content, handed.submitted, notes, handed.beside)
        return examine(job, exercise, connect, tests)
    empty = SubmissionGrade(handed.student, 0.0, exercise.max_score, found.outcome, found.message, ())
    return Examined(empty)


def _lost(exercise: Exercise, grade: SubmissionGrade) -> Iterator[TaskGrade]:
    """Yield the tasks of a notebook that could not be run, beside others that could."""
    for notes in (notes_of(cell) for cell in exercise.source["cells"] if is_graded(cell)):
        yield TaskGrade(notes["grade_id"], 0.0, float(notes["points"]), grade.outcome, grade.message)
