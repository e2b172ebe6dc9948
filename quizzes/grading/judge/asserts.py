"""The compatible mode: test cells of other people's assignments, run in the learner's kernel.

There the learner's code could switch the asserts off. So every test cell ends in a failure of our own, with a number
nobody could foresee: only a cell that ran to its end, with asserts that work, ends in exactly that failure. Before and
after it, canaries that must fail and canaries that must pass are run.
"""

from __future__ import annotations

import ast
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

from quizzes.checks.model import Read, ReplyKind
from quizzes.grading.cells import NO_PYTHON
from quizzes.grading.judge.compared import NO_TOOLS, Tools
from quizzes.grading.judge.probes import find_liars, note_identities, replaced
from quizzes.grading.judge.tasks_and_items import OF_STOP, SAYS, WrittenCells, outcome_of_cell
from quizzes.grading.outcome import GradingOutcome, TaskGrade
from quizzes.grading.run.run import Run
from quizzes.grading.sandbox.session import CellResult

_HELPERS = {  # what a test cell may use: canaries that must raise AssertionError
    "testing": (
        "__import__('numpy').testing.assert_allclose([{a}.0], [{b}.0])",
        "__import__('numpy').testing.assert_array_equal([{a}], [{b}])",
        "__import__('numpy').testing.assert_equal({a}, {b})",
    ),
    "allclose": ("assert __import__('numpy').allclose([{a}.0], [{b}.0])",),
    "array_equal": ("assert __import__('numpy').array_equal([{a}], [{b}])",),
    "unittest": ("__import__('unittest').TestCase().assertEqual({a}, {b})",),
    "isclose": ("assert __import__('math').isclose({a}, {b})",),
}
_FAILING = ("AssertionError", "NotComparable")  # the other one: where a learner's object would have to judge itself
_TAMPERED = "The tests could not be run: {what}. Leave the tests and Python's own functions as they are."


def judge_cell(
    name: str, source: str, points: float, run: Run, written: WrittenCells, tools: Tools = NO_TOOLS
) -> tuple[TaskGrade, CellResult]:
    """Run an ordinary test cell of nbgrader and return its grade and what it put out.

    The instructor's own functions that it calls are put back before.

    Points follow nbgrader: none for an error, a number as the cell's last value is partial credit, else all; a line on
    stderr costs nothing.
    """
    if own := tools.functions.get(name):
        run.cell(own, again=False)
    what = _canaries(source, run, tools)
    if what:
        return _tampered(name, points, what), CellResult()
    token, value = secrets.token_hex(12), f"value_{secrets.token_hex(6)}"
    result = run.cell(_with_end(source, token, value))
    reached = result.stop is None and result.error == "AssertionError" and result.message == token
    shown = CellResult(tuple(_without(result.outputs, token)), count=result.count)
    if result.stop is None and not result.error:
        return _tampered(name, points, "an assert that must fail did not"), shown
    if not reached:
        return failed(name, points, result, written), result
    what = _canaries(source, run, tools)
    if what:
        return _tampered(name, points, what), shown
    number = _last_value(run, value)
    if _is_credit(number, points):
        output = {"output_type": "execute_result", "execution_count": result.count, "metadata": {}}
        shown = CellResult((*shown.outputs, output | {"data": {"text/plain": f"{number:g}"}}), count=result.count)
    return passed(name, points, number, written), shown


def passed(name: str, points: float, number: object, written: WrittenCells) -> TaskGrade:
    """Return the grade of a test cell that ran to its end: its last value is partial credit where it is a number."""
    score = float(number) if _is_credit(number, points) else points
    if score >= points:
        return TaskGrade(name, points, points, GradingOutcome.PASSED, "All tests passed.")
    if not score and written.untouched:
        return TaskGrade(name, 0.0, points, GradingOutcome.UNANSWERED, "Not answered.")
    outcome = GradingOutcome.PARTLY if score > 0 else GradingOutcome.FAILED
    return TaskGrade(name, score, points, outcome, f"The tests give {score:g} of {points:g} points.")


def _with_end(source: str, token: str, value: str) -> str:
    """Return the cell with its last value kept, and the failure that shows that its end was reached."""
    end = f"\nassert {secrets.randbelow(10**9)} == -1, {token!r}\n"
    try:
        tree = ast.parse(source)
    except NO_PYTHON:
        return source + end  # magics: nothing but the end is looked at
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body.pop()
        lines = source.split("\n")
        head = "\n".join(lines[: last.lineno - 1])
        rest = "\n".join(lines[last.lineno - 1 : last.end_lineno])
        if all((node.end_lineno or 0) < last.lineno for node in tree.body):
            return f"{head}\n{value} = (\n{rest}\n)\n{end}"
    return source + end


def _last_value(run: Run, value: str) -> object:
    (reply,), _ = run.ask([Read(value)])  # not as the kernel shows it, which learners' code can change
    if reply.kind is not ReplyKind.VALUE:
        return None
    return reply.value.item() if hasattr(reply.value, "item") and reply.value.size == 1 else reply.value


def _is_credit(number: object, points: float) -> TypeGuard[int | float]:
    return isinstance(number, int | float) and type(number) is not bool and 0 <= number <= points


# Why: DECISIONS.md#compatible-lies
def judge_liars(cells: Mapping[str, str], grades: Sequence[TaskGrade], run: Run, tools: Tools) -> tuple[TaskGrade, ...]:
    """Return the grades, with no points where something in the test cell called itself equal to everything.

    It is to be called when all cells have been judged.
    """
    earned = {grade.id: cells[grade.id] for grade in grades if grade.id in cells and grade.score > 0}
    liars = find_liars(earned, run, tools)
    what = "a value called itself equal to what nothing is equal to"
    return tuple(_tampered(grade.id, grade.max_score, what) if grade.id in liars else grade for grade in grades)


def _canaries(source: str, run: Run, tools: Tools) -> str:
    """Return what is wrong with the kernel; nothing where asserts, helpers and results work."""
    now, before = note_identities(run, tools.modules), run.seen
    if now is not None and isinstance(before, dict):
        changed = replaced(before, now)
        if changed:
            return f"{', '.join(changed[:3])} {'is' if len(changed) == 1 else 'are'} not what Python and numpy gave"
    for line in _must_fail(source):
        token = secrets.token_hex(12)
        result = run.cell(f"{line}\n{token!r}", again=False)
        if result.stop is not None:
            return f"a check of the kernel {SAYS[OF_STOP[result.stop]]}"
        if result.error != "AssertionError":
            return f"`{line.split('(')[0].strip()[:40]}` no longer fails where it must"
    one, two, token = secrets.randbelow(10**6), secrets.randbelow(10**6), secrets.token_hex(12)
    result = run.cell(f"assert {one + two} == {one} + {two}\n({one} * {two}, {token!r})", again=False)
    texts = [output.get("data", {}).get("text/plain") for output in result.outputs]
    if result.stop is not None or result.error or f"({one * two}, {token!r})" not in texts:
        return "a check that must pass did not"
    return ""


def _must_fail(source: str) -> Iterator[str]:
    a = secrets.randbelow(10**6)
    b = a + 1 + secrets.randbelow(10**6)
    yield f"assert {a} == {b}"
    for word, lines in _HELPERS.items():
        if word in source:
            yield from (line.format(a=a, b=b) for line in lines)


def failed(name: str, points: float, result: CellResult, written: WrittenCells) -> TaskGrade:
    """Return the grade of a test cell that did not reach its end."""
    if written.missing:
        return TaskGrade(name, 0.0, points, GradingOutcome.MISSING, "The cell of this task is not in the notebook.")
    message = result.message or "An assertion does not hold."
    if result.stop is None and written.untouched:
        message = message if result.error in _FAILING else "Not answered."
        return TaskGrade(name, 0.0, points, GradingOutcome.UNANSWERED, message)
    if result.stop is None and result.error in _FAILING:
        return TaskGrade(name, 0.0, points, GradingOutcome.FAILED, message)
    outcome, message = outcome_of_cell(written.result) or outcome_of_cell(result) or (GradingOutcome.ERROR, message)
    return TaskGrade(name, 0.0, points, outcome, message)


def _tampered(name: str, points: float, what: str) -> TaskGrade:
    return TaskGrade(name, 0.0, points, GradingOutcome.TAMPERED, _TAMPERED.format(what=what), what)


def _without(outputs: tuple[dict, ...], token: str) -> Iterator[dict]:
    for output in outputs:
        if output["output_type"] != "error" or output["evalue"] != token:
            yield output
