"""Test cells that run in a kernel of their own: right work in any style gets all points, nobody can forge one."""

import json
from dataclasses import replace

import pytest

from quizzes.grading.cells import modules_of, notes_of
from quizzes.grading.examine import examine
from quizzes.grading.judge.exercise import Exercise, Job
from quizzes.grading.judge.notebook import with_apart
from quizzes.grading.judge.shared_names import shared_names, visible_imports
from quizzes.grading.outcome import Totals
from quizzes.grading.run.kernels import KernelPlan
from quizzes.grading.sandbox.limits import Limits

LIMITS = Limits(cell_cpu_s=1.5, cell_wall_s=6.0)
MARKER = "".join(["the-test-", "cell-", "was-here"])  # in no learner's source


def cell(source, name="", *, solution=False, points=0):
    notes = {"grade_id": name, "grade": bool(points), "solution": solution, "locked": not solution, "schema_version": 3}
    metadata = {"nbgrader": notes | ({"points": points} if points else {})} if name else {}
    return {
        "cell_type": "code", "id": name or f"c{abs(hash(source))}", "metadata": metadata, "source": source,
        "outputs": [], "execution_count": None,
    }  # fmt: skip


def notebook(*cells):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def solved(text):
    return f"### BEGIN SOLUTION\n{text}\n### END SOLUTION"


MASTER = notebook(
    cell("import numpy as np\nimport random"),
    cell("data = [3, 1, 2]\ndef close(a, b):\n    return np.allclose(a, b)", "tools"),
    cell(solved("def total(values, start=0):\n    return start + sum(values)"), "total-s", solution=True),
    cell(
        "assert total([1, 2]) == 3\nassert total(np.arange(4), start=1) == 7\nassert close(total([0.5]), 0.5)\n"
        f"### BEGIN HIDDEN TESTS\nassert total(data) == 6, {MARKER!r}\n### END HIDDEN TESTS",
        "total", points=1,
    ),
    cell(solved("def ordered(values):\n    values.sort()\n    return values, len(values)"), "ordered-s", solution=True),
    cell(
        "from collections import deque\nmine = list(data)\nfound, n = ordered(mine)\n"
        "assert found is mine and mine == [1, 2, 3] and n == 3 and isinstance(n, int)",
        "ordered", points=1,
    ),
    cell(solved("def mean(x):\n    if len(x) == 0:\n        raise ValueError('empty')\n    return sum(x) / len(x)"),
         "mean-s", solution=True),
    cell(
        "import unittest\ncase = unittest.TestCase()\nwith case.assertRaises(ValueError):\n    mean([])\n"
        "try:\n    mean([])\n    assert False\nexcept ValueError as error:\n    assert 'empty' in str(error)\n"
        "given = np.array([1.0, 3.0])\nnp.testing.assert_allclose(mean(given), 2.0)\n"
        "np.testing.assert_array_equal(given, [1.0, 3.0])",
        "mean", points=1,
    ),
    cell(solved("class Dog:\n    def __init__(self, name):\n        self.name = name\n    def speak(self):\n"
                "        return self.name + '!'"), "dog-s", solution=True),
    cell("dog = Dog('Rex')\nassert dog.name == 'Rex'\nassert dog.speak() == 'Rex!'\nassert isinstance(dog, Dog)",
         "dog", points=1),
    cell(solved("def drawn(n):\n    return np.random.rand(n), random.random()"), "drawn-s", solution=True),
    cell("np.random.seed(3)\nrandom.seed(4)\nwanted = np.random.rand(2), random.random()\nnp.random.seed(3)\n"
         "random.seed(4)\ngot = drawn(2)\nassert np.array_equal(got[0], wanted[0]) and got[1] == wanted[1]",
         "drawn", points=1),
    cell(solved("answer = 42"), "answer-s", solution=True),
    cell("score = 0\nscore += 2 * (answer == 42)\nscore += total([]) == 0\nscore", "partial", points=3),
)  # fmt: skip
TESTS = ("total", "ordered", "mean", "dog", "drawn", "partial")
FULL = dict.fromkeys(TESTS, "passed")


def blocks(text):
    """Return sources by what they are, and then by the solution cell that they stand in."""
    found = {}
    for part in text.split("# %% ")[1:]:
        head, _, source = part.partition("\n")
        what, _, name = head.rpartition(": ")
        found.setdefault(what, {})[f"{name}_s"] = source
    return found


@pytest.fixture(scope="module")
def plan():
    made = KernelPlan(modules_of(MASTER), LIMITS)
    template = made.template()
    template.wait()
    yield KernelPlan(made.modules, LIMITS, address=template.address)
    template.close()


@pytest.fixture(scope="module")
def exercise(plan):
    return with_apart(Exercise("theirs", MASTER, limits=LIMITS), plan.connect)


def handed_in(master, **sources):
    """The bytes of a notebook with these sources of solution cells; the others are the master's."""
    cells = [
        cell | {"source": sources.get(notes_of(cell).get("grade_id", "").replace("-s", "_s"), cell["source"])}
        for cell in master["cells"]
    ]
    return json.dumps(notebook(*cells)).encode()


def graded(plan, exercise, **sources):
    return examine(Job("ada", handed_in(exercise.source, **sources)), exercise, plan.connect)


def outcomes(found):
    return {task.id: task.outcome.value for task in found.grade.tasks}


def test_masters_cells_all_run_apart(exercise):
    assert exercise.apart == set(TESTS)
    assert exercise.within == ()
    assert exercise.masters.may >= {"get speak", "get name", "is a"}
    assert exercise.sha256 == replace(exercise, apart=frozenset()).sha256


STYLES = blocks("""\
# %% a loop: total
def total(values, start=0):
    for v in values:
        start += v
    return start
# %% numpy: total
def total(values, start=0):
    return np.sum(values) + np.int64(start)
# %% a global: total
zero = 0
def total(values, start=None):
    global zero
    zero += 0
    return sum(values) + (start or zero)
# %% keywords: total
def total(values, *more, start=0, **named):
    return sum(values, start)
# %% a lambda: total
total = lambda values, start=0: sum(values) + start
# %% a closure: total
def make():
    def add(values, start=0):
        return sum(values, start)
    return add
total = make()
# %% a generator within: total
def each(v):
    yield from v
def total(values, start=0):
    return sum(each(values), start)
# %% an object that is called: total
class T:
    def __call__(self, values, start=0):
        return sum(values, start)
total = T()
# %% a bound method: total
class T:
    def add(self, values, start=0):
        return sum(values, start)
total = T().add
# %% a partial: total
from functools import partial
def plus(values, start, more):
    return sum(values, start) + more
total = partial(plus, start=0, more=0)
# %% a cache: mean
from functools import lru_cache
@lru_cache
def part(n):
    return 1 / n
def mean(x):
    if not len(x): raise ValueError('empty: nothing to divide')
    return sum(x) * part(len(x))
# %% an array of no dimension: total
def total(values, start=0):
    return np.array(sum(values) + start)
# %% prints and warnings: total
import warnings
def total(values, start=0):
    print('adding', values)
    warnings.warn('slow')
    return sum(values) + start
# %% an error of its own: mean
class Empty(ValueError):
    pass
def mean(x):
    if len(x) == 0:
        raise Empty('it is empty')
    return np.mean(x)
# %% slices in place: ordered
def ordered(values):
    values[:] = sorted(values)
    return [values, len(values)]
# %% a namedtuple: ordered
from collections import namedtuple
Found = namedtuple('Found', 'values n')
def ordered(values):
    values.sort()
    return Found(values, len(values))
# %% a dataclass with a property: dog
from dataclasses import dataclass
@dataclass
class Dog:
    name: str
    def speak(self):
        return f'{self.name}!'
# %% inheritance and slots: dog
class Animal:
    __slots__ = ('name',)
    def __init__(self, name):
        self.name = name
class Dog(Animal):
    @property
    def speak(self):
        return lambda: self.name + '!'
# %% another name for numpy: total
import numpy
del numpy
def total(values, start=0):
    return sum(values, start)
# %% names of builtins: total
list = str = len = isinstance = None
add = sum
sum = 3
def total(values, start=0):
    return add(values, start)
# %% names of builtins: mean
def mean(x):
    n = np.size(x)
    if n == 0:
        raise ValueError('empty')
    return np.sum(x) / n
# %% names of builtins: ordered
def ordered(values):
    values.sort()
    return values, np.size(values)
# %% what a visible test has imported: mean
queue = deque()
def mean(x):
    if len(x) == 0:
        raise ValueError('empty')
    return np.mean(x)
# %% a computed answer: answer
answer = np.int64(6) * 7
# %% chance of its own: drawn
np.random.seed(0)
def drawn(n):
    return [np.random.rand() for _ in range(n)], random.random()
""")


@pytest.mark.parametrize("style", STYLES)
def test_right_work_gets_all_points_in_any_style(plan, exercise, style):
    found = graded(plan, exercise, **STYLES[style])
    assert outcomes(found) == FULL, {task.id: task.message for task in found.grade.tasks}
    assert found.grade.score == 8


WRONG = blocks("""\
# %% a wrong number (failed): total
def total(values, start=0):
    return sum(values) - start
# %% a copy in the place of the list (failed): ordered
def ordered(v):
    return sorted(v), len(v)
# %% no error (failed): mean
def mean(x):
    return sum(x) / max(len(x), 1)
# %% another error (error): mean
def mean(x):
    return sum(x) / len(x)
# %% an argument written into (failed): mean
def mean(x):
    if len(x) == 0: raise ValueError('empty')
    m = sum(x) / 2
    x[:] = 0
    return m
# %% a typing mistake (error): total
def total(values, start=0):
    return sun(values) + start
# %% nothing of that name (error): total
def totals(values):
    return 3
# %% no class (error): dog
def Dog(name):
    return name
# %% an end of the process (crashed): total
import os
def total(values, start=0):
    os._exit(0)
# %% no end (timed-out): total
def total(values, start=0):
    while True: pass
# %% a number equal to everything (failed): total
class N(int):
    def __eq__(self, o): return True
    __hash__ = None
def total(values, start=0):
    return N(0)
# %% an object whose difference is nothing (failed): mean
class D:
    def __sub__(self, o): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __array__(self, *a, **k): return np.array(self)
    def __bool__(self): return True
def mean(x):
    if len(x) == 0: raise ValueError('empty')
    return D()
# %% a numpy of one's own (failed): mean
class numpy:
    class testing:
        assert_allclose = lambda *a: None
np = numpy
def mean(x):
    if len(x) == 0: raise ValueError('empty')
    return 0
# %% a helper of the instructor's replaced (failed): total
def close(a, b): return True
data = []
def total(values, start=0):
    return 3
# %% a text that starts with anything (failed): dog
class T(str):
    def __eq__(self, o): return True
    __hash__ = None
class Dog:
    def __init__(self, n): self.name = T('x')
    def speak(self): return T('y')
# %% its own answers to requests (error): total
import sys
for module in list(sys.modules.values()):
    for kind in [getattr(module, 'Desk', None)]:
        if kind is not None:
            told = '{"id": 0, "type": "int", "base": "int", "callable": true}'
            kind.answer = lambda *a: '{"value": {"handle": ' + told + '}, "changed": []}'
""")


@pytest.mark.parametrize("what", WRONG)
def test_wrong_work_gets_nothing_for_it(plan, exercise, what):
    (task,), outcome = (name.removesuffix("_s") for name in WRONG[what]), what.rpartition("(")[2].rstrip(")")
    found = graded(plan, exercise, **WRONG[what])
    assert outcomes(found)[task] == outcome, {task.id: task.message for task in found.grade.tasks}
    assert next(each.score for each in found.grade.tasks if each.id == task) == 0


def test_kernel_that_dies_in_a_test_costs_that_test_alone(plan, exercise):
    found = graded(plan, exercise, mean_s="import os\ndef mean(x):\n    os._exit(1)")
    assert outcomes(found) == FULL | {"mean": "crashed"}
    assert found.again
    assert found.grade.instructor_message == "kernel crashed"
    slow = graded(plan, exercise, mean_s="def mean(x):\n    while True: pass")
    assert outcomes(slow) == FULL | {"mean": "timed-out"}


def test_questions_without_end_meet_the_budget(plan):
    """Each answer comes at once, so that no single wait is long."""
    solution = "def naturals(n):\n    yield from range(n)"
    source = notebook(
        cell(solved(solution), "naturals-s", solution=True), cell("assert sum(naturals(4)) == 6", "naturals", points=1)
    )
    whole = with_apart(Exercise("another", source, limits=LIMITS), plan.connect)
    assert whole.within == ()
    endless = cell("def naturals(n):\n    while True:\n        yield 1", "naturals-s", solution=True)
    sent = json.dumps(notebook(endless, cell("assert sum(naturals(4)) == 6", "naturals", points=1))).encode()
    (task,) = examine(Job("ada", sent), whole, plan.connect).grade.tasks
    assert (task.outcome.value, task.score) == ("timed-out", 0.0)


def test_number_is_partial_credit(plan, exercise):
    found = graded(plan, exercise, answer_s="answer = 41")
    (task,) = (task for task in found.grade.tasks if task.id == "partial")
    assert (task.score, task.outcome.value) == (1, "partly")
    shown = next(cell for cell in found.notebook["cells"] if notes_of(cell).get("grade_id") == "partial")["outputs"]
    assert [output["data"] for output in shown] == [{"text/plain": "1"}]


SEARCH = r"""
import gc, linecache, re, sys
needle, line = re.compile("the[-]test[-]cell[-]was[-]here"), re.compile(b"total[(]data[)] [=]= 6")
def holds(value):
    try:
        return bool(needle.search(value if type(value) is str else repr(value)))
    except Exception:
        return False
def in_memory():
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for entry in maps:
            found = re.match("([0-9a-f]+)-([0-9a-f]+) rw", entry)
            if found:
                begin, end = (int(part, 16) for part in found.groups())
                try:
                    memory.seek(begin)
                    if line.search(memory.read(end - begin)):
                        return True
                except (OSError, ValueError):
                    continue
    return False
def total(values, start=0):
    frame, places = sys._getframe(), []
    while frame:
        if any(map(holds, [*frame.f_locals.values(), *frame.f_code.co_consts])):
            places.append("frames")
        frame = frame.f_back
    if any(holds(lines) for _, _, lines, _ in [known for known in linecache.cache.values() if len(known) == 4]):
        places.append("linecache")
    if any(type(found) in (list, tuple, dict) and holds(found) for found in gc.get_objects()):
        places.append("objects")
    if in_memory():
        places.append("memory")
    print("SEARCHED", sorted(set(places)))
    return start + sum(values)
"""


def test_no_text_of_a_test_cell_is_in_the_learners_process(plan, exercise):
    apart = graded(plan, exercise, total_s=SEARCH)
    assert outcomes(apart)["total"] == "passed"
    assert printed(apart) == ["SEARCHED []"] * 4
    inside = graded(plan, replace(exercise, apart=frozenset()), total_s=SEARCH)
    assert printed(inside)[0] == "SEARCHED ['frames', 'linecache', 'memory', 'objects']"  # it finds what is there


def printed(found):
    (outputs,) = (cell["outputs"] for cell in found.notebook["cells"] if notes_of(cell).get("grade_id") == "total")
    return "".join(output.get("text", "") for output in outputs).splitlines()


def test_traceback_shows_no_line_of_the_grader(plan, exercise):
    found = graded(plan, exercise, total_s="def total(values, start=0):\n    return values + 'x'")
    (outputs,) = (cell["outputs"] for cell in found.notebook["cells"] if notes_of(cell).get("grade_id") == "total")
    text = "".join(outputs[-1]["traceback"])
    assert "TypeError" in text
    assert "quizzes" not in text


FALLS_BACK = {
    "magic": "%time got = double(4)\nassert got == 8",  # this one can run apart
    "source": "import inspect\nassert 'return' in inspect.getsource(double)",
    "function": "assert apply(lambda x: x + 1, 3) == 4",
    "plain": "assert double(4) == 8",
}


def small_master(solution="def double(x):\n    return 2 * x\ndef apply(f, x):\n    return f(x)"):
    tests = [cell(text, name, points=1) for name, text in FALLS_BACK.items()]
    return notebook(cell(solved(solution), "double-s", solution=True), *tests)


def test_cell_that_the_master_fails_apart_runs_in_the_learners_kernel_for_everybody(plan):
    exercise = with_apart(Exercise("theirs", small_master(), limits=LIMITS), plan.connect)
    assert exercise.apart == {"magic", "plain"}
    assert exercise.within == ("source", "function")
    assert graded(plan, exercise).grade.score == 4
    cheat = "def double(x):\n    return None\ndef apply(f, x):\n    return f(x)\nget_ipython().ast_transformers.clear()"
    assert outcomes(graded(plan, exercise, double_s=cheat)) == {
        "magic": "failed", "source": "passed", "function": "passed", "plain": "failed",
    }  # fmt: skip
    totals = Totals(1, {}, {}, exercise.within)
    assert totals.as_json()["in_learners_kernel"] == ["source", "function"]
    assert "note: source, function ran in the learners' own kernels" in totals.as_line()
    assert Totals(1, {}).warnings == ()
    assert "in_learners_kernel" not in Totals(1, {}).as_json()


def test_source_without_solutions_is_judged_as_before(plan):
    master = small_master("pass")
    exercise = with_apart(Exercise("theirs", master, limits=LIMITS), plan.connect)
    assert exercise.apart == frozenset()
    assert exercise.within == tuple(FALLS_BACK)
    right = "def double(x):\n    return 2 * x\ndef apply(f, x):\n    return f(x)"
    assert graded(plan, exercise, double_s=right).grade.score == 4


def test_assignment_without_marked_regions_runs_apart(plan):
    master = notebook(
        cell("def double(x):\n    return 2 * x", "double-s", solution=True),
        cell("assert double(2) == 4", "double", points=1),
    )
    exercise = with_apart(Exercise("theirs", master, limits=LIMITS), plan.connect)
    assert exercise.apart == {"double"}
    assert graded(plan, exercise, double_s="def double(x): return x + x").grade.score == 1
    assert graded(plan, exercise, double_s="# YOUR CODE HERE\nraise NotImplementedError()").grade.score == 0


def test_names_are_the_learners_where_the_masters_solution_binds_them_last():
    cells = [
        cell("import numpy as np\nseed = 3"),
        cell(
            solved("import math\nfrom os import path as p, sep\ndef f(): pass\nrate = 0.1\nhidden = 1"),
            "f-s", solution=True,
        ),
        cell("f(), rate, math, p, seed, np, sep", "f", points=1),
        cell("rate = 2"),
        cell("f(), rate", "g", points=1),
    ]  # fmt: skip
    found = shared_names(cells)
    assert found[1].values == ()
    assert set(found[2].values) == {"f", "rate"}
    assert found[2].imports == {"math": "import math", "p": "from os import path as p", "sep": "from os import sep"}
    assert set(found[4].values) == {"f"}


def test_cell_that_only_shows_the_learners_work_is_not_run_twice():
    cells = [
        cell("import numpy as np\nnp.random.seed(1)"),
        cell(solved("def f(): pass"), "f-s", solution=True),
        cell("f()\nprint('a plot')"),
        cell("shown = f()"),
        cell("kept = f()"),
        cell("np.random.seed(2)"),
        cell("assert kept == f()", "f", points=1),
    ]
    assert [found.needed for found in shared_names(cells)] == [True, True, False, False, True, True, False]


def test_imports_of_a_test_cell_are_those_that_were_seen():
    text = "import a\nx = 1\n### BEGIN HIDDEN TESTS\nimport b\n### END HIDDEN TESTS\nfrom c import d as e"
    assert visible_imports(text) == "import a\nfrom c import d as e"


def test_name_that_the_task_is_to_import_has_to_be_imported(plan):
    master = notebook(
        cell(solved("import math"), "import-s", solution=True), cell("assert math.pi > 3", "import", points=1)
    )
    exercise = with_apart(Exercise("theirs", master, limits=LIMITS), plan.connect)
    assert exercise.apart == {"import"}
    assert graded(plan, exercise, import_s="import math").grade.score == 1
    assert graded(plan, exercise, import_s="pass").grade.score == 0


def test_cell_that_the_learner_added_does_not_run_beside_the_tests(plan, exercise):
    added = cell("def helper(values):\n    return sum(values)\nassert_count = 0")
    content = json.loads(handed_in(MASTER, total_s="def total(values, start=0):\n    return helper(values) + start"))
    content["cells"].insert(2, added | {"id": "mine"})
    found = examine(Job("ada", json.dumps(content).encode()), exercise, plan.connect)
    assert outcomes(found) == FULL
    assert len(found.notebook["cells"]) == len(MASTER["cells"]) + 1
