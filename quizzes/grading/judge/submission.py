"""An assignment of one notebook or several: each is run by itself, and together they have one grade."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from quizzes.grading.cells import is_graded, notes_of, task_names
from quizzes.grading.intake.own_files import OwnFiles
from quizzes.grading.intake.submissions import Found, Obstacle
from quizzes.grading.judge.evidence import Grounds
from quizzes.grading.judge.exercise import Examined, Exercise, Job
from quizzes.grading.judge.notebook import examine, grounds, with_apart, within
from quizzes.grading.outcome import SubmissionGrade, TaskGrade, summary
from quizzes.grading.run.run import Connect


@dataclass(frozen=True)
class Assignment:
    """All notebooks of an assignment, by name."""

    name: str
    exercises: tuple[Exercise, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """Return the names of the notebooks' files."""
        return tuple(exercise.file for exercise in self.exercises)

    @property
    def beside(self) -> Mapping[str, bytes]:
        """Return the files that lie beside the notebooks."""
        return self.exercises[0].files

    @property
    def sha256(self) -> str:
        """Return a hash of everything that decides a grade."""
        return _joined({exercise.file: exercise.sha256 for exercise in self.exercises})

    @property
    def max_score(self) -> float:
        """Return the points of the assignment."""
        return float(sum(exercise.max_score for exercise in self.exercises))

    @cached_property
    def names(self) -> Mapping[tuple[str, str], str]:
        """Return what a cell is called in grades, by its notebook and its grade id."""
        return task_names(
            (exercise.stem, notes["grade_id"])
            for exercise in self.exercises
            for notes in map(notes_of, exercise.source["cells"])
            if notes.get("grade") or notes.get("solution") or notes.get("task")
        )

    @property
    def within(self) -> tuple[str, ...]:
        """Return the ordinary test cells that run in the learner's kernel."""
        return tuple(self.names[exercise.stem, name] for exercise in self.exercises for name in within(exercise))

    @property
    def grounds(self) -> Mapping[str, tuple[str, ...]]:
        """Return what the points of the graded cells rest on: their names by it, in their order."""
        pairs = [(self.names[each.stem, cell], what) for each in self.exercises for cell, what in grounds(each).items()]
        return {each.value: found for each in Grounds if (found := tuple(name for name, what in pairs if what is each))}

    @property
    def unproven(self) -> Mapping[str, str]:
        """Return the ordinary test cells that the source's own solution fails, and what is said of it there."""
        return {
            self.names[exercise.stem, name]: message
            for exercise in self.exercises
            for name, message in exercise.unproven.items()
        }

    def with_apart(self, connect: Connect) -> Assignment:
        """Return the assignment with the ordinary test cells that its masters show to run in a kernel of their own."""
        return replace(self, exercises=tuple(with_apart(exercise, connect) for exercise in self.exercises))


@dataclass(frozen=True)
class Handed:
    """One submission, read."""

    student: str
    found: Mapping[str, Found | Obstacle]  # by the name of the notebook's file
    submitted: str | None = None  # when, ISO
    beside: OwnFiles = OwnFiles()  # the learner's own files

    @property
    def sha256(self) -> str:
        """Return a hash of everything that was handed in."""
        read = {file: each[0] for file, each in self.found.items() if not isinstance(each, Obstacle)}
        read |= {f"./{name}": data for name, data in self.beside.files.items()}
        return _joined({file: hashlib.sha256(content).hexdigest() for file, content in read.items()})


def examine_all(handed: Handed, assignment: Assignment, connect: Connect) -> Examined:
    """Return what came of a submission, whatever it holds.

    Raises
    ------
    GradingFault
        If no kernel can be had.
    """
    parts = [(exercise, _examine(handed, exercise, connect)) for exercise in assignment.exercises]
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


def _examine(handed: Handed, exercise: Exercise, connect: Connect) -> Examined:
    found = handed.found[exercise.file]
    if not isinstance(found, Obstacle):
        content, notes = found
        return examine(Job(handed.student, content, handed.submitted, notes, handed.beside), exercise, connect)
    empty = SubmissionGrade(handed.student, 0.0, exercise.max_score, found.outcome, found.message, ())
    return Examined(empty)


def _lost(exercise: Exercise, grade: SubmissionGrade) -> Iterator[TaskGrade]:
    """Yield the tasks of a notebook that could not be run, beside others that could."""
    for notes in (notes_of(cell) for cell in exercise.source["cells"] if is_graded(cell)):
        yield TaskGrade(notes["grade_id"], 0.0, float(notes["points"]), grade.outcome, grade.message)


def _joined(hashes: Mapping[str, str]) -> str:
    """Return one hash for several; that of a single one is its own."""
    if len(hashes) == 1:
        return next(iter(hashes.values()))
    return hashlib.sha256(repr(sorted(hashes.items())).encode()).hexdigest()
