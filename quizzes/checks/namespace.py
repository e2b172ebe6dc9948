"""Namespaces of our own sources: right solutions and mutants, run so that they can be asked."""

from __future__ import annotations

import numpy as np

from quizzes.checks.model import Mutant, Task


def mutant_source(task: Task, mutant: Mutant) -> str:
    """Return the source of a mutant: its own, or the first solution with one place edited.

    Raises
    ------
    ValueError
        If the solution does not hold the text that the mutant edits.
    """
    if mutant.source:
        return mutant.source
    old, new = mutant.edit
    source = next(iter(task.solutions.values()))
    if not old or old not in source:
        raise ValueError(f"{task.id}: the first solution does not hold {old!r}, which {mutant.id} edits")
    return source.replace(old, new)


def namespace_of(source: str) -> dict:
    """Run a source as the learner's notebook would, behind its import of numpy, and return its names."""
    space: dict = {"__name__": "__main__", "np": np}
    exec(compile(source, "<solution>", "exec"), space)
    return space
