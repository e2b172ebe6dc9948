"""The report on a test on paper as a page: the scores, the questions, and the notebooks beside it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import Scored
from quizzes.grading.report.beside import read_beside
from quizzes.grading.report.beside_part import beside_part
from quizzes.grading.report.html_page import Table, page
from quizzes.grading.report.item_shares import paper_answers
from quizzes.grading.report.scores_part import scores_part
from quizzes.grading.report.statistics import LEVEL, Estimate, facility, figures, reliability
from quizzes.model import Bank
from quizzes.paper.manifest import Manifest


def paper_page(course: NbgraderCourse, test: Manifest, rows: Mapping[str, Scored], bank: Bank) -> bytes:
    """Return the page on the marks of some students."""
    return page(
        "paper",
        test=test,
        summary=_summary(test, rows),
        scores=scores_part([each.score for each in rows.values()], sum(test.points.values())),
        questions=_questions(test, rows, bank),
        items=_items(test, rows),
        beside=beside_part(read_beside(course, test, rows)),
    )


def _summary(test: Manifest, rows: Mapping[str, Scored]) -> dict[str, object]:
    totals = [each.score for each in rows.values()]
    absent = [student for student in test.sheets if student not in rows]
    if not totals:
        return {"marked": 0, "absent": absent}
    return {
        "marked": len(totals),
        "mean": f"{np.mean(totals):.2f}",
        "points": f"{sum(test.points.values()):g}",
        "median": f"{np.median(totals):.2f}",
        "least": f"{min(totals):g}",
        "most": f"{max(totals):g}",
        "absent": absent,
    }


def _questions(test: Manifest, rows: Mapping[str, Scored], bank: Bank) -> dict[str, object] | None:
    """Return the figures of the questions; None where only totals were entered."""
    points = {student: {cell.id: cell.score for cell in each.cells} for student, each in rows.items()}
    if not points or any(set(test.points) - set(each) for each in points.values()):
        return None
    scores = np.array([[each[name] for name in test.points] for each in points.values()])
    most = np.array(list(test.points.values()))
    lines = [
        (
            slot.name,
            bank.objectives.get(slot.objective, slot.objective),
            slot.difficulty,
            _shown(each.facility),
            _shown(each.discrimination),
        )
        for slot, each in zip(test.slots, figures(scores, most), strict=True)
    ]
    columns = ("Question", "Objective", "Planned as", "Facility", "Discrimination")
    made = Table(f"What everybody was asked, with {LEVEL:.0%} intervals", columns, lines)
    return {"reliability": _shown(reliability(scores)), "figures": made}


def _items(test: Manifest, rows: Mapping[str, Scored]) -> Table | None:
    found: dict[str, list[float]] = {}
    for item, _, share in paper_answers(test, dict(rows)):
        found.setdefault(item, []).append(share)
    if not found:
        return None
    lines = [
        (item, str(len(shares)), _shown(facility(np.array(shares))))
        for item, shares in sorted(found.items(), key=lambda pair: sum(pair[1]) / len(pair[1]))
    ]
    return Table("Items of the bank, the hardest first", ("Item", "Sheets", "Facility"), lines, [1])


def _shown(found: Estimate | None) -> str:
    if found is None:
        return "cannot be told"
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}{'; too few answers' if found.few else ''})"
