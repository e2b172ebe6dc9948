# ruff: noqa: E501 (whole messages read better on one line)
"""Parity with Keras 3, float32 within 1e-5: outputs, states and gradients of every layer and option."""

import re

import numpy as np
import pytest
from kinds import CELLS, NAMES, flat, like, make
from late import Late

from lstm_lib import (
    GRU,
    LSTM,
    RNN,
    AdditiveAttention,
    Dense,
    DotAttention,
    Embedding,
    Stack,
    check_layer,
    from_keras,
    mean_squared_error,
    repeat_vector,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    to_keras,
)

keras, tf = Late("keras"), Late("tensorflow")
N, T, D, H = 3, 7, 4, 5
CLOSE = {"atol": 1e-5, "rtol": 1e-5}
MASK = np.arange(T) < np.array([[7], [3], [5]])
BOTH_HAVE = [name for name in NAMES if not name.startswith("Stack")]


def draw(rng, *shape):
    return rng.standard_normal(shape, dtype=np.float32)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("with_state", [False, True], ids=["zero state", "initial state"])
@pytest.mark.parametrize("name", BOTH_HAVE)
def test_outputs_states_and_gradients_equal_keras(name, with_state, mask, rng):
    layer = make(name, D, H)
    x, dh = draw(rng, N, T, D), draw(rng, N, T, layer.hidden_size)
    form = layer.forward(x).final
    state = like(form, lambda s: draw(rng, *s.shape) if with_state else np.zeros_like(s))
    dfinal = like(form, lambda s: draw(rng, *s.shape))
    keras_layer = to_keras(layer, return_sequences=True, return_state=True)
    inputs = [tf.constant(value) for value in (x, *flat(state))]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        h, *final = keras_layer(inputs[0], initial_state=inputs[1:], mask=mask)
        loss = tf.reduce_sum(h * dh)
        loss += sum(tf.reduce_sum(s * d) for s, d in zip(final, flat(dfinal), strict=True))
    theirs = tape.gradient(loss, inputs + [weight.value for weight in keras_layer.trainable_weights])

    trace = layer.forward(x, state if with_state else None, mask)
    grads = layer.backward(trace, dh, dfinal)
    np.testing.assert_allclose(trace.h, h, **CLOSE)
    for mine, other in zip(flat(trace.final), final, strict=True):
        np.testing.assert_allclose(mine, other, **CLOSE)
    ours = [grads.x, *flat(grads.state)]
    for mine, other in zip(ours, theirs, strict=False):
        np.testing.assert_allclose(mine, other, **CLOSE)
    for mine, other in zip(weight_gradients(name, grads.params), theirs[len(ours) :], strict=True):
        np.testing.assert_allclose(mine, other, **CLOSE)


def weight_gradients(name, params):
    """Our gradients in the form of Keras's weights: a GRU that resets after has two rows of biases."""
    found = []
    for key, value in params.items():
        if key.endswith("b_h"):
            from_state = found[-1].copy()  # the biases of z and r are added up, so they share a gradient
            from_state[2 * H :] = value
            found[-1] = np.stack([found[-1], from_state])
        else:
            found.append(value)
    return found


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("name", BOTH_HAVE)
def test_layer_passes_check_layer_with_keras(name, mask):
    check_layer(make(name, 4, 5), mask=None if mask is None else mask[:2, :3], keras=True)


@pytest.mark.parametrize("name", BOTH_HAVE)
def test_last_output_is_what_keras_returns_by_default(name, rng):
    layer, x = make(name, D, H), draw(rng, N, T, D)
    final = layer.forward(x).final
    if name.startswith("Bidirectional"):
        last = np.concatenate([flat(part)[0] for part in final], axis=1)
    else:
        last = flat(final)[0]
    np.testing.assert_allclose(last, to_keras(layer)(x), **CLOSE)


@pytest.mark.parametrize("cell", CELLS)
def test_stack_equals_a_sequential_of_keras(cell, rng):
    layer, x = make(f"Stack {cell}", D, H), draw(rng, N, T, D)
    model = to_keras(layer, return_sequences=True)
    np.testing.assert_allclose(layer.forward(x).h, model(x), **CLOSE)


@pytest.mark.parametrize("cell", CELLS)
def test_gradients_of_a_stack_equal_a_sequential_of_keras(cell, rng):
    layer, x, dh = make(f"Stack {cell}", D, H), draw(rng, N, T, D), draw(rng, N, T, H)
    model, given = to_keras(layer, return_sequences=True), tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(given)
        loss = tf.reduce_sum(model(given) * dh)
    theirs = tape.gradient(loss, [given, *(weight.value for weight in model.trainable_weights)])
    grads = layer.backward(layer.forward(x), dh)
    for mine, other in zip([grads.x, *weight_gradients(cell, grads.params)], theirs, strict=True):
        np.testing.assert_allclose(mine, other, **CLOSE)


def test_repeat_vector_equals_keras(rng):
    x = draw(rng, N, D)
    np.testing.assert_array_equal(repeat_vector(x, T), keras.layers.RepeatVector(T)(x))


@pytest.mark.parametrize("name", NAMES)
def test_weights_survive_the_way_to_keras_and_back(name):
    layer = make(name, D, H)
    back = from_keras(to_keras(layer))
    assert type(back) is type(layer)
    assert list(back.params) == list(layer.params)
    for key, value in layer.params.items():
        np.testing.assert_array_equal(back.params[key], value)


@pytest.mark.parametrize("reset_after", [True, False])
@pytest.mark.parametrize("use_bias", [True, False])
def test_weights_of_a_keras_gru_come_over(reset_after, use_bias, rng):
    keras_layer = keras.layers.GRU(
        H, reset_after=reset_after, use_bias=use_bias, return_sequences=True, bias_initializer="normal"
    )
    x = draw(rng, N, T, D)
    h = keras_layer(x)
    layer = from_keras(keras_layer)
    assert layer.reset_after == reset_after
    np.testing.assert_allclose(layer.forward(x).h, h, **CLOSE)


@pytest.mark.parametrize("kind", ["LSTM", "SimpleRNN"])
def test_keras_layer_without_bias_gets_zeros(kind, rng):
    keras_layer = getattr(keras.layers, kind)(H, use_bias=False, return_sequences=True)
    x = draw(rng, N, T, D)
    h = keras_layer(x)
    layer = from_keras(keras_layer)
    assert not layer.params["b"].any()
    np.testing.assert_allclose(layer.forward(x).h, h, **CLOSE)


def test_stateful_keras_layer_equals_carry(rng):
    from lstm_lib import Carry

    layer = make("LSTM", D, H)
    keras_layer = keras.layers.LSTM(H, return_sequences=True, stateful=True)
    keras_layer.build((N, T, D))
    keras_layer.set_weights(to_keras(layer).get_weights())
    carry = Carry(layer)
    for _ in range(3):
        x = draw(rng, N, T, D)
        np.testing.assert_allclose(carry.forward(x).h, keras_layer(x), **CLOSE)


@pytest.mark.parametrize("shape", [(N, D), (N, T, D)], ids=["matrix", "each time step"])
def test_dense_equals_keras(shape, rng):
    layer, x, dy = Dense(D, H, rng=rng), draw(rng, *shape), draw(rng, *shape[:-1], H)
    keras_layer = to_keras(layer)
    given = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(given)
        y = keras_layer(given)
        loss = tf.reduce_sum(y * dy)
    theirs = tape.gradient(loss, [given, *(weight.value for weight in keras_layer.weights)])
    trace = layer.forward(x)
    grads = layer.backward(trace, dy)
    np.testing.assert_allclose(trace.y, y, **CLOSE)
    for mine, other in zip([grads.x, grads.params["W"], grads.params["b"]], theirs, strict=True):
        np.testing.assert_allclose(mine, other, **CLOSE)
    np.testing.assert_array_equal(from_keras(keras_layer).params["W"], layer.params["W"])


def test_embedding_equals_keras(rng):
    layer, ids, dy = Embedding(6, D, rng=rng), rng.integers(0, 6, (N, T)), draw(rng, N, T, D)
    keras_layer = to_keras(layer)
    with tf.GradientTape() as tape:
        y = keras_layer(ids)
        loss = tf.reduce_sum(y * dy)
    theirs = tf.convert_to_tensor(tape.gradient(loss, keras_layer.weights[0].value))
    trace = layer.forward(ids)
    np.testing.assert_allclose(trace.y, y, **CLOSE)
    np.testing.assert_allclose(layer.backward(trace, dy).params["W"], theirs, **CLOSE)
    np.testing.assert_array_equal(from_keras(keras_layer).params["W"], layer.params["W"])


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
def test_dot_attention_equals_keras(mask, rng):
    query, values = draw(rng, N, 2, H), draw(rng, N, T, H)
    trace = DotAttention().forward(query, values, mask)
    masks = None if mask is None else [None, tf.constant(mask)]
    context, weights = keras.layers.Attention()([query, values], mask=masks, return_attention_scores=True)
    np.testing.assert_allclose(trace.context, context, **CLOSE)
    np.testing.assert_allclose(trace.weights, weights, **CLOSE)


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
def test_additive_attention_with_unit_matrices_equals_keras(mask, rng):
    query, values, v = draw(rng, N, 2, H), draw(rng, N, T, H), draw(rng, H)
    unit = np.eye(H, dtype=np.float32)
    trace = AdditiveAttention.from_params({"W_q": unit, "W_k": unit, "v": v}).forward(query, values, mask)
    theirs = keras.layers.AdditiveAttention()
    theirs.build([query.shape, values.shape])
    theirs.set_weights([v])
    masks = None if mask is None else [None, tf.constant(mask)]
    context, weights = theirs([query, values], mask=masks, return_attention_scores=True)
    np.testing.assert_allclose(trace.context, context, **CLOSE)
    np.testing.assert_allclose(trace.weights, weights, **CLOSE)


def test_losses_equal_keras(rng):
    z, y = draw(rng, N, T, H), draw(rng, N, T, H)
    targets = rng.integers(0, H, (N, T))
    theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(targets, z)
    np.testing.assert_allclose(softmax_cross_entropy(z, targets).value, theirs, **CLOSE)
    yes = (y > 0).astype(np.float32)
    theirs = keras.losses.BinaryCrossentropy(from_logits=True)(yes, z)
    np.testing.assert_allclose(sigmoid_cross_entropy(z, yes).value, theirs, **CLOSE)
    np.testing.assert_allclose(mean_squared_error(z, y).value, keras.losses.MeanSquaredError()(y, z), **CLOSE)
    theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")(targets, z)
    masked = np.asarray(theirs)[MASK].mean()
    np.testing.assert_allclose(softmax_cross_entropy(z, targets, MASK).value, masked, **CLOSE)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda o: o.SGD(0.1), lambda: keras.optimizers.SGD(0.1)),
        (lambda o: o.SGD(0.1, momentum=0.9), lambda: keras.optimizers.SGD(0.1, momentum=0.9)),
        (lambda o: o.Adam(0.01, epsilon=1e-7), lambda: keras.optimizers.Adam(0.01)),
    ],
    ids=["SGD", "momentum", "Adam"],
)
def test_optimiser_takes_the_steps_of_keras(ours, theirs, rng):
    import lstm_lib

    params = {"W": draw(rng, D, H)}
    variable = keras.Variable(params["W"].copy())
    mine, other = ours(lstm_lib), theirs()
    for _ in range(5):
        grad = draw(rng, D, H)
        mine.update(params, {"W": grad})
        other.apply([tf.constant(grad)], [variable])
        np.testing.assert_allclose(params["W"], variable.value, **CLOSE)


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "SimpleRNN"])
def test_new_layers_of_both_start_alike(kind):
    keras_layer = getattr(keras.layers, kind)(H)
    keras_layer.build((None, None, D))
    theirs = from_keras(keras_layer)
    ours = type(theirs)(D, H, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(ours.params["b"], theirs.params["b"])
    for layer in (ours, theirs):
        W_x, W_h = layer.params["W_x"], layer.params["W_h"]
        assert np.abs(W_x).max() <= np.sqrt(6 / sum(W_x.shape))
        np.testing.assert_allclose(W_h @ W_h.T, np.eye(H), atol=1e-5)


def test_check_layer_finds_a_layer_that_differs_from_keras():
    class Shifted(LSTM):
        def forward(self, x, state=None, mask=None):
            shifted = self.params | {"b": self.params["b"] + np.asarray(0.01, self.dtype)}
            return LSTM.from_params(shifted).forward(x, state, mask)

    with pytest.raises(AssertionError, match="^h: differs from Keras by .*e-0[23], expected at most 1e-05$"):
        check_layer(Shifted.from_params(make("LSTM", D, H).params), keras=True)


def built(layer):
    layer.build((None, None, D))
    return layer


@pytest.mark.parametrize(
    ("make_layer", "message"),
    [
        (lambda: keras.layers.Flatten(), "keras_layer: expected one of LSTM, GRU, SimpleRNN, Bidirectional, Dense, Embedding, Sequential, got Flatten"),
        (lambda: keras.layers.LSTM(3, name="new"), "keras_layer: expected a built layer, got new without weights"),
        (lambda: built(keras.layers.LSTM(3, activation="relu")), "keras_layer: expected activation='tanh', got 'relu'"),
        (
            lambda: built(keras.layers.GRU(3, recurrent_activation="hard_sigmoid")),
            "keras_layer: expected recurrent_activation='sigmoid', got 'hard_sigmoid'",
        ),
        (lambda: built(keras.layers.SimpleRNN(3, go_backwards=True)), "keras_layer: expected go_backwards=False, got True"),
        (lambda: built(keras.layers.Dense(3, activation="tanh")), "keras_layer: expected activation='linear', got 'tanh'"),
        (
            lambda: built(keras.layers.Bidirectional(keras.layers.LSTM(3), merge_mode="sum")),
            "keras_layer: expected merge_mode='concat', got 'sum'",
        ),
    ],
)  # fmt: skip
def test_keras_layers_without_counterpart_are_refused(make_layer, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        from_keras(make_layer())


def test_to_keras_refuses_what_keras_does_not_have():
    with pytest.raises(ValueError, match=r"^layer: expected a layer of lstm_lib that Keras has too, got dict \{\}$"):
        to_keras({})


def test_kinds_become_their_keras_counterparts(rng):
    pairs = {RNN: keras.layers.SimpleRNN, LSTM: keras.layers.LSTM, GRU: keras.layers.GRU}
    for ours, theirs in pairs.items():
        assert type(to_keras(ours(D, H, rng=rng))) is theirs
    assert isinstance(to_keras(Stack([RNN(D, H, rng=rng)])), keras.Sequential)
