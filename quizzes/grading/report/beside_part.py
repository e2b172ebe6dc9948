"""The part of a report that shows a test on paper beside notebooks: a number to talk about."""

from __future__ import annotations

from quizzes.grading.report import plots
from quizzes.grading.report.beside import Beside, Pair
from quizzes.grading.report.html_page import Table
from quizzes.plain_text import cut

_COLUMNS = ("Student", "Notebook", "On paper", "Expected on paper", "By chance", "Off", "", "Farther than chance")


def beside_part(found: Beside) -> dict[str, object]:
    """Return what ``beside.html.j2`` shows."""
    rows = [_row(pair) for pair in found.pairs]
    return {
        "test": found.test,
        "notebooks": ", ".join(found.assignments) or "no notebook",
        "pairs": len(found.pairs),
        "gap": f"{100 * found.gap:+.0f}",
        "questions": found.questions,
        "outside": sum(pair.outside for pair in found.pairs),
        "by_chance": f"{0.05 * len(found.pairs):.1f}",
        "shares": Table("Shares of the points, those farthest from the expected first", _COLUMNS, rows, range(1, 6)),
        "only_paper": found.only_paper,
        "only_notebook": found.only_notebook,
    }


def _row(pair: Pair) -> tuple[str, ...]:
    low, high = max(0.0, pair.expected - pair.width), min(1.0, pair.expected + pair.width)
    drawn = plots.interval(pair.paper, low, high, 0.0, f"on paper {pair.paper:.0%}; by chance {low:.0%} to {high:.0%}")
    return (
        cut(pair.student, 100),
        f"{pair.notebook:.0%}",
        f"{pair.paper:.0%}",
        f"{pair.expected:.0%}",
        f"{low:.0%} to {high:.0%}",
        f"{100 * pair.off:+.0f}",
        drawn,
        "yes: talk" if pair.outside else "no",
    )
