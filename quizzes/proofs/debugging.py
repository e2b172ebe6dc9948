"""Proofs of the chapter Debugging: the broken programs are run, mended line by line, and put to the tests."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_lib import RNN, Dense, Network, lstm_step, numeric_gradient, pieces, sigmoid, softmax
from quizzes.proofs.draw import Draw, Rng, arguments, drawn, sizes
from quizzes.proofs.draw import same as agree

Run = Callable[[np.ndarray], np.ndarray]  # from sequences (N, T, D) to one array a sample


def plain(rng: Rng, *axes: int) -> RNN:
    """Return a plain layer in double precision, of any size or of the one that is given: features, units."""
    return RNN(*(axes or sizes(rng, 2, 2)), rng=rng, dtype=np.float64)


@drawn("all sizes, weights, inputs and states", fixed="the four lines of the cell, which the question gives")
def which_line_is_unbounded(rng: Rng) -> dict[str, bool]:
    """Change one line of the cell that shows o c, and see which change gives the states of an LSTM."""
    x, h, c, *weights = arguments(rng).values()
    right = lstm_step(x, h, c, *weights)

    def shown(gate: Callable = sigmoid, candidate: Callable = np.tanh, memory: Callable = np.array) -> np.ndarray:
        z_i, z_f, z_g, z_o = np.split(x @ weights[0] + h @ weights[1] + weights[2], 4, axis=1)
        return gate(z_o) * memory(gate(z_f) * c + gate(z_i) * candidate(z_g))

    assert not agree(shown(), right.h)
    squashed_cell = np.tanh(right.f * c + right.i * right.g)
    return {
        "shown": agree(shown(memory=np.tanh), right.h),
        "gates": agree(shown(gate=np.tanh), right.h),
        "candidate": agree(shown(candidate=sigmoid), right.h),
        "update": agree(right.o * squashed_cell, right.h) and agree(squashed_cell, right.c),
    }


def one_bias_for_three(x: np.ndarray, p: dict[str, np.ndarray]) -> np.ndarray:
    """Run the cell whose forget and input gate are given the output gate's bias."""
    h = c = np.zeros((len(x), len(p["b_o"])))
    for t in range(x.shape[1]):
        xh = np.concatenate([x[:, t], h], axis=1)
        o, f, i = (sigmoid(xh @ p[f"W_{gate}"] + p["b_o"]) for gate in "ofi")
        g = np.tanh(xh @ p["W_g"] + p["b_g"])
        c = f * c + i * g
        h = o * np.tanh(c)
    return np.concatenate([h, c], axis=1)


@drawn("all sizes, weights and biases, the batch and its length, by how much a parameter is changed")
def which_parameters_are_dead(rng: Rng) -> dict[str, bool]:
    """Change one parameter of that cell at a time; what moves no output is dead."""
    features, units, samples, steps = sizes(rng, 4)
    steps += 1  # with one step from an empty memory nothing is to be forgotten
    p = {f"W_{gate}": rng.standard_normal((features + units, units)) for gate in "ofig"}
    p |= {f"b_{gate}": rng.standard_normal(units) for gate in "ofig"}
    x, by = rng.standard_normal((samples, steps, features)), rng.uniform(0.1, 1)
    before = one_bias_for_three(x, p)
    names = {name.lower().replace("_", "-"): name for name in p if name != "W_i"}
    return {key: agree(one_bias_for_three(x, p | {name: p[name] + by}), before) for key, name in names.items()}


def stacked(rng: Draw) -> dict:
    """Stack windows along another axis than the first, and let a layer read them without an error."""
    count, steps, features = rng.sample(range(3, 13), 3)
    windows = [np.zeros((steps, features))] * count
    return {
        "parameters": {"count": count, "steps": steps, "features": features},
        "answer": plain(rng.weights, features, 4).forward(np.stack(windows, axis=1)).x.shape,
        "mistakes": {
            "meant": np.stack(windows, axis=0).shape,
            "joined": np.concatenate(windows, axis=1).shape,
        },
    }


@drawn("how many windows, their length and features, units, all weights, the data")
def who_sees_swapped_axes(rng: Rng) -> dict[str, bool]:
    """Put a batch with time first, and one with samples first, to four tests: which tell them apart?"""
    (features, units), (count, steps) = sizes(rng, 2), sizes(rng, 2, 5, 9)
    windows = list(rng.standard_normal((count, steps, features)))
    layer, dense = plain(rng, features, units), Dense(units, 1, rng=rng, dtype=np.float64)
    network = Network(layer, dense, every_step=True)

    def answers(axis: int, some: list[np.ndarray]) -> np.ndarray:
        """Answer to some windows, each along the first axis of what is returned."""
        y = network.forward(np.stack(some, axis=axis)).y
        return np.moveaxis(y, axis, 0)

    def loss_falls(axis: int) -> bool:
        """Take one step of gradient descent on the first inputs as targets."""
        x = np.stack(windows, axis=axis)
        y = x[:, :, :1].copy()
        kept = {name: value.copy() for name, value in network.params.items()}
        before, grads = network.loss_and_grads(x, y)
        for name, grad in grads.items():
            network.params[name][...] -= 0.01 * grad
        after = network.loss(x, y)
        for name, value in kept.items():
            network.params[name][...] = value
        return bool(after < before)

    tests: dict[str, Callable[[int], bool]] = {
        "runs": lambda axis: answers(axis, windows).shape == (count, steps, 1),
        "falls": loss_falls,
        "element": lambda axis: bool((np.stack(windows, axis=axis)[3, 4] == windows[3][4]).all()),
        "order": lambda axis: agree(answers(axis, windows[::-1]), answers(axis, windows)[::-1]),
        "alone": lambda axis: agree(answers(axis, windows[-1:])[0], answers(axis, windows)[-1]),
    }
    assert all(test(0) for test in tests.values())  # the right batch passes all of them
    return {name: not test(1) for name, test in tests.items()}


@drawn("all sizes, weights, inputs and states", fixed="the three lines, which the question gives")
def what_attention_looks_at(rng: Rng) -> dict[str, bool]:
    """Change what the decoder of a tutorial hands to its attention, part by part, and look at the weights."""
    samples, width, units, steps = sizes(rng, 4, 2)
    embedded, h = rng.standard_normal((samples, width)), rng.standard_normal((samples, units))
    values, W = rng.standard_normal((samples, steps, units)), rng.standard_normal((width + units, steps))

    def weights(embedded: np.ndarray, h: np.ndarray, values: np.ndarray, W: np.ndarray = W) -> np.ndarray:
        scores = np.concatenate([embedded, h], axis=1) @ W
        assert scores.shape == values.shape[:2]
        return softmax(scores)

    before = weights(embedded, h, values)
    return {
        "input": not agree(weights(embedded + 1, h, values), before),
        "state": not agree(weights(embedded, -h, values), before),
        "learnt": not agree(weights(embedded, h, values, -W), before),
        "source": not agree(weights(embedded, h, rng.standard_normal(values.shape)), before),
        "order": not agree(weights(embedded, h, values[:, ::-1]), before),
    }


@drawn("features, units, batch, all weights, the code and the inputs", fixed="six steps, which the question gives")
def drifting_decoder(rng: Rng) -> dict[str, float]:
    """Run a decoder whose context is the state that it is handed, at once and step by step."""
    steps, (samples, features, units) = 6, sizes(rng, 3)
    decoder = plain(rng, features + units, units)
    code, inputs = rng.standard_normal((samples, units)), rng.standard_normal((samples, steps, features))

    def decode(inputs: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        context = np.repeat(state[:, None], inputs.shape[1], axis=1)
        trace = decoder.forward(np.concatenate([inputs, context], axis=2), state)
        return trace.h, trace.final

    at_once, state = decode(inputs, code)[0], code
    same = []
    for t in range(steps):
        h, state = decode(inputs[:, t : t + 1], state)
        same.append(agree(h[:, 0], at_once[:, t]))
    return {"answer": same.index(False) + 1, "at-once": same.index(True) + 1, "end": steps}


@drawn(
    "features, units, all weights, two series, how many pieces, their order",
    fixed="pieces of 5 steps, 50 epochs, as said",
)
def start_of_pieces(rng: Rng) -> dict[str, bool]:
    """Which change of a shuffled, stateful loop makes every piece start where the one before it ended?"""
    rnn, count = plain(rng), int(rng.integers(8, 12))
    x, nothing = rng.standard_normal((2, 5 * count, rnn.input_size)), np.zeros((2, rnn.hidden_size))
    parts, whole = pieces(x, 5), rnn.forward(x).h
    wanted = [nothing, *(whole[:, t] for t in range(4, 5 * count - 1, 5))]

    def starts(order: list[int], reset: bool = False, rows: np.ndarray | None = None) -> bool:
        state, found = nothing, {}
        for k in order:
            found[k] = state = nothing if reset else state
            state = rnn.forward(parts[k] if rows is None else parts[k][rows], state).final
        return all(agree(found[k], wanted[k]) for k in range(len(parts)))

    shuffled = [int(k) for k in rng.permutation(len(parts))]
    assert not starts(shuffled)
    return {
        "in-order": starts(list(range(len(parts)))),
        "reset": starts(shuffled, reset=True),
        "rows": starts(shuffled, rows=np.array([1, 0])),
        "epochs": any(starts([int(k) for k in rng.permutation(len(parts))]) for _ in range(50)),
    }


@drawn("the other sequences of the batch", fixed="weights, sequence and padding, which the question gives")
def padded_state(rng: Rng) -> dict[str, float]:
    """Pad a sequence of one step with two zeros and read the last index."""
    rnn = RNN.from_params({"W_x": np.ones((1, 1)), "W_h": np.full((1, 1), 0.5), "b": np.zeros(1)})
    x = rng.standard_normal((*sizes(rng, 1), 3, 1))
    x[0] = [[1.0], [0.0], [0.0]]
    h, nothing = rnn.forward(x).h[0, :, 0], rnn.forward(0 * x).h[0, -1, 0]
    return {"answer": h[-1], "valid": h[0], "zero": nothing, "one-more": h[1]}


@drawn(
    "features, units, all weights, the sequences and the order of their lengths",
    fixed="four sequences of which the longest has 6 steps",
)
def who_sees_padding(rng: Rng) -> dict[str, bool]:
    """Put a network that reads the last index, and one with a mask, to four tests: which tell them apart?"""
    rnn = plain(rng)
    lengths = np.array([2, *rng.permutation([5, 3, 6])])
    x = rng.standard_normal((4, 6, rnn.input_size)) * (np.arange(6) < lengths[:, None])[:, :, None]

    def run(x: np.ndarray, lengths: np.ndarray, masked: bool) -> np.ndarray:
        mask = np.arange(x.shape[1]) < lengths[:, None]
        return rnn.forward(x, mask=mask if masked else None).h[:, -1]

    def tests(masked: bool) -> dict[str, bool]:
        found, order = run(x, lengths, masked), np.array([2, 0, 3, 1])
        return {
            "shape": found.shape == (4, rnn.hidden_size),
            "order": agree(run(x[order], lengths[order], masked), found[order]),
            "further": agree(run(np.pad(x, ((0, 0), (0, 3), (0, 0))), lengths, masked), found),
            "alone": agree(run(x[:1, :2], lengths[:1], masked), found[:1]),
        }

    assert all(tests(masked=True).values())
    return {name: not passed for name, passed in tests(masked=False).items()}


def first_loss(rng: Draw) -> dict:
    """The loss of a classifier that gives every class the same score, and three other guesses."""
    classes = rng.randint(3, 60)
    dense = Dense.from_params({"W": np.zeros((4, classes)), "b": np.zeros(classes)})
    network = Network(plain(rng.weights, 3, 4), dense, loss="softmax_cross_entropy")
    x, targets = rng.weights.standard_normal((5, 2, 3)), rng.weights.integers(classes, size=5)
    loss = network.loss(x, targets)
    dense.params["b"][0] = 1e3  # certain of the first class
    return {
        "parameters": {"classes": classes},
        "answer": loss,
        "mistakes": {"share": 1 - 1 / classes, "bits": loss / np.log(2), "zero": network.loss(x, 0 * targets)},
    }


@drawn("all sizes, weights, inputs and states", fixed="the last line of the cell, which the question gives")
def what_a_gradient_check_shows(rng: Rng) -> dict[str, bool]:
    """Check the gradient of a cell without output gate, with the slope that belongs to it and with another."""
    x, h, c, *weights = arguments(rng).values()

    def shown() -> np.ndarray:
        return lstm_step(x, h, c, *weights).tanh_c

    step = lstm_step(x, h, c, *weights)
    numeric = numeric_gradient(lambda: shown().sum(), c)
    own = bool(np.allclose((1 - step.tanh_c**2) * step.f, numeric, atol=1e-7))
    other = bool(np.allclose(step.o * (1 - step.tanh_c**2) * step.f, numeric, atol=1e-7))
    is_lstm = agree(shown(), step.h)
    return {
        "belongs": own and not other,
        "lstm": own and is_lstm,
        "slope": other,
        "nothing": own and other,
    }
