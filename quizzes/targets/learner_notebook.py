"""The notebook of an assignment as learners are given it, made without nbgrader: for the page, which fills it in."""

from __future__ import annotations

import json
from collections.abc import Mapping

from quizzes.assignments import Master, Region, without
from quizzes.model import Bank
from quizzes.targets.nbgrader_source import source_notebook


def learner_notebooks(bank: Bank, masters: Mapping[str, Master]) -> dict[str, bytes]:
    """Return the notebook of each assignment, by name: no solution, no hidden test."""
    return {name: learner_notebook(source_notebook(bank, master)) for name, master in masters.items()}


def learner_notebook(source: Mapping) -> bytes:
    """Return the learner's version of a source notebook."""
    cells = []
    for cell in source["cells"]:
        text = without(without(cell["source"], Region.SOLUTION), Region.HIDDEN_TESTS)
        cells.append({**cell, "source": text.rstrip()})
    return (json.dumps({**source, "cells": cells}, indent=1, ensure_ascii=False) + "\n").encode()
