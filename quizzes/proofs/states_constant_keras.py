"""Proof of the chapter States about constant first weights, in lstm_lib and in Keras."""

from __future__ import annotations

from functools import cache

import keras
import numpy as np
from keras import Sequential
from keras.initializers import Constant
from keras.layers import LSTM as KerasLSTM
from keras.layers import Dense as KerasDense
from keras.layers import Input

from lstm_lib import LSTM, SGD, Dense, Network
from quizzes.proofs.draw import Rng, drawn, near


def data(rng: Rng, *shape: int) -> np.ndarray:
    """Return a random array of that shape."""
    return rng.standard_normal(shape, dtype=np.float32)


@drawn(
    "sizes, the constant, data and targets, the weights above, the rate; in Keras the data and the weights above",
    fixed="that the layer is constant and the one above is not, as the question says",
)
def constant_weights(rng: Rng) -> dict[str, bool]:
    """Train a constant layer below a random one, in our library and in Keras.

    Below equal weights the units have to stay alike, or the explanation is wrong.
    """
    found = [_constant_ours(rng), _constant_keras(rng)]
    return {
        "alike": any(seen["alike"] for seen in found),
        "same-numbers": all(seen["same"] for seen in found),
        "fixed": any(seen["fixed"] for seen in found),
        "independent": any(seen["deaf"] for seen in found),
    }


def _constant_ours(rng: Rng) -> dict[str, bool]:
    """Draw a stage, take ten steps of training in lstm_lib, and look at the units."""
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


@cache
def _constant_model(units: int, constant: float) -> tuple[Sequential, KerasLSTM]:
    start = Constant(constant)
    layer = KerasLSTM(units, kernel_initializer=start, recurrent_initializer=start, bias_initializer=start)
    model = Sequential([Input((5, 2)), layer, KerasDense(1)])
    model.compile(optimizer="sgd", loss="mse", run_eagerly=True)
    return model, layer


def _constant_keras(rng: Rng) -> dict[str, bool]:
    """Take one step of training in Keras, below a Dense layer as Keras starts it."""
    model, layer = _constant_model(3, 0.1)
    before = [np.full(weight.shape, 0.1, np.float32) for weight in layer.get_weights()]
    fresh = keras.initializers.GlorotUniform(seed=int(rng.integers(2**31)))
    layer.set_weights(before)
    model.layers[-1].set_weights([np.asarray(fresh((3, 1))), np.zeros(1, np.float32)])
    x, target = data(rng, 6, 5, 2), data(rng, 6, 1)
    first, again, other = (np.asarray(layer(values)) for values in (x, x, 2 * x))
    model.train_on_batch(x, target)
    return {
        "alike": np.ptp(np.asarray(layer(x)), axis=1).max() < 1e-7,
        "same": near(first, again, atol=1e-5),
        "fixed": near(before[0], layer.get_weights()[0], atol=1e-5),
        "deaf": near(first, other, atol=1e-5),
    }
