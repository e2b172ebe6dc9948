"""Somebody else's assignment, made of ordinary test cells of nbgrader: scored by its rule, and not to be cheated."""

import json

import pytest

from quizzes.grading.cells import modules_of, notes_of
from quizzes.grading.examine import examine
from quizzes.grading.judge.exercise import Exercise, Job
from quizzes.grading.run.kernels import KernelPlan
from quizzes.grading.sandbox.limits import Limits

STUB = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
TESTS = {
    "asserts": "import numpy as np\nassert double(3) == 6\n### BEGIN HIDDEN TESTS\nassert double(-1) == -2\n"
    "np.testing.assert_allclose(double(np.array([1.5])), [3.0])\n### END HIDDEN TESTS",
    "partial": "points = 0\nfor x in (0, 1):\n    points += double(x) == 2 * x\npoints",
    "magic": "%time result = double(4)\nassert result == 8",
}
LIMITS = Limits(cell_cpu_s=1.5, cell_wall_s=60.0)  # on a busy machine, too, the processor is what runs out


def cell(name, source, *, solution=False, points=0):
    notes = {"grade_id": name, "grade": bool(points), "solution": solution, "locked": not solution, "schema_version": 3}
    metadata = {"nbgrader": notes | ({"points": points} if points else {})}
    return {
        "cell_type": "code", "id": name, "metadata": metadata, "source": source, "outputs": [], "execution_count": None,
    }  # fmt: skip


def notebook(source):
    tests = [cell(name, text, points=2) for name, text in TESTS.items()]
    return {
        "cells": [cell("double", source, solution=True), *tests],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


@pytest.fixture(scope="module")
def plan():
    made = KernelPlan(modules_of(notebook(STUB)), LIMITS)
    template = made.template()
    template.wait()
    yield KernelPlan(made.modules, LIMITS, address=template.address)
    template.close()


def examined(plan, source):
    exercise = Exercise("theirs", notebook(STUB), limits=LIMITS)
    return examine(Job("ada", json.dumps(notebook(source)).encode()), exercise, plan.connect)


def outcomes(found):
    return {task.id: (task.score, task.outcome.value) for task in found.grade.tasks}


RIGHT = "def double(x):\n    return x + x"


def test_right_solution_gets_all_points(plan):
    assert outcomes(examined(plan, RIGHT)) == dict.fromkeys(TESTS, (2.0, "passed"))


def test_warning_costs_nothing(plan):
    source = "import warnings, sys\ndef double(x):\n    warnings.warn('old'); sys.stderr.write('!')\n    return x + x"
    assert outcomes(examined(plan, source)) == dict.fromkeys(TESTS, (2.0, "passed"))


def test_wrong_solution_gets_nbgraders_score(plan):
    found = examined(plan, "def double(x):\n    return x * x")
    assert outcomes(found) == {"asserts": (0.0, "failed"), "partial": (1.0, "partly"), "magic": (0.0, "failed")}


def test_number_shows_below_the_cell_and_our_own_failure_does_not(plan):
    found = examined(plan, "def double(x):\n    return x * x")
    cells = {notes_of(cell)["grade_id"]: cell for cell in found.notebook["cells"]}
    (shown,) = cells["partial"]["outputs"]
    assert (shown["output_type"], shown["data"]) == ("execute_result", {"text/plain": "1"})
    right = {notes_of(cell)["grade_id"]: cell for cell in examined(plan, RIGHT).notebook["cells"]}
    assert right["asserts"]["outputs"] == []


def test_error_and_stub_are_told_apart(plan):
    assert outcomes(examined(plan, "def double(x):\n    return y"))["asserts"] == (0.0, "error")
    assert outcomes(examined(plan, STUB.split("\n")[0] + "\n    pass")) == {
        "asserts": (0.0, "failed"), "partial": (0.0, "failed"), "magic": (0.0, "failed"),
    }  # fmt: skip
    assert outcomes(examined(plan, "def double(x):")) == dict.fromkeys(TESTS, (0.0, "unanswered"))


CHEATS = {
    "asserts are taken out of every cell": """
import ast
class Without(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Without())
""",
    "lines with assert are dropped": """
def drop(lines): return [line for line in lines if not line.lstrip().startswith('assert')]
get_ipython().input_transformers_cleanup.append(drop)
""",
    "errors are swallowed": """
shell = get_ipython()
run = shell.run_cell
def quiet(source, **options):
    result = run(source, **options)
    result.error_in_exec = result.error_before_exec = None
    return result
shell.run_cell = quiet
""",
    "AssertionError is another class": """
import builtins
class AssertionError(Exception):
    def __new__(cls, *a): raise SystemExit
builtins.AssertionError = AssertionError
""",
    "numpy's checks do nothing": """
import numpy as np
np.testing.assert_allclose = lambda *a, **k: None
double = lambda x: {3: 6, -1: -2}.get(x, 0) if isinstance(x, int) else x
""",
    "compile leaves asserts out": """
shell = get_ipython()
shell.compile.flags |= 0
plain = shell.compile.__class__.__call__
def optimised(self, source, filename, symbol, *rest, **options):
    return compile(source, filename, symbol, optimize=1)
shell.compile.__class__.__call__ = optimised
""",
}


@pytest.mark.parametrize("what", CHEATS)
def test_cell_whose_asserts_were_switched_off_earns_nothing(plan, what):
    found = outcomes(examined(plan, f"def double(x):\n    return None\n{CHEATS[what]}"))
    assert found["asserts"][0] == 0.0
    assert found["asserts"][1] in ("tampered", "error")
    assert found["magic"][0] == 0.0


def test_kernel_that_dies_keeps_what_had_passed_and_goes_on(plan):
    source = "import os\ncalls = []\ndef double(x):\n    if x == 0: os._exit(1)\n    return x + x"
    found = examined(plan, source)
    assert outcomes(found) == {"asserts": (2.0, "passed"), "partial": (0.0, "crashed"), "magic": (2.0, "passed")}
    assert found.again
    assert found.grade.instructor_message == "kernel crashed"


def test_test_that_never_ends_costs_its_own_points(plan):
    source = "def double(x):\n    while x == 0: pass\n    return x + x"
    found = examined(plan, source)
    assert outcomes(found) == {"asserts": (2.0, "passed"), "partial": (0.0, "timed-out"), "magic": (2.0, "passed")}
    assert (found.again, found.over_cpu) == (False, True)


def with_tools(source):
    tools = "def near(a, b):\n    return abs(a - b) < tiny()\ndef tiny():\n    return 1e-6"
    tests = "%time result = double(4)\nassert near(result, 8)"
    cells = [cell("tools", tools), cell("double", source, solution=True), cell("magic", tests, points=2)]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize("name", ["near", "tiny"])
def test_comparison_of_the_instructors_cannot_be_replaced(plan, name):
    exercise = Exercise("theirs", with_tools(STUB), limits=LIMITS)
    replaced = f"\ndef {name}(*a):\n    return True"
    for source, score in ((RIGHT + replaced, 2.0), (f"def double(x):\n    return 0{replaced}", 0.0)):
        found = examine(Job("ada", json.dumps(with_tools(source)).encode()), exercise, plan.connect)
        assert found.grade.score == score


UNIVERSAL = """
class Yes(float):
    def __eq__(self, other): return True
    __lt__ = __gt__ = __le__ = __ge__ = __eq__
    def __sub__(self, other): return Yes(0)
    __rsub__ = __sub__
    def __abs__(self): return Yes(0)
def double(x):
    return Yes(0)
"""
TOOLS = {
    "a function": ("def check(got, want):\n    assert got == want", "check(result, 8)"),
    "a lambda": ("check = lambda got, want: abs(got - want) < 1e-6", "assert check(result, 8)"),
    "a module": ("import checking", "checking.check(result, 8)"),
    "a name of a module": ("from checking import check", "check(result, 8)"),
}


@pytest.mark.parametrize("what", TOOLS)
def test_value_equal_to_everything_is_found_where_the_instructors_tool_compares(plan, what):
    tools, test = TOOLS[what]

    def handed(source):
        tests = f"%time result = double(4)\n{test}"
        cells = [cell("tools", tools), cell("double", source, solution=True), cell("magic", tests, points=2)]
        return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}

    files = {"checking.py": b"def check(got, want):\n    assert got == want, 'no'\n"}
    exercise = Exercise("theirs", handed(STUB), limits=LIMITS, files=files)
    patched = "import sys\nif 'checking' in sys.modules:\n    sys.modules['checking'].check = lambda *a: None"
    works = {RIGHT: (2.0, "passed"), UNIVERSAL: (0.0, "tampered"), "def double(x): return 0": (0.0, "failed")}
    if "module" in what:
        works[f"def double(x): return 0\n{patched}"] = (0.0, "tampered")
    for source, outcome in works.items():
        found = examine(Job("ada", json.dumps(handed(source)).encode()), exercise, plan.connect)
        assert outcomes(found)["magic"] == outcome, source
