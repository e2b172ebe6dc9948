"""What the compatible mode asks of a kernel: are its functions those that they were, does nothing lie when compared."""

import numpy as np
import pytest

from quizzes.checks.inside import asking
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
]


@pytest.mark.parametrize("source", COMPARED)
def test_value_that_is_equal_to_everything_is_found_and_an_honest_one_is_not(source):
    for names, found in ((LIAR, {"t"}), (HONEST, set())):
        run = Here(names)
        exec(source, run.names)
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
    run = Here("list = [1]\nid = getattr = callable = sorted = 7")  # which is no crime
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
