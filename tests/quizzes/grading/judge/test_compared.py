"""Comparisons of a test cell: which can be made once more, and what is made of each."""

import ast

import pytest

from quizzes.grading.judge.compared import NO_TOOLS, Tools, asking_cell, called, compares, tree_of


@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">=", "in", "not in"])
def test_comparison_by_value_can_be_made_once_more(sign):
    assert compares(f"a {sign} b") and compares(f"a is c {sign} b")


@pytest.mark.parametrize(
    ("source", "again"),
    [
        ("a is b", False), ("a is not b", False), ("a", False), ("", False), ("def f(:", False),
        ("np.allclose(a, b)", True), ("allclose(a, b, 1)", True), ("allclose(a)", False), ("allclose(a, b=b)", False),
        ("close(a, b)", False), ("case.assertSetEqual(a, b)", True), ("f()(a, b)", False),
        ("%time f()\na == b", True),
    ],
)  # fmt: skip
def test_what_can_be_made_once_more(source, again):
    assert compares(source) is again


@pytest.mark.parametrize(("call", "name"), [("f(1)", "f"), ("a.b.f(1)", "f"), ("f()(1)", ""), ("a[0](1)", "")])
def test_name_under_which_a_function_is_called(call, name):
    assert called(ast.parse(call).body[0].value) == name


def test_magics_are_read_as_calls():
    assert "run_line_magic" in ast.unparse(tree_of("%time a == b"))
    assert tree_of("def f(:") is None


def made(source, tools=NO_TOOLS):
    """Return what a cell's statements become, each as it is tried."""
    tree = ast.parse(asking_cell({"t": source}, tools, "n", 7.0))
    return [ast.unparse(node.body[0]) for node in tree.body if isinstance(node, ast.Try)]


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("assert a == b", "assert n_0.compare(('Eq',), a, b)"),
        ("assert a < b <= c", "assert n_0.compare(('Lt', 'LtE'), a, b, c)"),
        ("a - b", "n_0.less(a, b)"),
        ("a + b", "a + b"),
        ("a - (b - c)", "n_0.less(a, n_0.less(b, c))"),
        ("np.allclose(a, b, rtol=1)", "n_0.call(True, np.allclose, a, b, rtol=1)"),
        ("case.assertEqual(a, b)", "n_0.call(False, case.assertEqual, a, b)"),
        ("np.allclose(*a)", "np.allclose(*a)"),
        ("f(a == b)", "f(n_0.compare(('Eq',), a, b))"),
        ("assert (a == b) == c", "assert n_0.compare(('Eq',), n_0.compare(('Eq',), a, b), c)"),
    ],
)
def test_comparison_becomes_one_that_asks(source, asked):
    assert made(source) == [asked]


def test_each_statement_is_tried_by_itself_and_futures_are_left_out():
    assert made("from __future__ import annotations\nfrom PIL import Image\nfrom . import a\nimport c\nx = 1") == [
        "from PIL import Image",
        "from . import a", "import c", "x = 1",
    ]  # fmt: skip


def test_functions_stand_before_the_cell_and_modules_take_their_place():
    tools = Tools({"t": "def near(a, b):\n    return a == b", "other": "x = 1"}, {"m": "a == b", "broken": "def f(:"})
    lines = made("near(1, 2)", tools)
    assert lines[0].startswith("n_0.take_place('m', ") and "globals()" in lines[0]
    assert lines[1:] == ["def near(a, b):\n    return n_0.compare(('Eq',), a, b)", "near(1, 2)"]


def test_cells_are_numbered_in_their_order():
    text = asking_cell({"a": "x", "b": "y"}, NO_TOOLS, "n", 7.0)
    assert "n_0 = n_made['Comparing'](0, 7.0, n)" in text and "n_1 = n_made['Comparing'](1, 7.0, n)" in text
    assert text.startswith("n, n_made = [], {}\n")
