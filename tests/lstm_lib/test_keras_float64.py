"""A layer in float64 stays one in Keras: dtype and digits."""

import numpy as np
import pytest
from kinds import NAMES, make

from lstm_lib import Dense, Embedding, from_keras, to_keras

X = np.random.default_rng(0).standard_normal((2, 5, 3))


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("Stack Bi")])
def test_float64_stays_float64_in_keras(name):
    layer = make(name, 3, 4, np.float64)
    theirs = to_keras(layer, return_sequences=True)
    assert {str(weight.dtype) for weight in theirs.weights} == {"float64"}
    h = np.asarray(theirs(X))
    assert h.dtype == np.float64
    np.testing.assert_allclose(h, layer.forward(X).h, rtol=0, atol=1e-13)
    assert from_keras(theirs).dtype == np.float64


def test_float64_stays_float64_around_recurrent_layers():
    rng = np.random.default_rng(0)
    dense = Dense(3, 4, rng=rng, dtype=np.float64)
    np.testing.assert_allclose(np.asarray(to_keras(dense)(X)), dense.forward(X).y, rtol=0, atol=1e-14)
    embedding = Embedding(5, 3, rng=rng, dtype=np.float64)
    ids = np.array([[1, 4]])
    np.testing.assert_array_equal(np.asarray(to_keras(embedding)(ids)), embedding.forward(ids).y)
