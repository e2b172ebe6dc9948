"""Two questions about a kernel in which test cells run: is what they compare with still Python's and numpy's own, and
does what they compare call itself equal to everything?
"""

from __future__ import annotations

import ast
import secrets
from collections.abc import Iterator, Mapping

from quizzes.checks.model import Read, ReplyKind
from quizzes.grading.run.run import Run

# Functions that test cells rest on, by where they live: their identity is noted before the learner's first cell.
_WATCHED = ("builtins", "math", "numpy", "numpy.testing", "numpy.linalg", "unittest.case.TestCase")
_CHANGED_BY_IPYTHON = ("get_ipython", "display", "exit", "quit", "open", "input", "_", "help", "copyright", "credits")
_NOTE = """
import importlib
found = {{}}
for place in {places!r}:
    try:
        home = importlib.import_module(place.removesuffix(".TestCase"))
    except ImportError:
        continue
    home = getattr(home, "TestCase", None) if place.endswith(".TestCase") else home
    for word, value in list(getattr(home, "__dict__", {{}}).items()):
        if callable(value) and word not in {skipped!r}:
            found[place + "." + word] = [id(value), id(getattr(value, "__code__", None))]
"""
_ASIDE = """
import builtins as {name}
{name}_space = {{}}
{name}.exec({note!r}, {name}_space)
{name} = {name}_space.pop("found")
{name}_space.clear()
del {name}_space
"""  # not among the learner's names, who may have called a list `list`
_HELPERS = ("allclose", "array_equal", "isclose")  # true where their first two arguments agree
_ASSERTERS = (
    "assert_allclose", "assert_array_equal", "assert_equal", "assert_almost_equal", "assert_array_almost_equal",
    "assertEqual", "assertAlmostEqual",
)  # fmt: skip


_OF_THEIR_OWN = (  # whose names are gone when they have run
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp,
)  # fmt: skip
_AGREED = "\0"  # stands in a probe for the line that notes an agreement


def note_identities(run: Run) -> dict[str, object] | None:
    """Return the identity of each function that test cells rest on; None where the kernel was stopped."""
    name = f"identities_{secrets.token_hex(6)}"
    note = _NOTE.format(places=_WATCHED, skipped=_CHANGED_BY_IPYTHON)
    result = run.cell(_ASIDE.format(name=name, note=note), again=False)
    (reply,), stop = run.ask([Read(name)])
    run.cell(f"globals().pop({name!r}, None);", again=False)
    if result.stop is not None or stop is not None:
        return None
    return reply.value if reply.kind is ReplyKind.VALUE and isinstance(reply.value, dict) else {}


def replaced(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Return the functions that are not those that they were."""
    return sorted(name for name, identity in before.items() if now.get(name) != identity)


def find_liars(sources: Mapping[str, str], run: Run) -> frozenset[str]:
    """Return the test cells in which something calls itself equal to what nothing is equal to.

    Each comparison of the cells is made once more, with something in the place of one side that no honest value
    agrees with. It is done when all cells have been judged, since a second call may change what the functions hold.
    """
    probes = [(name, probe) for name, source in sources.items() for probe in _probes(source)]
    if not probes:
        return frozenset()
    name = f"agreed_{secrets.token_hex(6)}"
    lines = [f"{name} = []"]
    for number, (_, probe) in enumerate(probes):
        body = "\n".join(f"    {line}" for line in probe.replace(_AGREED, f"{name}.append({number})").split("\n"))
        lines.append(f"try:\n{body}\nexcept BaseException:\n    pass")
    result = run.cell("\n".join(lines), again=False)
    (reply,), stop = run.ask([Read(name)])
    if result.stop is not None or stop is not None or not isinstance(reply.value, list):
        return frozenset()  # it runs too long for a second time, which is no crime
    return frozenset(probes[k][0] for k in reply.value if type(k) is int and 0 <= k < len(probes))


def _probes(source: str) -> Iterator[str]:
    """Yield pieces of code that note an agreement which there cannot be."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in _expressions(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield from _of_comparison(node)
        elif isinstance(node, ast.Call) and len(node.args) >= 2 and _called(node) in (*_HELPERS, *_ASSERTERS):
            for one in (0, 1):
                yield _guarded(node.args[one], _swapped(node, 1 - one), test=_called(node) in _HELPERS)


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs at the top level of a cell, where the names of all its parts can still be looked up."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _OF_THEIR_OWN):
            yield from _expressions(child)


def _of_comparison(test: ast.Compare) -> Iterator[str]:
    left, right, kind = ast.unparse(test.left), ast.unparse(test.comparators[0]), type(test.ops[0])
    if kind is ast.Eq:
        yield f"if ({left}) == object():\n    {_AGREED}"
        yield f"if object() == ({right}):\n    {_AGREED}"
    elif kind in (ast.Lt, ast.LtE):
        yield f"if ({left}) < -float('inf'):\n    {_AGREED}"
    elif kind in (ast.Gt, ast.GtE):
        yield f"if ({left}) > float('inf'):\n    {_AGREED}"


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _swapped(call: ast.Call, place: int) -> str:
    """Return the call with a number that nothing is close to in the place of one argument."""
    number = 1e17 + secrets.randbelow(10**9) * 1e9
    args = [ast.Constant(number) if k == place else argument for k, argument in enumerate(call.args)]
    return ast.unparse(ast.Call(call.func, args, call.keywords))


def _guarded(kept: ast.expr, call: str, *, test: bool) -> str:
    """Return a piece of code that makes the call, unless what is compared is an array without numbers."""
    value = f"_kept_{secrets.token_hex(4)}"
    head = f"{value} = {ast.unparse(kept)}\n"
    guard = f"(len({value}) if type({value}) in (list, tuple) else getattr({value}, 'size', 1)) != 0"
    return f"{head}if {guard} and ({call}):\n    {_AGREED}" if test else f"{head}if {guard}:\n    {call}\n    {_AGREED}"
