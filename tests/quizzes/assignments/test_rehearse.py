"""A rehearsal scores cells by nbgrader's rule."""

import pytest

from quizzes.assignments.regions import Region, inside, without
from quizzes.assignments.rehearse import Score, rehearse


def notebook(*cells):
    return {"cells": [
        {"cell_type": "code", "id": name, "source": source,
         "metadata": {"nbgrader": {"grade": points > 0, "grade_id": name, "points": points}}}
        for name, source, points in cells
    ]}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "points", "message"),
    [
        ("assert True", 2.0, ""),
        ("assert False, 'no'", 0.0, "AssertionError: no"),
        ("print('half')\n1.0", 1.0, "half"),
        ("0.0", 0.0, ""),
        ("'a text'", 2.0, ""),
        ("import warnings\nwarnings.warn('loud')", 2.0, ""),
        ("def f(:", 0.0, "SyntaxError: invalid syntax (t, line 1)"),
        ("", 2.0, ""),
    ],
)
def test_score_of_a_cell(source, points, message):
    assert rehearse(notebook(("t", source, 2))) == {"t": Score(points, 2, message)}


def test_cells_share_their_names_and_can_be_replaced():
    cells = notebook(("a", "x = 1", 0), ("t", "assert x == 2, x", 1))
    assert rehearse(cells)["t"].message == "AssertionError: 1"
    assert rehearse(cells, {"a": "x = 2"})["t"].points == 1.0


def test_text_cells_are_passed_over():
    assert rehearse({"cells": [{"cell_type": "markdown", "id": "m", "metadata": {}, "source": "("}]}) == {}


def test_region_is_taken_out_or_read():
    source = "a\n### BEGIN SOLUTION\n  b\n\n### END SOLUTION\nc"
    assert without(source, Region.SOLUTION) == "a\nc"
    assert inside(source, Region.SOLUTION) == ("b",)
    assert without(source, Region.HIDDEN_TESTS) == source
