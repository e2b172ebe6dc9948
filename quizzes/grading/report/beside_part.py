"""The part of a report that shows a test on paper beside notebooks: a number to talk about."""

from __future__ import annotations

from collections.abc import Iterator

from quizzes.grading.report import plots
from quizzes.grading.report.beside import Beside, Pair
from quizzes.grading.report.html_page import table, text
from quizzes.plain_text import cut, several

_MANY = 40  # students in one line


def beside_part(found: Beside) -> Iterator[str]:
    """Yield the part as HTML."""
    notebooks = ", ".join(found.assignments)
    yield f"<h2>On paper and in the notebook: {text(found.test)} and {text(notebooks or 'no notebook')}</h2>"
    if not found.pairs:
        yield "<p>Nobody has both marks on paper and a graded notebook yet.</p>"
        return
    outside = [pair for pair in found.pairs if pair.outside]
    by_chance = 0.05 * len(found.pairs)
    yield (
        f"<p>{len(found.pairs)} students have both. The median of them has {100 * found.gap:+.0f} points of 100 more "
        "in the notebook than on paper; that is the class, and nobody's fault. Expected on paper is therefore a "
        f"student's share in the notebook less this gap. A test of {found.questions} questions is short: <em>by "
        "chance</em> says where the share of somebody who knows just as much on paper lies in 95 of 100 tests. "
        f"{len(outside)} {'lies' if len(outside) == 1 else 'lie'} farther off; "
        f"about {by_chance:.1f} would by chance alone.</p>"
    )
    yield (
        "<p><strong>What this can show:</strong> that somebody did other than expected on one day, and with whom a "
        "conversation is worth ten minutes. <strong>What it cannot show:</strong> why. A bad night, nerves, a "
        "language that is not one's own, a disability, a wrongly entered mark, arithmetic without a machine, help in "
        "the notebook and luck give the same number. It says nothing of who wrote a notebook, it changes no grade, "
        "and it is no evidence of dishonesty. Look at the sheet and at the entered marks first; then ask.</p>"
    )
    columns = ("Student", "Notebook", "On paper", "Expected on paper", "By chance", "Off", "", "Farther than chance")
    yield table(
        "Shares of the points, those farthest from the expected first", columns, map(_row, found.pairs), range(1, 6)
    )
    if found.only_paper:
        yield f"<p class='soft'>On paper alone: {text(several(found.only_paper, _MANY))}.</p>"
    if found.only_notebook:
        yield f"<p class='soft'>In the notebook alone: {text(several(found.only_notebook, _MANY))}.</p>"


def _row(pair: Pair) -> tuple[str, ...]:
    low, high = max(0.0, pair.expected - pair.width), min(1.0, pair.expected + pair.width)
    drawn = plots.interval(pair.paper, low, high, 0.0, f"on paper {pair.paper:.0%}; by chance {low:.0%} to {high:.0%}")
    return (
        text(cut(pair.student, 100)),
        f"{pair.notebook:.0%}",
        f"{pair.paper:.0%}",
        f"{pair.expected:.0%}",
        f"{low:.0%} to {high:.0%}",
        f"{100 * pair.off:+.0f}",
        drawn,
        "yes: talk" if pair.outside else "no",
    )
