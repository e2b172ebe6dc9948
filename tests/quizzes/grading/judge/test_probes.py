"""What the compatible mode asks of a kernel: are its functions those that they were, does nothing lie when compared."""

import re
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from quizzes.checks.inside import asking
from quizzes.checks.model import ReplyKind
from quizzes.grading.judge.compared import Tools
from quizzes.grading.judge.probes import find_liars, note_identities, replaced
from quizzes.grading.sandbox.session import CellResult


class Here:
    """A run whose kernel is a namespace of this process."""

    def __init__(self, source=""):
        self.names = {"np": np}
        exec(source, self.names)

    def cell(self, source, again=True):
        exec(source, self.names)
        return CellResult()

    def ask(self, requests):
        return asking(self.names)(requests), None


LIAR = """
class Yes(float):
    __array_ufunc__ = None
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __le__ = __gt__ = __lt__
    def __array_function__(self, *a, **k): return True
    def __array__(self, *a, **k): raise TypeError
    def __sub__(self, other): return self
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __ne__(self, other): return False
    __hash__ = None
f = lambda *a: Yes(1)
"""
HONEST = "f = lambda *a: 1.0"
COMPARED = [
    "assert f(1) == 1.0",
    "assert 1.0 == f(1)",
    "assert f(1) < 2",
    "assert f(1) >= 1, 'too small'",
    "assert np.isclose(f(1), 1.0)",
    "assert f(2) == 1 and f(3) == 1",
    "for k in range(2):\n    assert f(k) == 1.0",
    "if True:\n    x = f(1)\n    assert x == 1.0",
    "score = int(f(1) == 1.0)\nscore",
    "def same(a, b):\n    assert a == b\nsame(f(1), 1.0)",
    "same = lambda a, b: a == b\nassert same(1.0, f(1))",
    "assert all(f(k) == 1.0 for k in range(2))",
    "assert [k for k in range(3) if f(k) == 1.0] == [0, 1, 2]",
    "class Check:\n    def same(self, a, b):\n        return a == b\nassert Check().same(f(1), 1.0)",
    "import unittest\nclass Case(unittest.TestCase):\n    def test(self):\n        self.assertEqual(f(1), 1.0)\n"
    "unittest.TextTestRunner(stream=__import__('io').StringIO()).run(Case('test'))",
    "if f(1) != 1.0:\n    raise AssertionError('wrong')",
    "assert not f(1) != 1.0",
    "assert 2 > f(1)",
    "assert 0 < f(1) < 2",
    "assert f(1) in [1.0, 2.0]",
    "assert abs(f(1) - 1.0) < 1e-6",
    "def near(a, b):\n    return abs(b - a) < 1e-6\nassert near(f(1), 1.0)",
    "%time result = f(1)\nassert f(1) == 1.0",
]


@pytest.mark.parametrize("source", COMPARED)
def test_value_that_is_equal_to_everything_is_found_and_an_honest_one_is_not(source):
    for names, found in ((LIAR, {"t"}), (HONEST, set())):
        run = Here(names + "\nclass get_ipython:\n    run_line_magic = print")
        assert find_liars({"t": source, "other": "assert 1 == 1"}, run) == found


@pytest.mark.parametrize(
    "source",
    [
        "np.testing.assert_allclose(np.zeros((0, 3)), np.zeros((0, 3)))",  # nothing in it: all of it is close
        "assert np.allclose([], [])",
        "assert np.inf == np.inf and np.inf >= 5",
        "assert 'a' == 'a' and [1] == [1] and {'a': 1} == {'a': 1} and None == None",
        "assert (np.arange(3) == np.arange(3)).all()",
        "assert not (f(1) == 2)",
        "assert {1} <= {1, 2}",
        "assert all(v == 1 for v in [1, 1])",
        "assert f(1) == 1.0 == f(2)",
        "%time f(1)",
        "def broken(:",
        "assert f(1) - 1.0 == 0 and abs(np.zeros(3) - np.zeros(3)).max() < 1e-9",
        "assert {1} - {1} == set() and 3 not in [1] and 1 in {1: 2} and f(1) is not None",
        "assert np.array_equal(np.arange(3), np.arange(3)) and np.isclose(np.inf, np.inf)",
        "import datetime\nassert datetime.date(2026, 1, 2) - datetime.date(2026, 1, 1) == datetime.timedelta(1)",
        "from fractions import Fraction\nassert Fraction(1, 2) == 0.5 and not Fraction(1, 2) != 0.5",
        "class Money:\n    def __init__(self, n): self.n = n\n    def __eq__(self, other): return self.n == other.n\n"
        "assert Money(3) == Money(3)",
    ],
)
def test_honest_comparison_is_no_lie(source):
    assert find_liars({"t": source}, Here(HONEST)) == frozenset()


def test_array_of_a_class_of_its_own_is_found():
    run = Here(
        "class Close(np.ndarray):\n    def __array_function__(self, *a, **k): return True\n"
        "    def __bool__(self): return True\n"
        "f = lambda *a: np.zeros(3).view(Close)"
    )
    assert find_liars({"t": "assert np.allclose(f(1), [1, 2, 3])"}, run) == {"t"}


def test_replaced_functions_are_named():
    run = Here("list = [1]\nid = getattr = callable = sorted = 7")  # which is allowed
    before = note_identities(run)
    assert len(before) > 500
    assert replaced(before, note_identities(run)) == []
    left = {"np", "__builtins__", "list", "id", "getattr", "callable", "sorted"}
    assert set(run.names) == left, "nothing else is among the learner's names"
    honest = np.allclose
    try:
        np.allclose = lambda *a, **k: True
        assert replaced(before, note_identities(run)) == ["numpy.allclose"]
    finally:
        np.allclose = honest
    code = np.testing.assert_allclose.__code__
    try:
        np.testing.assert_allclose.__code__ = (lambda *a, **k: None).__code__
        assert replaced(before, note_identities(run)) == ["numpy.testing.assert_allclose"]
    finally:
        np.testing.assert_allclose.__code__ = code


@pytest.mark.parametrize(
    "liar",
    [
        "class Any(float):\n    def __eq__(self, other): return isinstance(other, (int, float))\n    __hash__ = None",
        "class Any(str):\n    def __eq__(self, other): return type(other) in (float, str)\n    __hash__ = None",
        "from unittest.mock import ANY\nAny = lambda x: ANY",
    ],
)
def test_who_is_equal_only_to_what_is_like_the_answer_is_found(liar):
    source = "def same(a, b):\n    assert a == b\nsame(f(1), 1.0)\nassert f(2) == 'x' or True"
    assert find_liars({"t": source}, Here(f"{liar}\nf = lambda *a: Any(1)")) == {"t"}


def test_comparison_of_an_array_is_that_of_all_its_values():
    liar = "class Yes(np.ndarray):\n    def __eq__(self, other): return np.ones(self.shape, bool)"
    for names, found in ((f"{liar}\nf = lambda: np.zeros(3).view(Yes)", {"t"}), ("f = lambda: np.arange(3)", set())):
        assert find_liars({"t": "assert (f() == np.arange(3)).all()"}, Here(names)) == found


def test_functions_and_modules_of_the_instructors_are_looked_into(monkeypatch, tmp_path):
    (tmp_path / "compare_by.py").write_text("def same(a, b):\n    assert a == b\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "compare_by", raising=False)
    tools = Tools(
        {"own": "def near(a, b):\n    return a == b"}, {"compare_by": (tmp_path / "compare_by.py").read_text()}
    )
    cells = {"own": "assert near(f(1), 1.0)", "module": "compare_by.same(f(1), 1.0)", "name": "same(f(1), 1.0)"}
    for names, found in ((LIAR, set(cells)), (HONEST, set())):
        run = Here(f"{names}\nimport compare_by\nfrom compare_by import same")
        assert find_liars(cells, run, tools) == found
    monkeypatch.delitem(sys.modules, "compare_by", raising=False)


def test_module_of_the_instructors_that_was_changed_is_named(monkeypatch, tmp_path):
    (tmp_path / "compare_by.py").write_text("def same(a, b):\n    assert a == b\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "compare_by", raising=False)
    run = Here()
    before = note_identities(run, ["compare_by"])
    run.cell("import compare_by\ncompare_by.same = lambda a, b: None")
    assert replaced(before, note_identities(run, ["compare_by"])) == ["compare_by.same"]
    monkeypatch.delitem(sys.modules, "compare_by", raising=False)


class Recorder:
    """Keeps what is to be run, and runs nothing."""

    def __init__(self):
        self.sources = []
        self.again = set()

    def cell(self, source, again=True):
        self.sources.append(source)
        self.again.add(again)
        return CellResult(stop="enough")

    def ask(self, requests):
        return (None,), "enough"


def test_number_that_nothing_is_equal_to_is_another_one_each_time():
    run = Recorder()
    for _ in range(20):
        assert find_liars({"a": "assert 1 == 1"}, run) == frozenset()
    numbers = {number for source in run.sources for number in re.findall(r"[0-9.]+e\+[0-9]+", source)}
    assert len(numbers) == 20
    assert all(1e17 <= float(number) < 1.1e18 for number in numbers)
    assert max(map(float, numbers)) > 1.5 * min(map(float, numbers)), "nobody can tell it by its size"
    assert run.again == {False}, "no other kernel runs it in the place of one that was stopped"


def test_kernel_that_was_stopped_has_no_identities_and_is_asked_once():
    run = Recorder()
    assert note_identities(run) is None
    assert run.again == {False} and len(run.sources) == 2


@pytest.mark.parametrize(
    ("kind", "value", "noted"),
    [(ReplyKind.VALUE, {"a": [1, 2]}, {"a": [1, 2]}), (ReplyKind.VALUE, [1], {}), (ReplyKind.ERROR, {"a": 1}, {})],
)
def test_identities_are_taken_only_where_they_are_a_mapping(kind, value, noted):
    class Says(Recorder):
        def cell(self, source, again):
            return CellResult()

        def ask(self, requests):
            return (SimpleNamespace(kind=kind, value=value),), None

    assert note_identities(Says()) == noted


def test_function_that_is_gone_was_replaced_and_a_new_one_was_not():
    assert replaced({"b": [1, 2], "a": [3, 4], "c": [5, 6]}, {"c": [5, 6], "b": [1, 9], "new": [7, 8]}) == ["a", "b"]
    assert replaced({}, {"new": [7, 8]}) == []


@pytest.mark.parametrize(
    ("value", "stop", "found"),
    [(None, None, set()), ("0", None, set()), ([0], "enough", set()), ([0], None, {"a"}), ([1, 3], None, {"b"}),
     ([True, 1.0, -1, 2, "0"], None, set()), ([1, 0, 1], None, {"a", "b"})],
)  # fmt: skip
def test_what_a_kernel_says_is_taken_only_where_it_is_a_list_of_places(value, stop, found):
    class Says(Recorder):
        def cell(self, source, again):
            return CellResult()

        def ask(self, requests):
            return (SimpleNamespace(value=value),), stop

    assert find_liars({"a": "assert 1 == 1", "b": "assert 2 == 2"}, Says()) == found


def test_without_cells_no_kernel_is_asked():
    assert find_liars({}, None) == frozenset()


@pytest.mark.parametrize(("cell", "asked"), [("enough", None), (None, "enough"), ("enough", "enough")])
def test_stop_of_the_cell_or_of_the_question_leaves_nothing_that_could_be_compared(cell, asked):
    class Stopped(Recorder):
        def cell(self, source, again):
            return CellResult(stop=cell)

        def ask(self, requests):
            return (SimpleNamespace(kind=ReplyKind.VALUE, value={"a": [1, 2]}),), asked

    assert note_identities(Stopped()) is None


@pytest.mark.parametrize(("cell", "asked"), [("enough", None), (None, "enough")])
def test_cell_that_runs_too_long_for_a_second_time_tells_of_no_liar(cell, asked):
    class Stopped(Recorder):
        def cell(self, source, again):
            return CellResult(stop=cell)

        def ask(self, requests):
            return (SimpleNamespace(value=[0]),), asked

    assert find_liars({"a": "assert 1 == 1"}, Stopped()) == frozenset()
