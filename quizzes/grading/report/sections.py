"""The sections of a course beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import mean, median

from quizzes.grading.report.html_page import Table


def sections_part(totals: Mapping[str, float], sections: Mapping[str, tuple[str, ...]], most: float) -> Table | None:
    """Return a table of the scores in each section; None where the course has at most one.

    Parameters
    ----------
    totals : Mapping[str, float]
        The scores, by student.
    sections : Mapping[str, tuple[str, ...]]
        The students, by section; a student may be in several.
    most : float
        The score that can be reached.
    """
    if len(sections) < 2:
        return None
    rows = []
    for section, students in sorted(sections.items()):
        scores = [totals[student] for student in students if student in totals]
        shown = (f"{mean(scores):.2f}", f"{median(scores):g}") if scores else ("-", "-")
        rows.append((section, f"{len(scores)} of {len(students)}", *shown))
    return Table(f"Sections: scores of {most:g} points", ("Section", "Handed in", "Mean", "Median"), rows, [1, 2, 3])
