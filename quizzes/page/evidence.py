"""A proof as it is shown to a reader: its code, and what it found for each part of the item."""

from __future__ import annotations

import inspect
import os
import textwrap
from collections.abc import Iterator

from quizzes.kinds import cloze, match, order, tracing
from quizzes.model import Item, Kind
from quizzes.prove import DRAWS, drawn_of, draws_of, run_proof
from quizzes.variants import proof_at, variant


def code(item: Item) -> str | None:
    """Return the source that shows the item's key: its proof's, or the code that it traces; None where it has none."""
    if item.proof is not None:
        return textwrap.dedent(inspect.getsource(proof_at(item))).rstrip()
    if item.kind is Kind.TRACING:
        return tracing.body(variant(item, 0)).code.rstrip()
    return None


def stage(item: Item) -> Iterator[str]:
    """Yield on what the finding rests, one line of Markdown each: the draws, and what is fixed and why."""
    drawn, fixed = drawn_of(item)
    count = draws_of(item)
    if item.template:
        yield f"{count} variants with numbers of their own, each run with other weights and inputs than its key"
    elif count > 1 and drawn:
        yield f"drawn {count} times, with the same result each time: {drawn}"
    if fixed:
        yield f"fixed: {fixed}"


def findings(item: Item) -> Iterator[str]:
    """Run the proof on all its draws and yield what it found, one line of Markdown a finding.

    PROOF_DRAWS in the environment takes fewer draws, for a build beside which something else runs them all.
    """
    shown = variant(item, 0)
    truth = run_proof(item, int(os.environ.get("PROOF_DRAWS", DRAWS)))
    if shown.options:
        for option in shown.options:
            yield f"{'true' if truth[option.id] else 'false'}: {_line(option.text)}"
    elif shown.kind is Kind.ORDER:
        steps = sorted(order.body(shown).steps, key=lambda step: int(str(truth[step.id])))
        yield "the order: " + ", then ".join(_line(step.text) for step in steps)
    elif shown.kind is Kind.MATCH:
        names = {entry.id: entry.text for entry in match.body(shown).right}
        for entry in match.body(shown).left:
            yield f"{_line(entry.text)}: {_line(names[str(truth[entry.id])])}"
    elif shown.kind is Kind.CLOZE:
        for blank in cloze.body(shown).blanks:
            yield f"blank {blank.id}: {code_span(truth[blank.id])}"
    else:
        yield f"the answer: {code_span(truth['answer'])}"
        for name, value in truth.items():
            if name not in ("answer", "code"):
                yield f"the mistake {name} would give: {code_span(value)}"


def code_span(value: object) -> str:
    """Return a computed value as inline code; numbers with six digits."""
    if isinstance(value, float):
        value = f"{value:.6g}"
    elif isinstance(value, tuple):
        value = f"({', '.join('None' if axis is None else str(axis) for axis in value)}{',' * (len(value) == 1)})"
    text = " / ".join(str(value).strip().splitlines()) or "(nothing)"
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def _line(text: str) -> str:
    return " ".join(text.split())
