"""The benchmark's table and goals: ratios are computed and judged rightly; contenders do the same work."""

import sys
import time
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.contenders import LAYERS, MEASURES, SIZES, THIN, arrays, our_layer, prepare  # noqa: E402
from benchmarks.table import GOALS, PEERS, goals, render  # noqa: E402
from benchmarks.worker import peaks, times  # noqa: E402


def measured(ours):
    """Times of one second for all peers, and `ours` for lstm_lib."""
    keys = [(layer, size, measure) for layer in LAYERS for size in SIZES for measure in MEASURES]
    return {(name, *key): 1.0 for name in PEERS for key in keys} | {("lstm_lib", *key): ours for key in keys}


def test_goals_are_those_that_the_project_set():
    found = {(goal.size[0], goal.measure, goal.peer): goal.limit for goal in GOALS if goal.peer != "PyTorch"}
    assert all(goal.layer == "LSTM" for goal in GOALS if goal.peer != "PyTorch")
    assert found == {
        (8, "forward", "tf.function"): 0.5,
        (8, "forward + backward", "tf.function"): 0.5,
        (32, "forward", "tf.function"): 1.0,
        (32, "forward + backward", "tf.function"): 1.0,
        (64, "forward", "tf.function"): 1.0,
        (64, "forward + backward", "tf.function"): 1.0,
        (8, "forward", "Keras eager"): 0.1,
        (32, "forward", "Keras eager"): 0.1,
        (64, "forward", "products"): 2.0,
    }


def test_every_layer_size_and_measure_has_pytorch_as_a_goal():
    found = {(goal.layer, goal.size, goal.measure): goal.limit for goal in GOALS if goal.peer == "PyTorch"}
    thin = {("LSTM", THIN, measure) for measure in MEASURES}
    assert set(found) == {(layer, size, measure) for layer in LAYERS for size in SIZES for measure in MEASURES}
    assert all(limit == (3.0 if key in thin else 1.0) for key, limit in found.items())


@pytest.mark.parametrize(("ours", "reached"), [(0.05, 39), (0.3, 37), (0.8, 35), (1.5, 3), (2.5, 2), (3.5, 0)])
def test_a_goal_is_reached_at_its_limit_or_below(ours, reached):
    lines = goals(measured(ours)).splitlines()
    assert len(lines) == len(GOALS)
    assert sum(line.startswith("reached") for line in lines) == reached
    assert sum(line.startswith("MISSED") for line in lines) == len(GOALS) - reached


def test_a_missed_goal_says_what_the_products_alone_take():
    medians = measured(1.5) | {("products", "LSTM", SIZES[2], "forward"): 1.25}
    which = "tf.function  LSTM (64, 100, 128, 512) forward;"
    line = next(line for line in goals(medians).splitlines() if which in line)
    assert line.startswith("MISSED    1.50 (at most 1.0)")
    assert line.endswith("; the products alone: 1.25")


def test_table_has_a_row_for_each_layer_size_and_measure():
    table = render(measured(0.25), {("LSTM", SIZES[0]): (3e6, 1e6)}).splitlines()
    assert len(table) == 2 + len(LAYERS) * len(SIZES) * len(MEASURES)
    assert table[2].split()[:5] == ["LSTM", "8,", "20,", "16,", "32"]
    assert table[2].split()[-2:] == ["3.00", "1.00"]
    assert table[2].count("0.25") == len(PEERS)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("layer", LAYERS)
def test_our_contender_does_the_work(layer, measure):
    size = (2, 3, 4, 5)
    result = prepare("lstm_lib", layer, size, measure)()
    if measure == "forward":
        assert result.h.shape == (2, 3, 5)
    else:
        assert result.x.shape == (2, 3, 4)
    prepare("products", layer, size, measure)()
    final = prepare("without trace", layer, size, measure)()
    whole = prepare("lstm_lib", layer, size, "forward")().final
    for one, other in zip(np.atleast_3d(final), np.atleast_3d(whole), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_times_are_taken_at_least_once():
    calls = []
    found = times(lambda: calls.append(1), 0.0)
    assert len(found) == len(calls) == 1
    assert min(found[0]) >= 0


def test_times_are_those_of_the_clock_and_of_the_processor():
    ((waited, used),) = times(lambda: time.sleep(0.05), 0.0)
    assert waited > 0.05 > used  # sleeping needs no processor


@pytest.mark.parametrize("layer", LAYERS)
def test_jax_computes_the_same(layer):
    pytest.importorskip("jax")
    size = (2, 3, 4, 5)
    x, dh = arrays(size)
    ours = our_layer(layer, size)
    trace = ours.forward(x)
    np.testing.assert_allclose(prepare("JAX", layer, size, "forward")(), trace.h, atol=1e-6)
    both = prepare("JAX", layer, size, "forward + backward")
    np.testing.assert_allclose(both(), ours.backward(trace, dh).x, atol=1e-6)


def test_peak_without_a_trace_is_the_smaller_one():
    with_trace, without = peaks("LSTM", (4, 50, 3, 8))
    assert with_trace > 5 * without
