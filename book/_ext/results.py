"""{result}`NAME: NUMBER: FORMAT` puts a number of an experiment's stored results into a sentence.

NUMBER is a name of the experiment's NUMBERS, a function of its runs, or a statistic and a measurement: "mean LSTM_40".
So a number that training made stands in the prose as the run gave it.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable

import numpy as np
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from experiments import Stored, stored
from experiments.catalogue import FOLDER
from experiments.stored import RESULTS

_PERCENT = re.compile(r"(?<=\d)%")  # Python writes none, the book a space before it
STATISTICS: dict[str, Callable] = {"mean": np.mean, "min": np.min, "max": np.max, "median": np.median}


def number(text: str) -> str:
    """Return the number that the role's text asks for, as it is printed.

    Raises
    ------
    ValueError
        If the text has another form, or names what the experiment has not measured.
    """
    parts = [part.strip() for part in text.split(":", 2)]
    if len(parts) != 3:
        raise ValueError(f"result: expected NAME: NUMBER: FORMAT, got {text!r}")
    name, asked, form = parts
    try:
        results = stored(name)
        return _PERCENT.sub("\N{NO-BREAK SPACE}%", format(_value(results, asked), form))
    except (FileNotFoundError, KeyError) as error:
        raise ValueError(f"result {text!r}: {error.args[0]}") from None


def _value(results: Stored, asked: str) -> float:
    numbers = getattr(importlib.import_module(f"experiments.{results.name}"), "NUMBERS", {})
    if asked in numbers:
        return numbers[asked](results.runs)
    statistic, _, measurement = asked.partition(" ")
    if statistic in STATISTICS and measurement in results.runs:
        return float(STATISTICS[statistic](results.runs[measurement]))
    known = ", ".join([*numbers, *(f"{statistic} {key}" for statistic in STATISTICS for key in list(results.runs)[:1])])
    raise KeyError(f"no number {asked!r}; there are for instance {known}")


class ResultRole(SphinxRole):
    """The role {result}."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number as text, and have the page read again when results or claims change."""
        name = self.text.partition(":")[0].strip()
        for path in (RESULTS / f"{name}.json", FOLDER / f"{name}.py"):
            self.env.note_dependency(str(path))
        try:
            return [nodes.Text(number(self.text))], []
        except (ValueError, TypeError) as error:
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.add_role("result", ResultRole())
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
