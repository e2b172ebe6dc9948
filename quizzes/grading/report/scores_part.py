"""The part of a report that shows how the scores of a class are spread, as a drawing and in numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quizzes.grading.report import plots
from quizzes.grading.report.html_page import Table

_BINS = 10


def scores_part(totals: Sequence[float], most: float) -> dict[str, object] | None:
    """Return what ``scores.html.j2`` shows, None where there are no scores; `most` points could be reached."""
    if not totals or not most:
        return None
    counts, edges = np.histogram(totals, bins=_BINS, range=(0, most))
    label = f"Histogram of the scores: how many students have between 0 and {most:g} points"
    rows = [
        (f"{low:g} to {'' if k == _BINS - 1 else 'below '}{high:g}", str(count))
        for k, (low, high, count) in enumerate(zip(edges[:-1].round(2), edges[1:].round(2), counts, strict=True))
    ]
    return {
        "histogram": plots.histogram(counts.tolist(), [round(float(edge), 2) for edge in edges], label),
        "numbers": Table("Students by score", ("Points", "Students"), rows, [1]),
    }
