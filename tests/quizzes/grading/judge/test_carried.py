"""Names that test cells bind which ran apart, for later cells in the learner's kernel."""

import pytest

from quizzes.grading.judge.carried import Carried, source_of, to_be_moved

HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"


def carried(*texts):
    found = Carried()
    for number, text in enumerate(texts):
        found.add(f"t{number}", text)
    return found


def before(found, text, *, hidden=True):
    return source_of(found.before(text, hidden=hidden))


def test_only_what_a_cell_names_is_brought_with_what_that_needs_itself():
    near = "def near(a):\n    return math.floor(a)"
    found = carried(f"import math\nBASE = 2\nSIDE = BASE ** 3\nother = 5\nassert f(1) == SIDE\n{near}")
    assert before(found, "assert f(2) == SIDE") == "BASE = 2\nSIDE = BASE ** 3"
    assert before(found, "near(f(3))") == f"import math\n{near}"
    assert before(found, "SIDE, near") == ""  # each statement once


def test_learners_own_cells_get_what_they_have_seen_and_nothing_hidden():
    found = carried("seen = 1\n" + HIDDEN.format("secret = 2"))
    assert before(found, "x = seen + secret", hidden=False) == "seen = 1"
    assert before(found, "assert x == secret") == "secret = 2"


def test_what_a_later_cell_binds_anew_is_not_overwritten():
    found = carried("limit = 1")
    assert before(found, "limit = 9", hidden=False) == ""
    assert before(found, "limit") == ""
    assert before(carried("limit = 1"), "limit = limit + 1") == "limit = 1"
    found = carried("limit = 1\nuse = 2")
    found.before("limit, use = 3, 4\n", hidden=True)
    assert before(found, "limit") == ""


def test_cells_with_magics_bind_nothing_that_is_brought():
    assert before(carried("%time x = 1\ny = 2"), "x, y") == ""


THEIRS = frozenset({"f"})


@pytest.mark.parametrize(
    ("first", "second", "moved"),
    [
        ("TOL = 1e-9\nassert f(1)", "assert f(2) < TOL", set()),
        ("import math", "math.pi", set()),
        ("def near(a):\n    return f(a)", "near(1)", set()),  # called there, not here
        ("found = f(1)", "assert found", {"t"}),
        ("found = f(1)\nmore = found + 1", "assert more", {"t"}),
        ("pairs = []\nfor k in range(3):\n    pairs.append(k)", "assert pairs", {"t"}),
        ("table = {}\ntable['a'] = 1", "assert table", {"t"}),
        ("found = f(1)", "assert other", set()),
        ("found = f(1)", "found = 2\nassert found", set()),
        ("found = f(1)", "with open('x') as found:\n    found.read()", set()),
        ("found = f(1)", "for found in range(3):\n    assert found", set()),
        ("found = f(1)", "import math as found\nassert found", set()),
        ("found = f(1)", "found: int = 2\nassert found", set()),
        ("found = f(1)", "assert f('found') == 2", set()),
        ("found = f(1)", "assert eval('found') == 2", {"t"}),
        ("found = f(1)", "assert f'{found}' == '2'", {"t"}),
        ("found = f(1)", "found = found + 1", {"t"}),
        ("found = f(1)", "found += 1", {"t"}),
        ("found = f(1)", "found[0] = 1", {"t"}),
        ("found = f(1)", "if f(0):\n    found = 2\nassert found", {"t"}),
        ("found = f(1)", "def look():\n    return found\nfound = 2", {"t"}),
        ("found = f(1)", "for k in found:\n    found = k", {"t"}),
        ("found = f(1)", "%time found = 2", {"t"}),
    ],
)
def test_cell_moves_where_a_later_one_needs_what_it_computed(first, second, moved):
    cells = [("s", "f = abs", "theirs"), ("t", first, "apart"), ("u", second, "within")]
    assert to_be_moved(cells, THEIRS) == moved
