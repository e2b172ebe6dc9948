"""Proofs of the chapter States that ask Keras what its layers return and refuse."""

from __future__ import annotations

import keras
import numpy as np
from keras import Sequential
from keras.initializers import Constant
from keras.layers import GRU as KerasGRU
from keras.layers import LSTM as KerasLSTM
from keras.layers import Dense as KerasDense
from keras.layers import Input
from tensorflow.errors import InvalidArgumentError

from lstm_lib import LSTM, SGD, Bidirectional, Dense, Network, to_keras


def near(a: object, b: object) -> bool:
    """Tell whether two results are the same up to float32's rounding."""
    a, b = np.asarray(a), np.asarray(b)
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=0, atol=1e-5))


def data(*shape: int) -> np.ndarray:
    """Return a random array of that shape."""
    return np.random.default_rng(3).standard_normal(shape, dtype=np.float32)


def ours(features: int, units: int) -> LSTM:
    """Return one of our layers, whose trace tells what Keras's layer with the same weights keeps to itself."""
    return LSTM(features, units, rng=np.random.default_rng(0))


def returned(layer: LSTM, x: np.ndarray, **flags: bool) -> list[np.ndarray]:
    """Return the arrays that Keras returns with those flags."""
    out = to_keras(layer, **flags)(x)
    return [np.asarray(array) for array in (out if isinstance(out, list | tuple) else [out])]


def refused(*layers: object, shape: tuple[int, ...]) -> str | None:
    """Call the layers one after the other; return the message where one refuses what it is given, else None."""
    y = data(*shape)
    try:
        for layer in layers:
            y = layer(y)
    except (ValueError, InvalidArgumentError) as error:
        return str(error)
    return None


def three_arrays() -> dict[str, bool]:
    """Compare the three arrays with each other and with the trace."""
    layer, x = ours(3, 4), data(2, 6, 3)
    trace = layer.forward(x)
    y, a, b = returned(layer, x, return_state=True)
    return {
        "y-is-a": near(y, a),
        "b-is-cell": near(b, trace.c[:, -1]),
        "b-is-gate": near(b, trace.o[:, -1]),
        "a-is-sequence": near(a, trace.h),
        "y-is-b": near(y, b),
    }


def b01_card() -> dict[str, bool]:
    """Compare what return_sequences=True gives with four traces."""
    layer, x = ours(3, 4), data(2, 6, 3)
    trace = layer.forward(x)
    (y,) = returned(layer, x, return_sequences=True)
    return {
        "last-hidden": near(y, trace.final[0]),
        "all-cells": near(y, trace.c),
        "all-hidden": near(y, trace.h),
        "no-error": near(trace.h, trace.c),
    }


def flags() -> dict[str, str]:
    """Find for each combination of flags what the arrays are."""
    layer, x = ours(3, 4), data(2, 6, 3)
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


def default_output() -> dict[str, bool]:
    """Compare the output without flags with four things that it might be."""
    layer, x = ours(3, 8), data(2, 6, 3)
    trace = layer.forward(x)
    (y,) = returned(layer, x)
    return {
        "mean": near(y, trace.h.mean(axis=1)),
        "last-hidden": near(y, trace.h[:, -1]),
        "last-cell": near(y, trace.c[:, -1]),
        "first-hidden": near(y, trace.h[:, 0]),
    }


def need_sequences() -> dict[str, bool]:
    """Build each model without the flag and see whether it gives what is wanted of it."""
    x, steps = data(2, 5, 3), 5
    h = KerasLSTM(4)(x)
    tagged = np.asarray(KerasDense(2)(h))
    classified = np.asarray(KerasDense(2)(h))
    _, *state = KerasLSTM(4, return_state=True)(x)
    decoder = KerasLSTM(4, return_sequences=True)
    written = np.asarray(decoder(data(2, 7, 1), initial_state=state))
    return {
        "stack": refused(KerasLSTM(4), KerasLSTM(3), shape=x.shape) is not None,
        "tag": tagged.shape[:-1] != (len(x), steps),
        "class": classified.shape[:-1] != (len(x),),
        "handover": written.shape[:-1] != (len(x), 7),
    }


def stack_error() -> dict[str, bool]:
    """Call the stack as it stands, with sequences, and with layers of one width."""
    shape = (2, 5, 1)
    message = refused(Sequential([KerasLSTM(4), KerasLSTM(3)]), shape=shape)
    with_steps = refused(Sequential([KerasLSTM(4, return_sequences=True), KerasLSTM(3)]), shape=shape)
    one_width = refused(Sequential([KerasLSTM(4), KerasLSTM(4)]), shape=shape)
    runs = message is None
    return {
        "works": runs,
        "repeats": runs,
        "units": not runs and with_steps is not None and one_width is None,
        "fails": not runs and "found ndim=2" in message and with_steps is None and one_width is not None,
    }


def axis_card() -> dict[str, bool]:
    """Change one axis of the input at a time and see which the layer minds."""
    layer = KerasLSTM(4)
    layer(data(2, 5, 3))
    accepts = {shape: refused(layer, shape=shape) is None for shape in [(2, 9, 3), (7, 5, 3), (2, 5, 6), (3, 5, 2)]}
    features = len(layer.get_weights()[0])
    third_is_features = features == 3 and accepts[2, 9, 3] and accepts[7, 5, 3] and not accepts[2, 5, 6]
    return {
        "two-axes": refused(KerasLSTM(4), shape=(5, 3)) is None,
        "third": third_is_features,
        "order": accepts[3, 5, 2] and not accepts[7, 5, 3],
        "units": refused(KerasLSTM(4), shape=(2, 5, 3)) is not None,
    }


def constant_weights() -> dict[str, bool]:
    """Train a constant layer below a random one, twenty times in our library and twice in Keras.

    Sizes, the constant, the data, the weights above and the rate are drawn. Fixed is what the item says: that the layer
    is constant, and that the one above is not. Below equal weights the units have to stay alike, or the explanation
    is wrong.
    """
    drawn = [_constant_ours(seed) for seed in range(20)] + [_constant_keras(seed) for seed in range(2)]
    return {
        "alike": any(seen["alike"] for seen in drawn),
        "same-numbers": all(seen["same"] for seen in drawn),
        "fixed": any(seen["fixed"] for seen in drawn),
        "independent": any(seen["deaf"] for seen in drawn),
    }


def _constant_ours(seed: int) -> dict[str, bool]:
    """Draw a stage, take ten steps of training in lstm_lib, and look at the units."""
    rng = np.random.default_rng(seed)
    N, T, D, H = rng.integers(2, 9, 4)
    constant, rate = rng.choice([-1, 1]) * rng.uniform(0.05, 0.8), rng.uniform(0.01, 0.3)
    x, target = rng.standard_normal((N, T, D)), rng.standard_normal((N, 1))

    def start() -> LSTM:
        shapes = {"W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)}
        return LSTM.from_params({name: np.full(shape, constant) for name, shape in shapes.items()})

    def trained(above: Dense) -> LSTM:
        layer = start()
        model, optimiser = Network(layer, above), SGD(rate)
        for _ in range(10):
            optimiser.update(model.params, model.loss_and_grads(x, target)[1])
        return layer

    def spread(layer: LSTM) -> float:
        return float(np.ptp(layer.forward(x).h, axis=2).max())

    equal = Dense(H, 1, rng=rng, dtype=np.float64)
    equal.params["W"][:] = rng.uniform(0.1, 1)
    assert spread(trained(equal)) < 1e-12, "below equal weights the units part"
    layer = trained(Dense(H, 1, rng=rng, dtype=np.float64))
    return {
        "alike": spread(layer) < 1e-9,
        "same": np.array_equal(start().forward(x).h, start().forward(x).h),
        "fixed": np.array_equal(layer.params["W_x"], start().params["W_x"]),
        "deaf": np.array_equal(start().forward(x).h, start().forward(x + rng.standard_normal(x.shape)).h),
    }


def _constant_keras(seed: int) -> dict[str, bool]:
    """Take one step of training in Keras, below a Dense layer as Keras starts it."""
    keras.utils.set_random_seed(seed)
    x, target = np.random.default_rng(seed).standard_normal((2, 6, 5, 2), dtype=np.float32)
    target = target[:, 0, :1]

    def constant() -> KerasLSTM:
        start = Constant(0.1)
        return KerasLSTM(3, kernel_initializer=start, recurrent_initializer=start, bias_initializer=start)

    layer = constant()
    model = Sequential([Input((5, 2)), layer, KerasDense(1)])
    model.compile(optimizer="sgd", loss="mse", run_eagerly=True)
    before = [weight.copy() for weight in layer.get_weights()]
    model.train_on_batch(x, target)
    h = np.asarray(layer(x))
    return {
        "alike": np.ptp(h, axis=1).max() < 1e-6,
        "same": near(constant()(x), constant()(x)) and not near(KerasLSTM(3)(x), KerasLSTM(3)(x)),
        "fixed": near(before[0], layer.get_weights()[0]),
        "deaf": near(constant()(x), constant()(2 * x)),
    }


def gru_state() -> dict[str, bool]:
    """Count and compare what a GRU returns."""
    x = data(2, 6, 3)
    arrays = [np.asarray(array) for array in KerasGRU(4, return_state=True)(x)]
    two = len(arrays) == 2
    return {
        "three": len(arrays) == 3,
        "two-different": two and not near(*arrays),
        "all-steps": len(arrays) == 1 or arrays[-1].ndim == 3,
        "two-equal": two and near(*arrays),
    }


def units() -> dict[str, bool]:
    """Let one layer read short and long sequences and look at its weights."""
    layer = KerasLSTM(32)
    short, long = np.asarray(layer(data(2, 10, 3))), np.asarray(layer(data(2, 100, 3)))
    W_x, W_h, _ = layer.get_weights()
    return {
        "cells": layer.count_params() == 32 * KerasLSTM.count_params(_built(1)),
        "longest": refused(layer, shape=(2, 100, 3)) is not None,
        "width": short.shape[1] == long.shape[1] == len(W_h) == 32,
        "features": len(W_x) == 32,
    }


def _built(units: int) -> KerasLSTM:
    layer = KerasLSTM(units)
    layer(data(2, 10, 3))
    return layer


def bidirectional_last() -> dict[str, bool]:
    """Compare four slices of the output with the final state of the backward direction, in Keras and in ours."""
    layer = Bidirectional(ours(2, 4), LSTM(2, 4, rng=np.random.default_rng(1)))
    x = data(3, 9, 2)
    y = np.asarray(to_keras(layer, return_sequences=True)(x))
    complete = layer.forward(x).final[1][0]
    return {
        "end": near(y[:, -1, 4:], complete),
        "end-forward": near(y[:, -1, :4], complete),
        "start-forward": near(y[:, 0, :4], complete),
        "start": near(y[:, 0, 4:], complete),
    }
