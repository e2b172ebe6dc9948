"""Proofs of the chapter States that ask Keras what its layers return and refuse."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from keras.layers import GRU as KerasGRU
from keras.layers import LSTM as KerasLSTM
from keras.layers import Dense as KerasDense
from tensorflow.errors import InvalidArgumentError

from lstm_lib import LSTM, Bidirectional, to_keras
from quizzes.proofs.draw import Rng, drawn, sizes, wild
from quizzes.proofs.draw import same as same_to

LAYER = "features, units, batch, all weights and biases, the sequences"


def near(a: object, b: object) -> bool:
    """Tell whether two results are the same up to float32's rounding."""
    return same_to(np.asarray(a), np.asarray(b), atol=1e-5)


def data(rng: Rng, *shape: int) -> np.ndarray:
    """Return a random array of that shape."""
    return rng.standard_normal(shape, dtype=np.float32)


def ours(rng: Rng, features: int = 0, units: int = 0) -> LSTM:
    """Return one of our layers, whose trace tells what Keras's layer with the same weights keeps to itself."""
    some = sizes(rng, 2, 2)
    return wild(rng, features or some[0], units or some[1], dtype=np.float32)


def returned(layer: LSTM, x: np.ndarray, **flags: bool) -> list[np.ndarray]:
    """Return the arrays that Keras returns with those flags."""
    out = to_keras(layer, **flags)(x)
    return [np.asarray(array) for array in (out if isinstance(out, list | tuple) else [out])]


@cache
def built(kind: type, units: int, features: int, **flags: bool) -> Any:
    """Return a layer of Keras that has been built once, since building takes longer than running."""
    layer = kind(units, **flags)
    layer.build((None, None, features) if kind is not KerasDense else (None, features))
    return layer


def keras_layer(rng: Rng, kind: type, units: int, features: int, **flags: bool) -> Any:
    """Return a layer of Keras with other weights than at any time before."""
    layer = built(kind, units, features, **flags)
    layer.set_weights([0.7 * rng.standard_normal(weight.shape) for weight in layer.get_weights()])
    return layer


def refused(*layers: Any, x: np.ndarray) -> str | None:
    """Call the layers one after the other; return the message where one refuses what it is given, else None."""
    y = x
    try:
        for layer in layers:
            y = layer(y)
    except (ValueError, InvalidArgumentError) as error:
        return str(error)
    return None


@drawn(f"{LAYER} but what the question gives", fixed="4 units, 2 sequences of 6 steps")
def three_arrays(rng: Rng) -> dict[str, bool]:
    """Compare the three arrays with each other and with the trace."""
    layer = ours(rng, units=4)
    x = data(rng, 2, 6, layer.input_size)
    trace = layer.forward(x)
    y, a, b = returned(layer, x, return_state=True)
    return {
        "y-is-a": near(y, a),
        "b-is-cell": near(b, trace.c[:, -1]),
        "b-is-gate": near(b, trace.o[:, -1]),
        "a-is-sequence": near(a, trace.h),
        "y-is-b": near(y, b),
    }


@drawn(f"{LAYER} and their length")
def b01_card(rng: Rng) -> dict[str, bool]:
    """Compare what return_sequences=True gives with three things of the trace, and hidden with cell states."""
    layer = ours(rng)
    x = data(rng, *sizes(rng, 2, 2), layer.input_size)
    trace = layer.forward(x)
    (y,) = returned(layer, x, return_sequences=True)
    return {
        "last-hidden": near(y, trace.final[0]),
        "all-cells": near(y, trace.c),
        "all-hidden": near(y, trace.h),
        "no-error": near(trace.h, trace.c),
    }


@drawn(f"{LAYER} and their length")
def flags(rng: Rng) -> dict[str, str]:
    """Find for each combination of flags what the arrays are."""
    layer = ours(rng)
    x = data(rng, *sizes(rng, 2, 2), layer.input_size)
    trace = layer.forward(x)
    h, c = trace.final
    known = {
        "last": [h],
        "all": [trace.h],
        "last-states": [h, h, c],
        "all-states": [trace.h, h, c],
        "all-cells": [trace.c],
        "all-both": [trace.h, trace.c],
    }
    found = {}
    for name, sequences, state in (("plain", 0, 0), ("sequences", 1, 0), ("state", 0, 1), ("both", 1, 1)):
        arrays = returned(layer, x, return_sequences=bool(sequences), return_state=bool(state))
        found[name] = next(
            what
            for what, expected in known.items()
            if len(expected) == len(arrays) and all(near(a, b) for a, b in zip(arrays, expected, strict=True))
        )
    return found


@drawn(f"{LAYER} and their length", fixed="8 units, which the question gives")
def default_output(rng: Rng) -> dict[str, bool]:
    """Compare the output without flags with four things that it might be."""
    layer = ours(rng, units=8)
    x = data(rng, *sizes(rng, 2, 2), layer.input_size)
    trace = layer.forward(x)
    (y,) = returned(layer, x)
    return {
        "mean": near(y, trace.h.mean(axis=1)),
        "last-hidden": near(y, trace.h[:, -1]),
        "last-cell": near(y, trace.c[:, -1]),
        "first-hidden": near(y, trace.h.reshape(len(x), -1)),
    }


@drawn(
    "all weights, the batch and its length, the length of what is written",
    fixed="features and units: a layer is built once",
)
def need_sequences(rng: Rng) -> dict[str, bool]:
    """Build each model without the flag and see whether it gives what is wanted of it."""
    samples, steps, written = sizes(rng, 3, 2)
    x = data(rng, samples, steps, 3)
    *state, h = reversed(keras_layer(rng, KerasLSTM, 4, 3, return_state=True)(x))
    answer = np.asarray(keras_layer(rng, KerasDense, 2, 4)(h))
    decoder = keras_layer(rng, KerasLSTM, 4, 1, return_sequences=True)
    y = np.asarray(decoder(data(rng, samples, written, 1), initial_state=state[::-1]))
    lower, upper = keras_layer(rng, KerasLSTM, 4, 3), built(KerasLSTM, 3, 4)
    return {
        "stack": refused(lower, upper, x=x) is not None,
        "tag": answer.shape[:-1] != (samples, steps),
        "attention": np.ndim(h) != 3,
        "class": answer.shape[:-1] != (samples,),
        "handover": y.shape[:-1] != (samples, written),
    }


@drawn("all weights and the numbers in the array", fixed="the model and the shape, which the question gives")
def stack_error(rng: Rng) -> dict[str, bool]:
    """Call the stack as it stands, with sequences, and with layers of one width."""
    x = data(rng, 2, 5, 1)
    lower, upper = keras_layer(rng, KerasLSTM, 4, 1), keras_layer(rng, KerasLSTM, 3, 4)
    message = refused(lower, upper, x=x)
    with_steps = refused(keras_layer(rng, KerasLSTM, 4, 1, return_sequences=True), upper, x=x)
    one_width = refused(lower, keras_layer(rng, KerasLSTM, 4, 4), x=x)
    runs = message is None
    return {
        "works": runs,
        "repeats": runs,
        "units": not runs and with_steps is not None and one_width is None,
        "fails": message is not None and "found ndim=2" in message and with_steps is None and one_width is not None,
    }


@drawn("all weights, the sizes of the arrays that are tried", fixed="units and features: a layer is built once")
def axis_card(rng: Rng) -> dict[str, bool]:
    """Change one axis of the input at a time and see which the layer minds."""
    layer = keras_layer(rng, KerasLSTM, 4, 3)
    samples, steps = sizes(rng, 2, 4, 9)  # neither is the number of features

    def accepts(*shape: int) -> bool:
        return refused(layer, x=data(rng, *shape)) is None

    longer, more, wider = accepts(samples, steps + 2, 3), accepts(samples + 2, steps, 3), accepts(samples, steps, 6)
    features = len(layer.get_weights()[0])
    return {
        "two-axes": accepts(steps, 3),
        "third": features == 3 and longer and more and not wider,
        "order": accepts(3, steps, samples) and not more,
        "units": not accepts(samples, steps, 3),
    }


@drawn("features, all weights, the sequences", fixed="4 units, 2 sequences of 6 steps, which the question gives")
def gru_state(rng: Rng) -> dict[str, bool]:
    """Count and compare what a GRU returns."""
    features = sizes(rng, 1, 2, 4)[0]
    layer = keras_layer(rng, KerasGRU, 4, features, return_state=True)
    arrays = [np.asarray(array) for array in layer(data(rng, 2, 6, features))]
    two = len(arrays) == 2
    return {
        "three": len(arrays) == 3,
        "two-different": two and not near(*arrays),
        "all-steps": len(arrays) == 1 or arrays[-1].ndim == 3,
        "two-equal": two and near(*arrays),
    }


@drawn(
    "features, all weights, batch and length of what is read",
    fixed="32 units, trained on 10 steps, as the question says",
)
def units(rng: Rng) -> dict[str, bool]:
    """Let one layer read short and long sequences and look at its weights."""
    features, samples = sizes(rng, 1, 2, 4)[0], sizes(rng, 1)[0]
    layer = keras_layer(rng, KerasLSTM, 32, features)
    short, long = (data(rng, samples, steps, features) for steps in (10, 33 + sizes(rng, 1)[0]))
    y = [np.asarray(layer(x)) for x in (short, long)]
    W_x, W_h, _ = layer.get_weights()
    return {
        "cells": layer.count_params() == 32 * built(KerasLSTM, 1, features).count_params(),
        "longest": refused(layer, x=long) is not None,
        "width": y[0].shape[1] == y[1].shape[1] == len(W_h) == 32,
        "features": len(W_x) == 32,
    }


@drawn(
    "features, batch, the weights of both directions, the sequences",
    fixed="4 units a direction and 9 steps, which the question gives",
)
def bidirectional_last(rng: Rng) -> dict[str, bool]:
    """Compare four slices of the output with the final state of the backward direction, in Keras and in ours."""
    features, samples = sizes(rng, 2)
    layer = Bidirectional(*(ours(rng, features, 4) for _ in range(2)))
    x = data(rng, samples, 9, features)
    y = np.asarray(to_keras(layer, return_sequences=True)(x))
    complete = layer.forward(x).final[1][0]
    return {
        "end": near(y[:, -1, 4:], complete),
        "end-forward": near(y[:, -1, :4], complete),
        "start-forward": near(y[:, 0, :4], complete),
        "start": near(y[:, 0, 4:], complete),
    }
