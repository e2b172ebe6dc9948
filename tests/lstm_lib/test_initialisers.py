"""First weights: their distribution, their seed, their errors."""

import re

import numpy as np
import pytest

from lstm_lib import LSTM, glorot_uniform, orthogonal


def test_glorot_fills_its_interval_and_no_more():
    W = glorot_uniform((30, 120), np.random.default_rng(0))
    limit = np.sqrt(6 / 150)
    assert W.dtype == np.float32
    assert 0.99 * limit < np.abs(W).max() <= limit
    np.testing.assert_allclose(W.var(), limit**2 / 3, rtol=0.05)


@pytest.mark.parametrize("shape", [(3, 12), (12, 3), (5, 5)])
def test_orthogonal_keeps_lengths_on_its_shorter_side(shape):
    Q = orthogonal(shape, np.random.default_rng(1), np.float64)
    assert Q.shape == shape
    gram = Q @ Q.T if shape[0] <= shape[1] else Q.T @ Q
    np.testing.assert_allclose(gram, np.eye(min(shape)), atol=1e-14)


def test_same_seed_same_layer_to_the_bit():
    first, second = (LSTM(3, 5, rng=np.random.default_rng(7)) for _ in range(2))
    for name in first.params:
        np.testing.assert_array_equal(first.params[name], second.params[name])


def test_new_layer_starts_with_its_forget_gate_at_one():
    b = LSTM(3, 2, rng=np.random.default_rng(0)).params["b"]
    np.testing.assert_array_equal(b, [0, 0, 1, 1, 0, 0, 0, 0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rng": 0}, "rng: expected np.random.default_rng(seed), got int 0"),
        ({"input_size": 0}, "input_size: expected a whole number from 1 up, got int 0"),
        ({"hidden_size": 2.5}, "hidden_size: expected a whole number from 1 up, got float 2.5"),
        ({"hidden_size": True}, "hidden_size: expected a whole number from 1 up, got bool True"),
        ({"dtype": np.int32}, "dtype: expected float32 or float64, got int32"),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    whole = {"input_size": 3, "hidden_size": 4, "rng": np.random.default_rng(0)} | arguments
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        LSTM(**whole)
