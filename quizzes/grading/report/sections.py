"""The sections of a course beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import mean, median

from quizzes.grading.report.html_page import table, text


def sections_part(totals: Mapping[str, float], sections: Mapping[str, tuple[str, ...]], most: float) -> Iterator[str]:
    """Yield a table of the scores in each section; nothing where the course has at most one.

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
        return
    rows = []
    for section, students in sorted(sections.items()):
        scores = [totals[student] for student in students if student in totals]
        shown = (f"{mean(scores):.2f}", f"{median(scores):g}") if scores else ("-", "-")
        rows.append((text(section), f"{len(scores)} of {len(students)}", *shown))
    yield table(f"Sections: scores of {most:g} points", ("Section", "Handed in", "Mean", "Median"), rows, [1, 2, 3])
