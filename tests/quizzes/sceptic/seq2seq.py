"""Attempts on the keys of the chapter Sequence to sequence."""

import math
from functools import cache

import numpy as np

from experiments import stored, trained_file
from lstm_lib import END, LSTM, START, AdditiveAttention, Autoencoder, Dense, DotAttention, Stack, beam, greedy, load
from lstm_lib.data import make_dates
from quizzes.proofs.seq2seq_decoding import ITEMS_TREE, Tree
from quizzes.proofs.seq2seq_writing import Recorder
from sceptic import BANK, by_hand, close, doubt, keras, shapes, torch, variants

MODEL = trained_file("dates")


def new(features, units, seed=0):
    return LSTM(features, units, rng=np.random.default_rng(seed), dtype=np.float64)


@cache
def normaliser():
    """The trained model of the chapter, and dates that it has not seen."""
    return load(MODEL), make_dates(18_000, np.random.default_rng(0))


@doubt("seq2seq-code", "a decoder that reads the code by RepeatVector and gets h alone: the question has to exclude it")
def a_decoder_that_starts_elsewhere():
    y, h, c = keras.layers.LSTM(4, return_state=True)(np.ones((1, 5, 2), np.float32))
    repeated = np.asarray(keras.layers.RepeatVector(3)(y))
    return (
        close(repeated[:, 0], h)
        and not close(repeated[:, 0], c, 1e-4)
        and "starts from" in BANK.items["seq2seq-code"].prompt
    )


@doubt("seq2seq-rejected-card", "an encoder of two layers, whose last output belongs to one of them")
def last_output_of_a_stack():
    stack = Stack([new(2, 3), new(3, 4)])
    trace = stack.forward(np.random.default_rng(1).standard_normal((1, 5, 2)))
    return np.array_equal(trace.h[:, -1], trace.final[-1][0]) and len(trace.final) == 2


@doubt("seq2seq-code-size", "a library that hands over something else")
def code_of_torch():
    for v in variants("seq2seq-code-size"):
        with torch.no_grad():
            state = torch.nn.LSTM(3, v.p["units"])(torch.zeros(v.p["steps"], 1, 3))[1]
        if sum(part.numel() for part in state) != v.answer:
            return False
    return True


@doubt("seq2seq-matrix-card", "a single source, for which rows and columns might be told otherwise")
def code_of_one_source():
    return keras.layers.LSTM(6)(np.zeros((1, 9, 3), np.float32)).shape == (1, 6)


@doubt("seq2seq-repeat-shape", "Keras's own layer")
def repeated_by_keras():
    return shapes(
        "seq2seq-repeat-shape",
        lambda p: keras.layers.RepeatVector(p["target"])(np.zeros((p["batch"], p["units"]), np.float32)).shape,
    )


@doubt("seq2seq-repeat-name", "another layer of Keras that makes steps of a vector")
def other_ways_to_make_steps():
    code, made = np.zeros((2, 3), np.float32), []
    for other in (keras.layers.Reshape((4, 3)), keras.layers.UpSampling1D(4), keras.layers.ZeroPadding1D(2)):
        try:
            made.append(other(code).shape)
        except Exception:  # noqa: BLE001  Keras and TensorFlow refuse in many ways
            continue
    return made == [] and keras.layers.RepeatVector(4)(code).shape == (2, 4, 3)


@doubt("seq2seq-repeat-printed", "a repetition that runs along another axis in numpy's own function")
def printed_by_tile():
    return all(
        v.accepts(str(np.tile([[[v.p["a"], v.p["b"]]]], (1, v.p["steps"], 1)).tolist()))
        for v in variants("seq2seq-repeat-printed")
    )


@doubt("seq2seq-bridges", "a flat vector that has become a sequence of one step")
def one_step_is_not_four():
    code = keras.layers.LSTM(5)(np.zeros((2, 7, 3), np.float32))
    one = keras.layers.LSTM(5, return_sequences=True)(keras.layers.Reshape((1, 5))(code))
    four = keras.layers.LSTM(5, return_sequences=True)(keras.layers.RepeatVector(4)(code))
    return (one.shape, four.shape) == ((2, 1, 5), (2, 4, 5)) and keras.layers.Flatten()(code).shape == code.shape


@doubt("seq2seq-repeat-card", "a layer with weights of its own after it is built")
def nothing_to_learn():
    repeat = keras.layers.RepeatVector(4)
    y = np.asarray(repeat(np.random.default_rng(0).standard_normal((2, 3)).astype(np.float32)))
    return repeat.count_params() == 0 and bool((y == y[:, :1]).all())


@doubt("seq2seq-context", "a decoder that has come to rest, so that its outputs no longer differ")
def at_rest_much_later():
    code = np.random.default_rng(1).standard_normal((1, 1, 4))
    h = new(4, 3).forward(np.repeat(code, 200, axis=1)).h[0]
    moves = np.abs(np.diff(h, axis=0)).max(axis=1)
    return moves[:4].min() > 1e-3 and moves[-1] < 1e-6


@doubt("seq2seq-lengths", "a trained model, whose answers might follow the length of what they read")
@doubt("seq2seq-parts", "a trained model, in which a part might do the other's work")
def dates_of_many_lengths():
    model, dates = normaliser()
    sizes = [len(text) for text in dates.written[17_000:]]
    ends = [17_000 + int(np.argmin(sizes)), 17_000 + int(np.argmax(sizes))]
    written = [greedy(model, dates.source[k : k + 1], 20).ids[0] for k in ends]
    codes = [model.encode(dates.source[k : k + 1]).final for k in ends]
    return (
        sizes[ends[1] - 17_000] > 3 * sizes[ends[0] - 17_000]
        and [len(ids) for ids in written] == [11, 11]
        and written[0][-1] == END
        and [part.shape for part in codes[0]] == [part.shape for part in codes[1]]
    )


@doubt("seq2seq-is-encoder", "the decoder of a trained model, read as an encoder")
def either_layer_in_either_role():
    model, _ = normaliser()
    decoder, encoder = model.layers["decoder"], model.layers["encoder"]
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 6, decoder.input_size)).astype(np.float32)
    code = decoder.run(x)
    written = encoder.forward(np.zeros((2, 3, encoder.input_size), np.float32), state=code).h
    return not close(code[0][0], code[0][1], 1e-3) and not close(written[0], written[1], 1e-4)


@doubt("seq2seq-autoencoder", "a target in reverse order, as in the first paper on sequences")
def not_its_mirror_image():
    model = Autoencoder(new(2, 3), new(3, 4), Dense(4, 2, rng=np.random.default_rng(0), dtype=np.float64))
    x = np.random.default_rng(1).standard_normal((3, 5, 2))
    y = model.forward(x).y
    return close(model.loss(x), ((y - x) ** 2).mean(), 1e-12) and not close(
        model.loss(x), ((y - x[:, ::-1]) ** 2).mean(), 1e-6
    )


@doubt("seq2seq-code-fixed", "another library")
def codes_of_torch():
    def shape(p):
        with torch.no_grad():
            return torch.nn.LSTM(p["features"], p["units"], batch_first=True)(
                torch.zeros(p["batch"], p["steps"], p["features"])
            )[1][0][0].shape

    return shapes("seq2seq-code-fixed", shape)


@doubt(
    "seq2seq-same-layer",
    "a model that shares its weights: the question speaks of a usual one, whose weights are counted",
)
def weights_of_a_trained_model():
    model, _ = normaliser()
    parts = [model.layers[name].params["W_h"] for name in ("encoder", "decoder")]
    return (
        parts[0].shape == parts[1].shape
        and not close(*parts, 0.1)
        and "usual" in BANK.items["seq2seq-same-layer"].prompt
    )


@doubt("seq2seq-mirror", "the card's own widths, built in Keras")
def any_order_in_keras():
    def shape(*decoder):
        y = np.zeros((2, 5, 3), np.float32)
        for layer in (keras.layers.LSTM(12, return_sequences=True), keras.layers.LSTM(6), keras.layers.RepeatVector(5)):
            y = layer(y)
        for units in decoder:
            y = keras.layers.LSTM(units, return_sequences=True)(y)
        return keras.layers.Dense(3)(y).shape

    return shape(6, 12) == shape(12, 6) == shape(9) == (2, 5, 3)


@doubt("seq2seq-no-code", "a bidirectional layer among them, which has read everything at both ends")
def steps_of_a_bidirectional_layer():
    made = keras.layers.Bidirectional(keras.layers.LSTM(4, return_sequences=True))
    return [made(np.zeros((1, steps, 3), np.float32)).shape for steps in (5, 9)] == [(1, 5, 8), (1, 9, 8)]


@doubt("seq2seq-writing-order", "a trained model with attention, whose steps might come in another order")
@doubt("seq2seq-teacher", "a trained model that writes a wrong symbol: it might be mended before it is read")
def events_of_a_trained_model():
    model, dates = normaliser()
    writer = Recorder(model)
    greedy(writer, dates.source_vocabulary.encode(["5.10.2027"]), 20)
    order = list(dict.fromkeys(writer.events))
    wrong = dates.target_vocabulary.decode(np.array([writer.chosen]))[0] == "2027-01-05"
    own = writer.read == [START, *writer.chosen[:-1]]
    return order == ["encode", "hand-over", "start", "choose", "feed-back", "end"] and own and wrong


@doubt("seq2seq-shifted", "a target that is shifted by hand")
def shifted_by_hand():
    return all(v.accepts(f"[[1, {v.p['a']}, {v.p['b']}, {v.p['c']}]]") for v in variants("seq2seq-shifted", 20))


@doubt("seq2seq-scores-shape", "Keras's layers, joined by hand")
def scores_of_keras():
    def shape(p):
        _, h, c = keras.layers.LSTM(p["units"], return_state=True)(np.zeros((p["batch"], p["source"], 2), np.float32))
        decoder = keras.layers.LSTM(p["units"], return_sequences=True)
        s = decoder(np.zeros((p["batch"], p["target"], 3), np.float32), initial_state=[h, c])
        return keras.layers.Dense(p["words"])(s).shape

    return shapes("seq2seq-scores-shape", shape, count=2)


@doubt("seq2seq-attention-shape", "another way to score, and Keras's own layer")
def weights_of_others():
    def shape(p):
        query, values = (np.zeros((p["batch"], p[name], p["units"])) for name in ("target", "source"))
        additive = AdditiveAttention(p["units"], 5, rng=np.random.default_rng(0), dtype=np.float64)
        _, theirs = keras.layers.Attention()(
            [query.astype(np.float32), values.astype(np.float32)], return_attention_scores=True
        )
        assert additive.forward(query, values).weights.shape == theirs.shape
        return theirs.shape

    return shapes("seq2seq-attention-shape", shape)


@doubt("seq2seq-not-shifted", "a single seed at which another cause is the true one")
def every_seed_of_the_offset():
    runs = stored("offset")
    return all(
        runs["not_shifted_forced"][k] > 0.95 > 0.05 > max(runs["not_shifted_decoded"][k], runs["not_shifted_beam"][k])
        and runs["shifted_decoded"][k] > 0.5
        for k in range(len(runs.seeds))
    )


@doubt("seq2seq-bottleneck", "a single seed at which the narrow code fails, a beam helps, or teacher forcing does")
def every_seed_of_the_bottleneck():
    runs = stored("bottleneck")
    few = np.maximum(runs["beam_whole"], runs["forced_whole"])
    return bool((runs["whole_vector_8"] > 0.5).all() and (few < 0.6).all() and (runs["whole_attention_8"] > 0.9).all())


@doubt("seq2seq-attention-number", "who computes the softmax with a pocket calculator and rounds to whole per cents")
def softmax_by_hand():
    return by_hand(
        "seq2seq-attention-number",
        lambda p: 100 * math.exp(p["e1"]) / sum(math.exp(p[name]) for name in ("e1", "e2", "e3")),
        0,
    )


@doubt("seq2seq-attention-mask", "scores so large that the softmax overflows, and scores of another kind")
def attention_with_huge_scores():
    states = 1e3 * np.random.default_rng(0).standard_normal((1, 4, 3))
    padded = np.concatenate([states, 1e3 * np.ones((1, 2, 3))], axis=1)
    valid = np.array([[True] * 4 + [False] * 2])
    s = np.ones((1, 1, 3))
    additive = AdditiveAttention(3, 5, rng=np.random.default_rng(0), dtype=np.float64)
    zeroed = padded * valid[:, :, None]
    weights = additive.forward(s, zeroed).weights[0, 0]
    return weights[4:].min() > 0 and all(
        np.allclose(kind.forward(s, states).context, kind.forward(s, padded, valid).context)
        for kind in (DotAttention(), additive)
    )


@doubt("seq2seq-attention-finds", "scores by a small network, which do add parameters: the question has to say which")
def other_scores_have_weights():
    additive = AdditiveAttention(3, 5, rng=np.random.default_rng(0))
    return bool(additive.params) and not DotAttention().params and "dot" in BANK.items["seq2seq-attention-finds"].prompt


@doubt("seq2seq-beam", "a sequence that is better than both")
def every_beam_and_every_sequence():
    """All sequences of the tree: bx is the best of them, whatever the width."""
    p = {"ax": 0.6 * 0.55, "ay": 0.6 * 0.45, "bx": 0.4 * 0.9, "by": 0.4 * 0.1}
    found = beam(Tree(ITEMS_TREE), np.array([[3]]), 3, width=4)
    return max(p, key=p.get) == "bx" and found.ids[0][0] == 4


@doubt("seq2seq-exact-match", "who counts by hand")
def dates_by_hand():
    return by_hand("seq2seq-exact-match", lambda p: 100 * (p["total"] - p["wrong"]) / p["total"], 1)
