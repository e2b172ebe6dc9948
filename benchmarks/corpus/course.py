"""A course with both assignments of the corpus: `gates`, and `asserts`, ordinary test cells as others write them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.corpus.entries import Entry, Files, as_bytes, grade_id_of, right_work

CONFIG = """c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "corpus"
c.Execute.timeout = {timeout}
"""
_WANTED = {  # which cells of the assignment gates stand in `asserts`, with tests of the instructor's own
    "gates-activations": (2, """\
parts = gates(np.array([[0.0, 2.0, -1.0, 0.5]]))
np.testing.assert_allclose(parts[0], [[0.5]], err_msg="i is wrong")
### BEGIN HIDDEN TESTS
z = np.array([[0.3, -0.2, 1.1, 0.4, -2.0, 0.7, 0.1, 0.9], [1.3, 0.2, -1.1, 2.4, 0.6, -0.7, 0.5, -0.9]])
wanted = [1 / (1 + np.exp(-z[:, 0:2])), 1 / (1 + np.exp(-z[:, 2:4])), np.tanh(z[:, 4:6]), 1 / (1 + np.exp(-z[:, 6:8]))]
for got, right in zip(gates(z), wanted, strict=True):
    np.testing.assert_allclose(got, right, rtol=1e-4)
### END HIDDEN TESTS"""),
    "gates-lstm-step": (3, """\
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(7)
x, h, c = rng.normal(size=(2, 3)), rng.normal(size=(2, 4)), rng.normal(size=(2, 4))
W_x, W_h, b = rng.normal(size=(3, 16)), rng.normal(size=(4, 16)), rng.normal(size=16)
z = x @ W_x + h @ W_h + b
s = 1 / (1 + np.exp(-z))
right_c = s[:, 4:8] * c + s[:, 0:4] * np.tanh(z[:, 8:12])
new_h, new_c = lstm_step(x, h, c, W_x, W_h, b)
assert np.allclose(new_c, right_c), "c is wrong"
assert np.abs(new_h - s[:, 12:16] * np.tanh(right_c)).max() < 1e-6, "h is wrong"
### END HIDDEN TESTS"""),
    "gates-initial-bias": (2, """\
score = 0
b = initial_bias(3)
score += int(np.shape(b) == (12,))
### BEGIN HIDDEN TESTS
score += int(np.array_equal(initial_bias(2, 1.5), [0, 0, 1.5, 1.5, 0, 0, 0, 0]))
### END HIDDEN TESTS
score"""),
    "gates-count": (1, """\
assert parameter_count(1, 1) == 12
### BEGIN HIDDEN TESTS
assert parameter_count(3, 7) == 308
### END HIDDEN TESTS"""),
}  # fmt: skip


def asserts_notebook(gates: Mapping) -> dict:
    """Return the source notebook of `asserts`, made of the solution cells of the source notebook of `gates`."""
    cells = []
    for cell in gates["cells"]:
        name = grade_id_of(cell)
        if name == "gates-tools":
            cells.append({**cell, "source": "import numpy as np"})
        elif name in _WANTED:
            points, source = _WANTED[name]
            notes = {**cell["metadata"]["nbgrader"], "points": points}
            cells.append({**cell, "metadata": {"nbgrader": notes}, "source": source})
        elif name.removesuffix("-solution") in _WANTED or name.startswith("gates-in-words"):
            cells.append(dict(cell))
    return {**gates, "cells": cells}


def make_course(root: Path, timeout: float, settings: str = "") -> dict[str, dict]:
    """Make and release both assignments in `root`, with a `course.toml`; return the released notebooks by name."""
    from quizzes.assignments.master import load_masters
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.load import load_bank
    from quizzes.targets.nbgrader_source import source_notebook

    bank = load_bank()
    gates = source_notebook(bank, load_masters(bank)["gates"])
    sources = {"gates": gates, "asserts": asserts_notebook(gates)}
    root.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG.format(timeout=timeout), encoding="utf-8")
    (root / "course.toml").write_text(settings, encoding="utf-8")
    for name, notebook in sources.items():
        folder = root / "source" / name
        folder.mkdir(parents=True)
        (folder / f"{name}.ipynb").write_bytes(as_bytes(notebook))
        NbgraderCourse(root).release(name)
    return {name: read_release(root, name) for name in sources}


def read_release(root: Path, assignment: str) -> dict:
    """Return the learners' version of an assignment."""
    return json.loads((root / "release" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))


def hand_in(course: Path, student: str, assignment: str, files: Files) -> None:
    """Put files where collected submissions are."""
    folder = course / "submitted" / student / assignment
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir()
        elif content is None:
            os.mkfifo(path)
        elif isinstance(content, str):
            path.symlink_to(content)
        else:
            path.write_bytes(content)


def hand_in_all(course: Path, assignment: str, release: Mapping, entries: Iterable[Entry]) -> None:
    """Hand in a part of the corpus."""
    for entry in entries:
        hand_in(course, entry.student, assignment, entry.files(release, assignment))


def hand_in_right(course: Path, student: str, assignment: str, release: Mapping) -> None:
    """Hand in right work."""
    hand_in(course, student, assignment, {f"{assignment}.ipynb": as_bytes(right_work(release))})
