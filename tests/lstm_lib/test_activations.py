"""Squashing functions: known values, and no overflow at extreme inputs (warnings are errors)."""

import numpy as np
import pytest

from lstm_lib import log_softmax, sigmoid, softmax


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_equals_its_definition_and_keeps_the_dtype(dtype):
    z = np.linspace(-8, 8, 33, dtype=dtype)
    assert sigmoid(z).dtype == dtype
    np.testing.assert_allclose(sigmoid(z), 1 / (1 + np.exp(-z)), atol=1e-7)


def test_extreme_inputs_give_finite_numbers():
    z = np.array([[-1e4, 0.0, 1e4]], np.float32)
    np.testing.assert_array_equal(sigmoid(z), [[0.0, 0.5, 1.0]])
    np.testing.assert_array_equal(softmax(z), [[0.0, 0.0, 1.0]])
    np.testing.assert_array_equal(log_softmax(z), [[-2e4, -1e4, 0.0]])


def test_softmax_is_the_quotient_of_exponentials():
    z = np.log(np.array([[1.0, 2.0, 5.0], [3.0, 3.0, 2.0]]))
    np.testing.assert_allclose(softmax(z), [[0.125, 0.25, 0.625], [0.375, 0.375, 0.25]], rtol=1e-14)
    np.testing.assert_allclose(log_softmax(z), np.log(softmax(z)), rtol=1e-14)
