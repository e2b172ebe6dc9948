# ruff: noqa: E501 (whole messages read better on one line)
"""The LSTM layer: it runs the step of the book, and its backward pass is the derivative of its forward."""

import re

import numpy as np
import pytest

from lstm_lib import LSTM, check_layer, lstm_step, lstm_step_backward

N, T, D, H = 2, 3, 4, 5
MASK = np.array([[True, True, False], [True, True, True]])


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def layer(rng):
    layer = LSTM(D, H, rng=rng, dtype=np.float64)
    layer.params["b"] += rng.standard_normal(4 * H)
    return layer


@pytest.fixture
def x(rng):
    return rng.standard_normal((N, T, D))


@pytest.fixture
def state(rng):
    return rng.standard_normal((N, H)), rng.standard_normal((N, H))


def test_layer_takes_the_steps_of_the_book(layer, x, state):
    trace = layer.forward(x, state)
    h, c = state
    for t in range(T):
        step = lstm_step(x[:, t], h, c, **layer.params)
        h, c = step.h, step.c
        for name in step._fields:
            np.testing.assert_allclose(getattr(trace, name)[:, t], getattr(step, name), rtol=1e-12)
    np.testing.assert_array_equal(trace.final[0], trace.h[:, -1])
    np.testing.assert_array_equal(trace.final[1], trace.c[:, -1])


def test_layer_goes_back_through_the_steps_of_the_book(layer, x, state, rng):
    dh = rng.standard_normal((N, T, H))
    dfinal = rng.standard_normal((N, H)), rng.standard_normal((N, H))
    trace = layer.forward(x, state)
    found = layer.backward(trace, dh, dfinal)
    W_x, W_h = layer.params["W_x"], layer.params["W_h"]
    expected = {name: np.zeros_like(value) for name, value in layer.params.items()}
    dh_next, dc_next = dfinal
    for t in reversed(range(T)):
        h, c = (trace.h[:, t - 1], trace.c[:, t - 1]) if t else state
        step = lstm_step(x[:, t], h, c, **layer.params)
        back = lstm_step_backward(step, x[:, t], h, c, W_x, W_h, dh[:, t] + dh_next, dc_next)
        np.testing.assert_allclose(found.x[:, t], back.x, rtol=1e-10)
        for name in expected:
            expected[name] += getattr(back, name)
        dh_next, dc_next = back.h, back.c
    for name, value in expected.items():
        np.testing.assert_allclose(found.params[name], value, rtol=1e-10)
    np.testing.assert_allclose(found.state[0], dh_next, rtol=1e-10)
    np.testing.assert_allclose(found.state[1], dc_next, rtol=1e-10)


@pytest.mark.parametrize("mask", [None, MASK])
def test_gradients_equal_finite_differences(layer, mask):
    errors = check_layer(layer, mask=mask, N=N, T=T)
    assert max(errors.values()) < 1e-6


def test_check_layer_finds_a_wrong_gradient(layer):
    class ForgetsTheBias(LSTM):
        def backward(self, trace, dh, dfinal=None):
            grads = super().backward(trace, dh, dfinal)
            grads.params["b"][0] *= 1.001
            return grads

    with pytest.raises(AssertionError, match="^gradient of b: differs from finite differences by .*e-0"):
        check_layer(ForgetsTheBias.from_params(layer.params))


def test_check_layer_finds_a_wrong_shape_of_a_gradient(layer):
    class SumsTooMuch(LSTM):
        def backward(self, trace, dh, dfinal=None):
            grads = super().backward(trace, dh, dfinal)
            return grads._replace(x=grads.x.sum(axis=0))

    with pytest.raises(AssertionError, match=r"^gradient of x: expected shape \(2, 3, 4\), got \(3, 4\)$"):
        check_layer(SumsTooMuch.from_params(layer.params))


def test_check_layer_finds_a_wrong_shape_of_h(layer):
    class GivesTheLast(LSTM):
        def forward(self, x, state=None, mask=None):
            trace = super().forward(x, state, mask)
            return trace._replace(h=trace.h[:, -1:])

    with pytest.raises(AssertionError, match=r"^trace.h: expected shape \(2, 3, 5\), got \(2, 1, 5\)$"):
        check_layer(GivesTheLast.from_params(layer.params))


def test_check_layer_finds_an_argument_that_was_changed(layer):
    class AddsInPlace(LSTM):
        def forward(self, x, state=None, mask=None):
            x += 1
            return super().forward(x, state, mask)

    with pytest.raises(AssertionError, match="^x: was changed by forward or backward$"):
        check_layer(AddsInPlace.from_params(layer.params))


def test_final_state_is_the_one_at_the_last_valid_step(layer, x, state):
    whole = layer.forward(x, state)
    masked = layer.forward(x, state, MASK)
    for k, values in enumerate((whole.h, whole.c)):
        np.testing.assert_array_equal(masked.final[k][0], values[0, 1])
        np.testing.assert_array_equal(masked.final[k][1], values[1, 2])


def test_padding_gets_no_gradient_and_gives_none(layer, x, state, rng):
    dh = rng.standard_normal((N, T, H))
    first = layer.backward(layer.forward(x, state, MASK), dh)
    x[0, 2] = 100.0
    second = layer.backward(layer.forward(x, state, MASK), dh)
    np.testing.assert_array_equal(first.x[0, 2], np.zeros(D))
    np.testing.assert_array_equal(first.x, second.x)
    for name in first.params:
        np.testing.assert_array_equal(first.params[name], second.params[name])


def test_no_state_means_zeros(layer, x):
    zeros = np.zeros((N, H)), np.zeros((N, H))
    np.testing.assert_array_equal(layer.forward(x).h, layer.forward(x, zeros).h)


def test_layer_of_one_step_one_sample_one_feature_and_one_unit():
    assert max(check_layer(LSTM(1, 1, rng=np.random.default_rng(3)), N=1, T=1).values()) < 1e-6


def bad(value):
    """The array with one entry that is not a number."""
    value = value.copy()
    value[1, 2, 3] = np.nan
    return value


ZEROS = np.zeros((N, H))
FLOAT32 = np.zeros((N, T, D), np.float32)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": np.zeros((N, D))}, "x: expected shape (N, T, D=4), got an array of shape (2, 4) and dtype float64"),
        ({"x": np.zeros((N, T, 3))}, "x: expected shape (N, T, D=4), got an array of shape (2, 3, 3) and dtype float64"),
        ({"x": [[1.0]]}, "x: expected shape (N, T, D=4), got list [[1.0]]"),
        ({"x": FLOAT32}, "x: expected dtype float64, got float32; convert it with x.astype(np.float64)"),
        ({"x": bad(np.zeros((N, T, D)))}, "x: expected finite numbers, got nan at index (1, 2, 3)"),
        ({"x": np.zeros((N, 0, D))}, "x: expected at least one along axis T, got an array of shape (2, 0, 4) and dtype float64"),
        ({"x": np.zeros((0, T, D))}, "x: expected at least one along axis N, got an array of shape (0, 3, 4) and dtype float64"),
        ({"state": ZEROS}, "state: expected a pair (h, c), got an array of shape (2, 5) and dtype float64"),
        ({"state": (ZEROS, ZEROS[:1])}, "state[1] (c): expected shape (N=2, H=5), got an array of shape (1, 5) and dtype float64"),
        ({"state": (ZEROS[:, :1], ZEROS)}, "state[0] (h): expected shape (N=2, H=5), got an array of shape (2, 1) and dtype float64"),
        ({"mask": MASK.astype(int)}, "mask: expected a bool array of shape (N=2, T=3), got an array of shape (2, 3) and dtype int64"),
        ({"mask": MASK[:1]}, "mask: expected a bool array of shape (N=2, T=3), got an array of shape (1, 3) and dtype bool"),
        (
            {"mask": np.array([[True, True, True], [True, False, True]])},
            "mask: expected padding only after the last valid step, got a valid step 2 after a padded step 1 in sample 1",
        ),
    ],
)  # fmt: skip
def test_bad_input_is_named(layer, x, change, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        layer.forward(**({"x": x} | change))


@pytest.mark.parametrize(
    ("dh", "dfinal", "message"),
    [
        (np.zeros((N, H)), None, "dh: expected shape (N=2, T=3, H=5), got an array of shape (2, 5) and dtype float64"),
        (np.zeros((N, T, H), np.float32), None, "dh: expected dtype float64, got float32; convert it with dh.astype(np.float64)"),
        (np.zeros((N, T, H)), (ZEROS,), "dfinal: expected a pair (h, c), got a tuple of 1"),
    ],
)  # fmt: skip
def test_bad_gradients_are_named(layer, x, dh, dfinal, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        layer.backward(layer.forward(x), dh, dfinal)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"b": np.zeros(H)}, "b: expected shape (4H=20,), got an array of shape (5,) and dtype float64"),
        ({"b": np.zeros(4 * H, np.float32)}, "b: expected dtype float64, got float32; convert it with b.astype(np.float64)"),
        ({"W": np.zeros(2)}, "params: expected ['W_h', 'W_x', 'b'], got ['W', 'W_h', 'W_x', 'b']"),
    ],
)  # fmt: skip
def test_bad_parameters_are_named(layer, change, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        LSTM.from_params(layer.params | change)


def test_parameters_that_are_no_dict_are_named():
    with pytest.raises(ValueError, match=r"^params: expected a dict of arrays, got list \[\]$"):
        LSTM.from_params([])


def test_astype_refuses_whole_numbers(layer):
    with pytest.raises(ValueError, match="^dtype: expected float32 or float64, got int64$"):
        layer.astype(np.int64)
