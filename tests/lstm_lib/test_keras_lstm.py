# ruff: noqa: E501 (whole messages read better on one line)
"""Parity of LSTM with Keras 3: outputs, states, gradients, masks, weights both ways."""

import re

import keras
import numpy as np
import pytest
import tensorflow as tf

from lstm_lib import LSTM, check_layer, from_keras, to_keras

N, T, D, H = 3, 7, 4, 5
CLOSE = {"atol": 1e-5, "rtol": 1e-5}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def layer(rng):
    layer = LSTM(D, H, rng=rng)
    layer.params["b"] += rng.standard_normal(4 * H).astype(np.float32)
    return layer


def draw(rng, *shape):
    return rng.standard_normal(shape, dtype=np.float32)


MASK = np.arange(T) < np.array([[7], [3], [5]])


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("with_state", [False, True], ids=["zero state", "initial state"])
def test_lstm_outputs_states_and_gradients_equal_keras(layer, rng, mask, with_state):
    x, dh = draw(rng, N, T, D), draw(rng, N, T, H)
    state = (draw(rng, N, H), draw(rng, N, H)) if with_state else (np.zeros((N, H), np.float32),) * 2
    dfinal = draw(rng, N, H), draw(rng, N, H)
    keras_layer = to_keras(layer, return_sequences=True, return_state=True)
    inputs = [tf.constant(value) for value in (x, *state)]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        h, *final = keras_layer(inputs[0], initial_state=inputs[1:], mask=mask)
        loss = tf.reduce_sum(h * dh) + sum(tf.reduce_sum(s * d) for s, d in zip(final, dfinal, strict=True))
    weights = [weight.value for weight in keras_layer.weights]
    theirs = tape.gradient(loss, inputs + weights)

    trace = layer.forward(x, state if with_state else None, mask)
    grads = layer.backward(trace, dh, dfinal)
    np.testing.assert_allclose(trace.h, h, **CLOSE)
    np.testing.assert_allclose(trace.final[0], final[0], **CLOSE)
    np.testing.assert_allclose(trace.final[1], final[1], **CLOSE)
    ours = [grads.x, *grads.state, *(grads.params[name] for name in ("W_x", "W_h", "b"))]
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, **CLOSE)


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
def test_lstm_passes_check_layer_with_keras(layer, mask):
    check_layer(layer, mask=mask, keras=True, N=N, T=T)


def test_check_layer_finds_a_layer_that_differs_from_keras(layer):
    class Shifted(LSTM):
        def forward(self, x, state=None, mask=None):
            shifted = self.params | {"b": self.params["b"] + np.asarray(0.01, self.dtype)}
            return LSTM.from_params(shifted).forward(x, state, mask)

    with pytest.raises(AssertionError, match="^h: differs from Keras by .*e-03, expected at most 1e-05$"):
        check_layer(Shifted.from_params(layer.params), keras=True)


def test_weights_survive_the_way_to_keras_and_back(layer):
    back = from_keras(to_keras(layer))
    assert type(back) is LSTM
    for name, value in layer.params.items():
        np.testing.assert_array_equal(back.params[name], value)


def test_keras_layer_without_bias_gets_zeros(rng):
    keras_layer = keras.layers.LSTM(H, use_bias=False, return_sequences=True)
    x = draw(rng, N, T, D)
    h = keras_layer(x)
    layer = from_keras(keras_layer)
    np.testing.assert_array_equal(layer.params["b"], np.zeros(4 * H))
    np.testing.assert_allclose(layer.forward(x).h, h, **CLOSE)


def test_new_layers_of_both_start_alike():
    keras_layer = keras.layers.LSTM(H)
    keras_layer.build((None, None, D))
    ours = LSTM(D, H, rng=np.random.default_rng(0))
    theirs = from_keras(keras_layer)
    np.testing.assert_array_equal(ours.params["b"], theirs.params["b"])
    limit = np.sqrt(6 / (D + 4 * H))
    assert np.abs(theirs.params["W_x"]).max() <= limit
    for layer in (ours, theirs):
        W_h = layer.params["W_h"]
        np.testing.assert_allclose(W_h @ W_h.T, np.eye(H), atol=1e-5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: keras.layers.Dense(3), "keras_layer: expected a keras.layers.LSTM, came Dense <Dense"),
        (lambda: keras.layers.LSTM(3, name="new"), "keras_layer: expected a built layer, came new without weights"),
        (lambda: keras.layers.LSTM(3, activation="relu"), "keras_layer: expected activation='tanh', came 'relu'"),
        (
            lambda: keras.layers.LSTM(3, recurrent_activation="hard_sigmoid"),
            "keras_layer: expected recurrent_activation='sigmoid', came 'hard_sigmoid'",
        ),
        (lambda: keras.layers.LSTM(3, go_backwards=True), "keras_layer: expected go_backwards=False, came True"),
    ],
)  # fmt: skip
def test_keras_layers_without_counterpart_are_refused(make, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        from_keras(make())


def test_to_keras_refuses_what_is_not_ours():
    with pytest.raises(ValueError, match=r"^layer: expected an lstm_lib.LSTM, came dict \{\}$"):
        to_keras({})
