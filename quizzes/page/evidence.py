"""A proof as it is shown to a reader: its code, and what it found for each part of the item."""

from __future__ import annotations

import inspect
import os
import textwrap
from collections.abc import Iterator

from quizzes.kinds import KINDS
from quizzes.model import Item
from quizzes.prove import DRAWS, drawn_of, draws_of, run_proof
from quizzes.variants import proof_at, variant


def code(item: Item) -> str | None:
    """Return the source that shows the item's key: its proof's, or the code that it traces; None where it has none."""
    if item.proof is not None:
        return textwrap.dedent(inspect.getsource(proof_at(item))).rstrip()
    return KINDS[item.kind].program(variant(item, 0)).rstrip() or None


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
    yield from KINDS[shown.kind].findings(shown, truth)
