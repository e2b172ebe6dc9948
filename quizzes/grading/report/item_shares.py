"""How the bank's questions were answered in a course so far, in notebooks and on paper."""

from __future__ import annotations

from collections.abc import Iterator

from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import Scored, assignments_of, scored
from quizzes.model import Bank
from quizzes.paper.difficulty import Share
from quizzes.paper.manifest import Manifest, paper_tests


def item_shares(course: NbgraderCourse, bank: Bank) -> dict[str, Share]:
    """Return the mean share of its points that each item got, and from how many answers."""
    tests = paper_tests(course.root)
    found: dict[str, list[float]] = {}
    for assignment in assignments_of(course):
        rows = scored(course, assignment)
        told = paper_answers(tests[assignment], rows) if assignment in tests else _notebook_answers(rows, bank)
        for item, _, share in told:
            found.setdefault(item, []).append(share)
    return {item: Share(sum(shares) / len(shares), len(shares)) for item, shares in found.items() if item in bank.items}


def paper_answers(test: Manifest, rows: dict[str, Scored]) -> Iterator[tuple[str, str, float]]:
    """Yield the item, the student and the share of its points of each question on paper; nothing of mere totals."""
    for student, each in rows.items():
        shares = {cell.id: cell.score / cell.max_score for cell in each.cells if cell.max_score}
        for slot, asked in zip(test.slots, test.sheets.get(student, ()), strict=False):
            if slot.name in shares:
                yield str(asked["item"]), student, shares[slot.name]


def _notebook_answers(rows: dict[str, Scored], bank: Bank) -> Iterator[tuple[str, str, float]]:
    for student, each in rows.items():
        for cell in each.cells:
            if cell.id in bank.items and cell.max_score and not (cell.open and cell.manual is None):
                yield cell.id, student, cell.score / cell.max_score
