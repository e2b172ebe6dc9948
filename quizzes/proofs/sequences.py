"""Proofs of the chapter Sequences: kinds of problems, one set of weights, a state that carries the past."""

from __future__ import annotations

import random

import numpy as np

from lstm_lib import LSTM, RNN, Dense, Network, repeat_vector

LONG, SHORT = 7, 4  # time steps of two sequences


def generator() -> np.random.Generator:
    """Return the generator that every proof starts from."""
    return np.random.default_rng(0)


def same(a: np.ndarray, b: np.ndarray) -> bool:
    """Tell whether two results are the same up to rounding."""
    return bool(np.allclose(a, b, rtol=0, atol=1e-12))


def plain(size: int = 2, units: int = 3) -> RNN:
    """Return a small plain layer in double precision."""
    return RNN(size, units, rng=generator(), dtype=np.float64)


def gated(size: int = 2, units: int = 3) -> LSTM:
    """Return a small LSTM layer in double precision."""
    return LSTM(size, units, rng=generator(), dtype=np.float64)


def answers(every_step: bool, steps: int = LONG) -> np.ndarray:
    """Run a network that answers at the last step or at every one over a sequence."""
    rng = generator()
    network = Network(RNN(2, 3, rng=rng), Dense(3, 1, rng=rng), every_step=every_step)
    return network.forward(np.ones((1, steps, 2), np.float32)).y


def described(steps: int = SHORT) -> np.ndarray:
    """Let a decoder unfold one vector into several steps."""
    vector = np.ones((1, 5))
    return plain(5).forward(repeat_vector(vector, steps)).h


def translated() -> np.ndarray:
    """Let a decoder that starts from an encoder's state write a sequence of another length."""
    code = gated().forward(np.ones((1, LONG, 2))).final
    return gated().forward(np.ones((1, SHORT, 2)), state=code).h


def kind_of(into: int, out: int) -> str:
    """Name the kind of a problem by its numbers of time steps."""
    if into == 1:
        return "one-to-many"
    if out == 1:
        return "many-to-one"
    return "aligned" if into == out else "lengths-differ"


def problem_kinds() -> dict[str, str]:
    """Build a network for each problem and count the steps that go in and come out."""
    review, alarm = answers(every_step=False), answers(every_step=True)
    return {
        "caption": kind_of(np.ones((1, 5)).ndim - 1, described().shape[1]),
        "review": kind_of(LONG, review.ndim - 1),
        "alarm": kind_of(LONG, alarm.shape[1]),
        "translation": kind_of(LONG, translated().shape[1]),
    }


def sequence_answer(rng: random.Random) -> dict:
    """A network that answers at every step, and the shapes that three wrong ideas lead to."""
    batch, steps, features, units, classes = rng.sample(range(2, 13), 5)
    keys = generator()
    parts = LSTM(features, units, rng=keys), Dense(units, classes, rng=keys)
    x = np.zeros((batch, steps, features), np.float32)
    every, last = (Network(*parts, every_step=each).forward(x) for each in (True, False))
    names = {"batch": batch, "steps": steps, "features": features, "units": units, "classes": classes}
    return {
        "parameters": names,
        "answer": every.y.shape,
        "mistakes": {"last": last.y.shape, "hidden": every.recurrent.h.shape},
    }


def unrolled_weights() -> dict[str, bool]:
    """The recurrent weights of a layer before and after it was run over fifty steps."""
    steps = 50
    rnn = plain()
    before = rnn.params["W_h"].copy()
    trace = rnn.forward(np.ones((1, steps, 2)))
    gradient = rnn.backward(trace, np.ones_like(trace.h)).params["W_h"]
    matrices = gradient.size / before.size
    return {
        "one": matrices == 1 and same(rnn.params["W_h"], before),
        "each-step": matrices == steps,
        "between-steps": matrices == steps - 1,
        "each-unit": matrices == rnn.hidden_size,
    }


def parameters_any_length(rng: random.Random) -> dict:
    """Count the parameters of a plain recurrent layer, which is then run over the sequence."""
    features, units = rng.sample(range(2, 13), 2)
    steps = rng.choice([10, 20, 25, 50, 100])
    rnn = RNN(features, units, rng=generator())
    rnn.forward(np.zeros((1, steps, features), np.float32))
    count = sum(value.size for value in rnn.params.values())
    per_step = steps * count
    no_recurrence = count - rnn.params["W_h"].size
    return {
        "parameters": {"features": features, "units": units, "steps": steps},
        "answer": count,
        "mistakes": {"per-step": per_step, "no-recurrence": no_recurrence},
    }


def graph_direction() -> dict[str, bool]:
    """Change one step's input and look at the states before and after it, with one set of weights."""
    rnn = plain()
    x = generator().standard_normal((1, LONG, 2))
    other = x.copy()
    other[0, 3] += 1
    h, changed = rnn.forward(x).h[0], rnn.forward(other).h[0]
    forward_only = same(h[:3], changed[:3]) and not np.isclose(h[3:], changed[3:]).all(axis=1).any()
    shorter = rnn.forward(x[:, :SHORT]).h[0]
    return {
        "directed": forward_only and same(shorter, h[:SHORT]),
        "undirected": not same(h[:3], changed[:3]),
        "fixed-length": shorter.shape != h[:SHORT].shape,
        "weights-differ": rnn.params["W_h"].ndim > 2,
    }


def accepts(shape: tuple[int, int, int]) -> bool:
    """Tell whether a layer of two features and three units runs on an input of this shape."""
    try:
        return bool(np.isfinite(gated().forward(np.zeros(shape)).h).all())
    except ValueError:
        return False


def what_may_change() -> dict[str, bool]:
    """Run one layer on inputs of other shapes than it has seen first."""
    first = (5, LONG, 2)
    assert accepts(first)
    units = {value.shape for value in gated(units=4).params.values()}
    return {
        "steps": accepts((5, 3 * LONG, 2)),
        "samples": accepts((1, LONG, 2)),
        "features": accepts((5, LONG, 3)),
        "units": units == {value.shape for value in gated().params.values()},
    }


def state_not_layer() -> dict[str, bool]:
    """Read two sequences that end in the same input: what differs afterwards?"""
    rnn = plain()
    weights = {name: value.copy() for name, value in rnn.params.items()}
    x = generator().standard_normal((2, LONG, 2))
    x[1, -1] = x[0, -1]
    h = rnn.forward(x).h
    fresh = rnn.forward(x[:, -1:]).h
    return {
        "state": not same(h[0, -1], h[1, -1]) and same(fresh[0], fresh[1]),
        "weights": not all(same(rnn.params[name], value) for name, value in weights.items()),
        "units": rnn.hidden_size != h.shape[2],
        "input": not same(x[0, -1], x[1, -1]),
    }


def not_true_of_rnns() -> dict[str, bool]:
    """Four statements about recurrent networks; what is returned is whether each one is false."""
    rnn = plain()
    steps = 60
    trace = rnn.forward(generator().standard_normal((1, steps, 2)))
    dh = np.zeros_like(trace.h)
    dh[0, -1] = 1
    first = np.abs(rnn.backward(trace, dh).x[0, 0]).max()
    last = np.abs(rnn.backward(trace, dh).x[0, -1]).max()
    alone = rnn.forward(trace.x[:, 30:31]).h
    return {
        "robust": not first > 0.1 * last,
        "any-length": not (accepts((1, SHORT, 2)) and accepts((1, LONG, 2))),
        "shared": rnn.params["W_h"].shape != (rnn.hidden_size, rnn.hidden_size),
        "one-after-another": same(alone[:, 0], trace.h[:, 30]),
    }


def same_input_other_history() -> dict[str, str]:
    """Print what the code prints, and what it would if each step were read by itself."""
    rnn = plain(1, 1)
    rnn.params["W_x"][:] = rnn.params["W_h"][:] = 1
    x = np.array([[[1.0], [0.0], [1.0]], [[0.0], [1.0], [1.0]]])
    first, second = rnn.forward(x).h[:, -1, 0]
    first_alone, second_alone = rnn.forward(x[:, -1:]).h[:, -1, 0]
    return {
        "answer": f"{first == second}\n{first < second}",
        "no-memory": f"{first_alone == second_alone}\n{first_alone < second_alone}",
    }
