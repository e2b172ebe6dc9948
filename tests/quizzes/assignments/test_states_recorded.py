"""What the assignment states calls recorded is what Keras returns."""

import numpy as np
import pytest
from late import Late

from quizzes.assignments.master import Role, load_masters
from quizzes.load import load_bank

keras = Late("keras")
(GIVEN,) = [
    cell for cell in load_masters(load_bank())["states"].cells if cell.id == "states-tools" and cell.role is Role.GIVEN
]


@pytest.fixture(scope="module")
def given():
    space = {}
    exec(GIVEN.source, space)
    return space


def called(given, **call):
    layer = keras.layers.LSTM(3, return_sequences=True, return_state=True)
    layer.build(given["x"].shape)
    layer.set_weights([given["kernel"], given["recurrent_kernel"], given["bias"]])
    return [np.asarray(array) for array in layer(given["x"].astype("float32"), **call)]


def test_recorded_states_are_those_of_keras(given):
    all_h, h, c = called(given)
    np.testing.assert_allclose(given["recorded_h"], all_h, atol=2e-6)
    np.testing.assert_allclose(given["recorded_h"][:, -1], h, atol=2e-6)
    np.testing.assert_allclose(given["recorded_c"], c, atol=2e-6)


def test_recorded_masked_state_is_that_of_keras(given):
    mask = np.array([[True] * 4, [True, True, False, False]])
    all_h, h, c = called(given, mask=mask)
    np.testing.assert_allclose(given["recorded_h"][1][[0, 1, 1, 1]], all_h[1], atol=2e-6)
    np.testing.assert_allclose(given["recorded_h"][1, 1], h[1], atol=2e-6)
    np.testing.assert_allclose(given["recorded_masked_c"], c, atol=2e-6)
