"""Proofs of the chapter Sequences: one set of weights, a state that carries the past."""

from __future__ import annotations

import numpy as np

from lstm_lib import LSTM, RNN, Dense, Network
from quizzes.proofs.draw import Draw, Rng, drawn, dx, near, sizes

LONG, SHORT = 7, 4  # time steps of two sequences


def plain(rng: Rng, *axes: int) -> RNN:
    """Return a plain layer in double precision, of any size or of the one that is given: features, units."""
    return RNN(*(axes or sizes(rng, 2, 1, 5)), rng=rng, dtype=np.float64)


def sequence_answer(rng: Draw) -> dict:
    """A network that answers at every step, and the shapes that two wrong ideas lead to."""
    batch, steps, features, units, classes = rng.sample(range(2, 13), 5)
    parts = LSTM(features, units, rng=rng.weights), Dense(units, classes, rng=rng.weights)
    x = rng.weights.standard_normal((batch, steps, features), dtype=np.float32)
    every, last = (Network(*parts, every_step=each).forward(x) for each in (True, False))
    names = {"batch": batch, "steps": steps, "features": features, "units": units, "classes": classes}
    return {
        "parameters": names,
        "answer": every.y.shape,
        "mistakes": {"last": last.y.shape, "hidden": every.recurrent.h.shape},
    }


@drawn(
    "features, weights, batch, inputs, and the gradients that come in",
    fixed="3 units and 50 steps, which the question gives",
)
def unrolled_weights(rng: Rng) -> dict[str, bool]:
    """The recurrent weights of a layer before and after it was run over fifty steps."""
    steps, (samples, features) = 50, sizes(rng, 2)
    rnn = plain(rng, features, 3)
    before = rnn.params["W_h"].copy()
    trace = rnn.forward(rng.standard_normal((samples, steps, features)))
    gradient = rnn.backward(trace, rng.standard_normal(trace.h.shape)).params["W_h"]
    matrices = gradient.size / before.size
    return {
        "one": matrices == 1 and np.array_equal(rnn.params["W_h"], before),
        "each-step": matrices == steps,
        "between-steps": matrices == steps - 1,
        "each-unit": matrices == rnn.hidden_size,
    }


def parameters_any_length(rng: Draw) -> dict:
    """Count the parameters of a plain recurrent layer, which is then run over the sequence."""
    features, units = rng.sample(range(2, 13), 2)
    steps = rng.choice([10, 20, 25, 50, 100])
    rnn = RNN(features, units, rng=rng.weights)
    rnn.forward(rng.weights.standard_normal((1, steps, features), dtype=np.float32))
    count = sum(value.size for value in rnn.params.values())
    per_step = steps * count
    no_recurrence = count - rnn.params["W_h"].size
    return {
        "parameters": {"features": features, "units": units, "steps": steps},
        "answer": count,
        "mistakes": {"per-step": per_step, "no-recurrence": no_recurrence},
    }


@drawn(
    "sizes, weights, the sequence, and the step that is changed",
    fixed="7 steps, read again as far as the fourth: the explanations speak of 4 and of 7",
)
def graph_direction(rng: Rng) -> dict[str, bool]:
    """Change one step's input and look at the states before and after it, with one set of weights."""
    rnn = plain(rng)
    x = rng.standard_normal((1, LONG, rnn.input_size))
    other, t = x.copy(), int(rng.integers(1, LONG))
    other[0, t] += 1
    h, changed = rnn.forward(x).h[0], rnn.forward(other).h[0]
    shorter = rnn.forward(x[:, :SHORT]).h[0]
    before_alone = near(h[:t], changed[:t])
    all_later = not any(near(h[s], changed[s]) for s in range(t, LONG))
    return {
        "directed": before_alone and all_later and near(shorter, h[:SHORT]),
        "undirected": not before_alone,
        "fixed-length": shorter.shape != h[:SHORT].shape,
        "weights-differ": rnn.params["W_h"].shape != (rnn.hidden_size, rnn.hidden_size),
    }


def accepts(layer: LSTM | RNN, shape: tuple[int, int, int]) -> bool:
    """Tell whether a layer runs on an input of this shape."""
    try:
        return bool(np.isfinite(layer.forward(np.zeros(shape)).h).all())
    except ValueError:
        return False


@drawn(
    "the weights; how many more or fewer sequences, steps and features there are",
    fixed="the sizes before, which the question gives",
)
def what_may_change(rng: Rng) -> dict[str, bool]:
    """Run one layer on inputs of other shapes than it has seen first."""
    gated, wider = (LSTM(2, units, rng=rng, dtype=np.float64) for units in (3, 3 + int(rng.integers(1, 9))))
    assert accepts(gated, (5, LONG, 2))
    samples, steps, features = (int(n) for n in rng.integers([1, 1, 3], [20, 99, 9]))
    sizes_of = [{value.shape for value in layer.params.values()} for layer in (gated, wider)]
    return {
        "steps": accepts(gated, (5, steps, 2)),
        "samples": accepts(gated, (samples, LONG, 2)),
        "features": accepts(gated, (5, LONG, features)),
        "units": sizes_of[0] == sizes_of[1],
    }


@drawn("sizes, weights, and two sequences with one last input")
def state_not_layer(rng: Rng) -> dict[str, bool]:
    """Read two sequences that end in the same input: what differs afterwards?"""
    rnn = plain(rng)
    weights = {name: value.copy() for name, value in rnn.params.items()}
    x = rng.standard_normal((2, int(rng.integers(2, 9)), rnn.input_size))
    x[1, -1] = x[0, -1]
    h = rnn.forward(x).h
    fresh = rnn.forward(x[:, -1:]).h
    return {
        "state": not near(h[0, -1], h[1, -1]) and near(fresh[0], fresh[1]),
        "weights": not all(np.array_equal(rnn.params[name], value) for name, value in weights.items()),
        "units": rnn.hidden_size != h.shape[2],
        "nothing": near(h[0, -1], h[1, -1]),
    }


@drawn(
    "features, units, the weights of a new layer, the sequence",
    fixed="60 steps, and sequences of 4 and 7, which the question gives",
)
def not_true_of_rnns(rng: Rng) -> dict[str, bool]:
    """Four statements about recurrent networks; what is returned is whether each one is false."""
    rnn = plain(rng)
    steps = 60
    trace = rnn.forward(rng.standard_normal((1, steps, rnn.input_size)))
    dh = np.zeros_like(trace.h)
    dh[0, -1] = 1
    first = np.abs(dx(rnn.backward(trace, dh))[0, 0]).max()
    last = np.abs(dx(rnn.backward(trace, dh))[0, -1]).max()
    alone = rnn.forward(trace.x[:, 30:31]).h
    return {
        "robust": not first > 0.1 * last,
        "any-length": not all(accepts(rnn, (1, length, rnn.input_size)) for length in (SHORT, LONG)),
        "shared": rnn.params["W_h"].shape != (rnn.hidden_size, rnn.hidden_size),
        "one-after-another": near(alone[:, 0], trace.h[:, 30]),
    }


@drawn("the batch in which the two sequences are read", fixed="layer and sequences, which stand in the question")
def same_input_other_history(rng: Rng) -> dict[str, str]:
    """Print what the code prints, among any other sequences, and what it would if each step were read by itself."""
    rnn = RNN.from_params({"W_x": np.ones((1, 1)), "W_h": np.ones((1, 1)), "b": np.zeros(1)})
    x = rng.standard_normal((int(rng.integers(2, 9)), 3, 1))
    one, other = rng.permutation(len(x))[:2]
    x[one, :, 0], x[other, :, 0] = [1, 0, 1], [0, 1, 1]
    first, second = rnn.forward(x).h[[one, other], -1, 0]
    first_alone, second_alone = rnn.forward(x[:, -1:]).h[[one, other], -1, 0]
    return {
        "answer": f"{first == second}\n{first < second}",
        "no-memory": f"{first_alone == second_alone}\n{first_alone < second_alone}",
    }
