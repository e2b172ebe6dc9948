"""Proofs of the chapter Debugging: the broken programs are run, mended line by line, and put to the tests."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np

from lstm_lib import RNN, Dense, Network, lstm_step, numeric_gradient, pieces, sigmoid, softmax

Run = Callable[[np.ndarray], np.ndarray]  # from sequences (N, T, D) to one array a sample


def generator() -> np.random.Generator:
    """Return the generator that every proof starts from."""
    return np.random.default_rng(0)


def agree(a: np.ndarray, b: np.ndarray) -> bool:
    """Tell whether two results are the same up to rounding."""
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=0, atol=1e-9))


def plain(size: int = 3, units: int = 4) -> RNN:
    """Return a small plain layer in double precision."""
    return RNN(size, units, rng=generator(), dtype=np.float64)


def which_line_is_unbounded() -> dict[str, bool]:
    """Change one line of the cell that shows o c, and see which change gives the states of an LSTM."""
    rng = generator()
    x, h, c = rng.standard_normal((3, 4, 5))
    weights = (*rng.standard_normal((2, 5, 20)), rng.standard_normal(20))
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


def which_parameters_are_dead() -> dict[str, bool]:
    """Change one parameter of that cell at a time; what moves no output is dead."""
    rng = generator()
    p = {f"W_{gate}": rng.standard_normal((3, 2)) for gate in "ofig"} | {f"b_{gate}": np.zeros(2) for gate in "ofig"}
    x = rng.standard_normal((4, 5, 1))
    before = one_bias_for_three(x, p)
    names = {name.lower().replace("_", "-"): name for name in p if name != "W_i"}
    return {key: agree(one_bias_for_three(x, p | {name: p[name] + 0.5}), before) for key, name in names.items()}


def stacked(rng: random.Random) -> dict:
    """Stack windows along another axis than the first, and let a layer read them without an error."""
    count, steps, features = rng.sample(range(3, 13), 3)
    windows = [np.zeros((steps, features))] * count
    return {
        "parameters": {"count": count, "steps": steps, "features": features},
        "answer": plain(features).forward(np.stack(windows, axis=1)).x.shape,
        "mistakes": {
            "meant": np.stack(windows, axis=0).shape,
            "joined": np.concatenate(windows, axis=1).shape,
        },
    }


def who_sees_swapped_axes() -> dict[str, bool]:
    """Put a batch with time first, and one with samples first, to four tests: which tell them apart?"""
    rng = generator()
    windows = list(rng.standard_normal((8, 5, 3)))
    network = Network(plain(), Dense(4, 1, rng=generator(), dtype=np.float64), every_step=True)

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
        "runs": lambda axis: answers(axis, windows).shape == (8, 5, 1),
        "falls": loss_falls,
        "element": lambda axis: bool((np.stack(windows, axis=axis)[3, 4] == windows[3][4]).all()),
        "alone": lambda axis: agree(answers(axis, windows[-1:])[0], answers(axis, windows)[-1]),
    }
    assert all(test(0) for test in tests.values())  # the right batch passes all of them
    return {name: not test(1) for name, test in tests.items()}


def what_attention_looks_at() -> dict[str, bool]:
    """Change what the decoder of a tutorial hands to its attention, part by part, and look at the weights."""
    rng = generator()
    embedded, h = rng.standard_normal((2, 4, 3))
    values, W = rng.standard_normal((4, 10, 3)), rng.standard_normal((6, 10))

    def weights(embedded: np.ndarray, h: np.ndarray, values: np.ndarray) -> np.ndarray:
        scores = np.concatenate([embedded, h], axis=1) @ W
        assert scores.shape == values.shape[:2]
        return softmax(scores)

    before = weights(embedded, h, values)
    return {
        "input": not agree(weights(embedded + 1, h, values), before),
        "state": not agree(weights(embedded, -h, values), before),
        "source": not agree(weights(embedded, h, rng.standard_normal(values.shape)), before),
        "order": not agree(weights(embedded, h, values[:, ::-1]), before),
    }


def drifting_decoder() -> dict[str, float]:
    """Run a decoder whose context is the state that it is handed, at once and step by step."""
    steps, decoder, rng = 6, plain(3 + 4), generator()
    code, inputs = rng.standard_normal((2, 4)), rng.standard_normal((2, steps, 3))

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


def start_of_pieces() -> dict[str, bool]:
    """Which change of a shuffled, stateful loop makes every piece start where the one before it ended?"""
    rng = generator()
    rnn, x = plain(), rng.standard_normal((2, 40, 3))
    parts, whole = pieces(x, 5), rnn.forward(x).h
    wanted = [np.zeros((2, 4)), *(whole[:, t] for t in range(4, 39, 5))]

    def starts(order: list[int], reset: bool = False, rows: np.ndarray | None = None) -> bool:
        state, found = np.zeros((2, 4)), {}
        for k in order:
            found[k] = state = np.zeros((2, 4)) if reset else state
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


def padded_state() -> dict[str, float]:
    """Pad a sequence of one step with two zeros and read the last index."""
    rnn = plain(1, 1)
    rnn.params["W_x"][:], rnn.params["W_h"][:] = 1, 0.5
    x = np.array([[[1.0], [0.0], [0.0]]])
    h, nothing = rnn.forward(x).h[0, :, 0], rnn.forward(0 * x).h[0, -1, 0]
    return {"answer": h[-1], "valid": h[0], "zero": nothing, "one-more": h[1]}


def who_sees_padding() -> dict[str, bool]:
    """Put a network that reads the last index, and one with a mask, to four tests: which tell them apart?"""
    rng, rnn = generator(), plain()
    lengths = np.array([2, 5, 3, 6])
    x = rng.standard_normal((4, 6, 3)) * (np.arange(6) < lengths[:, None])[:, :, None]

    def run(x: np.ndarray, lengths: np.ndarray, masked: bool) -> np.ndarray:
        mask = np.arange(x.shape[1]) < lengths[:, None]
        return rnn.forward(x, mask=mask if masked else None).h[:, -1]

    def tests(masked: bool) -> dict[str, bool]:
        found, order = run(x, lengths, masked), np.array([2, 0, 3, 1])
        return {
            "shape": found.shape == (4, 4),
            "order": agree(run(x[order], lengths[order], masked), found[order]),
            "further": agree(run(np.pad(x, ((0, 0), (0, 3), (0, 0))), lengths, masked), found),
            "alone": agree(run(x[:1, :2], lengths[:1], masked), found[:1]),
        }

    assert all(tests(masked=True).values())
    return {name: not passed for name, passed in tests(masked=False).items()}


def first_loss(rng: random.Random) -> dict:
    """The loss of a classifier that gives every class the same score, and three other guesses."""
    classes = rng.randint(3, 60)
    dense = Dense.from_params({"W": np.zeros((4, classes)), "b": np.zeros(classes)})
    network = Network(plain(), dense, loss="softmax_cross_entropy")
    x, targets = np.ones((5, 2, 3)), np.arange(5) % classes
    loss = network.loss(x, targets)
    dense.params["b"][0] = 1e3  # certain of the first class
    return {
        "parameters": {"classes": classes},
        "answer": loss,
        "mistakes": {"share": 1 - 1 / classes, "bits": loss / np.log(2), "zero": network.loss(x, 0 * targets)},
    }


def what_a_gradient_check_shows() -> dict[str, bool]:
    """Check the gradient of a cell without output gate, with the slope that belongs to it and with another."""
    rng = generator()
    x, h, c = rng.standard_normal((3, 4, 5))
    weights = (*rng.standard_normal((2, 5, 20)), rng.standard_normal(20))

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
