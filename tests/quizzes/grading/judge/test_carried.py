"""Names that test cells bind which ran apart, for later cells in the learner's kernel."""

import pytest

from quizzes.grading.judge.carried import Carried, needed_by, source_of, statements, to_be_moved

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
    cells = [("s", "f = abs", "learner"), ("t", first, "apart"), ("u", second, "within")]
    assert to_be_moved(cells, THEIRS) == moved


def read(text):
    """Return of each statement that binds: its source, what it binds, uses, and uses at once."""
    return [(each.source, set(each.bound), set(each.used), set(each.at_once)) for each in statements("t", text)]


@pytest.mark.parametrize(
    ("text", "bound", "used", "at_once"),
    [
        ("a = b + c(d)", {"a"}, {"a", "b", "c", "d"}, {"a", "b", "c", "d"}),
        ("a, (b, *c) = d", set("abc"), set("abcd"), set("abcd")),
        ("a: int = b", {"a"}, {"a", "int", "b"}, {"a", "int", "b"}),
        ("a += b", {"a"}, {"a", "b"}, {"a", "b"}),
        ("a.x = b", set(), set(), set()),
        ("import a.b, c as d", {"a", "d"}, set(), set()),
        ("from a import b as c, e", {"c", "e"}, set(), set()),
        ("@d\ndef f(x=y):\n    return z", {"f"}, {"d", "y", "z"}, {"d", "y"}),
        ("@d\nasync def f(x=y):\n    return z", {"f"}, {"d", "y", "z"}, {"d", "y"}),
        ("class A(B):\n    c = d\n    def m(self):\n        return e", {"A"}, {"B", "c", "d", "e"}, {"B", "c", "d"}),
        ("f = lambda x: x + y", {"f"}, {"f", "x", "y"}, {"f"}),
        ("for a in b:\n    c = d", {"a", "c"}, set("abcd"), set("abcd")),
        ("with a as b:\n    pass", {"b"}, {"a", "b"}, {"a", "b"}),
        ("if a:\n    b = 1\nelse:\n    c = 2", {"b", "c"}, {"a", "b", "c"}, {"a", "b", "c"}),
        ("a = [b for b in c]", {"a", "b"}, {"a", "b", "c"}, {"a", "b", "c"}),
    ],
)
def test_what_a_statement_binds_and_uses(text, bound, used, at_once):
    expected = [(bound, used, at_once)] if bound else []
    assert [row[1:] for row in read(text)] == expected


@pytest.mark.parametrize("text", ["f(1)", "del a", "assert (a := 1)", "(a := 1)", "", "pass"])
def test_statement_that_binds_nothing_to_be_kept(text):
    assert read(text) == []


def test_statements_know_their_cell_and_whether_learners_have_seen_them():
    found = statements("t", "a = 1\nb = []\nb.append(a)\n" + HIDDEN.format("c = 3\nc2 = c"))
    assert [(each.cell, each.source, each.hidden, each.changed) for each in found] == [
        ("t", "a = 1", False, False),
        ("t", "b = []", False, True),
        ("t", "c = 3", True, False),
        ("t", "c2 = c", True, False),
    ]


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ("b.append(1)", True), ("b.x.y[0].update({})", True), ("b[0] = 1", True), ("b.x = 1", True), ("del b[0]", True),
        ("b[0].x[1] += 1", True), ("for k in c:\n    b.add(k)", True), ("b.x.fill(0), c", True),
        ("b.copy()", False), ("append(b)", False), ("c.append(b)", False), ("c[b] = 1", False), ("f(b)[0] = 1", False),
        ("def g():\n    b.append(1)", False), ("g = lambda: b.append(1)", False), ("b", False),
        ("f().append(b)", False), ("class A:\n    b.append(1)", True), ("@b.append\ndef g(): pass", False),
        ("x = b.pop()", True),
    ],
)  # fmt: skip
def test_what_changes_an_object_in_place(change, changed):
    first = statements("t", f"b = start()\n{change}")[0]
    assert (first.source, first.changed) == ("b = start()", changed)


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("a = b\nb = a", {"b"}),
        ("a = a", {"a"}),
        ("a: b = c\na", {"b", "c"}),
        ("a: b\na", {"a", "b"}),
        ("for a in b:\n    c = a\nc", {"b", "c"}),
        ("with a as b, c:\n    b", {"a", "c"}),
        ("with a as b:\n    d\nb, d", {"a", "d"}),
        ("with a as (b, c):\n    b", {"a"}),
        ("import a.b\na, c", {"c"}),
        ("from a import b as c\nb, c", {"b"}),
        ("a[0] = 1\na", {"a"}),
        ("a.x = a2", {"a", "a2"}),
        ("a, b[a] = c", {"a", "b", "c"}),
        ("global a\na = 1", {"a"}),
        ("def f():\n    nonlocal_ = 1\n    global g\n    g = h\nf", {"g", "h", "nonlocal_", "f"}),
        ("vars()\n# word", {"vars", "word"}),
        ("x = vars\n'text'", {"vars", "x", "text"}),
        ("(half", {"half"}),
        ("", set()),
    ],
)
def test_what_a_cell_needs_from_before_it(text, needed):
    assert needed_by(text) == needed


def test_what_is_brought_brings_what_it_needs_in_the_order_of_the_cells():
    found = carried("a = 1", "b = a\nz = 0", "c = b\na2 = 3", "a = 2")
    assert before(found, "c") == "a = 1\nb = a\nc = b\na = 2"
    assert before(found, "z, a2, b") == "z = 0\na2 = 3"


def test_hidden_statement_is_brought_to_no_learners_cell_though_a_seen_one_needs_it():
    found = carried(HIDDEN.format("limit = 9") + "\nuse = limit")
    assert before(found, "use", hidden=False) == "use = limit"
    assert before(found, "limit") == "limit = 9"


def test_statement_that_binds_two_names_waits_until_both_are_bound_anew():
    found = carried("limit, use = 1, 2")
    assert before(found, "limit = 9") == ""
    assert before(found, "use") == "limit, use = (1, 2)"


def test_nothing_is_brought_where_nothing_waits():
    assert Carried().before("anything", hidden=True) == []


@pytest.mark.parametrize(
    ("cells", "moved"),
    [
        ([("t", "a = f(1)", "apart"), ("u", "b = a", "apart"), ("v", "b", "within")], {"t", "u"}),
        ([("t", "a = 1", "apart"), ("u", "b = a", "apart"), ("v", "b", "within")], set()),
        ([("t", "a = f(1)", "apart"), ("u", "a", "apart")], set()),
        ([("t", "a = f(1)", "apart"), ("u", "a", "learner")], {"t"}),
        ([("t", HIDDEN.format("a = f(1)"), "apart"), ("u", "a", "learner")], set()),
        ([("t", HIDDEN.format("a = f(1)"), "apart"), ("u", "a", "within")], {"t"}),
        ([("u", "a", "within"), ("t", "a = f(1)", "apart")], set()),
        ([("t", "a = []\na.append(1)", "apart"), ("u", "a", "within")], {"t"}),
        ([], set()),
    ],
)
def test_cells_move_with_what_they_rest_on(cells, moved):
    assert to_be_moved(cells, THEIRS) == moved
