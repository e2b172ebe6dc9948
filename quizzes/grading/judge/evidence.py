"""What a test cell that runs apart has looked at, held against what it looked at with the master's own solution.

A cell that ends well says little where it compared nothing: a loop over an empty list, an error that it caught, numbers
that are no numbers. So the master's run is the measure of what has to be seen.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from quizzes.grading.cells import NO_PYTHON
from quizzes.grading.judge.compared import compares
from quizzes.grading.sandbox.agent.checkpoints import missing
from quizzes.wire.objects import ARITHMETIC, COMPARISONS


class Grounds(Enum):
    """What the points of a test cell rest on."""

    APART = "judged apart"  # in a process in which no learner's code runs, on plain values
    WATCHED = "watched in the learners' kernels"  # where their code could read and forge it; canaries look
    BELIEVED = "believed"  # nothing is compared that could be checked, or the learner's own objects do the comparing


@dataclass(frozen=True)
class Evidence:
    """What one test cell saw."""

    checks: Mapping = field(default_factory=lambda: {"checks": [], "pairs": []})
    results: Mapping[str, Mapping[str, object]] = field(default_factory=dict)  # by function: what its calls gave
    asked: frozenset[str] = frozenset()  # what was asked of objects, where everything may be
    there: frozenset[str] = frozenset()  # names of the learner's functions and objects that the cell uses
    plain: bool = False  # it has plain values of the learner's as well, which it can check without a call
    credit: bool = False  # whether its last value is a number

    def lacks(self, masters: Evidence) -> str:
        """Return what was not seen that has to be; nothing where all was."""
        for name, told in self.results.items():
            wanted = masters.results.get(name)
            if wanted is None:
                continue
            if "error" in told and not {"error", "called otherwise"} & set(wanted):
                return f"{name} ended with {told['error']}"
            if "called otherwise" in told and not {"error", "called otherwise"} & set(wanted):
                return f"{name} ended with {told['called otherwise']}"
            if "empty" in told and "empty" not in wanted and "some" in wanted:
                return f"{name} returned nothing that could be compared: an empty value"
            if "nan" in told and "nan" not in wanted and "some" in wanted:
                return f"{name} returned nothing that could be compared: nan"
        never = [name for name in masters.called - self.called if name in self.there]
        if never and len(self.called) < len(masters.called):  # not where another one was called in its place
            return f"{min(never)} was not called"
        if missing(self.checks, masters.checks):  # type: ignore[arg-type]
            return "checks were left out: there are fewer values than expected"
        return ""

    @property
    def called(self) -> frozenset[str]:
        """Return the names in the notebook of what was called."""
        return frozenset(name for name, told in self.results.items() if told and name.isidentifier())

    @property
    def looks_at_nothing(self) -> bool:
        """Say whether the cell checks something and calls none of the functions it names: doctest, of a stand-in."""
        asked = {what for what in self.asked if what != "names" and not what.startswith("get __")}
        checks = any(count for count, _ in self.checks["checks"])
        return checks and bool(self.there) and not (self.plain or self.results or asked)

    @property
    def grounds(self) -> Grounds:
        """Return what a cell rests on that saw this with the master's solution."""
        if self.looks_at_nothing:
            return Grounds.BELIEVED
        if any(count for count, _ in self.checks["checks"]) or self.credit:
            return Grounds.BELIEVED if self.asked & OWN_WORD else Grounds.APART
        return Grounds.BELIEVED


# Asked of a learner's object, these are told what it is held against, or are the whole of the comparison;
# "handle": a context manager of the learner's has handled an error of the test's.
OWN_WORD = frozenset({"contains", "bool", "handle", *ARITHMETIC, *COMPARISONS})


def grounds_within(source: str, *tools: str) -> Grounds:
    """Return what a cell rests on that runs in the learner's kernel; `tools` are the sources of what it may compare by.

    Where none of them holds a comparison that can be made once more, with something else on one side, a value that
    agrees with everything would not be found.
    """
    return Grounds.WATCHED if any(map(compares, (source, *tools))) else Grounds.BELIEVED


def about_arguments(source: str, line: int, learners: frozenset[str]) -> bool:
    """Say whether the statement on a line of a test cell looks at nothing that the learner's code has returned.

    `learners` are the names that learners bind. What is computed from these counts as theirs, too.
    """
    try:
        tree = ast.parse(source)
    except NO_PYTHON:
        return False
    around = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _covers(node, line)]
    if not around:
        return False
    inner = min(around, key=lambda node: (node.end_lineno or 0) - node.lineno)
    if not isinstance(inner, ast.Assert | ast.Expr):
        return False
    names = set(learners)
    for function in (node for node in around if isinstance(node, ast.FunctionDef)):
        names |= {node.func.id for node in ast.walk(function) if _calls_parameter(node, function)}  # type: ignore[attr-defined]
    while more := {name for targets, value in _bindings(tree) if _named(value) & names for name in targets} - names:
        names |= more
    return not _named(inner) & names


def _covers(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _calls_parameter(node: ast.AST, function: ast.FunctionDef) -> bool:
    names = {argument.arg for argument in function.args.args}
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _bindings(tree: ast.AST) -> Iterator[tuple[set[str], ast.AST]]:
    """Yield the names that something is bound to, and what."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            yield {name for target in node.targets for name in _named(target)}, node.value
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
            yield _named(node.target), node.value
        elif isinstance(node, ast.For | ast.comprehension):
            yield _named(node.target), node.iter


def _named(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
