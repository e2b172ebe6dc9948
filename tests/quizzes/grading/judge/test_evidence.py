"""Full marks need something that was seen: a test cell that compared nothing gives none."""

import json
from dataclasses import FrozenInstanceError, replace

import pytest

from quizzes.grading.cells import modules_of, notes_of
from quizzes.grading.examine import examine
from quizzes.grading.judge.evidence import Evidence, Grounds, about_arguments, grounds_within
from quizzes.grading.judge.exercise import Exercise, Job
from quizzes.grading.judge.notebook import grounds, with_apart
from quizzes.grading.outcome import Totals
from quizzes.grading.run.kernels import KernelPlan
from quizzes.grading.sandbox.limits import Limits

LIMITS = Limits(cell_cpu_s=1.5, cell_wall_s=6.0)
TASKS = {  # name: the master's solution, the test cell
    "squares": (
        "def squares(xs):\n    return [x * x for x in xs]",
        "for got, want in zip(squares([1, 2, 3]), [1, 4, 9]):\n    assert got == want",
    ),
    "fib": (
        "def fib(n):\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a",
        "for got, want in zip(map(fib, range(2, 6)), [1, 2, 3, 5]):\n    assert got == want",
    ),
    "positive": (
        "def positive(xs):\n    return [x for x in xs if x > 0]",
        "assert all(x > 0 for x in positive([3, -1, 2]))",
    ),
    "counts": (
        "def counts(text):\n    return {word: text.split().count(word) for word in text.split()}",
        "wanted = {'a': 2, 'b': 1}\nfor word, count in counts('a b a').items():\n    assert count == wanted[word]",
    ),
    "root": (
        "def root(x):\n    return x ** 0.5",
        "if abs(root(9.0) - 3) > 1e-6:\n    raise AssertionError('wrong')",
    ),
    "cube": (
        "def cube(x):\n    return x ** 3",
        "try:\n    got = cube(2)\nexcept Exception:\n    got = None\nif got is not None:\n    assert got == 8",
    ),
    "primes": (
        "def primes(n):\n    return [k for k in range(2, n) if all(k % d for d in range(2, k))]",
        "assert 7 in primes(10) and len(primes(10)) == 4",
    ),
    "ordered": (
        "def ordered(values):\n    return sorted(values)",
        "mine = [3, 1, 2]\nassert ordered(mine) == [1, 2, 3]\nassert mine == [3, 1, 2], 'mine was changed'",
    ),
    "share": (
        "def share(x):\n    return x / x.sum()",
        "y = np.array([1.0, 2.0, 5.0])\ngot = share(y)\nnp.testing.assert_allclose(got, y / y.sum())",
    ),
    "close": (
        "def third(x):\n    return x / 3",
        "def near(a, b):\n    return np.allclose(a, b)\nassert near(third(np.arange(3.0)), [0, 1 / 3, 2 / 3])\n"
        "assert np.allclose(third(np.zeros(2)), 0)",
    ),
    "bag": (
        "class Bag:\n    def __init__(self, items):\n        self.items = list(items)\n"
        "    def __contains__(self, item):\n        return item in self.items",
        "bag = Bag([1, 2])\nassert 1 in bag and 5 not in bag",
    ),
    "shape": (
        "from collections import namedtuple\nStats = namedtuple('Stats', 'mean most')\n"
        "def stats(x):\n    return Stats(x.mean(), x.max())",
        "found = stats(np.array([1.0, 3.0]))\nassert found.mean == 2 and found.most == 3",
    ),
    "point": (
        "class Point:\n    def __init__(self, x, y):\n        self.x, self.y = x, y\n"
        "    def __eq__(self, other):\n        return type(other) is Point and vars(self) == vars(other)\n"
        "    def __add__(self, other):\n        return Point(self.x + other.x, self.y + other.y)",
        "p, q = Point(1, 2), Point(3, 4)\nassert p + q == Point(4, 6) and p != q\nassert not p == q\n"
        "assert Point(4, 6) in [q, p + q]",
    ),
    "timer": (
        "class Timer:\n    def __enter__(self):\n        self.on = True\n        return self\n"
        "    def __exit__(self, *error):\n        self.on = False",
        "with Timer() as timer:\n    assert timer.on\nassert not timer.on",
    ),
    "forgive": (
        "class Forgive:\n    def __enter__(self):\n        self.kind = None\n        return self\n"
        "    def __exit__(self, kind, error, trace):\n        self.kind = kind and kind.__name__\n"
        "        return kind is ZeroDivisionError",
        "with Forgive() as it:\n    1 / 0\nassert it.kind == 'ZeroDivisionError'\n"
        "try:\n    with Forgive():\n        raise OSError(2, 'no')\n    assert False, 'forgiven'\n"
        "except OSError:\n    pass",
    ),
    "runs": ("def runs():\n    pass", "runs()"),
    "doubles": (
        "def doubles(xs):\n    return [2 * x for x in xs]",
        "for got, want in zip(doubles([1, 2]), [2, 4]):\n    assert not abs(got - want) > 1e-6",
    ),
}


def cell(source, name="", *, solution=False, points=0):
    notes = {"grade_id": name, "grade": bool(points), "solution": solution, "locked": not solution, "schema_version": 3}
    metadata = {"nbgrader": notes | ({"points": points} if points else {})}
    return {
        "cell_type": "code", "id": name, "metadata": metadata, "source": source, "outputs": [], "execution_count": None,
    }  # fmt: skip


def notebook(**sources):
    cells = [cell("import numpy as np", "tools")]
    for name, (master, test) in TASKS.items():
        solution = f"### BEGIN SOLUTION\n{master}\n### END SOLUTION"
        cells.append(cell(sources.get(name, solution), f"{name}-s", solution=True))
        cells.append(cell(f"### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS", name, points=1))
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def plan():
    made = KernelPlan(modules_of(notebook()), LIMITS)
    template = made.template()
    template.wait()
    yield replace(made, address=template.address)
    template.close()


@pytest.fixture(scope="module")
def exercise(plan):
    return with_apart(Exercise("theirs", notebook(), limits=LIMITS), plan.connect)


def graded(plan, exercise, **sources):
    content = json.dumps(notebook(**sources)).encode()
    found = examine(Job("ada", content), exercise, plan.connect)
    return {task.id: task for task in found.grade.tasks}


CHEATS = {  # task: (its source, what the message says)
    "nothing to pair": ("squares", "def squares(xs):\n    return []", "an empty value"),
    "one of three pairs": ("squares", "def squares(xs):\n    return [1]", "fewer values than expected"),
    "a generator that ends early": ("squares", "def squares(xs):\n    yield 1", "fewer values than expected"),
    "a generator without values": ("squares", "def squares(xs):\n    return iter(())", "fewer values than expected"),
    "StopIteration": ("fib", "def fib(n):\n    raise StopIteration", "StopIteration"),
    "StopIteration of its own": (
        "fib", "class Over(StopIteration):\n    pass\ndef fib(n):\n    raise Over('now')", "Over: now",
    ),
    "all of nothing": ("positive", "def positive(xs):\n    return []", "an empty value"),
    "all of a generator without values": ("positive", "def positive(xs):\n    return iter(())", "left out"),
    "a part of a dict": ("counts", "def counts(text):\n    return {'a': 2}", "left out"),
    "nan is no further than 1e-6": ("root", "def root(x):\n    return float('nan')", "nan"),
    "nan in a number of its own": ("root", "class Own(float):\n    pass\ndef root(x):\n    return Own('nan')", "nan"),
    "nan in what can be read as an array": (
        "root", "class Own:\n    def __array__(self, dtype=None, copy=None):\n        return np.array(np.nan)\n"
        "def root(x):\n    return Own()", "nan",
    ),
    "nan in a list": ("doubles", "def doubles(xs):\n    return [np.nan, (np.nan)]", "nan"),
    "an error that the test catches": (
        "cube", "def cube(x):\n    raise ValueError('no')", "cube ended with ValueError: no",
    ),
    "everything is in it": (
        "primes", "class All(list):\n    def __contains__(self, x):\n        return True\n"
        "def primes(n):\n    return All([1, 2, 3, 4])", "",
    ),
    "an iterator that finds everything": (
        "primes", "class All:\n    def __len__(self):\n        return 4\n    def __iter__(self):\n        k = 0\n"
        "        while True:\n            k += 1\n            yield k\ndef primes(n):\n    return All()",
        "gives more than 10000 values",
    ),
    "the argument is changed where it may not": (
        "ordered", "def ordered(values):\n    values.sort()\n    return values", "mine was changed",
    ),
    "expected values overwritten": (
        "share", "def share(x):\n    x[:] = 0\n    x[0] = 1\n    return [1, 0, 0]", "",
    ),
    "an empty array is close to anything": ("close", "def third(x):\n    return []", ""),
    "a comparison of the test's own": (
        "close", "class Near(float):\n    def __eq__(self, other):\n        return True\n"
        "def third(x):\n    return Near(7)", "",
    ),
    "objects that equal everything": (
        "point", "class Point:\n    def __init__(self, *xy):\n        self.xy = xy\n    def __eq__(self, other):\n"
        "        return True\n    def __ne__(self, other):\n        return True\n    def __add__(self, other):\n"
        "        return self", "agrees with what nothing agrees with",
    ),
    "a context manager that swallows asserts": (
        "timer", "class Timer:\n    on = False\n    def __enter__(self):\n        return self\n"
        "    def __exit__(self, *error):\n        return True", "",
    ),
    "a context manager that swallows what is missing": (
        "timer", "class Timer:\n    def __enter__(self):\n        return self\n"
        "    def __exit__(self, *error):\n        self.on = False\n        return True", "has no attribute 'on'",
    ),
    "a context manager that forgives everything": (
        "forgive", "class Forgive:\n    kind = 'ZeroDivisionError'\n    def __enter__(self):\n        return self\n"
        "    def __exit__(self, *error):\n        return True", "forgiven",
    ),
}  # fmt: skip


@pytest.mark.parametrize("cheat", CHEATS)
def test_nobody_gets_points_for_what_was_not_seen(plan, exercise, cheat):
    task, source, says = CHEATS[cheat]
    found = graded(plan, exercise, **{task: source})
    assert found[task].score == 0, found[task]
    assert says in found[task].message
    assert sum(each.score for each in found.values()) == len(TASKS) - 1


HONEST = {
    "a generator": ("squares", "def squares(xs):\n    for x in xs:\n        yield x * x"),
    "more than is asked for": ("squares", "def squares(xs):\n    return [x * x for x in xs] + [0]"),
    "a tuple": ("positive", "def positive(xs):\n    return tuple(x for x in xs if x > 0)"),
    "a set": ("primes", "def primes(n):\n    return {k for k in range(2, n) if all(k % d for d in range(2, k))}"),
    "a generator in which is looked": (
        "primes", "class Primes:\n    def __init__(self, n):\n        self.n = n\n    def __len__(self):\n"
        "        return len(list(iter(self)))\n    def __iter__(self):\n"
        "        return (k for k in range(2, self.n) if all(k % d for d in range(2, k)))\nprimes = Primes",
    ),
    "an array that is worked in": ("share", "def share(x):\n    x /= x.sum()\n    return x"),
    "an array that is spoiled": (
        "share", "def share(x):\n    y = x / x.sum()\n    x[:] = 0\n    return y",
    ),
    "a dataclass": (
        "shape", "from dataclasses import dataclass\n@dataclass\nclass Stats:\n    mean: float\n    most: float\n"
        "def stats(x):\n    return Stats(x.mean(), x.max())",
    ),
    "an object with properties": (
        "shape", "class stats:\n    def __init__(self, x):\n        self.x = x\n    @property\n"
        "    def mean(self):\n        return self.x.mean()\n    @property\n    def most(self):\n"
        "        return max(self.x)",
    ),
    "longdouble": ("share", "def share(x):\n    return (x / x.sum()).astype(np.longdouble)"),
    "a matrix": ("share", "def share(x):\n    return np.asarray(np.matrix(x / x.sum())).ravel()"),
    "a masked array": ("share", "def share(x):\n    return np.ma.array(x / x.sum())"),
    "a dataclass that compares itself": (
        "point", "from dataclasses import dataclass\n@dataclass(frozen=True, order=True)\nclass Point:\n    x: int\n"
        "    y: int\n    def __add__(self, other):\n        return Point(self.x + other.x, self.y + other.y)",
    ),
    "a namedtuple that adds": (
        "point", "from collections import namedtuple\nclass Point(namedtuple('P', 'x y')):\n"
        "    def __add__(self, other):\n        return Point(self.x + other.x, self.y + other.y)",
    ),
    "a context manager of a generator": (
        "timer", "from contextlib import contextmanager\nclass State:\n    pass\n@contextmanager\ndef Timer():\n"
        "    state = State()\n    state.on = True\n    try:\n        yield state\n    finally:\n"
        "        state.on = False",
    ),
    "a list subclass": ("bag", "class Bag(set):\n    pass"),
    "an error within": (
        "cube", "def careful(x):\n    try:\n        raise ValueError\n    except ValueError:\n        return x ** 3\n"
        "def cube(x):\n    return careful(x)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("work", HONEST)
def test_right_work_keeps_its_points(plan, exercise, work):
    task, source = HONEST[work]
    found = graded(plan, exercise, **{task: source})
    assert {name: each.message for name, each in found.items() if each.score == 0} == {}


def test_function_that_the_masters_run_calls_has_to_be_called():
    some = {"f": {"some": 2}, "g": {"some": 1}, "f().x": {"some": 1}}
    masters = Evidence(results=some, there=frozenset("fg"))
    assert Evidence(results=some, there=frozenset("fg")).lacks(masters) == ""
    assert Evidence(results={"f": {"some": 1}}, there=frozenset("fg")).lacks(masters) == "g was not called"
    assert Evidence(there=frozenset("fg")).lacks(masters) == "f was not called"
    assert Evidence(results={"f": {"some": 1}}, there=frozenset("f")).lacks(masters) == ""  # g is not a function there
    other = {"f": {"some": 1}, "h": {"some": 1}}
    assert Evidence(results=other, there=frozenset("fgh")).lacks(masters) == ""  # h was called in its place


def test_cell_that_checks_a_plain_value_looks_at_something():
    checks = {"checks": [[1, "once"]], "pairs": []}
    assert Evidence(checks, there=frozenset("f")).looks_at_nothing
    assert not Evidence(checks, there=frozenset("f"), plain=True).looks_at_nothing
    assert not Evidence(checks, there=frozenset("f"), results={"f": {"some": 1}}).looks_at_nothing
    assert not Evidence(there=frozenset("f")).looks_at_nothing  # it only binds names


@pytest.mark.parametrize(("docstring", "points"), [("\n    >>> twice(3)\n    6", 1), ("\n    >>> twice(3)\n    7", 0)])
def test_doctest_runs_where_it_finds_the_functions(plan, docstring, points):
    """In a process of its own it finds stand-ins, takes none for a function and tries nothing."""
    master = f'### BEGIN SOLUTION\ndef twice(x):\n    """{docstring}\n    """\n    return 2 * x\n### END SOLUTION'
    test = (
        "import doctest\nrunner = doctest.DocTestRunner()\nfor each in doctest.DocTestFinder().find(twice, 'twice', "
        "globs={'twice': twice}):\n    runner.run(each, out=lambda text: None)\nassert runner.failures == 0"
    )
    cells = [cell(master.replace("7", "6"), "twice-s", solution=True), cell(test, "twice", points=1)]
    source = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    made = with_apart(Exercise("theirs", source, limits=LIMITS), plan.connect)
    assert (made.apart, made.unproven) == (frozenset(), {})
    work = json.dumps({**source, "cells": [{**cells[0], "source": master}, cells[1]]}).encode()
    assert examine(Job("ada", work), made, plan.connect).grade.score == points


def test_summary_says_what_each_cell_rests_on(exercise):
    found = grounds(exercise)
    assert set(found) == set(TASKS)
    believed = {name for name, what in found.items() if what is Grounds.BELIEVED}
    assert believed == {"bag", "forgive", "point", "runs", "root"}
    assert found["runs"] is found["bag"] is Grounds.BELIEVED
    assert found["squares"] is found["share"] is Grounds.APART
    inside = replace(exercise, apart=exercise.apart - {"squares", "runs"})
    assert grounds(inside)["squares"] is Grounds.WATCHED
    assert grounds(inside)["runs"] is Grounds.BELIEVED
    totals = Totals(1, {}, grounds={"judged apart": ("a", "b"), "believed": ("c",)})
    assert totals.as_line().splitlines()[1:] == ["judged apart: a, b", "believed: c"]
    assert totals.as_json()["evidence"] == {"judged apart": ["a", "b"], "believed": ["c"]}


@pytest.mark.parametrize(
    ("source", "tools", "rests_on"),
    [
        ("%time f()\nassert f() == 3", "", Grounds.WATCHED),
        ("%time f()\nf()", "", Grounds.BELIEVED),
        ("%%R\nstopifnot(f(2) == 4)", "", Grounds.BELIEVED),
        ("case.assertEqual(f(), 3)", "", Grounds.WATCHED),
        ("case.assertEqual(f(), 3, 'not three')", "", Grounds.WATCHED),
        ("np.testing.assert_allclose(f())", "", Grounds.BELIEVED),  # a call that fails
        ("check(f(), 3)", "def check(got, want):\n    assert got == want", Grounds.WATCHED),
        ("check(f(), 3)", "check = lambda got, want: abs(got - want) < 1", Grounds.WATCHED),
        ("check(f(), 3)", "def check(got, want):\n    assert got.agrees(want)", Grounds.BELIEVED),
        ("assert_same(f(), 3)", "", Grounds.BELIEVED),  # of a package that nobody looks into
        ("assert f().ok()", "", Grounds.BELIEVED),
    ],
)
def test_cell_is_watched_where_its_comparisons_can_be_made_once_more(source, tools, rests_on):
    assert grounds_within(source, tools) is rests_on


@pytest.mark.parametrize(
    ("source", "line", "alone"),
    [
        ("a = [2, 1]\nb = f(a)\nassert a == [2, 1]", 3, True),
        ("a = [2, 1]\nb = f(a)\nassert b == sorted(a)", 3, False),
        ("a = [2, 1]\nassert f(a) == sorted(a)", 2, False),
        ("def check(g, x):\n    kept = list(x)\n    g(x)\n    assert x == kept\ncheck(f, [2, 1])", 4, True),
        ("def check(g, x):\n    got = g(x)\n    assert got == sorted(x)\ncheck(f, [2, 1])", 3, False),
        ("for x in f(3):\n    y = x + 1\n    assert y == 3", 3, False),
        ("%magic\nassert a", 2, False),
        ("a = 3", 9, False),
    ],
)
def test_which_checks_are_about_arguments_alone(source, line, alone):
    assert about_arguments(source, line, frozenset({"f"})) is alone


def test_what_a_branch_hides_is_not_asked_for():
    masters = Evidence({"checks": [[3, "once"], [2, "each"], [1, "open"]], "pairs": [[3, False]]})
    assert Evidence({"checks": [[1, "once"], [2, "each"], [0, "open"]], "pairs": [[3, False]]}).lacks(masters) == ""
    for checks in ([[0, "once"], [2, "each"], [1, "open"]], [[3, "once"], [1, "each"], [1, "open"]]):
        assert "left out" in Evidence({"checks": checks, "pairs": [[3, False]]}).lacks(masters)
    assert "left out" in Evidence({"checks": masters.checks["checks"], "pairs": [[2, True]]}).lacks(masters)


def test_masters_cells_are_those_of_the_notebook(exercise):
    assert exercise.apart == set(TASKS)
    assert {notes_of(each)["grade_id"] for each in exercise.source["cells"]} >= exercise.apart


@pytest.mark.parametrize(
    ("told", "wanted", "lacks"),
    [
        ({"error": "ValueError: no"}, {"some": 1}, "f ended with ValueError: no"),
        ({"error": "ValueError: no", "some": 1}, {"error": "ValueError: x", "some": 1}, ""),
        ({"error": "TypeError: two"}, {"called otherwise": "TypeError: one"}, ""),
        ({"called otherwise": "TypeError: two"}, {"some": 1}, "f ended with TypeError: two"),
        ({"called otherwise": "TypeError: two"}, {"error": "E: x"}, ""),
        ({"called otherwise": "TypeError: two"}, {"called otherwise": "TypeError: one", "some": 1}, ""),
        ({"empty": 1}, {"some": 1}, "f returned nothing that could be compared: an empty value"),
        ({"empty": 1}, {"some": 1, "empty": 1}, ""),
        ({"empty": 1}, {"nan": 1}, ""),
        ({"nan": 1}, {"some": 1}, "f returned nothing that could be compared: nan"),
        ({"nan": 1}, {"some": 1, "nan": 1}, ""),
        ({"nan": 1}, {"empty": 1}, ""),
        ({"some": 9}, {"some": 1}, ""),
    ],
)
def test_what_a_function_gave_is_held_against_what_the_masters_gave(told, wanted, lacks):
    masters = Evidence(results={"f": wanted}, there=frozenset("f"))
    assert Evidence(results={"f": told}, there=frozenset("f")).lacks(masters) == lacks
    assert Evidence(results={"f": {"some": 1}, "own": told}, there=frozenset("f")).lacks(masters) == ""
    assert Evidence(results={"own": told, "f": told}, there=frozenset("f")).lacks(masters) == lacks


def test_first_of_the_functions_that_were_not_called_is_named():
    masters = Evidence(results={name: {"some": 1} for name in "fghk"}, there=frozenset("fghk"))
    fewer = Evidence(results={"k": {"some": 1}, "own": {"some": 1}, "g": {}}, there=frozenset("fghk"))
    assert fewer.lacks(masters) == "f was not called"
    assert replace(fewer, there=frozenset("gh")).lacks(masters) == "g was not called"
    more = Evidence(results={name: {"some": 1} for name in "fgkmnop"}, there=frozenset("fghk"))
    assert more.lacks(masters) == ""  # others were called in its place
    with pytest.raises(FrozenInstanceError):
        more.plain = True


def test_called_is_what_has_a_name_and_gave_something():
    assert Evidence(results={"f": {"some": 1}, "g": {}, "f().x": {"some": 1}, "a b": {"some": 1}}).called == {"f"}


CHECKS = {"checks": [[0, "once"], [1, "once"]], "pairs": []}


def test_cell_rests_on_what_it_checked_unless_the_objects_have_the_last_word():
    assert Evidence(CHECKS).grounds is Grounds.APART
    assert Evidence(CHECKS, asked=frozenset({"len"})).grounds is Grounds.APART
    for word in ("contains", "bool", "handle", "eq", "sub"):
        assert Evidence(CHECKS, asked=frozenset({word})).grounds is Grounds.BELIEVED, word
    assert Evidence().grounds is Grounds.BELIEVED
    assert Evidence(credit=True).grounds is Grounds.APART
    assert Evidence({"checks": [[0, "once"]], "pairs": []}).grounds is Grounds.BELIEVED
    assert Evidence(CHECKS, there=frozenset("f")).grounds is Grounds.BELIEVED


def test_asking_for_names_is_no_look_at_an_object():
    looks = Evidence(CHECKS, there=frozenset("f"), asked=frozenset({"names", "get __doc__"}))
    assert looks.looks_at_nothing
    assert not replace(looks, asked=frozenset({"names", "get x"})).looks_at_nothing
    assert not replace(looks, asked=frozenset({"len"})).looks_at_nothing
    assert not replace(looks, there=frozenset()).looks_at_nothing


@pytest.mark.parametrize(
    ("source", "line", "alone"),
    [
        ("a: list = f(1)\nassert a == 3", 2, False),
        ("a = 1\na += f(1)\nassert a == 3", 3, False),
        ("if (a := f(1)):\n    pass\nassert a", 3, False),
        ("b = [a for a in f(1)]\nassert b", 2, False),
        ("b = [a for a in f(1)]\nassert a", 2, False),
        ("a, (b, c) = 1, f(1)\nassert c", 2, False),
        ("a = 1\nb = f(a)\nc = b\nd = c\nassert d", 5, False),
        ("a: list\nassert a == 3", 2, True),
        ("a = 1\nassert (\n    a ==\n    1\n)", 3, True),
        ("a = 1\ncheck(a)", 2, True),
        ("a = 1\nif a:\n    b = 2", 3, False),
        ("def check(g, x):\n    x = h(1)\n    assert x == 1", 3, True),
        ("def check(g):\n    def inner(h):\n        assert g(1) == 2\n    inner(1)", 3, False),
        ("class A:\n    def check(self, g):\n        assert self.g(1)", 3, True),
    ],
)
def test_what_is_computed_from_the_learners_is_theirs(source, line, alone):
    assert about_arguments(source, line, frozenset({"f"})) is alone
