"""The report on a test on paper as a page: the scores, the questions, and the notebooks beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import Scored
from quizzes.grading.report.beside import read_beside
from quizzes.grading.report.beside_part import beside_part
from quizzes.grading.report.html_page import page, table, text
from quizzes.grading.report.item_shares import paper_answers
from quizzes.grading.report.scores_part import scores_part
from quizzes.grading.report.statistics import LEVEL, Estimate, facility, figures, reliability
from quizzes.model import Bank
from quizzes.paper.manifest import Manifest
from quizzes.plain_text import several


def paper_page(course: NbgraderCourse, test: Manifest, rows: Mapping[str, Scored], bank: Bank) -> bytes:
    """Return the page on the marks of some students."""
    body = [
        f"<h1>{text(test.name)}: report on a test on paper</h1>",
        *_summary(test, rows),
        *scores_part([each.score for each in rows.values()], sum(test.points.values())),
        *_questions(test, rows, bank),
        *_items(test, rows),
        *beside_part(read_beside(course, test, rows)),
    ]
    return page(f"Report: {test.name}", body)


def _summary(test: Manifest, rows: Mapping[str, Scored]) -> Iterator[str]:
    totals = [each.score for each in rows.values()]
    most = sum(test.points.values())
    yield "<h2>In short</h2><ul>"
    made = f"seed {text(test.seed)}, version {text(test.version)}"
    yield f"<li>{len(totals)} of {len(test.sheets)} sheets have marks; {made}.</li>"
    if totals:
        yield (
            f"<li>Mean {np.mean(totals):.2f} of {most:g} points, median {np.median(totals):.2f}, "
            f"from {min(totals):g} to {max(totals):g}.</li>"
        )
    absent = [student for student in test.sheets if student not in rows]
    yield f"<li>Without marks: {text(several(absent, 40)) if absent else 'nobody'}.</li></ul>"


def _questions(test: Manifest, rows: Mapping[str, Scored], bank: Bank) -> Iterator[str]:
    yield "<h2>Questions</h2>"
    points = {student: {cell.id: cell.score for cell in each.cells} for student, each in rows.items()}
    if not points or any(set(test.points) - set(each) for each in points.values()):
        yield "<p>Only totals were entered, so nothing can be said of the questions.</p>"
        return
    scores = np.array([[each[name] for name in test.points] for each in points.values()])
    found = reliability(scores)
    short = "Short tests have little of it; a grade should not hang on one."
    yield f"<p>Reliability (Cronbach's alpha): {_shown(found)}. {short}</p>"
    most = np.array(list(test.points.values()))
    lines = [
        (
            slot.name,
            text(bank.objectives.get(slot.objective, slot.objective)),
            slot.difficulty,
            _shown(each.facility),
            _shown(each.discrimination),
        )
        for slot, each in zip(test.slots, figures(scores, most), strict=True)
    ]
    columns = ("Question", "Objective", "Planned as", "Facility", "Discrimination")
    yield table(f"What everybody was asked, with {LEVEL:.0%} intervals", columns, lines)


def _items(test: Manifest, rows: Mapping[str, Scored]) -> Iterator[str]:
    found: dict[str, list[float]] = {}
    for item, _, share in paper_answers(test, dict(rows)):
        found.setdefault(item, []).append(share)
    if not found:
        return
    lines = [
        (text(item), str(len(shares)), _shown(facility(np.array(shares))))
        for item, shares in sorted(found.items(), key=lambda pair: sum(pair[1]) / len(pair[1]))
    ]
    yield table("Items of the bank, the hardest first", ("Item", "Sheets", "Facility"), lines, [1])


def _shown(found: Estimate | None) -> str:
    if found is None:
        return "cannot be told"
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}{'; too few answers' if found.few else ''})"
