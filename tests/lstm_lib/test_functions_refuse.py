# ruff: noqa: E501 (whole messages read better on one line)
"""What stands beside the layers, functions and small classes, refuses in a sentence what it cannot take."""

import numpy as np
import pytest

from lstm_lib import (
    LSTM,
    SGD,
    Captioner,
    Carry,
    Dense,
    Embedding,
    Network,
    beam,
    check_layer,
    clip_by_global_norm,
    dropout_mask,
    explain,
    glorot_uniform,
    greedy,
    jacobian_norms,
    length_mask,
    linear_scan_backward,
    mean_loss,
    mean_squared_error,
    numeric_gradient,
    orthogonal,
    pieces,
    relative_error,
    repeat_vector_backward,
    shifted,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
)

N, T, D, H = 2, 3, 4, 5
RNG = np.random.default_rng(0)
Z = np.zeros((N, T, D))
READER = Network(LSTM(D, H, rng=RNG), Dense(H, 1, rng=RNG))
DESCRIBER = Captioner(Dense(12, D, rng=RNG), Dense(D, H, rng=RNG), Embedding(7, 3, rng=RNG), LSTM(3, H, rng=RNG), Dense(H, 7, rng=RNG))  # fmt: skip
WORDS = np.array([[3, 2]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        *((lambda loss=loss: loss([1.0], Z), f"{name}: expected an array of float32 or float64, got list [1.0]")
          for loss, name in ((mean_squared_error, "y"), (sigmoid_cross_entropy, "z"), (softmax_cross_entropy, "z"))),
        (lambda: mean_squared_error(Z[:0], Z[:0]), "y: expected at least one number, got an array of shape (0, 3, 4) and dtype float64"),
        (lambda: relative_error(np.array([1.0, np.nan]), np.ones(2)), "a: expected finite numbers, got nan or inf"),
        (lambda: relative_error(np.ones(2), np.array([1.0, np.inf])), "b: expected finite numbers, got nan or inf"),
        (lambda: relative_error(np.ones(2), np.ones((3, 1))), "b: expected the shape of a, (2,), got an array of shape (3, 1) and dtype float64"),
        (lambda: relative_error(np.ones(0), np.ones(0)), "a: expected an array of numbers, got an array of shape (0,) and dtype float64"),
        (lambda: numeric_gradient(3.0, np.ones(2)), "expected a function and an array, got float 3.0 and an array of shape (2,) and dtype float64"),
        (lambda: numeric_gradient(lambda: 0.0, np.array([np.inf])), "values: expected finite numbers, got nan or inf"),
        (lambda: glorot_uniform((3, 0), RNG), "shape: expected a tuple of 2 whole numbers from 1 up, got (3, 0)"),
        (lambda: orthogonal((3, 2.0), RNG), "shape: expected a tuple of 2 whole numbers from 1 up, got (3, 2.0)"),
        (lambda: dropout_mask((2,), 0.5, RNG), "shape: expected a tuple of 2 or 3 whole numbers from 1 up, got (2,)"),
        (lambda: pieces([1.0, 2.0], 1), "x: expected an array (N, T, ...), got list [1.0, 2.0]"),
        (lambda: Carry(Dense(D, H, rng=RNG)), "layer: expected a recurrent layer, got Dense"),
        (lambda: Carry(LSTM(D, H, rng=RNG)).forward(None), "x: expected an array (N, ...), got NoneType None"),
        (lambda: repeat_vector_backward(np.zeros((2, 3))), "dy: expected shape (N, T, D), got an array of shape (2, 3) and dtype float64"),
        (lambda: shifted(np.zeros((2, 0), int)), "target: expected whole numbers of shape (N, U), got an array of shape (2, 0) and dtype int64"),
        (lambda: greedy("model", Z, 3), "model: expected one that writes, got str 'model'"),
        (lambda: beam(None, Z, 3), "model: expected one that writes, got NoneType None"),
        (lambda: mean_loss(None, (Z, Z), 2), "model: expected one with a loss, got NoneType None"),
        (lambda: jacobian_norms(Dense(D, H, rng=RNG), None), "layer: expected a recurrent layer, got Dense"),
        (lambda: jacobian_norms(LSTM(D, H, rng=RNG), Z), "trace: expected what the layer's forward returns, got an array of shape (2, 3, 4) and dtype float64"),
        (lambda: explain(LSTM(D, H, rng=RNG).forward(Z.astype(np.float32)), unit=1.0), "unit: expected one of 0 to 4, got 1.0"),
        (lambda: check_layer(None), "layer: expected a recurrent layer, got NoneType"),
        (lambda: clip_by_global_norm({"W": np.array([3, 4])}, 1.0), "W: expected an array of float32 or float64, got an array of shape (2,) and dtype int64"),
        (lambda: SGD(0.1).update({"W": np.zeros(2)}, {"W": np.ones(2, complex)}), "gradient of W: expected an array of float32 or float64, got an array of shape (2,) and dtype complex128"),
        (lambda: linear_scan_backward(Z, Z, Z[:, 0], None), "a, h, h0, dh: expected what linear_scan took and gave, and a gradient of h, got an array of shape (2, 3, 4) and dtype float64, an array of shape (2, 3, 4) and dtype float64, an array of shape (2, 4) and dtype float64, NoneType None"),
        (lambda: length_mask([[1, 2], [3]], 4), "lengths: expected whole numbers from 0 up, one a sequence, got list [[1, 2], [3]]"),
        (lambda: READER.predict(None), "x: expected an array (N, T, ...), got NoneType None"),
        (lambda: READER.predict(Z.astype(np.float32), True), "mask: expected a bool array of shape (N=2, T=3), got bool True"),
        (lambda: DESCRIBER.loss([[1.0]], WORDS), "pictures: expected an array (N, ...), got list [[1.0]]"),
        (lambda: DESCRIBER.loss(np.zeros((0, 12), np.float32), WORDS), "pictures: expected at least one sample, got an array of shape (0, 12) and dtype float32"),
        (lambda: DESCRIBER.predict(None, 3), "source: expected an array (N, ...), got NoneType None"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named(call, message):
    with pytest.raises(ValueError) as raised:
        call()
    assert str(raised.value) == message


def test_nan_in_a_gradient_is_not_called_equal(monkeypatch):
    """The largest of nan and numbers is nan, and nan is not above zero: that once made the error 0."""
    layer = LSTM(2, 3, rng=RNG)
    backward = LSTM.backward

    def spoilt(self, *given):
        grads = backward(self, *given)
        grads.params["b"][0] = np.nan
        return grads

    monkeypatch.setattr(LSTM, "backward", spoilt)
    with pytest.raises(ValueError, match="a: expected finite numbers, got nan or inf"):
        check_layer(layer)
