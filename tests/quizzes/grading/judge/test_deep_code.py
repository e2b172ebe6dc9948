"""Code that Python cannot read, or reads and cannot write again: nobody's grading breaks on it."""

import pytest
from frozen import changeable

from quizzes.grading import cells, judge
from quizzes.grading.judge.carried import Carried, needed_by, source_of, statements
from quizzes.grading.judge.compared import NO_TOOLS, Tools, asking_cell, compares
from quizzes.grading.judge.evidence import about_arguments
from quizzes.grading.judge.shared_names import imports_of, visible_imports
from quizzes.grading.rebuild.match_cells import Wanted
from quizzes.grading.rebuild.merged import with_merged
from quizzes.grading.rebuild.names_in_code import names_of

UNREADABLE = {
    "half written": "limit = (",
    "a null byte": "limit = 1\0",
    "too deep to be built": "limit = a" + ".a" * 4000,
    "too deep to be read": "limit = " + "-" * 20_000 + "1",
}
DEEP = "limit = 1" + " + 1" * 1500


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_code_that_cannot_be_read_is_nobodys_fault(text):
    assert "limit" in needed_by(text)
    assert statements("t", text) == []
    assert not compares(text)
    assert about_arguments(text, 1, frozenset()) is False
    assert imports_of(text) == () and visible_imports(text) == ""
    assert not names_of(text).parses
    assert "n_0" in asking_cell({"t": text}, NO_TOOLS, "n", 1e17)
    assert cells.modules_of({"cells": [{"cell_type": "code", "source": text}]}) == cells.modules_of({"cells": []})
    wanted = [Wanted("a", "code", "a = 1", frozenset({"a"})), Wanted("b", "code", text, frozenset({"limit"}))]
    made, merged, _ = with_merged(wanted, {"a": "limit = 2", "b": text})
    assert (made["b"], merged) == ("# Written elsewhere: limit", {"b"})


@pytest.mark.parametrize("text", [DEEP, *UNREADABLE.values()], ids=["deep", *UNREADABLE])
def test_learners_deep_code_takes_what_is_carried_as_any_other(text):
    carried = Carried()
    carried.add("t", "limit = 9\nother = 2")
    assert source_of(carried.before(f"other\n{text}", hidden=True)).endswith("other = 2")
    assert carried.before("other", hidden=True) == []
    left = source_of(carried.before("limit", hidden=True))
    assert left == "", "it was bound anew, or brought since nobody could tell"


def test_what_a_deep_statement_binds_is_known():
    assert [each.bound for each in statements("t", "a = 1")] == [{"a"}]
    carried = Carried()
    carried.add("t", "limit = 9")
    assert carried.before(DEEP, hidden=True) == []
    assert carried.before("limit", hidden=True) == []


def test_test_cell_that_cannot_be_written_again_is_left_out():
    tools = Tools({"t": DEEP}, {"m": DEEP})
    assert asking_cell({"t": f"{DEEP}\nassert limit == 1"}, tools, "n", 1e17).count("\n") == 2
    assert statements("t", DEEP) == []


def test_values_of_the_judge_cannot_be_changed():
    assert changeable(judge) == []
