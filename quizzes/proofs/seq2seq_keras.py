"""Proofs of the chapter Sequence to sequence that ask Keras for shapes and for what its layers refuse."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from keras.layers import LSTM as KerasLSTM
from keras.layers import Dense as KerasDense
from keras.layers import Flatten, RepeatVector, TimeDistributed

from quizzes.proofs.draw import Rng, drawn, same, sizes


def data(rng: Rng, *shape: int) -> np.ndarray:
    """Return a random array of that shape."""
    return rng.standard_normal(shape, dtype=np.float32)


def near(a: object, b: object) -> bool:
    """Tell whether two results are the same up to float32's rounding."""
    return same(np.asarray(a), np.asarray(b), atol=1e-5)


@cache
def built(units: int, features: int, **flags: bool) -> KerasLSTM:
    """Return a layer that has been built once, since building takes longer than running."""
    layer = KerasLSTM(units, **flags)
    layer.build((None, None, features))
    return layer


def keras_lstm(rng: Rng, units: int, features: int, **flags: bool) -> KerasLSTM:
    """Return a layer with other weights than at any time before."""
    layer = built(units, features, **flags)
    layer.set_weights([0.7 * rng.standard_normal(weight.shape) for weight in layer.get_weights()])
    return layer


def called(*layers: Any, x: np.ndarray) -> np.ndarray | None:
    """Call the layers one after the other; return the last one's output, or None where one refuses its input."""
    try:
        for layer in layers:
            x = layer(x)
    except ValueError:
        return None
    return np.asarray(x)


@drawn("all weights, batches and lengths", fixed="6 units, 3 features: a layer is built once")
def matrix_card(rng: Rng) -> dict[str, bool]:
    """The output of an encoder of 6 units on other batches and other lengths."""
    encoder, (samples, steps) = keras_lstm(rng, 6, 3), sizes(rng, 2)
    shapes = [(samples, steps, 3), (samples + 7, steps, 3), (samples, steps + 4, 3)]
    few, many, long = (np.asarray(encoder(data(rng, *shape))) for shape in shapes)
    return {
        "length": len(few) == len(many) == 6,
        "steps": few.shape != long.shape,
        "third": few.ndim == 3,
        "width": few.shape[1] == many.shape[1] == long.shape[1] == 6,
    }


@drawn("the code's sizes and numbers, the number of steps")
def repeat_name(rng: Rng) -> dict[str, str]:
    """Find the layer that makes a sequence of a code, and name two that do not."""
    n, u, T = sizes(rng, 3, 2)
    code, made = data(rng, n, u), {}
    for layer in (RepeatVector(T), TimeDistributed(KerasDense(T)), Flatten()):
        y = called(layer, x=code)
        made[type(layer).__name__] = y is not None and y.shape == (n, T, u)
    right = next(name for name, sequence in made.items() if sequence)
    others = [name for name in made if name != right]
    return {
        "answer": right,
        "distributed": next(name for name in others if "Time" in name),
        "flatten": next(name for name in others if "Time" not in name),
    }


@drawn(
    "all weights, the batch, the length of the source",
    fixed="4 steps, as the question says; 5 units: a layer is built once",
)
def bridges(rng: Rng) -> dict[str, bool]:
    """Build the four bridges and count the steps that the decoder writes."""
    samples, steps = sizes(rng, 2)
    x, target = data(rng, samples, steps, 3), data(rng, samples, 4, 1)
    encoder, decoder = keras_lstm(rng, 5, 3), keras_lstm(rng, 5, 5, return_sequences=True)

    def writes(y: np.ndarray | None) -> bool:
        return y is not None and y.shape[:2] == (samples, 4)

    _, *state = keras_lstm(rng, 5, 3, return_state=True)(x)
    from_state = keras_lstm(rng, 5, 1, return_sequences=True)(target, initial_state=state)
    return {
        "repeat": writes(called(encoder, RepeatVector(4), decoder, x=x)),
        "direct": writes(called(encoder, decoder, x=x)),
        "states": writes(np.asarray(from_state)),
        "flatten": writes(called(encoder, Flatten(), decoder, x=x)),
    }


@drawn("all weights, the batch, both lengths", fixed="5 units: a layer is built once")
def repeat_card(rng: Rng) -> dict[str, bool]:
    """Do without the layer, and look at what it hands on."""
    samples, steps, written = sizes(rng, 3, 2)
    x, target = data(rng, samples, steps, 3), data(rng, samples, written, 1)
    y, *state = keras_lstm(rng, 5, 3, return_state=True)(x)
    decoder = keras_lstm(rng, 5, 1, return_sequences=True)
    from_state = np.asarray(decoder(target, initial_state=state))
    without = not near(from_state, decoder(target))
    layer = RepeatVector(written)
    repeated = np.asarray(layer(y))
    other = called(RepeatVector(steps + written), keras_lstm(rng, 5, 5), x=np.asarray(y))
    return {
        "also-states": without and from_state.shape[:2] == target.shape[:2],
        "carries-cell": any(near(repeated[:, t], state[1]) for t in range(written)),
        "learns": bool(layer.weights) or not all(near(repeated[:, 0], repeated[:, t]) for t in range(written)),
        "same-length": other is None,
    }


@drawn("all weights, the two lengths", fixed="widths of 6, 2 and 4: layers are built once")
def no_code(rng: Rng) -> dict[str, bool]:
    """Run three layers that return sequences on two lengths and look for an output of fixed size."""
    widths = ((6, 3), (2, 6), (4, 2))
    layers = [keras_lstm(rng, units, features, return_sequences=True) for units, features in widths]
    short, long = (data(rng, 1, steps, 3) for steps in (sizes(rng, 1)[0], 7 + sizes(rng, 1)[0]))
    fixed = []
    for layer in layers:
        short, long = (np.asarray(layer(x)) for x in (short, long))
        fixed.append(short.shape == long.shape)
    first, narrowest, last = fixed
    return {"first": first, "last": last, "narrowest": narrowest, "nowhere": not any(fixed)}
