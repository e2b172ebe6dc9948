# ruff: noqa: E501 (whole messages read better on one line)
"""Dense, Embedding, RepeatVector, dropout, losses, carrying state: gradients, extremes, errors."""

import re

import numpy as np
import pytest

from lstm_lib import (
    Carry,
    Dense,
    Embedding,
    dropout_mask,
    mean_squared_error,
    numeric_gradient,
    pieces,
    relative_error,
    repeat_vector,
    repeat_vector_backward,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
)

N, T, D, H = 2, 3, 4, 5
RNG = np.random.default_rng(0)


@pytest.fixture
def rng():
    return np.random.default_rng(1)


@pytest.mark.parametrize("shape", [(N, D), (N, T, D)], ids=["matrix", "each time step"])
def test_dense_gradients_equal_finite_differences(shape, rng):
    layer = Dense(D, H, rng=rng, dtype=np.float64)
    x, dy = rng.standard_normal(shape), rng.standard_normal((*shape[:-1], H))
    grads = layer.backward(layer.forward(x), dy)

    def loss():
        return (layer.forward(x).y * dy).sum()

    assert relative_error(grads.x, numeric_gradient(loss, x)) < 1e-8
    for name, value in layer.params.items():
        assert relative_error(grads.params[name], numeric_gradient(loss, value)) < 1e-8, name


def test_dense_at_each_step_equals_dense_of_that_step(rng):
    layer, x = Dense(D, H, rng=rng), rng.standard_normal((N, T, D), dtype=np.float32)
    for t in range(T):
        np.testing.assert_allclose(layer.forward(x).y[:, t], layer.forward(x[:, t]).y, rtol=1e-5)


def test_embedding_gradients_accumulate_over_repeated_ids(rng):
    layer = Embedding(6, D, rng=rng, dtype=np.float64)
    ids = np.array([[1, 4, 1], [1, 0, 4]])
    dy = rng.standard_normal((N, T, D))
    found = layer.backward(layer.forward(ids), dy).params["W"]
    np.testing.assert_allclose(found[1], dy[0, 0] + dy[0, 2] + dy[1, 0])
    np.testing.assert_array_equal(found[[2, 3, 5]], 0)
    numeric = numeric_gradient(lambda: (layer.forward(ids).y * dy).sum(), layer.params["W"])
    assert relative_error(found, numeric) < 1e-8


def test_repeat_vector_and_its_way_back_belong_together(rng):
    x, dy = rng.standard_normal((N, D)), rng.standard_normal((N, T, D))
    assert (repeat_vector(x, T) == x[:, None]).all()
    numeric = numeric_gradient(lambda: (repeat_vector(x, T) * dy).sum(), x)
    assert relative_error(repeat_vector_backward(dy), numeric) < 1e-8


def test_dropout_has_one_mask_a_sequence_and_keeps_the_mean():
    mask = dropout_mask((200, 7, 50), 0.3, np.random.default_rng(0))
    assert mask.shape == (200, 1, 50)
    np.testing.assert_allclose((mask == 0).mean(), 0.3, atol=0.01)
    np.testing.assert_allclose(mask.mean(), 1.0, atol=0.02)
    np.testing.assert_allclose(np.unique(mask), [0, 1 / 0.7], rtol=1e-6)
    assert (dropout_mask((2, 3), 0.0, np.random.default_rng(0)) == 1).all()


MASK = np.array([[True, True, False], [True, False, False]])


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("loss", [softmax_cross_entropy, sigmoid_cross_entropy, mean_squared_error])
def test_gradients_of_losses_equal_finite_differences(loss, mask, rng):
    z = rng.standard_normal((N, T, D))
    targets = rng.integers(0, D, (N, T)) if loss is softmax_cross_entropy else rng.random((N, T, D))
    if loss is sigmoid_cross_entropy and mask is not None:
        mask = np.repeat(mask[:, :, None], D, axis=2)
    found = loss(z, targets, mask)
    numeric = numeric_gradient(lambda: loss(z, targets, mask).value, z)
    assert relative_error(found.grad, numeric) < 1e-6
    if mask is not None:
        assert not found.grad[~mask].any()
        z[~mask] = 99.0  # what is masked does not count
        np.testing.assert_allclose(loss(z, targets, mask).value, found.value, rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_losses_are_finite_at_extreme_scores(dtype):
    z = np.array([[1e4, -1e4], [-1e4, 1e4]], dtype)
    loss = softmax_cross_entropy(z, np.array([0, 0]))
    assert loss.value == pytest.approx(1e4)  # right for nothing, wrong for 2e4: the mean
    np.testing.assert_allclose(loss.grad, [[0, 0], [-0.5, 0.5]], atol=1e-7)
    loss = sigmoid_cross_entropy(z, np.array([[1, 0], [1, 0]], dtype))
    assert loss.value == pytest.approx(5e3)
    np.testing.assert_allclose(loss.grad, [[0, 0], [-0.25, 0.25]], atol=1e-7)
    assert loss.grad.dtype == dtype


def test_carry_refuses_another_batch_size_until_reset():
    from lstm_lib import LSTM

    carry = Carry(LSTM(D, H, rng=RNG))
    carry.forward(np.zeros((4, T, D), np.float32))
    message = "x: expected 4 samples, whose state is carried on, got 3; call reset() before other sequences"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        carry.forward(np.zeros((3, T, D), np.float32))
    carry.reset()
    assert carry.forward(np.zeros((3, T, D), np.float32)).h.shape == (3, T, H)


def test_carry_stops_gradients_at_the_start_of_a_piece(rng):
    from lstm_lib import LSTM

    layer = LSTM(D, H, rng=rng, dtype=np.float64)
    x, dh = rng.standard_normal((N, 6, D)), rng.standard_normal((N, 3, H))
    carry = Carry(layer)
    first = carry.forward(x[:, :3])
    second = carry.forward(x[:, 3:])
    alone = layer.backward(layer.forward(x[:, 3:], first.final), dh)
    found = carry.backward(second, dh)
    np.testing.assert_array_equal(found.x, alone.x)
    whole = layer.backward(layer.forward(x), np.concatenate([np.zeros_like(dh), dh], axis=1))
    assert np.abs(whole.x[:, :3]).max() > 1e-3  # what truncation leaves out
    assert relative_error(found.params["W_h"], whole.params["W_h"]) > 1e-3


Z = np.zeros((N, T, D))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Dense(D, 0, rng=RNG), "output_size: expected a whole number from 1 up, got int 0"),
        (lambda: Dense(D, H, rng=RNG).forward(np.zeros((N, 3), np.float32)), "x: expected shape (N, D=4), got an array of shape (2, 3) and dtype float32"),
        (lambda: Dense(D, H, rng=RNG).forward(np.zeros(D, np.float32)), "x: expected shape (N, D=4), got an array of shape (4,) and dtype float32"),
        (lambda: Dense(D, H, rng=RNG).forward([[1.0]]), "x: expected shape (N, D=4), got list [[1.0]]"),
        (
            lambda: (d := Dense(D, H, rng=RNG)).backward(d.forward(np.zeros((N, D), np.float32)), np.zeros((N, D), np.float32)),
            "dy: expected shape (N=2, K=5), got an array of shape (2, 4) and dtype float32",
        ),
        (lambda: Embedding(6, D, rng=RNG).forward(np.array([[0, 6]])), "ids: expected ids from 0 to 5, got 6 at (0, 1)"),
        (lambda: Embedding(6, D, rng=RNG).forward(np.array([[0.0]])), "ids: expected whole numbers of shape (N, T), got an array of shape (1, 1) and dtype float64"),
        (lambda: repeat_vector(np.zeros(3), 2), "x: expected shape (N, D), got an array of shape (3,) and dtype float64"),
        (lambda: repeat_vector(np.zeros((2, 3)), 0), "T: expected a whole number from 1 up, got int 0"),
        (lambda: dropout_mask((2, 3), 1.0, RNG), "rate: expected a number from 0 and below 1, got float 1.0"),
        (lambda: dropout_mask((2, 3), 0.5, None), "rng: expected np.random.default_rng(seed), got NoneType None"),
        (lambda: pieces(Z, 0), "steps: expected a whole number from 1 up, got int 0"),
        (lambda: softmax_cross_entropy(Z, np.full((N, T), D)), "targets: expected classes from 0 to 3, got 4 to 4"),
        (lambda: softmax_cross_entropy(Z, np.zeros((N, 1), int)), "targets: expected whole numbers of shape (2, 3), got an array of shape (2, 1) and dtype int64"),
        (lambda: mean_squared_error(Z, Z[:1]), "targets: expected float64 of shape (2, 3, 4), got an array of shape (1, 3, 4) and dtype float64"),
        (lambda: mean_squared_error(Z.astype(np.float32), Z), "targets: expected float32 of shape (2, 3, 4), got an array of shape (2, 3, 4) and dtype float64"),
        (lambda: sigmoid_cross_entropy(Z, Z[:, :1] > 0), "targets: expected float64 of shape (2, 3, 4), got an array of shape (2, 1, 4) and dtype float64"),
        (
            lambda: (e := Embedding(6, D, rng=RNG)).backward(e.forward(np.zeros((N, T), int)), Z),
            "dy: expected dtype float32, got float64; convert it with dy.astype(np.float32)",
        ),
        (lambda: sigmoid_cross_entropy(Z, Z, MASK), "mask: expected a bool array of shape (2, 3, 4), got an array of shape (2, 3) and dtype bool"),
        (lambda: mean_squared_error(Z, Z, np.zeros((N, T), bool)), "mask: expected at least one valid entry, got none"),
    ],
)  # fmt: skip
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
