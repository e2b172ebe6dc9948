"""The part of a report that shows how the scores of a class are spread, as a drawing and in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from quizzes.grading.report import plots
from quizzes.grading.report.html_page import table

_BINS = 10


def scores_part(totals: Sequence[float], most: float) -> Iterator[str]:
    """Yield the part as HTML; `most` are the points that could be reached."""
    yield "<h2>Scores</h2>"
    if not totals or not most:
        yield "<p>No scores yet.</p>"
        return
    counts, edges = np.histogram(totals, bins=_BINS, range=(0, most))
    label = f"Histogram of the scores: how many students have between 0 and {most:g} points"
    yield plots.histogram(counts.tolist(), [round(float(edge), 2) for edge in edges], label)
    rows = [
        (f"{low:g} to {'' if k == _BINS - 1 else 'below '}{high:g}", str(count))
        for k, (low, high, count) in enumerate(zip(edges[:-1].round(2), edges[1:].round(2), counts, strict=True))
    ]
    counted = table("Students by score", ("Points", "Students"), rows, [1])
    yield f"<details><summary>The same in numbers</summary>{counted}</details>"
