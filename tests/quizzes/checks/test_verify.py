"""A code task judged: what each property earns, and what the learner is told."""

from dataclasses import replace

import numpy as np
import pytest

from quizzes.checks.inside import asking, judge_here, report
from quizzes.checks.load import task_problems
from quizzes.checks.model import Case, Mutant, Property, Reply, ReplyKind, Task
from quizzes.checks.namespace import mutant_source, namespace_of
from quizzes.checks.verify import calls, verify

X, W = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, -1.5]]), np.array([0.5, 2.0, -1.0])
SOLUTION = """
def weigh(x, w):
    y = x * w
    return y, y.sum(axis=1)
"""
TASK = Task(
    id="demo-weigh",
    function="weigh",
    outputs=("y", "total"),
    reference=lambda x, w: (x * w, np.array([float(a @ w) for a in x])),
    cases=(
        Case("small numbers", (X, W)),
        Case("other numbers", (X + 0.3, W - 0.2)),
        Case("large numbers", (1e3 * X, W), "large"),
    ),
    properties=(
        Property("shape", 1, "Two arrays come back", "Return both."),
        Property("values", 2, "The products are right", "Multiply by w."),
        Property("large", 1, "Large numbers are right", "Do not clip."),
        Property("unchanged", 1, "x stays as it is", "Make a new array."),
    ),
    solutions={"model": SOLUTION},
    mutants=(
        Mutant("plus", "SUM_FOR_PRODUCT", "values", "a sum in the place of a product", "products", ("x * w", "x + w")),
        Mutant("clip", "CLIPPED", "large", "numbers cut off at 100", "sizes", ("x * w", "np.clip(x, -100, 100) * w")),
        Mutant("in-place", "OVERWRITTEN", "unchanged", "a function that writes into x", "arrays", ("y = x * w", "x *= w; y = x")),
        Mutant("no-sum", "NO_SUM", "shape", "a total a column", "axes", ("y.sum(axis=1)", "y.sum(axis=0)")),
    ),
)  # fmt: skip


def judged(source, task=TASK):
    return verify(task, asking(namespace_of(source)))


def points(verdict):
    return {part.id: part.points for part in verdict.properties}


def scripted(*replies):
    return lambda requests: replies


def value(x, w):
    return Reply(ReplyKind.VALUE, (x * w, (x * w).sum(axis=1)), (x, w))


GOOD = [value(*case.arguments) for case in (*TASK.cases, TASK.cases[0])]


def test_right_solution_earns_everything():
    verdict = judged(SOLUTION)
    assert (verdict.points, verdict.max_points) == (5.0, 5.0)
    assert verdict.message == "Everything that was asked for holds."
    assert [part.message for part in verdict.properties][:2] == ["Two arrays come back.", "The products are right."]
    assert (verdict.misconception, verdict.mutant, verdict.see) == ("", "", "")


@pytest.mark.parametrize(
    ("mutant", "lost", "message"),
    [
        ("plus", {"values", "large", "unchanged"},
         "Your numbers are those of a sum in the place of a product. y is wrong: 5 of 6 numbers differ, the most by 4 "
         "at (0, 1), where it is 0, expected -4. (This was for small numbers.) Multiply by w."),
        ("clip", {"large"},
         "Your numbers are those of numbers cut off at 100. y is wrong: all 6 numbers differ, the most by 3.8e+03 "
         "at (0, 1), where it is -200, expected -4000. (This was for large numbers.) Do not clip."),
        ("in-place", {"unchanged"},
         "Your function works like a function that writes into x. weigh changed its argument number 1 in place. "
         "Make a new array."),
        ("no-sum", {"shape", "values", "large", "unchanged"},
         "Your function works like a total a column. total has shape (3,), expected (2,). (This was for small numbers.) "
         "Return both."),
    ],
)  # fmt: skip
def test_mutant_loses_what_it_breaks_and_is_named(mutant, lost, message):
    known = next(m for m in TASK.mutants if m.id == mutant)
    verdict = judged(mutant_source(TASK, known))
    assert {part for part, earned in points(verdict).items() if earned == 0} == lost
    assert verdict.message == message
    assert (verdict.mutant, verdict.misconception, verdict.see) == (mutant, known.misconception, known.see)


def test_known_mistake_is_found_beside_another_fault():
    verdict = judged("def weigh(x, w):\n    x[:] = x + w\n    return x, x.sum(axis=1)")
    assert verdict.mutant == "plus"


def test_unknown_mistake_is_told_without_a_diagnosis():
    verdict = judged(SOLUTION.replace("x * w", "x * w * 1.01"))
    assert verdict.misconception == ""
    assert verdict.message.startswith(
        "y is wrong: all 6 numbers differ, the most by 0.04 at (0, 1), where it is -4.04"
    )


def test_difference_within_the_tolerance_is_none():
    assert judged(SOLUTION.replace("x * w", "x * w * (1 + 5e-5)")).points == 5.0
    assert judged(SOLUTION.replace("x * w", "x * w * (1 + 5e-4)")).points < 5.0
    assert judged(SOLUTION.replace("x * w", "(x * w).astype(np.float32)")).points == 5.0


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def weigh(x, w):\n    pass", "weigh returned None: write its code, and end it with `return y, total`."),
        ("def weigh(x, w):\n    raise NotImplementedError", "weigh is not written yet."),
        ("", "There is no function weigh. Keep the name that the assignment gives it."),
        ("def weigh(x, w):\n    return x * w", "weigh returned an array of shape (2, 3) where 2 values in a tuple are expected."),
        ("def weigh(x, w):\n    return x * w, 1, 2", "weigh returned 3 values where 2 values in a tuple are expected."),
        ("def weigh(x, w):\n    return None, x @ w", "y is None."),
        ("def weigh(x, w):\n    return 'a', x @ w", "y is a text, expected an array of shape (2, 3)."),
        ("def weigh(x, w):\n    return [[1], [1, 2]], x @ w", "y is a list whose parts differ in length"),
        ("def weigh(x, w):\n    return (x * w).T, x @ w", "y has shape (3, 2), expected (2, 3). Its axes stand in another order."),
        ("def weigh(x, w):\n    return x / 0", "weigh returned an array of shape (2, 3) where"),
        ("def weigh(x, w):\n    return 1 / 0", "weigh ended with ZeroDivisionError: division by zero."),
        ("def weigh(x, w):\n    return {1}", "weigh returned a set (which has no order) where 2 values in a tuple are expected."),
        ("class Same:\n    __eq__ = lambda self, other: True\n    shape = (2, 3)\ndef weigh(x, w):\n    return Same(), Same()",
         "weigh returned a value of type Same; expected numbers and arrays."),
    ],
)  # fmt: skip
def test_what_is_no_result_earns_nothing_and_says_why(source, message):
    verdict = judged(source)
    assert verdict.points == 0.0
    assert verdict.message.startswith(message)


def test_stub_is_told_nothing_of_a_case():
    assert "This was for" not in judged("def weigh(x, w):\n    pass").message


def test_nan_is_named_with_its_place():
    verdict = judged(SOLUTION.replace("return y", "y[1, 2] = np.nan\n    return y"))
    assert "y holds nan at (1, 2), where a finite number is expected" in verdict.message
    assert points(verdict)["values"] == 0.0


def test_nothing_changed_earns_nothing_where_nothing_is_right():
    verdict = judged("def weigh(x, w):\n    return np.zeros((2, 3)), np.zeros(2)")
    assert points(verdict) == {"shape": 1.0, "values": 0.0, "large": 0.0, "unchanged": 0.0}
    assert verdict.properties[3].message == "This counts as soon as weigh computes something right."


def test_lists_do_where_arrays_are_expected():
    assert judged("def weigh(x, w):\n    y = (x * w).tolist()\n    return [y, [sum(a) for a in y]]").points == 5.0


def test_long_text_of_the_learner_s_does_not_make_a_long_message():
    task = replace(WHOLE, reference=lambda n: {"W": np.ones(n)}, outputs=("dW", "db"))
    verdict = judged("def shape(n):\n    return {'x' * 10**5: 1}", task)
    assert len(verdict.message) < 1100
    assert len(report(verdict)) < 3000


def test_numbers_of_any_size_are_judged_without_a_warning():
    verdict = judged("def weigh(x, w):\n    return np.full((2, 3), 1e308) * [1, -1, 1], np.full(2, -1e308)")
    assert points(verdict) == {"shape": 1.0, "values": 0.0, "large": 0.0, "unchanged": 0.0}
    assert judged("def weigh(x, w):\n    return np.full((2, 3), np.inf), [10**400, 2]").points == 0.0


def test_second_call_with_the_same_arguments_must_give_the_same():
    verdict = judged("n = []\n" + SOLUTION.replace("y = x * w", "n.append(1)\n    y = x * w if len(n) < 4 else x"))
    assert points(verdict) == {"shape": 1.0, "values": 2.0, "large": 1.0, "unchanged": 0.0}
    assert "gave something else when it was called a second time" in verdict.message


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (ReplyKind.TIMED_OUT, "weigh did not end in time. Look for a loop that never ends."),
        (ReplyKind.CRASHED, "weigh ended the process in which it ran."),
        (ReplyKind.OVER_MEMORY, "weigh took more memory than there is."),
        (ReplyKind.TOO_LARGE, "weigh returned far more than was asked for."),
    ],
)
def test_what_stops_the_calls_costs_the_properties_that_needed_them(kind, message):
    verdict = verify(TASK, scripted(GOOD[0], GOOD[1], Reply(kind), Reply(kind)))
    assert points(verdict) == {"shape": 0.0, "values": 2.0, "large": 0.0, "unchanged": 0.0}
    assert verdict.message == f"{message} (This was for large numbers.) Return both."
    assert verdict.stopped is kind


def test_replies_that_do_not_come_count_as_a_crash():
    verdict = verify(TASK, scripted(GOOD[0], GOOD[1]))
    assert points(verdict)["large"] == 0.0
    assert verdict.stopped is ReplyKind.CRASHED
    assert verify(TASK, scripted()).points == 0.0


def test_replies_with_other_arguments_than_were_sent_are_a_change():
    lost = Reply(ReplyKind.VALUE, GOOD[0].value, ())
    assert points(verify(TASK, scripted(lost, *GOOD[1:])))["unchanged"] == 0.0


def test_expected_values_and_properties_are_not_in_the_calls():
    for call in calls(TASK):
        assert (call.function, call.given) == ("weigh", {})
        assert len(call.arguments) == 2


def test_calls_hold_arrays_of_their_own():
    calls(TASK)[0].arguments[0][:] = 0.0
    assert TASK.cases[0].arguments[0][0, 0] == 1.0


WHOLE = Task(
    id="demo-shape", function="shape", outputs=("the shape",), reference=lambda n: (n, 3, "text"),
    cases=(Case("n = 2", (2,)), Case("n = 5", (5,))), properties=(Property("values", 1, "Right", "Look."),),
    solutions={"model": "def shape(n):\n    return n, 3, 'text'"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("result", "points_", "message"),
    [
        ("(n, 3, 'text')", 1.0, ""),
        ("[n, 3, 'text']", 1.0, ""),
        ("(np.int64(n), 3, 'text')", 1.0, ""),
        ("(n, 3)", 0.0, "the shape is (2, 3), expected (2, 3, 'text')."),
        ("(2, 3, 'text')", 0.0, "the shape is (2, 3, 'text'), expected (5, 3, 'text')."),
        ("(n, True, 'text')", 0.0, "the shape is (2, True, 'text')"),
        ("7", 0.0, "the shape is a number, expected a tuple."),
    ],
)
def test_whole_values_are_compared_exactly(result, points_, message):
    verdict = judged(f"def shape(n):\n    return {result}", WHOLE)
    assert verdict.points == points_
    assert message in verdict.message


@pytest.mark.parametrize(
    ("result", "points_", "message"),
    [
        ("2 * n", 1.0, ""),
        ("2.0 * n", 1.0, ""),
        ("np.int32(2) * n", 1.0, ""),
        ("2 * n + 1", 0.0, "the number is 5, expected 4."),
        ("2 * n + 0.5", 0.0, "the number is 4.5, expected a whole number."),
        ("True", 0.0, "the number is True, expected a whole number."),
        ("str(2 * n)", 0.0, "the number is a text, expected a number."),
    ],
)
def test_whole_number_may_be_written_as_a_float(result, points_, message):
    task = replace(WHOLE, outputs=("the number",), reference=lambda n: 2 * n)
    verdict = judged(f"def shape(n):\n    return {result}", task)
    assert verdict.points == points_
    assert message in verdict.message


def test_result_of_as_many_arrays_as_the_case_asks_for_is_compared_array_by_array():
    task = replace(WHOLE, outputs=("returned",), reference=lambda n: [np.arange(k + 1.0) for k in range(n)])
    right = "[np.arange(k + 1) for k in range(n)]"
    assert judged(f"def shape(n):\n    return {right}", task).points == 1.0
    assert "returned[1] is wrong: 1 of 2 numbers differ, the most by 1 at (1,)" in judged(
        f"def shape(n):\n    a = {right}\n    a[1][1] += 1\n    return a", task).message  # fmt: skip
    assert "returned is 1 values, expected a list of 2." in judged("def shape(n):\n    return [np.arange(1)]", task).message
    assert "returned is an array of shape (2,), expected a list of 2." in judged(
        "def shape(n):\n    return np.arange(2)", task).message  # fmt: skip


def test_parts_of_a_dict_are_compared_by_key():
    task = replace(WHOLE, outputs=("dW", "db"), reference=lambda n: {"W": np.ones(n), "b": (float(n),)[0]})
    assert judged("def shape(n):\n    return {'b': n, 'W': np.ones(n)}", task).points == 1.0
    assert (
        "db is wrong: it is 1, expected 2"
        in judged("def shape(n):\n    return {'W': np.ones(n), 'b': 1}", task).message
    )
    assert "expected a dict with the keys W, b" in judged("def shape(n):\n    return {'W': np.ones(n)}", task).message
    assert "`return {'W': dW, 'b': db}`" in judged("def shape(n):\n    pass", task).message


def test_view_is_what_is_compared():
    def view(roots, n, square):
        if len(roots) != 2:
            raise ValueError("Two roots are asked for.")
        return sorted(r * r for r in roots)[-1]

    task = replace(
        WHOLE, outputs=("the square",), reference=lambda n, square: float(square), view=view,
        cases=(Case("n = 2", (2,), beside=(4.0,)), Case("n = 3", (3,), beside=(9.0,))),
        solutions={"model": "def shape(n):\n    return n, -n"},
        mutants=(Mutant("half", "HALF", "values", "half a root", "here", ("return n, -n", "return n / 2, 0")),),
    )  # fmt: skip
    assert judged("def shape(n):\n    return [-n, 1]", task).points == 1.0
    assert judged("def shape(n):\n    return [n]", task).message == "Two roots are asked for. Look."
    assert judged("def shape(n):\n    return [0.1, -n / 2]", task).misconception == "HALF"


def test_report_has_a_line_for_each_property():
    lines = report(judged(mutant_source(TASK, TASK.mutants[2]))).split("\n")
    assert lines[0].startswith("Your function works like a function that writes into x.")
    assert lines[1] == "  1 of 1 for shape: Two arrays come back."
    assert lines[4] == "  0 of 1 for unchanged: weigh changed its argument number 1 in place. Make a new array."


def test_graded_cell_of_the_source_notebook_writes_the_report_and_gives_the_points(capsys):
    assert (
        judge_here("gates", "gates-count", namespace_of("def parameter_count(D, H):\n    return 4 * H * (D + H + 1)"))
        == 1.0
    )
    assert capsys.readouterr().out.startswith("Everything that was asked for holds.\n  1 of 1 for values: ")


@pytest.mark.parametrize(
    ("task", "problem"),
    [
        (replace(TASK, cases=(*TASK.cases, TASK.cases[0])), "the case 'small numbers' stands twice"),
        (replace(TASK, mutants=(*TASK.mutants, TASK.mutants[0])), "the mutant 'plus' stands twice"),
        (replace(TASK, cases=TASK.cases[:2]), "no case decides the property 'large'"),
        (replace(TASK, cases=(*TASK.cases, Case("odd", (X, W), "odd"))),
         "the case 'odd' decides 'odd', which is no property of values"),
        (replace(TASK, cases=(*TASK.cases, Case("odd", (X, W), "shape"))),
         "the case 'odd' decides 'shape', which is no property of values"),
        (replace(TASK, properties=(*TASK.properties[:3], Property("unchanged", 0, "", ""))),
         "the property 'unchanged' is worth 0; expected more than 0"),
        (replace(TASK, mutants=(replace(TASK.mutants[0], fails="odd"),)), "plus is to fail 'odd', which is no property"),
        (replace(TASK, mutants=(replace(TASK.mutants[0], source="x"),)), "plus needs either an edit or a source"),
        (replace(TASK, mutants=(replace(TASK.mutants[0], edit=("", "")),)), "plus needs either an edit or a source"),
    ],
)  # fmt: skip
def test_task_that_contradicts_itself_is_named(task, problem):
    assert list(task_problems(TASK)) == []
    assert list(task_problems(task)) == [f"demo-weigh: {problem}"]


def test_edit_that_finds_nothing_is_an_error():
    with pytest.raises(ValueError, match="the first solution does not hold 'x / w', which plus edits"):
        mutant_source(TASK, replace(TASK.mutants[0], edit=("x / w", "x")))
