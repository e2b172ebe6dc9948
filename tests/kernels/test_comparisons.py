"""What a watched comparison tells: value, bound and room; and that the code computes what it computed before."""

import math

import numpy as np
import pytest
from comparisons import NAME, Watch, watched


def run(source, *, only_asserts=True, either=False, **names):
    watch = Watch(either=either)
    globals_ = {NAME: watch, "np": np, **names}
    exec(watched(source, "cell", only_asserts=only_asserts), globals_)
    return watch.rows, globals_


@pytest.mark.parametrize(
    ("source", "value", "bound", "room"),
    [
        ("assert error < 0.02", 0.005, 0.02, 4.0),
        ("assert 0.02 > error", 0.02, 0.005, 4.0),
        ("assert ratio > 10", 30.0, 10.0, 3.0),
        ("assert ratio >= 10 and error <= 1", 30.0, 10.0, 3.0),
        ("assert not error > 0.02", 0.005, 0.02, 4.0),
        ("assert np.allclose(1.0, 1.001, atol=0.01, rtol=0)", 0.001, 0.01, 10.0),
        ("assert not np.allclose(1.0, 1.5, atol=0.01, rtol=0)", 0.5, 0.01, 50.0),
        ("assert (losses < 0.5).all()", 0.25, 0.5, 2.0),
        ("assert all(loss < 0.5 for loss in losses)", 0.25, 0.5, 2.0),
        ("assert learnt >= 3", 8.0, 3.0, 8 / 3),
        ("assert low < -1", -4.0, -1.0, 4.0),
    ],
)
def test_room_is_how_often_the_value_fits_into_its_bound(source, value, bound, room):
    rows, _ = run(source, error=0.005, ratio=30.0, losses=np.array([0.1, 0.25]), learnt=8, low=-4.0)
    row = next(iter(rows.values()))
    assert (row.value, row.bound) == (pytest.approx(value), pytest.approx(bound))
    assert row.room == pytest.approx(room, rel=1e-3)


def test_chain_is_measured_link_by_link():
    rows, _ = run("assert 0.1 < error < 4", error=0.2)
    assert [round(row.room, 6) for row in rows.values()] == [2.0, 20.0]


def test_chain_stops_where_it_is_false_as_in_python():
    calls = []
    source = "result = 1.0 > 2.0 > late()"
    _, globals_ = run(source, only_asserts=False, late=lambda: calls.append(1))
    assert (globals_["result"], calls) == (False, [])


def test_failing_assert_fails_and_leaves_a_row_with_room_below_one():
    watch = Watch()
    with pytest.raises(AssertionError):
        exec(watched("assert 0.3 < 0.1", "cell", only_asserts=True), {NAME: watch})
    assert next(iter(watch.rows.values())).room == pytest.approx(1 / 3)


def test_repeated_comparison_keeps_the_tightest():
    rows, _ = run("for error in (0.001, 0.3, 0.01):\n    assert error < 1", error=0)
    (row,) = rows.values()
    assert (row.value, row.times) == (0.3, 3)


def test_comparison_outside_an_assert_is_left_alone_in_a_chapter():
    rows, globals_ = run("small = 0.1 < 0.2\nassert small")
    assert rows == {}
    assert globals_["small"] is True


def test_proof_is_measured_both_ways():
    rows, globals_ = run("kept = value > 0.5", only_asserts=False, either=True, value=0.1)
    (row,) = rows.values()
    assert globals_["kept"] is False
    assert row.room == pytest.approx(5.0)


def test_proof_may_find_that_two_arrays_are_not_close():
    source = "same = np.allclose(0.0, value, atol=0.1, rtol=0)"
    rows, _ = run(source, only_asserts=False, either=True, value=0.5)
    assert next(iter(rows.values())).room == pytest.approx(5.0)


def test_condition_of_a_loop_is_not_measured():
    rows, _ = run("while value > 0.5:\n    value /= 2", only_asserts=False, either=True, value=3.0)
    assert rows == {}


@pytest.mark.parametrize("operands", ["'a' < 'b'", "np.datetime64('2012') < np.datetime64('2013')"])
def test_what_is_no_number_is_passed_over(operands):
    rows, _ = run(f"assert {operands}")
    assert rows == {}


def test_nan_has_no_room():
    watch = Watch()
    watch.note("x", 1, "Lt", math.nan, 1.0)
    assert watch.rows["x"].room == 0


def test_sign_alone_leaves_no_ratio():
    rows, _ = run("assert value > 0", value=1e-9)
    assert next(iter(rows.values())).room == math.inf
