"""Proofs of the chapter Sequence to sequence that ask Keras for shapes and for what its layers refuse."""

from __future__ import annotations

import numpy as np
from keras.layers import LSTM as KerasLSTM
from keras.layers import Dense as KerasDense
from keras.layers import Flatten, RepeatVector, TimeDistributed


def data(*shape: int) -> np.ndarray:
    """Return a random array of that shape."""
    return np.random.default_rng(3).standard_normal(shape, dtype=np.float32)


def near(a: object, b: object) -> bool:
    """Tell whether two results are the same up to float32's rounding."""
    a, b = np.asarray(a), np.asarray(b)
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=0, atol=1e-5))


def called(*layers: object, x: np.ndarray) -> np.ndarray | None:
    """Call the layers one after the other; return the last one's output, or None where one refuses its input."""
    try:
        for layer in layers:
            x = layer(x)
    except ValueError:
        return None
    return np.asarray(x)


def matrix_card() -> dict[str, bool]:
    """The output of an encoder of 6 units on other batches and other lengths."""
    encoder = KerasLSTM(6)
    few, many, long = (np.asarray(encoder(data(*shape))) for shape in [(2, 5, 3), (4, 5, 3), (2, 9, 3)])
    return {
        "length": len(few) == len(many) == 6,
        "steps": few.shape != long.shape,
        "third": few.ndim == 3,
        "width": few.shape[1] == many.shape[1] == long.shape[1] == 6,
    }


def repeat_name() -> dict[str, str]:
    """Find the layer that makes a sequence of a code, and name two that do not."""
    code = data(3, 5)
    made = {}
    for layer in (RepeatVector(4), TimeDistributed(KerasDense(4)), Flatten()):
        y = called(layer, x=code)
        made[type(layer).__name__] = y is not None and y.shape == (3, 4, 5)
    right = next(name for name, sequence in made.items() if sequence)
    others = [name for name in made if name != right]
    return {
        "answer": right,
        "distributed": next(name for name in others if "Time" in name),
        "flatten": next(name for name in others if "Time" not in name),
    }


def bridges() -> dict[str, bool]:
    """Build the four bridges and count the steps that the decoder writes."""
    x, target = data(2, 6, 3), data(2, 4, 1)

    def writes(y: np.ndarray | None) -> bool:
        return y is not None and y.shape[:2] == (2, 4)

    _, *state = KerasLSTM(5, return_state=True)(x)
    from_state = np.asarray(KerasLSTM(5, return_sequences=True)(target, initial_state=state))
    return {
        "repeat": writes(called(KerasLSTM(5), RepeatVector(4), KerasLSTM(5, return_sequences=True), x=x)),
        "direct": writes(called(KerasLSTM(5), KerasLSTM(5, return_sequences=True), x=x)),
        "states": writes(from_state),
        "flatten": writes(called(KerasLSTM(5), Flatten(), KerasLSTM(5, return_sequences=True), x=x)),
    }


def repeat_card() -> dict[str, bool]:
    """Do without the layer, and look at what it hands on."""
    x, target = data(2, 6, 3), data(2, 4, 1)
    y, *state = KerasLSTM(5, return_state=True)(x)
    decoder = KerasLSTM(5, return_sequences=True)
    from_state = np.asarray(decoder(target, initial_state=state))
    without = not near(from_state, decoder(target))
    layer = RepeatVector(4)
    repeated = np.asarray(layer(y))
    return {
        "also-states": without and from_state.shape[:2] == target.shape[:2],
        "carries-cell": any(near(repeated[:, t], state[1]) for t in range(4)),
        "learns": bool(layer.weights) or not all(near(repeated[:, 0], repeated[:, t]) for t in range(4)),
        "same-length": called(RepeatVector(9), KerasLSTM(5), x=np.asarray(y)) is None,
    }


def no_code() -> dict[str, bool]:
    """Run three layers that return sequences on two lengths and look for an output of fixed size."""
    layers = [KerasLSTM(units, return_sequences=True) for units in (6, 2, 4)]
    fixed = []
    for count in range(1, 4):
        short, long = (called(*layers[:count], x=data(1, steps, 3)) for steps in (5, 9))
        fixed.append(short.shape == long.shape)
    first, narrowest, last = fixed
    return {"first": first, "last": last, "narrowest": narrowest, "nowhere": not any(fixed)}
