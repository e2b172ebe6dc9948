# ruff: noqa: E501 (whole messages read better on one line)
"""Networks, autoencoder, encoder-decoder, attention, decoding: gradients, meaning, errors."""

import itertools
import re

import numpy as np
import pytest
from kinds import make

from lstm_lib import (
    END,
    GRU,
    LSTM,
    PAD,
    RNN,
    START,
    AdditiveAttention,
    Autoencoder,
    Bidirectional,
    Dense,
    DotAttention,
    Embedding,
    EncoderDecoder,
    Network,
    Stack,
    beam,
    greedy,
    numeric_gradient,
    relative_error,
    shifted,
    softmax,
)

N, T, D, H = 2, 3, 4, 5
MASK = np.array([[True, True, False], [True, True, True]])
F64 = {"dtype": np.float64}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def assert_gradients_equal_finite_differences(model, *batch):
    loss, grads = model.loss_and_grads(*batch)
    assert loss == pytest.approx(model.loss(*batch), rel=1e-14)
    params = model.params
    assert set(grads) == set(params)
    for name, value in params.items():
        numeric = numeric_gradient(lambda: model.loss(*batch), value)
        assert relative_error(grads[name], numeric) < 1e-6, name


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("every_step", [False, True], ids=["last step", "every step"])
@pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU reset after", "Stack LSTM", "Bidirectional LSTM", "Bidirectional RNN"])
def test_network_gradients_equal_finite_differences(name, every_step, mask, rng):
    layer = make(name, D, H, np.float64)
    model = Network(layer, Dense(layer.hidden_size, 2, rng=rng, **F64), every_step=every_step)
    x = rng.standard_normal((N, T, D))
    y = rng.standard_normal((N, T, 2) if every_step else (N, 2))
    assert_gradients_equal_finite_differences(model, x, y, mask)


@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "sigmoid_cross_entropy"])
def test_classifier_gradients_equal_finite_differences(loss, rng):
    model = Network(
        LSTM(D, H, rng=rng, **F64), Dense(H, 3, rng=rng, **F64), embedding=Embedding(6, D, rng=rng, **F64), loss=loss
    )
    ids = np.array([[1, 4, 1], [1, 0, 5]])
    targets = np.array([2, 0]) if loss.startswith("softmax") else rng.random((N, 3))
    assert_gradients_equal_finite_differences(model, ids, targets)


def test_network_drops_features_only_while_training(rng):
    model = Network(LSTM(D, H, rng=rng), Dense(H, 2, rng=rng), every_step=True, dropout=0.5)
    x = rng.standard_normal((N, T, D), dtype=np.float32)
    np.testing.assert_array_equal(model.forward(x).y, model.forward(x).y)
    kept = model.forward(x, rng=np.random.default_rng(1)).kept
    assert kept.shape == (N, 1, H)
    assert set(np.unique(kept)) == {0.0, 2.0}


def test_network_gradients_with_dropout_equal_finite_differences(rng):
    model = Network(LSTM(D, H, rng=rng, **F64), Dense(H, 2, rng=rng, **F64), dropout=0.4)
    x, y = rng.standard_normal((N, T, D)), rng.standard_normal((N, 2))

    def loss():
        return model.loss_and_grads(x, y, rng=np.random.default_rng(5))[0]

    grads = model.loss_and_grads(x, y, rng=np.random.default_rng(5))[1]
    for name, value in model.params.items():
        assert relative_error(grads[name], numeric_gradient(loss, value)) < 1e-6, name


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("kind", [RNN, GRU, LSTM])
def test_autoencoder_gradients_equal_finite_differences(kind, mask, rng):
    model = Autoencoder(kind(D, 3, rng=rng, **F64), kind(3, H, rng=rng, **F64), Dense(H, D, rng=rng, **F64))
    assert_gradients_equal_finite_differences(model, rng.standard_normal((N, T, D)), mask)


def test_autoencoder_tells_its_decoder_the_code_alone(rng):
    model = Autoencoder(LSTM(D, 3, rng=rng), LSTM(3, H, rng=rng), Dense(H, D, rng=rng))
    trace = model.forward(rng.standard_normal((N, T, D), dtype=np.float32))
    np.testing.assert_array_equal(trace.code, trace.encoder.final[0])
    for t in range(T):
        np.testing.assert_array_equal(trace.decoder.x[:, t], trace.code)


ATTENTIONS = {
    "none": lambda rng: None,
    "dot": lambda rng: DotAttention(),
    "additive": lambda rng: AdditiveAttention(H, 3, rng=rng, dtype=np.float64),
}
SOURCE = np.array([[5, 6, 3, PAD], [3, 4, 6, 6]])
TARGET = np.array([[3, END, PAD], [4, 5, END]])


def encoder_decoder(rng, attention="dot", kind=LSTM, V=6):
    """A small model in float64; its parameters are large enough to matter."""
    attended = ATTENTIONS[attention](rng)
    model = EncoderDecoder(
        Embedding(7, D, rng=rng, **F64),
        kind(D, H, rng=rng, **F64),
        Embedding(V, 3, rng=rng, **F64),
        kind(3, H, rng=rng, **F64),
        Dense(H if attended is None else 2 * H, V, rng=rng, **F64),
        attended,
    )
    for value in model.params.values():
        value += 0.5 * rng.standard_normal(value.shape)
    return model


@pytest.mark.parametrize("attention", ATTENTIONS)
@pytest.mark.parametrize("kind", [RNN, GRU, LSTM])
def test_encoder_decoder_gradients_equal_finite_differences(kind, attention, rng):
    assert_gradients_equal_finite_differences(encoder_decoder(rng, attention, kind), SOURCE, TARGET)


@pytest.mark.parametrize("attention", ATTENTIONS)
def test_padding_of_source_and_target_changes_nothing(attention, rng):
    model = encoder_decoder(rng, attention)
    loss, grads = model.loss_and_grads(SOURCE, TARGET)
    pad = np.full((N, 2), PAD)
    longer_loss, longer_grads = model.loss_and_grads(np.hstack([SOURCE, pad]), np.hstack([TARGET, pad]))
    assert longer_loss == pytest.approx(loss, rel=1e-12)
    for name, value in grads.items():
        np.testing.assert_allclose(longer_grads[name], value, rtol=1e-9, atol=1e-14)


def test_decoder_reads_the_target_shifted_by_one(rng):
    np.testing.assert_array_equal(shifted(TARGET), [[START, 3, END], [START, 4, 5]])
    trace = encoder_decoder(rng).forward(SOURCE, TARGET)
    np.testing.assert_array_equal(trace.target.ids, shifted(TARGET))
    np.testing.assert_array_equal(trace.decoder.state[0], trace.encoder.final[0])
    np.testing.assert_array_equal(trace.decoder.state[1], trace.encoder.final[1])


def test_decoder_does_not_see_the_symbol_that_it_is_to_write(rng):
    model = encoder_decoder(rng)
    other = TARGET.copy()
    other[1, 1] = 3
    one, two = model.forward(SOURCE, TARGET).z, model.forward(SOURCE, other).z
    np.testing.assert_array_equal(one[:, :2], two[:, :2])
    assert np.abs(one[1, 2] - two[1, 2]).max() > 1e-3  # but the step after it does


@pytest.mark.parametrize("attention", ["dot", "additive"])
def test_attention_gradients_equal_finite_differences(attention, rng):
    layer = ATTENTIONS[attention](rng)
    query, values = rng.standard_normal((N, 2, H)), rng.standard_normal((N, T, H))
    dcontext = rng.standard_normal((N, 2, H))

    def loss():
        return (layer.forward(query, values, MASK).context * dcontext).sum()

    grads = layer.backward(layer.forward(query, values, MASK), dcontext)
    found = {"query": grads.query, "values": grads.values, **grads.params}
    for name, value in {"query": query, "values": values, **layer.params}.items():
        assert relative_error(found[name], numeric_gradient(loss, value)) < 1e-6, name
    assert not grads.values[0, 2].any()  # padded


@pytest.mark.parametrize("attention", ["dot", "additive"])
def test_attention_weights_sum_to_one_over_valid_steps(attention, rng):
    layer = ATTENTIONS[attention](rng)
    query, values = rng.standard_normal((N, 2, H)), rng.standard_normal((N, T, H))
    trace = layer.forward(query, values, MASK)
    np.testing.assert_allclose(trace.weights.sum(axis=-1), 1.0, rtol=1e-14)
    assert not trace.weights[0, :, 2].any()
    assert (trace.weights[1] > 0).all()
    np.testing.assert_allclose(trace.context[0, 1], trace.weights[0, 1] @ values[0], rtol=1e-12)


def test_dot_attention_scores_by_the_dot_product(rng):
    query, values = rng.standard_normal((1, 1, H)), rng.standard_normal((1, T, H))
    expected = softmax(np.array([[[query[0, 0] @ values[0, t] for t in range(T)]]]))
    np.testing.assert_allclose(DotAttention().forward(query, values).weights, expected, rtol=1e-12)


def test_attention_is_finite_at_extreme_scores():
    values = np.full((1, T, H), 1e4, np.float32)
    values[0, 0] *= -1
    trace = DotAttention().forward(np.full((1, 1, H), 1e4, np.float32), values)
    np.testing.assert_allclose(trace.weights, [[[0, 0.5, 0.5]]])


def log_p(model, source, ids):
    """Logarithm of the probability of one sequence, through the training pass."""
    ids = np.array([ids])
    z = model.forward(source, ids).z
    return np.log(softmax(z))[0, np.arange(ids.shape[1]), ids[0]].sum()


def all_sequences(V, length):
    """Every sequence that can be written, without PAD and START: ended by END, or cut off at the length."""
    for n in range(1, length + 1):
        for ids in itertools.product(range(END, V), repeat=n):
            if END not in ids[:-1] and (ids[-1] == END or n == length):
                yield ids


def cut(ids):
    """A written row up to END."""
    ids = ids.tolist()
    return tuple(ids[: ids.index(END) + 1]) if END in ids else tuple(ids)


@pytest.mark.parametrize("attention", ATTENTIONS)
def test_greedy_takes_the_best_symbol_at_each_step(attention, rng):
    model = encoder_decoder(rng, attention)
    written = greedy(model, SOURCE, 4)
    for n in range(N):
        ids = cut(written.ids[n])
        for u in range(len(ids)):
            z = model.forward(SOURCE[n : n + 1], np.array([ids[: u + 1]])).z[0, u]
            assert z[END:].argmax() + END == ids[u]
        assert written.log_p[n] == pytest.approx(log_p(model, SOURCE[n : n + 1], ids), rel=1e-9)
        assert (written.ids[n, len(ids) :] == PAD).all()


@pytest.mark.parametrize("attention", ATTENTIONS)
def test_beam_of_width_one_is_greedy(attention, rng):
    model = encoder_decoder(rng, attention)
    one, other = greedy(model, SOURCE, 5), beam(model, SOURCE, 5, width=1)
    np.testing.assert_array_equal(one.ids, other.ids)
    np.testing.assert_allclose(one.log_p, other.log_p, rtol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_wide_beam_finds_the_most_probable_sequence_of_all(seed):
    model = encoder_decoder(np.random.default_rng(seed), V=5)
    found = beam(model, SOURCE, 3, width=64)
    for n in range(N):
        source = SOURCE[n : n + 1]
        best = max(all_sequences(5, 3), key=lambda ids, source=source: log_p(model, source, ids))
        assert cut(found.ids[n]) == best
        assert found.log_p[n] == pytest.approx(log_p(model, source, best), rel=1e-9)


@pytest.mark.parametrize("symbol", [PAD, START])
def test_neither_padding_nor_start_is_ever_written(symbol, rng):
    model = encoder_decoder(rng)
    model.layers["dense"].params["b"][symbol] = 50.0
    for written in (greedy(model, SOURCE, 4), beam(model, SOURCE, 4), beam(model, SOURCE, 4, length_penalty=0.8)):
        for n in range(N):
            ids = cut(written.ids[n])
            assert not {PAD, START} & set(ids)
            assert written.log_p[n] == pytest.approx(log_p(model, SOURCE[n : n + 1], ids), rel=1e-9)
            assert written.log_p[n] < -40  # the model's own probability, which is small


def penalised(model, source, ids, alpha):
    return log_p(model, source, ids) / ((5 + len(ids)) / 6) ** alpha


@pytest.mark.parametrize("alpha", [0.0, 0.6, 3.0])
@pytest.mark.parametrize("seed", range(3))
def test_wide_beam_finds_the_best_sequence_under_a_length_penalty(seed, alpha):
    model = encoder_decoder(np.random.default_rng(seed), V=5)
    found = beam(model, SOURCE, 3, width=64, length_penalty=alpha)
    for n in range(N):
        source = SOURCE[n : n + 1]
        best = max(all_sequences(5, 3), key=lambda ids, source=source: penalised(model, source, ids, alpha))
        assert cut(found.ids[n]) == best
        assert found.log_p[n] == pytest.approx(log_p(model, source, best), rel=1e-9)


def test_length_penalty_favours_longer_sequences(rng):
    model = encoder_decoder(rng)
    model.layers["dense"].params["b"][END] += 1.0
    lengths = [(beam(model, SOURCE, 8, width=8, length_penalty=alpha).ids != PAD).sum() for alpha in (0.0, 1.0, 5.0)]
    assert lengths[0] < lengths[1] <= lengths[2]


def both_ways(kind, rng):
    """An encoder that reads both ways, and a decoder that takes both final states side by side."""
    return Bidirectional(kind(D, 2, rng=rng, **F64), kind(D, 3, rng=rng, **F64)), kind(3, 5, rng=rng, **F64)


def stacked_both_ways(kind, rng):
    encoder, decoder = both_ways(kind, rng)
    return Stack([encoder, kind(5, 2, rng=rng, **F64)]), Stack([decoder, kind(5, 2, rng=rng, **F64)])


@pytest.mark.parametrize("attention", ATTENTIONS)
@pytest.mark.parametrize("make_pair", [both_ways, stacked_both_ways])
@pytest.mark.parametrize("kind", [RNN, LSTM])
def test_bidirectional_encoder_hands_both_states_over(kind, make_pair, attention, rng):
    encoder, decoder = make_pair(kind, rng)
    size = encoder.hidden_size
    attended = {"none": None, "dot": DotAttention(), "additive": AdditiveAttention(size, 4, rng=rng, **F64)}[attention]
    model = EncoderDecoder(
        Embedding(7, D, rng=rng, **F64), encoder, Embedding(6, 3, rng=rng, **F64), decoder,
        Dense(size if attended is None else 2 * size, 6, rng=rng, **F64), attended,
    )  # fmt: skip
    for value in model.params.values():
        value += 0.5 * rng.standard_normal(value.shape)
    assert_gradients_equal_finite_differences(model, SOURCE, TARGET)
    written = greedy(model, SOURCE, 4)
    for n in range(N):
        ids = cut(written.ids[n])
        assert written.log_p[n] == pytest.approx(log_p(model, SOURCE[n : n + 1], ids), rel=1e-9)
    later = SOURCE.copy()
    later[0, 1] = 3 + (later[0, 1] - 2) % 4
    assert (model.encode(later).h[0, 0] != model.encode(SOURCE).h[0, 0]).any()  # the first step knows of the second


@pytest.mark.parametrize("width", [2, 5])
@pytest.mark.parametrize("kind", [RNN, LSTM])
def test_beam_scores_are_those_of_the_sequences_that_it_wrote(kind, width, rng):
    model = encoder_decoder(rng, kind=kind)
    model.layers["dense"].params["b"][END] = -6.0  # long sequences, whose states must follow their beginnings
    found = beam(model, SOURCE, 7, width=width)
    for n in range(N):
        ids = cut(found.ids[n])
        assert len(ids) > 3
        assert found.log_p[n] == pytest.approx(log_p(model, SOURCE[n : n + 1], ids), rel=1e-9)


def test_beam_finds_what_greedy_misses():
    gained = []
    for seed in range(20):
        model = encoder_decoder(np.random.default_rng(seed), V=5)
        gained.append((beam(model, SOURCE, 3, width=64).log_p - greedy(model, SOURCE, 3).log_p).max())
    assert min(gained) > -1e-9  # never worse, when the beam holds all beginnings
    assert max(gained) > 0.05  # and for some models better


def test_greedy_returns_the_attention_of_each_step(rng):
    written = greedy(encoder_decoder(rng), SOURCE, 4)
    assert written.weights.shape == (N, written.ids.shape[1], 4)
    np.testing.assert_allclose(written.weights.sum(axis=2), 1.0)
    assert not written.weights[0, :, 3].any()
    assert greedy(encoder_decoder(rng, "none"), SOURCE, 4).weights is None


R = np.random.default_rng(0)
LAYERS = (Embedding(7, D, rng=R), LSTM(D, H, rng=R), Embedding(6, 3, rng=R), LSTM(3, H, rng=R), Dense(H, 6, rng=R))


def swapped(k, layer, attention=None):
    layers = list(LAYERS)
    layers[k] = layer
    return lambda: EncoderDecoder(*layers, attention)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (swapped(0, Embedding(7, 9, rng=R)), "source_embedding: expected output_size 4, got 9"),
        (swapped(2, Embedding(6, 9, rng=R)), "target_embedding: expected output_size 3, got 9"),
        (swapped(3, GRU(3, H, rng=R)), "decoder: expected LSTM of 5 units, as the encoder, got GRU of 5"),
        (swapped(3, LSTM(3, 6, rng=R)), "decoder: expected LSTM of 5 units, as the encoder, got LSTM of 6"),
        (swapped(4, Dense(H, 6, rng=R), DotAttention()), "dense: expected input_size 10, got 5"),
        (lambda: shifted(np.zeros(3, int)), "target: expected whole numbers of shape (N, U), got an array of shape (3,) and dtype int64"),
        (lambda: greedy(EncoderDecoder(*LAYERS), SOURCE, 0), "max_length: expected a whole number from 1 up, got int 0"),
        (lambda: beam(EncoderDecoder(*LAYERS), SOURCE, 3, width=0), "width: expected a whole number from 1 up, got int 0"),
        (lambda: beam(EncoderDecoder(*LAYERS), SOURCE, 2, length_penalty=-1), "length_penalty: expected a number from 0, got int -1"),
        (lambda: EncoderDecoder(*LAYERS[:4], Dense(H, 5, rng=R)), "dense: expected output_size 6, one score an id of the target, got 5"),
        (lambda: EncoderDecoder(*LAYERS[:2], Embedding(2, 3, rng=R), *LAYERS[3:]), "target_embedding: expected at least 3 ids (padding, start, end), got 2"),
        (lambda: EncoderDecoder(*LAYERS[:1], Stack([LSTM(D, H, rng=R), LSTM(H, H, rng=R)]), LAYERS[2], Stack([LSTM(D, 3, rng=R), LSTM(3, H, rng=R)]), LAYERS[4]), "decoder: expected LSTM of 5, LSTM of 5 units, as the encoder, got LSTM of 3, LSTM of 5"),
        (lambda: EncoderDecoder(*LAYERS[:3], Bidirectional(LSTM(D, 2, rng=R), LSTM(D, 3, rng=R)), LAYERS[4]), "decoder: expected a layer that reads forwards alone, got Bidirectional"),
        (lambda: beam(EncoderDecoder(*LAYERS), SOURCE, 0), "max_length: expected a whole number from 1 up, got int 0"),
        (lambda: Network(LSTM(D, H, rng=R), Dense(H, 2, rng=R), loss="mse"), "loss: expected one of mean_squared_error, sigmoid_cross_entropy, softmax_cross_entropy, ctc_loss, got str 'mse'"),
        (lambda: Network(LSTM(D, H, rng=R), Dense(4, 2, rng=R)), "dense: expected input_size 5, got 4"),
        (lambda: Network(LSTM(D, H, rng=R), Dense(H, 2, rng=R), embedding=Embedding(6, 3, rng=R)), "embedding: expected output_size 4, got 3"),
        (lambda: Autoencoder(LSTM(D, H, rng=R), LSTM(4, 3, rng=R), Dense(3, D, rng=R)), "decoder: expected input_size 5, got 4"),
        (lambda: Autoencoder(LSTM(D, H, rng=R), LSTM(H, 3, rng=R), Dense(4, D, rng=R)), "dense: expected input_size 3, got 4"),
        (lambda: Autoencoder(LSTM(D, H, rng=R), LSTM(H, 3, rng=R), Dense(3, 2, rng=R)), "dense: expected output_size 4, got 2"),
        (lambda: DotAttention().forward(np.zeros((N, H)), np.zeros((N, T, H))), "query: expected shape (N, Q, H), got an array of shape (2, 5) and dtype float64"),
        (lambda: DotAttention().forward(np.zeros((N, 2, H)), np.zeros((N, T, 3))), "values: expected shape (N=2, T, H=5), got an array of shape (2, 3, 3) and dtype float64"),
        (lambda: DotAttention().forward(np.zeros((N, 2, H)), np.zeros((N, T, H)), MASK[:1]), "mask: expected a bool array of shape (N=2, T=3), got an array of shape (1, 3) and dtype bool"),
        (
            lambda: (a := DotAttention()).backward(a.forward(np.zeros((N, 2, H)), np.zeros((N, T, H))), np.zeros((N, 1, H))),
            "dcontext: expected shape (N=2, Q=2, H=5), got an array of shape (2, 1, 5) and dtype float64",
        ),
        (lambda: AdditiveAttention(H, 0, rng=R), "units: expected a whole number from 1 up, got int 0"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
