"""A test on paper beside a notebook: how far apart a student's two shares lie, and how far chance alone takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import median

from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import Scored, assignments_of, scored
from quizzes.kinds.content import TaskPlace
from quizzes.model import Bank
from quizzes.paper.manifest import Manifest

_WIDTH = 1.96  # standard errors on either side: 95 %
_LEAST = 0.05  # no share is expected nearer to nothing or to all


@dataclass(frozen=True)
class Pair:
    """One student's shares of the points."""

    student: str
    paper: float
    notebook: float
    expected: float  # on paper, of who differs as the class does
    width: float  # by which chance alone takes the share on paper away from it, in 95 of 100 tests

    @property
    def off(self) -> float:
        """Return how far the share on paper lies from the expected one."""
        return self.paper - self.expected

    @property
    def outside(self) -> bool:
        """Say whether chance alone would seldom take it so far."""
        return abs(self.off) > self.width


@dataclass(frozen=True)
class Beside:
    """A test and the notebooks that it is compared with."""

    test: str
    assignments: tuple[str, ...]
    questions: int
    pairs: tuple[Pair, ...]  # those who have both; the farthest apart first
    gap: float  # by which the class's shares are larger in the notebook, the median
    only_paper: tuple[str, ...]
    only_notebook: tuple[str, ...]


def beside(
    test: Manifest,
    assignments: tuple[str, ...],
    paper: Mapping[str, Scored],
    notebooks: Mapping[str, Mapping[str, Scored]],
) -> Beside:
    """Return the comparison of those who have both a mark on paper and a notebook."""
    on_paper = {student: _share(each.raw, each.max_score) for student, each in paper.items()}
    in_notebook: dict[str, float] = {}
    students = dict.fromkeys(student for rows in notebooks.values() for student in rows)
    for student in students:
        rows = [each[student] for each in notebooks.values() if student in each]
        in_notebook[student] = _share(sum(row.raw for row in rows), sum(row.max_score for row in rows))
    both = [student for student in on_paper if student in in_notebook]
    gap = median(in_notebook[student] - on_paper[student] for student in both) if both else 0.0
    worth = list(test.points.values())
    count = sum(worth) ** 2 / sum(each**2 for each in worth) if worth else 1.0
    pairs = []
    for student in both:
        expected = min(1 - _LEAST, max(_LEAST, in_notebook[student] - gap))
        width = _WIDTH * sqrt(expected * (1 - expected) / count)
        pairs.append(Pair(student, on_paper[student], in_notebook[student], expected, width))
    pairs.sort(key=lambda pair: (-abs(pair.off), pair.student))
    return Beside(
        test.name,
        assignments,
        len(test.slots),
        tuple(pairs),
        gap,
        tuple(sorted(set(on_paper) - set(both))),
        tuple(sorted(set(in_notebook) - set(both))),
    )


def read_beside(course: NbgraderCourse, test: Manifest, kept: Mapping[str, object] | None = None) -> Beside:
    """Return the comparison from the gradebook; of the students in `kept` where it is given."""
    known = assignments_of(course)

    def rows(name: str) -> dict[str, Scored]:
        found = scored(course, name) if name in known else {}
        return found if kept is None else {student: each for student, each in found.items() if student in kept}

    return beside(test, test.beside, rows(test.name), {name: rows(name) for name in test.beside})


def fitting(course: NbgraderCourse, test: Manifest, bank: Bank, others: Mapping[str, object]) -> tuple[str, ...]:
    """Return the assignments that ask of the test's objectives; where none does, all that have a notebook."""
    asked = {item.id for item in bank.items.values() if item.objective in test.objectives}
    asked |= {place.task for name in asked if isinstance(place := bank.items[name].body, TaskPlace)}
    notebooks = [name for name in assignments_of(course) if name not in others]
    found = [
        name
        for name in notebooks
        if any(cell.id in asked for each in scored(course, name).values() for cell in each.cells)
    ]
    return tuple(found or notebooks)


def _share(points: float, most: float) -> float:
    return points / most if most else 0.0
