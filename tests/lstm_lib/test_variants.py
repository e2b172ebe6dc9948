# ruff: noqa: E501 (whole messages read better on one line)
"""Peepholes, layer normalisation, dropout around layers and on the recurrence, scheduled sampling."""

import re

import numpy as np
import pytest

from lstm_lib import (
    END,
    GRU,
    LSTM,
    PAD,
    RNN,
    START,
    Adam,
    Autoencoder,
    Bidirectional,
    Dense,
    DotAttention,
    Dropped,
    Embedding,
    EncoderDecoder,
    LSTMVariant,
    Network,
    ScheduledSampling,
    Stack,
    check_layer,
    fit,
    load,
    numeric_gradient,
    relative_error,
    save,
    shifted,
    sigmoid,
    to_keras,
)

N, T, D, H = 3, 4, 2, 5
F64 = {"dtype": np.float64}
MASK = np.array([[True] * 4, [True, True, False, False], [False] * 4])
OPTIONS = {"none": {}, "peepholes": {"peepholes": True}, "norm": {"layer_norm": True}, "both": {"peepholes": True, "layer_norm": True}}


def make(name="both", seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    layer = LSTMVariant(D, H, rng=rng, dtype=dtype, **OPTIONS[name])
    for value in layer.params.values():
        value += (0.4 * rng.standard_normal(value.shape)).astype(dtype)
    return layer


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("name", OPTIONS)
def test_variants_pass_the_check(name, mask):
    check_layer(make(name), mask=mask, N=N, T=T, tolerance=5e-6)


@pytest.mark.parametrize("name", OPTIONS)
def test_variants_are_their_equations(name):
    layer, rng = make(name), np.random.default_rng(1)
    x, (h, c) = rng.standard_normal((N, T, D)), rng.standard_normal((2, N, H))
    kept = rng.integers(0, 2, (N, H)) * 2.0
    trace, p = layer.forward(x, (h, c), kept=kept), layer.params
    zero = np.zeros(H)

    def norm(values, gain):
        if name in ("none", "peepholes"):
            return values
        return (values - values.mean(axis=1, keepdims=True)) / np.sqrt(values.var(axis=1, keepdims=True) + 1e-5) * p[gain]

    for t in range(T):
        z = norm(x[:, t] @ p["W_x"], "gain_x") + norm((kept * h) @ p["W_h"], "gain_h") + p["b"]
        i = sigmoid(z[:, :H] + p.get("p_i", zero) * c)
        f = sigmoid(z[:, H : 2 * H] + p.get("p_f", zero) * c)
        c = f * c + i * np.tanh(z[:, 2 * H : 3 * H])
        o = sigmoid(z[:, 3 * H :] + p.get("p_o", zero) * c)
        h = o * np.tanh(norm(c, "gain_c") + p.get("shift_c", zero))
        np.testing.assert_allclose(trace.h[:, t], h, rtol=1e-12)
        np.testing.assert_allclose(trace.c[:, t], c, rtol=1e-12)


def test_variant_without_options_is_the_lstm():
    variant, rng = make("none"), np.random.default_rng(1)
    plain = LSTM.from_params(variant.params)
    x, dh, state = rng.standard_normal((N, T, D)), rng.standard_normal((N, T, H)), tuple(rng.standard_normal((2, N, H)))
    one, other = variant.forward(x, state, MASK), plain.forward(x, state, MASK)
    np.testing.assert_allclose(one.h, other.h, rtol=1e-12)
    mine, theirs = variant.backward(one, dh, state), plain.backward(other, dh, state)
    np.testing.assert_allclose(mine.x, theirs.x, rtol=1e-10, atol=1e-14)
    for key, value in theirs.params.items():
        np.testing.assert_allclose(mine.params[key], value, rtol=1e-10, atol=1e-14)


def test_gradients_with_a_mask_on_the_recurrence_equal_finite_differences():
    layer, rng = make(), np.random.default_rng(2)
    x, dh = rng.standard_normal((N, T, D)), rng.standard_normal((N, T, H))
    kept = rng.integers(0, 2, (N, H)) * 2.0
    grads = layer.backward(layer.forward(x, None, MASK, kept), dh)
    loss = lambda: float((layer.forward(x, None, MASK, kept).h * dh).sum())  # noqa: E731
    for value, grad in ((x, grads.x), *((layer.params[k], grads.params[k]) for k in layer.params)):
        assert relative_error(grad, numeric_gradient(loss, value)) < 1e-6


def test_dropped_masks_are_one_a_sequence_and_only_in_training():
    rng = np.random.default_rng(0)
    layer = LSTM(40, 50, rng=rng, **F64)
    dropped = Dropped(layer, inputs=0.5, recurrent=0.25)
    x = rng.standard_normal((30, T, 40))
    np.testing.assert_array_equal(dropped.forward(x).h, layer.forward(x).h)
    trace = dropped.forward(x, rng=rng)
    assert trace.kept.shape == (30, 1, 40)
    assert set(np.unique(trace.kept)) == {0, 2}
    assert 0.45 < (trace.kept == 0).mean() < 0.55
    kept_h = trace.inside.kept
    assert set(np.unique(kept_h)) == {0, 4 / 3}
    assert 0.2 < (kept_h == 0).mean() < 0.3
    again = LSTMVariant.from_params(layer.params).forward(x * trace.kept, kept=kept_h)
    np.testing.assert_array_equal(trace.h, again.h)


@pytest.mark.parametrize("rates", [{"inputs": 0.5}, {"recurrent": 0.5}, {"inputs": 0.3, "recurrent": 0.4}, {}])
def test_gradients_through_what_was_dropped_equal_finite_differences(rates):
    dropped = Dropped(make("peepholes"), **rates)
    check_layer(dropped, mask=MASK, N=N, T=T)
    rng = np.random.default_rng(3)
    x, dh = rng.standard_normal((N, T, D)), rng.standard_normal((N, T, H))
    draw = lambda: dropped.forward(x, None, MASK, np.random.default_rng(7))  # noqa: E731
    grads = dropped.backward(draw(), dh)
    params = dropped.params
    for value, grad in ((x, grads.x), *((params[k], grads.params[k]) for k in params)):
        assert relative_error(grad, numeric_gradient(lambda: float((draw().h * dh).sum()), value)) < 1e-6


def models():
    rng = np.random.default_rng(0)
    options = {"rng": rng, **F64}
    both = Bidirectional(Dropped(LSTM(D, 3, **options), recurrent=0.4), Dropped(GRU(D, 2, **options), inputs=0.4))
    stack = Stack([LSTM(D, 4, **options), Dropped(LSTM(4, H, **options), inputs=0.4, recurrent=0.4)])
    x = rng.standard_normal((N, T, D))
    yield "last step", Network(stack, Dense(H, 1, **options)), (x, x[:, -1, :1].copy(), MASK)
    yield "every step", Network(both, Dense(5, 1, **options), every_step=True), (x, x[:, :, :1].copy(), MASK)
    yield "one layer", Network(Dropped(LSTM(D, H, **options), 0.4, 0.4), Dense(H, 1, **options)), (x, x[:, -1, :1].copy(), MASK)
    yield "autoencoder", Autoencoder(Dropped(LSTM(D, H, **options), 0.4), Dropped(RNN(H, 3, **options), 0.4), Dense(3, D, **options)), (x,)
    ids = rng.integers(3, 7, (N, T))
    encoder = Bidirectional(Dropped(LSTM(3, 2, **options), 0.4), LSTM(3, 3, **options))
    yield "encoder-decoder", EncoderDecoder(
        Embedding(7, 3, **options), encoder, Embedding(7, 3, **options), Dropped(LSTMVariant(3, 5, peepholes=True, **options), 0.4, 0.4),
        Dense(10, 7, **options), DotAttention(),
    ), (ids, ids)  # fmt: skip


MODELS = {name: (model, batch) for name, model, batch in models()}


@pytest.mark.parametrize("name", MODELS)
def test_models_drop_in_training_alone_and_can_be_saved(name, tmp_path):
    model, batch = MODELS[name]
    for value in model.params.values():
        value += 0.3 * np.random.default_rng(1).standard_normal(value.shape)
    loss = model.loss(*batch)
    assert model.loss_and_grads(*batch)[0] == pytest.approx(loss, rel=1e-12)
    dropped, grads = model.loss_and_grads(*batch, rng=np.random.default_rng(5))
    assert dropped != pytest.approx(loss, rel=1e-6)
    for key in list(grads)[::3]:
        value = model.params[key]
        numeric = numeric_gradient(lambda: model.loss_and_grads(*batch, rng=np.random.default_rng(5))[0], value)
        assert relative_error(grads[key], numeric) < 1e-6, key
    save(tmp_path / "m.npz", model)
    again = load(tmp_path / "m.npz")
    assert again.loss(*batch) == loss
    assert again.loss_and_grads(*batch, rng=np.random.default_rng(5))[0] == dropped


def seq2seq(seed=0):
    rng = np.random.default_rng(seed)
    f64 = {"rng": rng, **F64}
    model = EncoderDecoder(Embedding(7, 3, **f64), LSTM(3, 4, **f64), Embedding(7, 3, **f64), LSTM(3, 4, **f64), Dense(4, 7, **f64))
    for value in model.params.values():
        value += 0.7 * rng.standard_normal(value.shape)
    return model


SOURCE, TARGET = np.array([[3, 4, 5], [6, 3, 0]]), np.array([[5, 4, 3, END], [3, 6, END, PAD]])


def test_without_a_share_it_is_teacher_forcing():
    model = seq2seq()
    loss, grads = model.loss_and_grads(SOURCE, TARGET)
    sampled, other = ScheduledSampling(model, 0).loss_and_grads(SOURCE, TARGET, rng=np.random.default_rng(0))
    assert sampled == loss == ScheduledSampling(model, 1.0).loss(SOURCE, TARGET)
    for key, value in grads.items():
        np.testing.assert_array_equal(other[key], value)


def test_with_the_whole_share_the_decoder_reads_what_it_wrote():
    model = seq2seq()
    inputs = ScheduledSampling(model, 1.0).inputs(SOURCE, TARGET, np.random.default_rng(0))
    assert (inputs[:, 0] == START).all()
    z = model.forward(SOURCE, TARGET, inputs=inputs).z
    np.testing.assert_array_equal(inputs[:, 1:], z[:, :-1].argmax(axis=2))
    assert (inputs != shifted(TARGET)).any()
    loss, grads = ScheduledSampling(model, 1.0).loss_and_grads(SOURCE, TARGET, rng=np.random.default_rng(0))
    for key in ("decoder.W_x", "encoder.W_h"):
        numeric = numeric_gradient(lambda: model.loss_and_grads(SOURCE, TARGET, inputs=inputs)[0], model.params[key])
        assert relative_error(grads[key], numeric) < 1e-6
    assert loss != model.loss(SOURCE, TARGET)


def test_share_is_the_probability_of_each_step():
    sampling = ScheduledSampling(seq2seq(), 0.3)
    target = np.tile(np.array([[3, 4, 5, 6, 3, 4, 5, END]]), (400, 1))
    source = np.tile(SOURCE[:1], (400, 1))
    own = sampling.inputs(source, target, np.random.default_rng(0)) != shifted(target)
    assert 0.1 < own[:, 1:].mean() < 0.35
    assert not own[:, 0].any()


def test_fit_says_which_update_it_is_also_after_an_interrupt(tmp_path):
    asked = []
    for epochs in (2, 4):
        sampling = ScheduledSampling(seq2seq(), lambda k, K: asked.append((k, K)) or k / K)
        fit(sampling, (SOURCE, TARGET), optimiser=Adam(), epochs=epochs, batch_size=1, rng=np.random.default_rng(0),
            checkpoint=tmp_path / "t.npz", progress=False)  # fmt: skip
    assert asked == [(0, 1), *((k, 4) for k in range(4)), (0, 1), *((k, 8) for k in range(4, 8))]


R = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LSTMVariant(0, 3, rng=R), "input_size: expected a whole number from 1 up, got int 0"),
        (lambda: LSTMVariant.from_params(make("none").params | {"p_i": np.zeros(H)}), "params: expected ['W_h', 'W_x', 'b', 'p_f', 'p_i', 'p_o'], got ['W_h', 'W_x', 'b', 'p_i']"),
        (lambda: LSTMVariant.from_params(make("norm").params | {"gain_c": np.zeros(2)}), "gain_c: expected shape (H=5,), got an array of shape (2,) and dtype float64"),
        (lambda: make().forward(np.zeros((N, T, D)), kept=np.ones((N, 2))), "kept: expected shape (N=3, H=5), got an array of shape (3, 2) and dtype float64"),
        (lambda: make().backward(LSTM(D, H, rng=R, **F64).forward(np.zeros((N, T, D))), np.zeros((N, T, H))), "trace: expected LSTMVariantTrace, from this layer's forward, got a LSTMTrace"),
        (lambda: to_keras(make()), "layer: expected an LSTM as Keras has it, got one with peepholes or layer normalisation"),
        (lambda: Dropped(LSTM(D, H, rng=R), inputs=1), "inputs: expected a number from 0 and below 1, got int 1"),
        (lambda: Dropped(LSTM(D, H, rng=R), recurrent=-0.1), "recurrent: expected a number from 0 and below 1, got float -0.1"),
        (lambda: Dropped(GRU(D, H, rng=R), recurrent=0.5), "recurrent: expected 0 for GRU: an LSTM alone drops on its recurrence"),
        (lambda: Dropped(Dense(D, H, rng=R)), "layer: expected a recurrent layer, got Dense"),
        (lambda: Dropped(RNN(D, H, rng=R), 0.5).forward(np.zeros((N, T, D), np.float32), rng=3), "rng: expected np.random.default_rng(seed), got int 3"),
        (lambda: ScheduledSampling(LSTM(D, H, rng=R), 0.5).loss, "model: expected an EncoderDecoder or a Captioner, got LSTM(2 -> 5), 160 parameters of float32"),
        (lambda: ScheduledSampling(seq2seq(), 1.5), "share: expected a number from 0 to 1, got float 1.5"),
        (lambda: ScheduledSampling(seq2seq(), lambda k, K: -1), "share: expected a number from 0 to 1, got int -1"),
    ],
)  # fmt: skip
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        call()
