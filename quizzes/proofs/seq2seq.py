"""Proofs of the chapter Sequence to sequence: models of lstm_lib, changed in one place at a time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from lstm_lib import (
    END,
    LSTM,
    PAD,
    START,
    Adam,
    Autoencoder,
    Dense,
    DotAttention,
    Embedding,
    EncoderDecoder,
    Stack,
    greedy,
    lstm_step,
    repeat_vector,
)
from lstm_lib.encoder_decoder_trace import Encoded
from quizzes.proofs.draw import Rng, drawn, sizes
from quizzes.proofs.draw import same as near

MODEL = "the model's vocabularies and widths, all its weights, source and target"


def lstm(features: int, units: int, rng: Rng) -> LSTM:
    """Return a new layer in float64."""
    return LSTM(features, units, rng=rng, dtype=np.float64)


def translator(rng: Rng, *, attention: bool = False, end: float = 0.0) -> EncoderDecoder:
    """Return a small model with random weights; `end` is added to the score of the end symbol."""
    V, W, D, E, H = (int(n) for n in rng.integers([9, 7, 2, 2, 4], [14, 11, 6, 6, 9]))
    model = EncoderDecoder(
        Embedding(V, D, rng=rng, dtype=np.float64),
        lstm(D, H, rng),
        Embedding(W, E, rng=rng, dtype=np.float64),
        lstm(E, H, rng),
        Dense(2 * H if attention else H, W, rng=rng, dtype=np.float64),
        DotAttention() if attention else None,
    )
    model.params["target_embedding.W"][:] = 3 * rng.standard_normal((W, E))
    model.params["dense.b"][END] += end
    model.params["dense.b"][[PAD, START]] -= 50.0  # as in a trained model, which does not write these
    return model


def sentence(rng: Rng, steps: int = 7, words: int = 9) -> np.ndarray:
    """Return a source of one sequence; its first and last word differ, so that it is not its own mirror image."""
    ids = rng.integers(3, words - 1, (1, steps))
    ids[0, -1] = words - 1
    return ids


def answer(rng: Rng) -> np.ndarray:
    """Return a target of three different symbols and the end symbol."""
    return np.array([[*rng.choice([3, 4, 5, 6], 3, replace=False), END]])


def first_symbol(model: EncoderDecoder, encoded: Encoded) -> np.ndarray:
    """Return the decoder's probabilities of the first symbol."""
    return model.decode_step(np.array([START]), encoded.final, encoded).log_p


def depends_on(rng: Rng, *, attention: bool = False) -> dict[str, bool]:
    """Change one thing that the encoder gave and tell whether the decoder minds."""
    model = translator(rng, attention=attention)
    source = sentence(rng)
    encoded = model.encode(source)
    h, c = encoded.final
    earlier = encoded.h.copy()
    earlier[:, :-1] += 0.5
    other = model.encode(source[:, ::-1].copy())
    changed = {
        "earlier": encoded._replace(h=earlier),
        "h": encoded._replace(final=(h + 0.5, c)),
        "c": encoded._replace(final=(h, c + 0.5)),
        "source": other._replace(final=encoded.final, h=encoded.h),
    }
    before = first_symbol(model, encoded)
    return {name: not near(first_symbol(model, value), before) for name, value in changed.items()}


@drawn(MODEL)
def code(rng: Rng) -> dict[str, bool]:
    """What of the encoder the plain decoder minds."""
    minds = depends_on(rng)
    return {
        "all-outputs": minds["earlier"],
        "cell-only": minds["c"] and not minds["h"],
        "source": minds["source"],
        "final-state": minds["h"] and minds["c"] and not minds["earlier"],
    }


@drawn(f"{MODEL}; with attention and without")
def rejected_card(rng: Rng) -> dict[str, bool]:
    """The last output and the state, and what a plain and an attention decoder mind."""
    encoded = translator(rng).encode(sentence(rng))
    plain, attentive = depends_on(rng), depends_on(rng, attention=True)
    return {
        "last-output": near(encoded.h[:, -1], encoded.final[0]),
        "attention": attentive["earlier"],
        "all-states": any(part.ndim > 2 for part in encoded.final),
        "cell-alone": not plain["h"],
        "plain-reads": plain["earlier"],
    }


@drawn("widths of encoder and decoder, all weights, the source and its length", fixed="5 steps, as the question says")
def context(rng: Rng) -> dict[str, bool]:
    """Run a decoder on a repeated code, and take its steps one by one."""
    features, code, units, steps = sizes(rng, 4, 2)
    outputs = lstm(features, code, rng).forward(rng.standard_normal((1, steps, features))).h
    other = outputs.copy()
    other[:, :-1] += 1.0
    read = [repeat_vector(values[:, -1].copy(), 5) for values in (outputs, other)]
    decoder = lstm(code, units, rng)
    trace = decoder.forward(read[0])
    equal = all(near(trace.x[:, 0], trace.x[:, t]) for t in range(5))
    differ = not any(near(trace.h[:, t], trace.h[:, t + 1]) for t in range(4))
    state = (trace.h[:, 0].copy(), trace.c[:, 0].copy())
    second = decoder.forward(read[0][:, 4:].copy(), state=state).h[:, 0]
    return {
        "state": equal and differ and near(second, trace.h[:, 1]),
        "input": not equal,
        "weights": not near(second, trace.h[:, 1]),
        "source": not near(decoder.forward(read[1]).h, trace.h),
    }


@drawn(MODEL, fixed="a source of 7 symbols; an end symbol that is made likely, or unlikely")
def lengths(rng: Rng) -> dict[str, bool]:
    """How much is written of one source with the end symbol made likely, or unlikely."""
    models, source = [translator(rng, end=end) for end in (50.0, -50.0)], sentence(rng)
    units = models[0].layers["encoder"].hidden_size
    written = [greedy(model, source, max_length=12).ids.shape[1] for model in models]
    return {
        "seven": all(length == source.shape[1] for length in written),
        "at-most": all(length <= source.shape[1] for length in written),
        "until-end": min(written) < source.shape[1] < max(written),
        "units": all(length == units for length in written),
    }


@drawn(MODEL)
def parts(rng: Rng) -> dict[str, str]:
    """Change the target and find which part minds; lengthen the source and find what keeps its size."""
    model, source, target = translator(rng), sentence(rng), answer(rng)
    first, second = (model.forward(source, ids) for ids in (target, target[:, [1, 0, 2, 3]].copy()))
    minds = {name: not near(getattr(first, name).h, getattr(second, name).h) for name in ("encoder", "decoder")}
    longer = model.forward(np.tile(source, 2), target)
    sizes = {
        "final state": [trace.encoder.final[0].size for trace in (first, longer)],
        "outputs at all steps": [trace.encoder.h.size for trace in (first, longer)],
    }
    steps = {"the length of the source": source.shape[1], "its own length": target.shape[1]}
    return {
        "reader": next(name for name in minds if not minds[name]),
        "writer": next(name for name in minds if minds[name]),
        "code": next(name for name, (a, b) in sizes.items() if a == b),
        "length": next(name for name, length in steps.items() if length == first.z.shape[1]),
    }


@drawn(f"{MODEL}; a layer of any size and sequences for it; with attention and without")
def is_encoder(rng: Rng) -> dict[str, bool]:
    """Use one untrained layer in both roles, on short and on long sequences, and ask two decoders what they use."""
    plain, attentive = depends_on(rng), depends_on(rng, attention=True)
    without_source = not plain["source"] and not attentive["source"]
    features, units = sizes(rng, 2, 2)
    layer = lstm(features, units, rng)
    short, long, given = (rng.standard_normal((1, steps, features)) for steps in (5, 50, 4))
    states = [layer.run(x) for x in (short, long)]
    fixed = states[0][0].shape == states[1][0].shape
    tells_apart = not near(states[0][0], states[1][0])
    written = [layer.forward(given, state=state).h for state in states]
    return {
        "always": near(*written),
        "autoencoder": not tells_apart,
        "used": fixed and tells_apart and without_source and plain["h"] and attentive["earlier"],
        "sequences": plain["earlier"],
    }


@drawn("features, widths, all weights, the batch")
def autoencoder(rng: Rng) -> dict[str, bool]:
    """Compare the loss of an autoencoder with the errors against four targets."""
    D, code, units, N, T = sizes(rng, 5, 2)
    dense = Dense(units, D, rng=rng, dtype=np.float64)
    model = Autoencoder(lstm(D, code, rng), lstm(code, units, rng), dense)
    x = rng.standard_normal((N, T, D))
    trace, loss = model.forward(x), model.loss(x)
    return {
        "last": near(loss, np.mean((trace.y[:, -1] - x[:, -1]) ** 2)),
        "itself": near(loss, np.mean((trace.y - x) ** 2)),
        "code": trace.y.shape == trace.code.shape,
        "label": trace.y.size == len(x),
    }


@drawn(MODEL, fixed="encoder and decoder of one width, as the question says")
def same_layer(rng: Rng) -> dict[str, bool]:
    """Compare the two parts of a model: their class, their weights before and after encoding, their equations."""
    model = translator(rng)
    encoder, decoder = model.layers["encoder"], model.layers["decoder"]
    before = decoder.params["W_h"].copy()
    h, c = model.encode(sentence(rng)).final
    alike = near(encoder.params["W_h"], decoder.params["W_h"])
    own_features = {translator(rng).layers[name].input_size for _ in range(20) for name in ("encoder", "decoder")}
    one_kind = type(encoder) is type(decoder)
    x = np.ones((1, 1, decoder.input_size))
    step = lstm_step(x[:, 0], h, c, **decoder.params)
    same_equations = near(decoder.forward(x, state=(h.copy(), c.copy())).h[:, 0], step.h)
    return {
        "one-layer": encoder is decoder or alike,
        "copied": not near(before, decoder.params["W_h"]),
        "own-weights": one_kind and not alike and len(own_features) > 1,
        "other-kind": not (one_kind and same_equations),
    }


def trains(rng: Rng, encoder_units: list[int], decoder_units: list[int]) -> bool:
    """Tell whether an autoencoder with layers of these widths learns."""
    widths = [2, *encoder_units, *decoder_units]
    layers = [lstm(below, units, rng) for below, units in pairwise(widths)]
    cut = len(encoder_units)
    dense = Dense(widths[-1], 2, rng=rng, dtype=np.float64)
    model = Autoencoder(Stack(layers[:cut]), Stack(layers[cut:]), dense)
    x = rng.standard_normal((4, 5, 2))
    optimiser, before = Adam(0.02), model.loss(x)
    for _ in range(60):
        optimiser.update(model.params, model.loss_and_grads(x)[1])
    return bool(model.loss(x) < 0.99 * before)


@drawn(
    "all weights, the data, two widths of which one is twice the other",
    fixed="two layers of which the second is half as wide, as in the question",
)
def mirror(rng: Rng) -> dict[str, bool]:
    """Train with the layers of the decoder in either order, and with one layer."""
    narrow = int(rng.integers(2, 6))
    encoder = [2 * narrow, narrow]
    mirrored = trains(rng, encoder, [narrow, 2 * narrow])
    same_order = trains(rng, encoder, [2 * narrow, narrow])
    single = trains(rng, encoder, [int(rng.integers(2, 9))])
    return {
        "free": mirrored and same_order and single,
        "shapes": not same_order,
        "count": not single,
        "same-order": not mirrored,
    }
