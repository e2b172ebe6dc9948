# ruff: noqa: E501 (whole messages read better on one line)
"""What a trace hands out is what backward uses; a layer takes its own trace alone; samples of padding alone."""

import re

import numpy as np
import pytest
from kinds import NAMES, flat, like, make

from lstm_lib import (
    GRU,
    LSTM,
    PAD,
    RNN,
    AdditiveAttention,
    Autoencoder,
    Bidirectional,
    Dense,
    DotAttention,
    Embedding,
    EncoderDecoder,
    Network,
    Stack,
    check_layer,
    greedy,
    softmax_cross_entropy,
    to_keras,
)

R = np.random.default_rng(0)
N, T, D, H = 3, 4, 2, 5
X = R.standard_normal((N, T, D))
IDS = R.integers(1, 6, (N, T))


def layers():
    f64 = {"rng": R, "dtype": np.float64}
    yield from ((name, make(name, D, H, np.float64), (X,)) for name in NAMES)
    yield "Dense", Dense(D, 3, **f64), (X,)
    yield "Embedding", Embedding(6, D, **f64), (IDS,)
    yield "DotAttention", DotAttention(), (X, X)
    yield "AdditiveAttention", AdditiveAttention(D, 4, **f64), (X, X)
    yield "Network", Network(LSTM(D, H, **f64), Dense(H, 1, **f64)), (X,)
    yield "Network of ids", Network(LSTM(D, H, **f64), Dense(H, 1, **f64), embedding=Embedding(6, D, **f64)), (IDS,)
    yield "Autoencoder", Autoencoder(GRU(D, H, **f64), RNN(H, 3, **f64), Dense(3, D, **f64)), (X,)
    yield "EncoderDecoder", EncoderDecoder(
        Embedding(6, D, **f64), LSTM(D, H, **f64), Embedding(6, D, **f64), LSTM(D, H, **f64), Dense(2 * H, 6, **f64), DotAttention()
    ), (IDS, IDS)


LAYERS = {name: (layer, inputs) for name, layer, inputs in layers()}


def computed(trace, given):
    """All arrays that a trace hands out, but those that were given to forward."""
    found = []
    for name in [*trace._fields, *(n for n in ("h", "final") if hasattr(type(trace), n))]:
        if name in ("x", "ids", "state", "query", "values", "mask"):
            continue
        value = getattr(trace, name)
        if hasattr(value, "_fields"):
            found += computed(value, given)
        elif isinstance(value, tuple):
            for part in value:
                found += computed(part, given) if hasattr(part, "_fields") else flat(part)
        elif isinstance(value, np.ndarray) and not any(value is array for array in given):
            found.append(value)
    return found


@pytest.mark.parametrize("name", LAYERS)
def test_what_a_trace_hands_out_cannot_be_changed(name):
    layer, inputs = LAYERS[name]
    arrays = computed(layer.forward(*inputs), inputs)
    assert arrays
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array += 1


def out_of(trace):
    return next(getattr(trace, name) for name in ("z", "y", "context", "h") if hasattr(trace, name) and name in (*trace._fields, "h"))


def back(layer, trace):
    shapes = {"EncoderDecoderTrace": "z", "NetworkTrace": "y", "AutoencoderTrace": "y", "DenseTrace": "y", "EmbeddingTrace": "y", "AttentionTrace": "context"}
    return layer.backward(trace, np.ones_like(getattr(trace, shapes.get(type(trace).__name__, "h"))))


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_refuses_the_trace_of_another_kind(name):
    layer, inputs = LAYERS[name]
    own = layer.forward(*inputs)
    back(layer, own)
    for other in ("RNN", "LSTM", "Stack GRU reset after", "Bidirectional RNN", "Dense", "Embedding", "Network"):
        trace = LAYERS[other][0].forward(*LAYERS[other][1])
        if type(trace) is not type(own):
            with pytest.raises(ValueError, match=f"^trace: expected {type(own).__name__}, from this layer's forward, got a "):
                back(layer, trace)
    with pytest.raises(ValueError, match="^trace: expected .*, got NoneType None$"):
        layer.backward(None, X)


F64 = {"rng": R, "dtype": np.float64}


@pytest.mark.parametrize(
    ("layer", "other", "inputs", "message"),
    [
        (LSTM(D, H, **F64), LSTM(D, H + 1, **F64), (X,), "trace: expected one of a layer with D=2, H=5, float64, got one with D=2, H=6, float64; hand in what"),
        (GRU(D + 1, H, **F64), GRU(D, H, **F64), (X,), "trace: expected one of a layer with D=3, H=5, float64, got one with D=2, H=5, float64; hand in what"),
        (RNN(D, H, rng=R), RNN(D, H, **F64), (X,), "trace: expected one of a layer with D=2, H=5, float32, got one with D=2, H=5, float64; hand in what"),
        (Dense(D, 3, **F64), Dense(D, 4, **F64), (X,), "trace: expected one of a layer with (D, K)=(2, 3), got one with (2, 4)"),
        (Embedding(6, 3, **F64), Embedding(6, 2, **F64), (IDS,), "trace: expected one of a table with D=3, got one with 2"),
        (Embedding(3, 2, **F64), Embedding(6, 2, **F64), (IDS,), "trace: expected ids from 0 to 2, got "),
        (Stack([RNN(D, H, **F64)]), Stack([RNN(D, H, **F64), RNN(H, H, **F64)]), (X,), "trace: expected one of 1 layers, got one of 2"),
        (AdditiveAttention(D, 4, **F64), DotAttention(), (X, X), "trace: expected one of AdditiveAttention, got one of another kind of attention"),
        (DotAttention(), AdditiveAttention(D, 4, **F64), (X, X), "trace: expected one of DotAttention, got one of another kind of attention"),
    ],
)  # fmt: skip
def test_a_layer_refuses_the_trace_of_one_of_other_sizes(layer, other, inputs, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        back(layer, other.forward(*inputs))


NOTHING = np.array([[True] * T, [False] * T, [True, False, False, False]])


@pytest.mark.parametrize("name", NAMES)
def test_sample_of_padding_alone_gives_its_initial_state(name):
    layer = make(name, D, H, np.float64)
    state = like(layer.forward(X).final, lambda s: R.standard_normal(s.shape))
    for final in (layer.forward(X, state, NOTHING).final, layer.run(X, state, NOTHING)):
        for mine, first in zip(flat(final), flat(state), strict=True):
            np.testing.assert_array_equal(mine[1], first[1])
            assert (mine[0] != first[0]).all()
    for zero in flat(layer.forward(X, None, NOTHING).final):
        assert not zero[1].any()
    check_layer(layer, mask=np.array([[False] * 3, [True, True, False]]))


@pytest.mark.parametrize("name", ["LSTM", "GRU reset after", "RNN"])
def test_final_state_of_padding_alone_is_keras(name):
    layer, x = make(name, D, H), X.astype(np.float32)
    state = like(layer.forward(x).final, lambda s: R.standard_normal(s.shape, dtype=np.float32))
    _, *final = to_keras(layer, return_sequences=True, return_state=True)(x, initial_state=flat(state), mask=NOTHING)
    for mine, other in zip(flat(layer.forward(x, state, NOTHING).final), final, strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-6)


@pytest.mark.parametrize("attention", [DotAttention(), AdditiveAttention(D, 4, **F64)])
def test_attention_to_nothing_is_a_context_of_zeros(attention):
    trace = attention.forward(X[:, :2], X, NOTHING)
    assert not trace.weights[1].any()
    assert not trace.context[1].any()
    np.testing.assert_allclose(trace.weights[[0, 2]].sum(axis=2), 1)
    grads = attention.backward(trace, np.ones_like(trace.context))
    assert not grads.query[1].any()
    assert not grads.values[1].any()
    assert np.isfinite(grads.query).all()


def test_empty_source_is_answered_from_a_state_of_zeros():
    model, (source, target) = LAYERS["EncoderDecoder"]
    source = source.copy()
    source[1] = PAD
    loss, grads = model.loss_and_grads(source, target)
    assert np.isfinite(loss)
    assert all(np.isfinite(grad).all() for grad in grads.values())
    assert not any(part[1].any() for part in model.encode(source).final)
    assert len(greedy(model, source, 3).ids) == N


@pytest.mark.parametrize("odd", [-1, 99, np.iinfo(np.int64).min])
def test_classes_that_do_not_count_may_be_anything(odd):
    z, mask = R.standard_normal((2, 3, 4)), np.array([[True, True, False], [True, False, False]])
    targets = R.integers(0, 4, (2, 3))
    expected = softmax_cross_entropy(z, targets, mask)
    found = softmax_cross_entropy(z, np.where(mask, targets, odd), mask)
    assert found.value == expected.value
    np.testing.assert_array_equal(found.grad, expected.grad)
    with pytest.raises(ValueError, match="^targets: expected classes from 0 to 3"):
        softmax_cross_entropy(z, np.full((2, 3), odd), mask)


def test_bidirectional_halves_of_any_kind_keep_their_checks():
    layer = Bidirectional(RNN(D, 2, **F64), GRU(D, 3, **F64))
    check_layer(layer)
    with pytest.raises(ValueError, match="^trace: expected BidirectionalTrace"):
        layer.backward(RNN(D, H, **F64).forward(X), np.ones((N, T, H)))
