"""What nbgrader puts in the place of a solution: its stub or the course's; nothing in the book's assignments."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions
from traitlets.config import Config

from quizzes.assignments.regions import Region
from quizzes.grading.cells import notes_of

_EMPTY = {"python": ""}
_TESTS_TO_COME = "AUTOTEST"  # nbgrader writes tests in the place of such lines when it makes a release


class Stubs(ClearSolutions):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's ClearSolutions, with its settings; a notebook that says itself where to write gets empty stubs."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Change the notebook, as nbconvert asks for it."""
        if says_where_to_write(nb):
            self.set_trait("code_stub", {**self.trait_values()["code_stub"], **_EMPTY})
        return super().preprocess(nb, resources)


def says_where_to_write(notebook: Mapping) -> bool:
    """Say whether a notebook's own text holds its stubs, as those of the book's assignments do."""
    return bool(notebook.get("metadata", {}).get("quizzes", {}).get("stubs"))


def with_stubs(preprocessors: list) -> list:
    """Return nbgrader's steps with Stubs in the place of ClearSolutions."""
    plain = (ClearSolutions, "nbgrader.preprocessors.ClearSolutions")
    return [Stubs if each in plain else each for each in preprocessors]


def ready(source: Mapping, config: Config, instantiated: Mapping[str, str]) -> dict:
    """Return a source notebook for grading: regions marked in our words, each cell with its text in the release.

    Parameters
    ----------
    source : Mapping
        The JSON values of nbgrader's source notebook.
    config : Config
        The course's, whose marks and stubs count.
    instantiated : Mapping[str, str]
        Texts of the cells that nbgrader filled with tests when it made the release, by grade id.
    """
    notebook = nbformat.from_dict(json.loads(json.dumps(source)))
    for cell in notebook.cells:
        cell.source = cell.source if isinstance(cell.source, str) else "".join(cell.source)
        notes = notes_of(cell)
        if _TESTS_TO_COME in cell.source and not notes.get("solution"):
            cell.source = instantiated.get(notes.get("grade_id", ""), cell.source)
    released = _released(notebook, config)
    for cell, text in zip(notebook.cells, released, strict=True):
        cell.source = _in_our_words(cell.source, config)
        if notes_of(cell):
            cell.metadata["quizzes"] = {**cell.metadata.get("quizzes", {}), "released": text}
    return json.loads(json.dumps(notebook))


def _released(notebook: Mapping, config: Config) -> list[str]:
    """Return the text of each cell in the release; as it is where nbgrader cannot tell."""
    cleared: Any = copy.deepcopy(notebook)  # a node of nbformat
    for step in (Stubs, ClearHiddenTests, ClearMarkScheme):
        with contextlib.suppress(RuntimeError, ValueError, KeyError):  # of which `release` tells the instructor
            cleared, _ = step(config=config).preprocess(cleared, {})
    return [cell.source for cell in cleared.cells]


def _in_our_words(text: str, config: Config) -> str:
    """Return a cell's text with the course's own marks replaced by those that nbgrader has by itself."""
    marks, tests = ClearSolutions(config=config), ClearHiddenTests(config=config)
    ours = {
        marks.begin_solution_delimeter: f"BEGIN {Region.SOLUTION.value}",
        marks.end_solution_delimeter: f"END {Region.SOLUTION.value}",
        tests.begin_test_delimeter: f"BEGIN {Region.HIDDEN_TESTS.value}",
        tests.end_test_delimeter: f"END {Region.HIDDEN_TESTS.value}",
    }
    for course_mark, mark in ours.items():
        if course_mark != mark:
            text = text.replace(course_mark, mark)
    return text


def with_earlier(source: Mapping, releases: Sequence[Mapping[str, Mapping]]) -> Mapping:
    """Return a source in which is noted how its cells were in earlier releases, where there was more than one.

    Who hands in a notebook made from an earlier one has changed, deleted or added nothing.
    """
    if len(releases) < 2:
        return source
    names = {name for release in releases for name in release}
    cells = []
    for cell in source["cells"]:
        name = notes_of(cell).get("grade_id")
        if name:
            noted = {
                "texts": sorted({release[name]["text"] for release in releases if name in release}),
                "points": [release[name]["points"] for release in releases if name in release],
                "new": any(name not in release for release in releases),
            }
            cell = {**cell, "metadata": {**cell["metadata"], "quizzes": {"earlier": noted}}}
        cells.append(cell)
    here = {notes_of(cell).get("grade_id") for cell in source["cells"]}
    own = {**source.get("metadata", {}).get("quizzes", {}), "gone": sorted(names - here)}
    return {**source, "cells": cells, "metadata": {**source.get("metadata", {}), "quizzes": own}}
