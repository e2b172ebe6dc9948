"""The graders tested: every right solution earns everything, every mutant is stopped where it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quizzes.checks.inside import asking
from quizzes.checks.load import load_tasks
from quizzes.checks.model import Mutant, Task, TaskVerdict
from quizzes.checks.namespace import mutant_source, namespace_of
from quizzes.checks.verify import verify
from quizzes.project import Least, Project, find_project

NOTHING = Least(solutions=0, mutants=0)


@dataclass(frozen=True)
class SolutionRow:
    """One right solution and what it earned."""

    name: str
    points: float
    message: str


@dataclass(frozen=True)
class MutantRow:
    """One mutant and whether it was caught."""

    id: str
    misconception: str  # "" where its mistake implies none
    says: str
    see: str
    fails: str  # the property that is to stop it
    points: float
    named: str  # the misconception that the learner would be told
    told: str  # the mutant whose numbers the learner would be told
    message: str
    stopped: bool  # the intended property gives nothing

    @property
    def killed(self) -> bool:
        """Say whether the intended property stops it and the learner is told the intended misconception, or, where
        there is none, that the numbers are this mutant's.
        """
        return self.stopped and self.named == self.misconception and bool(self.named or self.told == self.id)


@dataclass(frozen=True)
class TaskRow:
    """One task: its solutions and mutants."""

    id: str
    assignment: str
    points: float
    solutions: tuple[SolutionRow, ...]
    mutants: tuple[MutantRow, ...]
    least: Least = NOTHING  # of both

    @property
    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with the task's grader, as sentences."""
        found = [
            f"the solution {row.name!r} earns {row.points:g} of {self.points:g}: {row.message}"
            for row in self.solutions
            if row.points < self.points
        ]
        for row in self.mutants:
            if not row.stopped:
                found.append(f"the mutant {row.id} passes {row.fails!r} and earns {row.points:g}")
            elif not row.killed:
                told = row.named or (row.told and f"that its numbers are those of {row.told}") or "nothing"
                wanted = row.misconception or "that they are its own"
                found.append(f"the mutant {row.id} is told {told} in the place of {wanted}")
        if len(self.solutions) < self.least.solutions:
            found.append(f"{len(self.solutions)} right solutions; expected at least {self.least.solutions}")
        if len(self.mutants) < self.least.mutants:
            found.append(f"{len(self.mutants)} mutants; expected at least {self.least.mutants}")
        return tuple(f"{self.id}: {text}" for text in found)

    def as_lines(self) -> Iterator[str]:
        """Yield the row as lines of a table: the task, then a line a mutant."""
        right = sum(row.points >= self.points for row in self.solutions)
        killed = sum(row.killed for row in self.mutants)
        yield (
            f"{self.id} ({self.points:g} points): {right} of {len(self.solutions)} solutions earn everything, "
            f"{killed} of {len(self.mutants)} mutants are killed"
        )
        for row in self.mutants:
            misconception = row.misconception or "-"
            state = "killed" if row.killed else "MISNAMED" if row.stopped else "ALIVE"
            yield f"  {state:<10}{row.id:<26}{row.fails:<11}{misconception:<26}{row.says}"

    def as_json(self) -> dict[str, object]:
        """Return the row as JSON values."""
        return {
            "id": self.id,
            "assignment": self.assignment,
            "points": self.points,
            "solutions": [{"name": row.name, "passed": row.points >= self.points} for row in self.solutions],
            "mutants": [
                {
                    "id": row.id,
                    "misconception": row.misconception,
                    "says": row.says,
                    "see": row.see,
                    "fails": row.fails,
                    "points": row.points,
                    "killed": row.killed,
                }
                for row in self.mutants
            ],
        }


def mutant_table(assignments: Iterable[str], project: Project | None = None) -> Iterator[TaskRow]:
    """Yield a row for each task of the assignments, as soon as its sources were run."""
    for assignment in assignments:
        for task in load_tasks(assignment, project).values():
            yield task_row(assignment, task, (project or find_project()).least)


def task_row(assignment: str, task: Task, least: Least = NOTHING) -> TaskRow:
    """Run the solutions and mutants of one task."""
    solutions = tuple(_solution_row(name, _judged(task, source)) for name, source in task.solutions.items())
    mutants = tuple(_mutant_row(mutant, _judged(task, mutant_source(task, mutant))) for mutant in task.mutants)
    return TaskRow(task.id, assignment, task.points, solutions, mutants, least)


def _judged(task: Task, source: str) -> TaskVerdict:
    return verify(task, asking(namespace_of(source)))


def _solution_row(name: str, verdict: TaskVerdict) -> SolutionRow:
    return SolutionRow(name, verdict.points, verdict.message)


def _mutant_row(mutant: Mutant, verdict: TaskVerdict) -> MutantRow:
    part = next(part for part in verdict.properties if part.id == mutant.fails)
    return MutantRow(
        id=mutant.id,
        misconception=mutant.misconception,
        says=mutant.says,
        see=mutant.see,
        fails=mutant.fails,
        points=verdict.points,
        named=verdict.misconception,
        told=verdict.mutant,
        message=verdict.message,
        stopped=part.points == 0.0,
    )
