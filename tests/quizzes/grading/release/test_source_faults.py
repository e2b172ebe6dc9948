"""What is wrong with an instructor's source, read and not run."""

import pytest

from quizzes.errors import UsageError
from quizzes.grading.release.source_faults import faults_of, language_of, require_python, unreadable_stubs

KERNELS = {"python3": "python", "ir": "r"}


def cell(name, source="", **notes):
    known = {"grade_id": name, "schema_version": 3, "grade": False, "solution": False, "locked": False}
    return {"cell_type": "code", "metadata": {"nbgrader": known | notes}, "source": source}


def notebook(*cells, nbformat=4, **spec):
    return {"cells": list(cells), "metadata": {"kernelspec": spec or {"name": "python3"}}, "nbformat": nbformat}


def told(*cells, **more):
    return [fault.as_line() for fault in faults_of("hw", {"hw": notebook(*cells, **more)}, KERNELS)]


GOOD = (
    cell("f", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION", solution=True),
    cell("t", "assert x == 1", grade=True, points=1.5),
)


def test_a_source_in_order_has_no_faults():
    assert told(*GOOD) == []


@pytest.mark.parametrize(
    ("spec", "language"),
    [
        ({"name": "python3"}, "python"),
        ({"name": "conda-python-ml"}, "python"),
        ({"name": "ir"}, "r"),
        ({"name": "IR"}, "R"),
        ({"name": "x", "language": "julia"}, "julia"),
        ({"name": "sas"}, "sas"),
    ],
)
def test_language_is_that_of_the_notes_else_of_the_kernel(spec, language):
    assert language_of(notebook(**spec), KERNELS) == language


def test_language_that_is_not_python_is_refused_when_grading_too():
    with pytest.raises(UsageError, match="expected a notebook in Python, got one in R"):
        require_python("hw", {"hw": notebook(*GOOD, name="ir", language="R")})
    require_python("hw", {"hw": notebook(*GOOD, name="conda-env-ml", language="python")})


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (cell("", "", solution=True), "hw.ipynb, cell number 3: it has no grade_id"),
        (cell("t", "", locked=True), "hw.ipynb, cell t: 2 cells have this grade_id: numbers 2, 3 of the notebook"),
        (cell("o", "", locked=True, schema_version=2),
         "hw.ipynb, cell o: expected nbgrader's notes of version 3, got 2"),
        (cell("o", "", locked=True, schema_version=4),
         "hw.ipynb, cell o: expected nbgrader's notes of version 3, got 4"),
        (cell("p", "", grade=True, points=-1), "hw.ipynb, cell p: expected its points, a number from 0, got -1"),
        (cell("p", "", grade=True), "hw.ipynb, cell p: expected its points, a number from 0, got none"),
        (cell("m", "### BEGIN SOLUTION", solution=True), "hw.ipynb, cell m: BEGIN SOLUTION has no END SOLUTION"),
        (cell("m", "# BEGIN HIDDEN TESTS\n# BEGIN HIDDEN TESTS\n# END HIDDEN TESTS", locked=True),
         "hw.ipynb, cell m: a second BEGIN HIDDEN TESTS before END HIDDEN TESTS"),
        (cell("m", "### BEGIN SOLUTION\n### END SOLUTION", locked=True),
         "hw.ipynb, cell m: it holds a solution, and is not marked as a solution cell"),
    ],
)  # fmt: skip
def test_fault_is_told_with_its_cell(wrong, line):
    found = told(*GOOD, wrong)
    assert [each for each in found if each.startswith(line)] == found[:1]


def test_old_format_is_told_and_nothing_else_of_that_notebook():
    (line,) = told(*GOOD, nbformat=3)
    assert line.startswith("hw.ipynb: expected a notebook of format 4, got format 3. Convert it: `jupyter nbconvert")


def test_kernel_that_is_not_there_is_a_note():
    (line,) = told(*GOOD, name="conda-env-ml", language="python")
    assert line.startswith("note: hw.ipynb: its kernel 'conda-env-ml' is not on this machine, which has ir, python3.")


def test_cell_that_parses_no_longer_is_told_with_its_cause():
    source = notebook(cell("f", "def f():\n    return 1", solution=True))
    released = {"hw": notebook(cell("f", "def f():\n", solution=True))}
    (fault,) = unreadable_stubs({"hw": source}, released, "# write here")
    assert fault.stops and "let the stub be a statement" in fault.todo
    (fault,) = unreadable_stubs({"hw": source}, released, "raise NotImplementedError()")
    assert not fault.stops and "indent the marks" in fault.todo
    assert not list(unreadable_stubs({"hw": released["hw"]}, released, ""))  # it did not parse before, either
