"""Proofs of the chapter Practice: a recurrent layer beside causal convolutions, measured by changing one input."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import numpy as np

from lstm_lib import RNN

Run = Callable[[np.ndarray], np.ndarray]  # from sequences (N, T) to the outputs of all steps (N, T)


def causal(x: np.ndarray, kernel: int, dilations: list[int]) -> np.ndarray:
    """Run a stack of causal convolutions of ones over sequences (N, T): each output is a sum of the past."""
    for dilation in dilations:
        delayed = (np.pad(x, ((0, 0), (n * dilation, 0)))[:, : x.shape[1]] for n in range(kernel))
        x = sum(delayed)
    return x


def reach(run: Run, steps: int) -> int:
    """Count the inputs, each changed alone, that change the last output."""
    return int((run(np.eye(steps))[:, -1] != run(np.zeros((1, steps)))[:, -1]).sum())


def recurrent(x: np.ndarray) -> np.ndarray:
    """Run a plain layer that forgets slowly over sequences (N, T)."""
    rnn = RNN(1, 1, rng=np.random.default_rng(0), dtype=np.float64)
    rnn.params["W_x"][:], rnn.params["W_h"][:] = 1.0, 0.9
    return rnn.forward(x[:, :, None]).h[:, :, 0]


def recurrent_reach(steps: int) -> int:
    """Count the last inputs that change the last output of the recurrent layer."""
    return reach(lambda x: recurrent(x), steps)


def receptive_field(rng: random.Random) -> dict:
    """Measure how far a stack of dilated convolutions sees, and compare a recurrent layer over the same steps."""
    while True:
        kernel, layers = rng.choice([2, 3, 4, 5, 6]), rng.choice([2, 3, 4, 5])
        steps = rng.choice([200, 250, 300])
        dilations = [2**n for n in range(layers)]
        answer = reach(lambda x, k=kernel, d=dilations: causal(x, k, d), steps)
        one = reach(lambda x, k=kernel, d=dilations: causal(x, k, d[-1:]), steps)
        mistakes = {
            "product": one * dilations[-1],
            "undilated": reach(lambda x, k=kernel, d=dilations: causal(x, k, [1] * len(d)), steps),
            "all": recurrent_reach(steps),
        }
        if len({answer, *mistakes.values()}) == 4:
            listed = ", ".join(map(str, dilations))
            names = {"kernel": kernel, "layers": layers, "dilations": listed, "steps": steps}
            return {"parameters": names, "answer": answer, "mistakes": mistakes}


def convolutions_of_keras(kernel: int, dilations: list[int]) -> Run:
    """Return a stack of Keras's causal convolutions."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from keras.layers import Conv1D

    layers = [Conv1D(1, kernel, padding="causal", dilation_rate=d, kernel_initializer="ones") for d in dilations]

    def run(x: np.ndarray) -> np.ndarray:
        values = x[:, :, None].astype(np.float32)
        for layer in layers:
            values = layer(values)
        return np.asarray(values)[:, :, 0]

    return run


def what_convolutions_can() -> dict[str, bool]:
    """Run Keras's causal convolutions over a sequence: an output a step, none of the future, a fixed reach."""
    steps = 30
    run = convolutions_of_keras(3, [1, 2])
    x = np.random.default_rng(0).standard_normal((1, steps))
    late, swapped = x.copy(), x.copy()
    late[0, -1] += 1
    swapped[0, -2:] = x[0, :-3:-1]
    future_spared = np.array_equal(run(late)[:, :-1], run(x)[:, :-1])
    return {
        "fixed-reach": bool(run(x).shape == x.shape and future_spared and reach(run, steps) == 7),
        "no-order": bool(np.allclose(run(swapped), run(x), atol=1e-5)),
        "same-reach": reach(run, steps) == recurrent_reach(steps),
        "one-length": run(x[:, :10]).shape[1] != 10,
    }


def side_by_side() -> dict[str, bool]:
    """Change one input of a sequence of fifty steps and look at the last outputs of both."""
    run = convolutions_of_keras(2, [1, 2, 4])
    x = 0.01 * np.random.default_rng(0).standard_normal((1, 50))
    first, tail = x.copy(), x[:, -8:]
    first[0, 0] += 1

    def same_end(a: np.ndarray, b: np.ndarray) -> bool:
        return bool(np.isclose(a[0, -1], b[0, -1], rtol=0, atol=1e-5))

    return {
        "recurrent-far": not same_end(recurrent(first), recurrent(x)),
        "convolution-far": not same_end(run(first), run(x)),
        "convolution-local": same_end(run(tail), run(x)),
        "recurrent-local": same_end(recurrent(tail), recurrent(x)),
    }


def same_looks_ahead() -> dict[str, bool]:
    """Change the last of nine inputs: which outputs move in a recurrent layer, and which in a padded convolution?"""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from keras.layers import Conv1D

    convolution = Conv1D(1, 3, padding="same", kernel_initializer="ones")
    x = np.random.default_rng(0).standard_normal((1, 9))
    later = x + np.eye(9)[-1:]

    def moved(run: Run) -> list[int]:
        return np.flatnonzero(np.abs(run(later) - run(x))[0] > 1e-6).tolist()

    found = moved(lambda x: np.asarray(convolution(x[:, :, None].astype(np.float32)))[:, :, 0])
    return {
        "last": found == moved(lambda x: np.round(recurrent(x), 9)),
        "two": found == [7, 8],
        "three": found == [6, 7, 8],
        "all": found == list(range(9)),
    }
