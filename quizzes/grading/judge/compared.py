"""Comparisons of a test cell wherever they stand, its functions and lambdas included, each held against other values.

A value that calls itself equal to everything agrees with what no honest value agrees with. So a test cell that has run
in a learner's kernel runs there once more, with each comparison replaced by one that also asks that question, and so
do the instructor's own functions and modules that it compares by.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from quizzes.grading.cells import NO_PYTHON
from quizzes.grading.sandbox.agent.magics import as_python
from quizzes.wire import comparing

TESTS = ("allclose", "array_equal", "isclose", "array_equiv")  # true where their first two arguments agree
ASSERTERS = (
    "assert_allclose", "assert_array_equal", "assert_equal", "assert_almost_equal", "assert_array_almost_equal",
    "assert_approx_equal", "assertEqual", "assertAlmostEqual", "assertListEqual", "assertDictEqual", "assertTupleEqual",
    "assertSequenceEqual", "assertSetEqual", "assertCountEqual", "assert_frame_equal", "assert_series_equal",
)  # fmt: skip
_AGREE = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn)


@dataclass(frozen=True)
class Tools:
    """What is the instructor's own beside the test cells, and may do their comparing."""

    functions: Mapping[str, str] = field(default_factory=dict)  # by grade id: those that the cell calls, as a source
    modules: Mapping[str, str] = field(default_factory=dict)  # by name: those that lie beside the notebook


NO_TOOLS = Tools()


def tree_of(source: str) -> ast.Module | None:
    """Return a cell as Python reads it, its magics turned into calls; None where it cannot be read."""
    for way in (str, as_python):
        try:
            return ast.parse(way(source))
        except NO_PYTHON:
            continue
    return None


def compares(source: str) -> bool:
    """Say whether a source holds a comparison that can be made once more with something else."""
    tree = tree_of(source)
    return tree is not None and any(_is_made_again(node) for node in ast.walk(tree))


def called(call: ast.Call) -> str:
    """Return the name under which a function is called."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def asking_cell(cells: Mapping[str, str], tools: Tools, name: str, other: float) -> str:
    """Return a cell that runs test cells once more and leaves the places of those that were lied to in the list `name`.

    `other` is a number that nothing is close to.
    """
    lines = [f"{name}, {name}_made = [], {{}}", f"exec({_inside()!r}, {name}_made)"]
    for number, (cell, source) in enumerate(cells.items()):
        word = f"{name}_{number}"
        lines.append(f"{word} = {name}_made['Comparing']({number}, {other!r}, {name})")
        for module, text in tools.modules.items():
            if asking := _asking(text, word):
                lines.append(_tried(f"{word}.take_place({module!r}, {asking!r}, globals())"))
        for text in (tools.functions.get(cell, ""), source):
            # Each statement by itself: one that fails, since a second call is another call, is not the end.
            lines += [_tried(ast.unparse(node)) for node in _statements(_asking(text, word))]
    return "\n".join(lines)


def _tried(source: str) -> str:
    ignored = ast.ExceptHandler(ast.Name("BaseException", ast.Load()), None, [ast.Pass()])
    return ast.unparse(ast.fix_missing_locations(ast.Try(ast.parse(source).body, [ignored], [], [])))


def _statements(source: str) -> Iterator[ast.stmt]:
    for node in ast.parse(source).body:
        if not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            yield node


def _asking(source: str, word: str) -> str:
    tree = tree_of(source)
    try:
        return "" if tree is None else ast.unparse(ast.fix_missing_locations(_Asking(word).visit(tree)))
    except RecursionError:  # it can be read and not be written again
        return ""


@cache
def _inside() -> str:
    return Path(comparing.__file__).read_text(encoding="utf-8")


def _is_made_again(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        return any(isinstance(kind, _AGREE) for kind in node.ops)
    return isinstance(node, ast.Call) and len(node.args) >= 2 and called(node) in (*TESTS, *ASSERTERS)


class _Asking(ast.NodeTransformer):
    """Replaces comparisons, differences, and calls that compare."""

    def __init__(self, word: str) -> None:
        self._word = word

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        kinds = ast.Tuple([ast.Constant(type(kind).__name__) for kind in node.ops], ast.Load())
        return self._asked("compare", kinds, node.left, *node.comparators)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return self._asked("less", node.left, node.right) if isinstance(node.op, ast.Sub) else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if called(node) not in (*TESTS, *ASSERTERS) or any(isinstance(part, ast.Starred) for part in node.args):
            return node
        made = self._asked("call", ast.Constant(called(node) in TESTS), node.func, *node.args)
        return ast.Call(made.func, made.args, node.keywords)

    def _asked(self, what: str, *arguments: ast.expr) -> ast.Call:
        return ast.Call(ast.Attribute(ast.Name(self._word, ast.Load()), what, ast.Load()), list(arguments), [])
