"""Proofs of the chapter Practice: a recurrent layer beside causal convolutions, measured by changing one input."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np

from lstm_lib import RNN
from quizzes.proofs.draw import Draw, Rng, drawn

Run = Callable[[np.ndarray], np.ndarray]  # from sequences (N, T) to the outputs of all steps (N, T)


def causal(x: np.ndarray, kernel: int, dilations: list[int]) -> np.ndarray:
    """Run a stack of causal convolutions of ones over sequences (N, T): each output is a sum of the past."""
    for dilation in dilations:
        delayed = (np.pad(x, ((0, 0), (n * dilation, 0)))[:, : x.shape[1]] for n in range(kernel))
        x = np.sum([*delayed], axis=0)
    return x


def reach(run: Run, steps: int) -> int:
    """Count the inputs, each changed alone, that change the last output."""
    return int((run(np.eye(steps))[:, -1] != run(np.zeros((1, steps)))[:, -1]).sum())


def recurrent(rng: Rng) -> Run:
    """Return a plain layer of one unit that forgets slowly, as a run over sequences (N, T)."""
    W_x, W_h = rng.uniform(0.5, 1.5, (1, 1)), rng.uniform(0.85, 0.95, (1, 1))
    rnn = RNN.from_params({"W_x": W_x, "W_h": W_h, "b": np.zeros(1)})
    return lambda x: rnn.forward(x[:, :, None]).h[:, :, 0]


def receptive_field(rng: Draw) -> dict:
    """Measure how far a stack of dilated convolutions sees, and compare a recurrent layer over the same steps."""
    while True:
        kernel, layers = rng.choice([2, 3, 4, 5, 6]), rng.choice([2, 3, 4, 5])
        steps = rng.choice([200, 250, 300])
        dilations = [2**n for n in range(layers)]
        answer = reach(partial(causal, kernel=kernel, dilations=dilations), steps)
        one = reach(partial(causal, kernel=kernel, dilations=dilations[-1:]), steps)
        mistakes = {
            "product": one * dilations[-1],
            "undilated": reach(partial(causal, kernel=kernel, dilations=[1] * layers), steps),
            "all": reach(recurrent(rng.weights), steps),
        }
        if len({answer, *mistakes.values()}) == 4:
            listed = ", ".join(map(str, dilations))
            names = {"kernel": kernel, "layers": layers, "dilations": listed, "steps": steps}
            return {"parameters": names, "answer": answer, "mistakes": mistakes}


@cache
def _convolution(kernel: int, padding: str, dilation: int) -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from keras.layers import Conv1D

    layer = Conv1D(1, kernel, padding=padding, dilation_rate=dilation)
    layer.build((None, None, 1))
    return layer


def convolutions_of_keras(rng: Rng, kernel: int, dilations: list[int], padding: str = "causal") -> Run:
    """Return a stack of Keras's convolutions whose weights are drawn, none of them near zero."""
    layers = [_convolution(kernel, padding, dilation) for dilation in dilations]
    for layer in layers:
        kernel_and_bias = rng.choice([-1, 1], (kernel, 1, 1)) * rng.uniform(0.5, 1.5, (kernel, 1, 1)), np.zeros(1)
        layer.set_weights(kernel_and_bias)

    def run(x: np.ndarray) -> np.ndarray:
        values = x[:, :, None].astype(np.float32)
        for layer in layers:
            values = layer(values)
        return np.asarray(values)[:, :, 0]

    return run


@drawn(
    "all weights, the inputs",
    fixed="30 steps; kernels of 3 and dilations 1 and 2, which see 7 steps, as an answer says",
)
def what_convolutions_can(rng: Rng) -> dict[str, bool]:
    """Run Keras's causal convolutions over a sequence: an output a step, none of the future, a fixed reach."""
    steps = 30
    run = convolutions_of_keras(rng, 3, [1, 2])
    x = rng.standard_normal((1, steps))
    late, swapped = x.copy(), x.copy()
    late[0, -1] += 1
    swapped[0, -2:] = x[0, :-3:-1]
    future_spared = np.array_equal(run(late)[:, :-1], run(x)[:, :-1])
    return {
        "fixed-reach": bool(run(x).shape == x.shape and future_spared and reach(run, steps) == 7),
        "no-order": bool(np.allclose(run(swapped), run(x), atol=1e-5)),
        "same-reach": reach(run, steps) == reach(recurrent(rng), steps),
        "one-length": run(x[:, :10]).shape[1] != 10,
    }


@drawn(
    "all weights of both, the inputs", fixed="50 steps, kernels of 2 and dilations 1, 2 and 4, which the question gives"
)
def side_by_side(rng: Rng) -> dict[str, bool]:
    """Change one input of a sequence of fifty steps and look at the last outputs of both."""
    run, layer = convolutions_of_keras(rng, 2, [1, 2, 4]), recurrent(rng)
    x = 0.01 * rng.standard_normal((1, 50))
    first, tail = x.copy(), x[:, -8:]
    first[0, 0] += 1

    def same_end(a: np.ndarray, b: np.ndarray) -> bool:
        return bool(np.isclose(a[0, -1], b[0, -1], rtol=0, atol=1e-5))

    return {
        "recurrent-far": not same_end(layer(first), layer(x)),
        "convolution-far": not same_end(run(first), run(x)),
        "convolution-local": same_end(run(tail), run(x)),
        "recurrent-local": same_end(layer(tail), layer(x)),
    }


@drawn(
    "all weights, the inputs",
    fixed="a kernel of 3 and 9 steps, which the question gives; one filter: the others do the same",
)
def same_looks_ahead(rng: Rng) -> dict[str, bool]:
    """Change the last of nine inputs: which outputs move in a recurrent layer, and which in a padded convolution?"""
    run, layer = convolutions_of_keras(rng, 3, [1], padding="same"), recurrent(rng)
    x = rng.standard_normal((1, 9))
    later = x + np.eye(9)[-1:]

    def moved(run: Run) -> list[int]:
        return np.flatnonzero(np.abs(run(later) - run(x))[0] > 1e-5).tolist()

    found = moved(run)
    return {
        "last": found == moved(layer),
        "two": found == [7, 8],
        "three": found == [6, 7, 8],
        "all": found == list(range(9)),
    }
