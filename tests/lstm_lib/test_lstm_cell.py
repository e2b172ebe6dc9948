"""One LSTM step: numbers worked by hand, and gates that are wholly open or closed."""

import math

import numpy as np
import pytest

from lstm_lib import lstm_step, lstm_step_backward, numeric_gradient, relative_error

OPEN, CLOSED = 50.0, -50.0  # sigmoid of these is 1 and 0 to the last bit of what follows


def gates_set_by_bias(i, f, g, o, c):
    """One step of one unit whose weights are zero, so that the bias alone sets the gates."""
    zero = np.zeros((1, 1))
    return lstm_step(zero, zero, np.array([[c]]), np.zeros((1, 4)), np.zeros((1, 4)), np.array([i, f, g, o]))


def test_two_units_worked_by_hand():
    # x = 1, h = (0.5, -0.5), c = (1, 2); each z is one input weight, one recurrent weight and a bias.
    x, h, c = np.array([[1.0]]), np.array([[0.5, -0.5]]), np.array([[1.0, 2.0]])
    W_x = np.array([[0.5, -1.0, 1.0, 0.0, 2.0, 0.3, -0.4, 1.0]])
    W_h = np.zeros((2, 8))
    W_h[0, 0] = 1.0  # the first unit's input gate listens to the first h: z = 0.5 + 0.5 = 1
    W_h[1, 3] = -2.0  # the second unit's forget gate listens to the second h: z = 0 + 1 + 1 = 2
    b = np.array([0.0, 0.0, 0.0, 1.0, -1.0, 0.2, 0.4, 0.0])

    def sigma(z):
        return 1 / (1 + math.exp(-z))

    step = lstm_step(x, h, c, W_x, W_h, b)
    np.testing.assert_allclose(step.i, [[sigma(1.0), sigma(-1.0)]], rtol=1e-14)
    np.testing.assert_allclose(step.f, [[sigma(1.0), sigma(2.0)]], rtol=1e-14)
    np.testing.assert_allclose(step.g, [[math.tanh(1.0), math.tanh(0.5)]], rtol=1e-14)
    np.testing.assert_allclose(step.o, [[sigma(0.0), sigma(1.0)]], rtol=1e-14)
    # With a pocket calculator: c = 0.7311 * 1 + 0.7311 * 0.7616 and 0.8808 * 2 + 0.2689 * 0.4621.
    np.testing.assert_allclose(step.c, [[1.2878, 1.8859]], atol=2e-4)
    # h = 0.5 * tanh(1.2878) and 0.7311 * tanh(1.8859).
    np.testing.assert_allclose(step.h, [[0.4293, 0.6982]], atol=2e-4)


@pytest.mark.parametrize("c", [-3.0, 0.8])
def test_open_forget_and_closed_input_gate_keep_the_cell_state(c):
    assert gates_set_by_bias(CLOSED, OPEN, 2.0, 0.0, c).c == pytest.approx(c, abs=1e-15)


@pytest.mark.parametrize("c", [-3.0, 0.8])
def test_closed_forget_gate_keeps_nothing(c):
    assert gates_set_by_bias(CLOSED, CLOSED, 2.0, 0.0, c).c == pytest.approx(0.0, abs=1e-15)


def test_open_input_gate_writes_the_candidate():
    assert gates_set_by_bias(OPEN, CLOSED, 2.0, 0.0, 5.0).c == pytest.approx(math.tanh(2.0), abs=1e-15)


def test_closed_output_gate_hides_the_cell_state_but_keeps_it():
    step = gates_set_by_bias(CLOSED, OPEN, 0.0, CLOSED, 0.8)
    assert step.h == pytest.approx(0.0, abs=1e-15)
    assert step.c == pytest.approx(0.8, abs=1e-15)


def test_cell_state_may_pass_one_but_hidden_state_may_not():
    step = gates_set_by_bias(OPEN, OPEN, 50.0, OPEN, 7.0)
    assert step.c == pytest.approx(8.0, abs=1e-14)
    assert abs(step.h) <= 1


def test_extreme_weights_give_finite_numbers():
    rng = np.random.default_rng(0)
    x, h, c = (np.float32(1e4) * rng.standard_normal((3, 4), dtype=np.float32) for _ in range(3))
    W = rng.standard_normal((4, 16), dtype=np.float32)
    step = lstm_step(x, h, c, W, W, np.zeros(16, np.float32))
    assert all(np.isfinite(value).all() for value in step)
    back = lstm_step_backward(step, x, h, c, W, W, np.ones_like(h), np.ones_like(c))
    assert all(np.isfinite(value).all() for value in back)


def test_step_backward_equals_finite_differences():
    rng = np.random.default_rng(1)
    N, D, H = 2, 3, 4
    shapes = {"x": (N, D), "h": (N, H), "c": (N, H), "W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)}
    values = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    dh, dc = rng.standard_normal((2, N, H))

    def loss():
        step = lstm_step(**values)
        return (dh * step.h).sum() + (dc * step.c).sum()

    without_bias = {name: value for name, value in values.items() if name != "b"}
    found = lstm_step_backward(lstm_step(**values), **without_bias, dh=dh, dc=dc)
    for name, value in values.items():
        assert relative_error(getattr(found, name), numeric_gradient(loss, value)) < 1e-8, name


def test_numeric_gradient_refuses_float32():
    with pytest.raises(ValueError, match="^values: expected dtype float64, got float32: too coarse"):
        numeric_gradient(lambda: 0.0, np.zeros(2, np.float32))
