# ruff: noqa: E501 (whole messages read better on one line)
"""What holds for every recurrent layer: gradients, steps, final states, memory, extreme and bad input."""

import re
import tracemalloc

import numpy as np
import pytest
from kinds import CELLS, NAMES, flat, like, make

from lstm_lib import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    Stack,
    check_layer,
    gru_step,
    gru_step_reset_before,
    memory,
    rnn_step,
)

N, T, D, H = 2, 3, 4, 5
MASK = np.array([[True, True, False], [True, True, True]])


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("name", NAMES)
def test_gradients_equal_finite_differences(name, mask):
    errors = check_layer(make(name, D, H), mask=mask, N=N, T=T)
    assert max(errors.values()) < 1e-6


@pytest.mark.parametrize("name", ["RNN", "GRU reset after", "GRU reset before"])
def test_layer_takes_the_steps_of_the_book(name):
    rng = np.random.default_rng(0)
    layer = make(name, D, H, np.float64)
    x, h = rng.standard_normal((N, T, D)), rng.standard_normal((N, H))
    trace = layer.forward(x, h)
    for t in range(T):
        if name == "RNN":
            h = rnn_step(x[:, t], h, **layer.params)
        else:
            step = (gru_step if layer.reset_after else gru_step_reset_before)(x[:, t], h, **layer.params)
            for field in step._fields:
                np.testing.assert_allclose(getattr(trace, field)[:, t], getattr(step, field), rtol=1e-11)
            h = step.h
        np.testing.assert_allclose(trace.h[:, t], h, rtol=1e-11)


def test_gru_conventions_differ_only_where_the_reset_gate_does():
    rng = np.random.default_rng(0)
    x, h = rng.standard_normal((2, N, H))
    W_x, W_h = rng.standard_normal((2, H, 3 * H))
    b = rng.standard_normal(3 * H)
    open_reset = b.copy()
    open_reset[H : 2 * H] = 1000.0  # r = 1: nothing is reset, so it does not matter where
    for bias, same in ((open_reset, True), (b, False)):
        after = gru_step(x, h, W_x, W_h, bias, np.zeros(H)).h
        before = gru_step_reset_before(x, h, W_x, W_h, bias).h
        assert np.allclose(after, before) == same


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("name", NAMES)
def test_run_gives_the_final_state_of_forward(name, mask):
    rng = np.random.default_rng(0)
    layer = make(name, D, H)
    x = rng.standard_normal((N, T, D), dtype=np.float32)
    state = like(layer.forward(x).final, lambda s: rng.standard_normal(s.shape, dtype=np.float32))
    for given in (None, state):
        ours, whole = layer.run(x, given, mask), layer.forward(x, given, mask).final
        for one, other in zip(flat(ours), flat(whole), strict=True):
            np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize("name", [*CELLS, "Stack LSTM", "Bidirectional GRU reset after"])
def test_memory_without_a_trace_does_not_grow_with_time(name):
    layer = make(name, 4, 32)
    peaks = []
    for steps in (20, 400):
        x = np.zeros((8, steps, 4), np.float32)
        layer.run(x)
        tracemalloc.start()
        layer.run(x)
        peaks.append(tracemalloc.get_traced_memory()[1] - 8 * steps * 4)  # the check of x takes one byte a number
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0] + 4000
    memory.forget()  # memory that waits to be used again is not counted anew
    tracemalloc.start()
    layer.forward(x)
    assert tracemalloc.get_traced_memory()[1] > 4 * peaks[1]  # with a trace it does
    tracemalloc.stop()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", NAMES)
def test_extreme_inputs_give_finite_numbers(name, dtype):
    layer = make(name, D, H, dtype)
    rng = np.random.default_rng(0)
    x = (1e4 * rng.standard_normal((N, T, D))).astype(dtype)
    trace = layer.forward(x)
    grads = layer.backward(trace, np.ones(trace.h.shape, dtype))
    for value in (trace.h, *flat(trace.final), grads.x, *grads.params.values()):
        assert value.dtype == dtype
        assert np.isfinite(value).all()


def test_backward_direction_ends_after_the_whole_sequence_reversed():
    layer = make("Bidirectional LSTM", D, H)
    x = np.random.default_rng(0).standard_normal((N, T, D), dtype=np.float32)
    alone = layer.layers["backwards"].forward(x[:, ::-1])
    trace = layer.forward(x)
    np.testing.assert_array_equal(trace.final[1][0], alone.h[:, -1])
    np.testing.assert_array_equal(trace.h[:, 0, H:], alone.h[:, -1])
    masked = layer.forward(x, mask=MASK)
    short = layer.layers["backwards"].forward(x[:1, 1::-1])  # the two valid steps of sample 0, reversed
    np.testing.assert_allclose(masked.final[1][1][0], short.c[0, -1], rtol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_seed_decides_parameters_to_the_bit(name):
    first, second, other = make(name, D, H, seed=1), make(name, D, H, seed=1), make(name, D, H, seed=2)
    for key, value in first.params.items():
        np.testing.assert_array_equal(value, second.params[key])
    assert any((value != other.params[key]).any() for key, value in first.params.items())


X = np.zeros((N, T, D), np.float32)
NAN = X.copy()
NAN[1, 2, 3] = np.nan
BAD_INPUT = {
    "wrong rank": ({"x": X[0]}, "x: expected shape (N, T, D=4), got an array of shape (3, 4) and dtype float32"),
    "wrong feature size": ({"x": X[:, :, :3]}, "x: expected shape (N, T, D=4), got an array of shape (2, 3, 3) and dtype float32"),
    "mixed dtypes": ({"x": X.astype(np.float64)}, "x: expected dtype float32, got float64; convert it with x.astype(np.float32)"),
    "not a number": ({"x": NAN}, "x: expected finite numbers, got nan at index (1, 2, 3)"),
    "empty sequence": ({"x": X[:, :0]}, "x: expected at least one along axis T, got an array of shape (2, 0, 4) and dtype float32"),
    "no sample": ({"x": X[:0]}, "x: expected at least one along axis N, got an array of shape (0, 3, 4) and dtype float32"),
    "valid after padded": (
        {"x": X, "mask": np.array([[True, False, True], [True] * 3])},
        "mask: expected padding only after the last valid step, got a valid step 2 after a padded step 1 in sample 0",
    ),
    "mask of another shape": (
        {"x": X, "mask": MASK[:, :2]},
        "mask: expected a bool array of shape (N=2, T=3), got an array of shape (2, 2) and dtype bool",
    ),
}  # fmt: skip


@pytest.mark.parametrize("method", ["forward", "run"])
@pytest.mark.parametrize("case", BAD_INPUT)
@pytest.mark.parametrize("name", NAMES)
def test_bad_input_is_named(name, case, method):
    arguments, message = BAD_INPUT[case]
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        getattr(make(name, D, H), method)(**arguments)


@pytest.mark.parametrize("method", ["forward", "run"])
@pytest.mark.parametrize("name", NAMES)
def test_state_of_another_shape_or_dtype_is_named(name, method):
    layer = make(name, D, H)
    form = layer.forward(X).final
    for change in (lambda s: s[:1], lambda s: s[:, :1], lambda s: s.astype(np.float64)):
        message = r"state.*: expected (shape \(N=2, H=5\), got an array of|dtype float32, got float64)"
        with pytest.raises(ValueError, match=f"^{message}"):
            getattr(layer, method)(X, like(form, change))


@pytest.mark.parametrize("name", NAMES)
def test_gradient_of_another_shape_is_named(name):
    layer = make(name, D, H)
    trace = layer.forward(X)
    with pytest.raises(ValueError, match=r"^dh: expected shape \(N=2, T=3, 2?H=(5|10)\), got an array of shape"):
        layer.backward(trace, np.zeros((N, T, 1), np.float32))


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Stack([]), "layers: expected a list of at least one layer, got list []"),
        (lambda: Stack([RNN(2, 3, rng=RNG), RNN(2, 3, rng=RNG)]), "layers[1]: expected input_size 3, as layer 0 gives, got 2"),
        (lambda: Stack([RNN(2, 3, rng=RNG), 5]), "1: expected a layer, got int 5"),
        (
            lambda: Stack([RNN(2, 3, rng=RNG), RNN(3, 3, rng=RNG, dtype=np.float64)]),
            "layers: expected one dtype in all layers, got {'0': 'float32', '1': 'float64'}",
        ),
        (lambda: make("Stack RNN", D, H).forward(X, (None,)), "state: expected 2 states, one a layer, got a tuple of 1"),
        (
            lambda: Bidirectional(RNN(2, 3, rng=RNG), RNN(4, 3, rng=RNG)),
            "backwards: expected input_size 2, as that of forwards, got 4",
        ),
        (
            lambda: make("Bidirectional RNN", D, H).forward(X, (None,)),
            "state: expected a pair (forwards, backwards), got a tuple of 1",
        ),
        (lambda: make("RNN", D, H).astype(np.int32), "dtype: expected float32 or float64, got int32"),
        (lambda: make("Stack RNN", D, H).astype(np.int32), "dtype: expected float32 or float64, got int32"),
        (
            lambda: GRU.from_params(LSTM(D, H, rng=RNG).params),
            "W_x: expected shape (D=4, 3H=15), got an array of shape (4, 20) and dtype float32",
        ),
    ],
)  # fmt: skip
def test_layers_that_do_not_fit_are_named(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
