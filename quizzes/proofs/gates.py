"""Proofs of the chapter Gates: cells whose gates are set by hand, and random ones."""

from __future__ import annotations

import numpy as np

from lstm_lib import LSTM, LSTMStep, lstm_step, to_keras

OPEN, CLOSED = 60.0, -60.0  # pre-activations that make a gate 1 or 0 to the last bit that matters
CLOSE = 1e-12


def unit(c: float, *, i: float = 0.0, f: float = 0.0, g: float = 0.0, o: float = 0.0) -> LSTMStep:
    """Take one step of a cell with one unit whose pre-activations are i, f, g and o."""
    zero, weights = np.zeros((1, 1)), np.zeros((1, 4))
    return lstm_step(zero, zero, np.array([[c]]), weights, weights, np.array([i, f, g, o]))


def logit(share: float) -> float:
    """Return the pre-activation at which a gate has the value `share`."""
    return float(np.log(share / (1 - share)))


def near(a: float | np.ndarray, b: float | np.ndarray) -> bool:
    """Tell whether two results are the same up to rounding."""
    return bool(np.allclose(a, b, rtol=0, atol=CLOSE))


def random_step(seed: int = 0, *, scale: float = 1.0, **changed: np.ndarray) -> LSTMStep:
    """Take one step of a random cell (N, D, H = 6, 4, 3), with some of its arguments changed."""
    rng = np.random.default_rng(seed)
    shapes = {"x": (6, 4), "h": (6, 3), "c": (6, 3), "W_x": (4, 12), "W_h": (3, 12), "b": (12,)}
    arguments = {name: scale * rng.standard_normal(shape) for name, shape in shapes.items()}
    return lstm_step(**(arguments | changed))


def forget_one() -> dict[str, bool]:
    """With f = 1 and i = 0 the memory passes, for every candidate."""
    results = [unit(0.8, f=OPEN, i=CLOSED, g=g).c.item() for g in (-2.0, 0.0, 2.0)]
    return {
        "kept": near(results, 0.8),
        "erased": near(results, 0.0),
        "squashed": near(results, np.tanh(0.8)),
        "candidate-added": not near(results, results[0]),
    }


def forget_role() -> dict[str, bool]:
    """Change the forget gate alone, and everything but the forget gate's inputs."""
    memory = np.array([[2.0, -3.0]])
    weights = np.zeros((1, 8))
    two_units = np.array([CLOSED, CLOSED, logit(0.25), logit(0.75), 0.0, 0.0, 0.0, 0.0])
    step = lstm_step(np.zeros((1, 1)), np.zeros((1, 2)), memory, weights, np.zeros((2, 8)), two_units)
    other_cell = random_step(c=np.full((6, 3), 5.0))
    return {
        "scales-memory": near(step.c / memory, [[0.25, 0.75]]),
        "zero-erases": near(unit(0.8, f=CLOSED, i=CLOSED).c, 0.0),
        "one-erases": near(unit(0.8, f=OPEN, i=CLOSED).c, 0.0),
        "sets-candidate": not near(unit(0.8, f=OPEN, g=0.7).g, unit(0.8, f=CLOSED, g=0.7).g),
        "reads-cell": not near(other_cell.f, random_step().f),
    }


def forget_decay() -> dict[str, float]:
    """Ten steps with f = 0.9 and i = 0."""
    layer = LSTM(1, 1, rng=np.random.default_rng(0), dtype=np.float64)
    layer.params["W_x"][:] = layer.params["W_h"][:] = 0.0
    layer.params["b"][:] = CLOSED, logit(0.9), 0.0, 0.0
    left = layer.forward(np.zeros((1, 10, 1)), state=(np.zeros((1, 1)), np.ones((1, 1)))).c[0, :, 0]
    return {"answer": left[9], "once": left[0], "lost": 1 - left[9], "linear": 1 - 10 * (1 - left[0])}


def cell_update() -> dict[str, float]:
    """The update with given gates, and what four known mistakes make of it."""
    c, i, f, g = 2.0, 0.5, 0.9, -0.4
    pre = {"i": logit(i), "f": logit(f), "g": float(np.arctanh(g))}
    step = unit(c, **pre)
    return {
        "answer": step.c.item(),
        "swapped": unit(c, **(pre | {"i": pre["f"], "f": pre["i"]})).c.item(),
        "inverted": unit(c, **(pre | {"f": -pre["f"]})).c.item(),
        "squashed": step.tanh_c.item(),
        "whole-candidate": unit(c, **(pre | {"i": OPEN})).c.item(),
    }


def gate_values() -> dict[str, bool]:
    """The forget gates of many random steps."""
    f = np.concatenate([random_step(seed).f for seed in range(50)])
    inside = bool(((f > 0) & (f < 1)).all())
    sums = f.sum(axis=1)
    return {
        "shares": inside and sums.min() < 0.5 and sums.max() > 2.0,
        "sum-one": near(sums, 1.0),
        "signed": bool((f < 0).any()),
        "switches": bool(np.isin(f, (0.0, 1.0)).all()),
    }


def three_gates() -> dict[str, bool]:
    """A gate goes from 0 to 1 with its pre-activation, whatever the memory is."""
    low, high = (unit(5.0, i=z, f=z, g=z, o=z) for z in (CLOSED, OPEN))
    gates = {name for name in LSTMStep._fields if near(getattr(low, name), 0) and near(getattr(high, name), 1)}
    names = {"i": "input", "f": "forget", "o": "output", "g": "candidate", "c": "cell", "h": "hidden"}
    found = {names[name] for name in gates}
    return {
        "ifo": found == {"input", "forget", "output"},
        "candidate": found == {"input", "candidate", "output"},
        "gru": found == {"reset", "update", "output"},
        "cell": found == {"input", "forget", "cell"},
    }


def responsible() -> dict[str, bool]:
    """What changes with a gate alone, and whether a gate alone can turn the sign of what is written."""
    written = [unit(0.0, i=z, g=0.7).c.item() for z in (CLOSED, 0.0, OPEN)]
    kept = [unit(0.8, i=CLOSED, f=z).c.item() for z in (CLOSED, 0.0, OPEN)]
    shown = [unit(0.8, i=CLOSED, f=OPEN, o=z).h.item() for z in (CLOSED, 0.0, OPEN)]
    signs = {np.sign(unit(0.0, i=i, f=f, o=o, g=0.7).c.item()) for i in (-3, 3) for f in (-3, 3) for o in (-3, 3)}
    return {
        "add": near(written, np.array([0, 0.5, 1]) * np.tanh(0.7)),
        "keep": near(kept, np.array([0, 0.5, 1]) * 0.8),
        "show": near(shown, np.array([0, 0.5, 1]) * np.tanh(0.8)),
        "sign": len(signs) > 1,
    }


def gate_inputs() -> dict[str, bool]:
    """Change one argument of the step at a time and look at the output gate, in numpy and in Keras."""
    o = random_step().o
    changed = {
        "x": not near(random_step(x=np.ones((6, 4))).o, o),
        "h-before": not near(random_step(h=np.ones((6, 3))).o, o),
        "c-before": not near(random_step(c=np.ones((6, 3))).o, o),
    }
    # Keras does not show o, but h / tanh(c) is o. One step from two different cell states:
    layer = LSTM(4, 3, rng=np.random.default_rng(1))
    keras_layer = to_keras(layer, return_state=True)
    x, h = np.full((1, 1, 4), 0.3, np.float32), np.full((1, 3), 0.2, np.float32)
    gates = []
    for value in (0.5, 2.0):
        _, h_1, c_1 = keras_layer(x, initial_state=[h, np.full((1, 3), value, np.float32)])
        gates.append(np.asarray(h_1) / np.tanh(np.asarray(c_1)))
    changed["c-before"] |= not np.allclose(*gates, atol=1e-5)
    return changed


def input_zero() -> dict[str, bool]:
    """Steps with a closed input gate: what still changes and what does not."""
    steps = [unit(0.8, i=CLOSED, f=1.0, g=g) for g in (-2.0, 0.0, 2.0)]
    weights = np.array([[0.0, 1.0, 1.0, 1.0]])  # x reaches f, g and o
    zero, c, b = np.zeros((1, 1)), np.array([[0.8]]), np.array([CLOSED, 0.0, 0.0, 0.0])
    seen = [lstm_step(np.array([[x]]), zero, c, weights, np.zeros((1, 4)), b).h for x in (-1.0, 1.0)]
    return {
        "nothing-written": near([step.c.item() for step in steps], steps[0].c.item()),
        "input-blocked": near(*seen),
        "cell-erased": near(steps[0].c, 0.0),
        "candidate-zero": near([step.g.item() for step in steps], 0.0),
    }


def candidate_card() -> dict[str, bool]:
    """What g does alone, and what it does with the input gate."""
    candidates = (-2.0, 0.5, 2.0)
    closed = [unit(0.8, i=CLOSED, f=1.0, g=g).c.item() for g in candidates]
    half = unit(0.8, i=0.0, f=1.0, g=0.5)
    same_g = [unit(0.8, i=z, f=1.0, g=0.5).c.item() for z in (-1.0, 0.0, 1.0)]
    g = random_step().g
    return {
        "proposal": near(closed, closed[0]) and near(half.c, half.f * 0.8 + half.i * half.g),
        "sigmoid": bool((g > 0).all()),
        "is-state": near(half.g, half.c),
        "fine": near(same_g, same_g[0]),
    }


def output_function() -> dict[str, bool]:
    """The output gate as a function of its pre-activation, and of its neighbour's."""
    z = np.linspace(-4, 4, 33)
    o = np.array([unit(0.0, o=value).o.item() for value in z])
    weights, zero = np.zeros((1, 8)), np.zeros((1, 2))
    pairs = [
        lstm_step(np.zeros((1, 1)), zero, zero, weights, np.zeros((2, 8)), np.array([0, 0, 0, 0, 0, 0, 0.5, other])).o
        for other in (-3.0, 3.0)
    ]
    return {
        "sigmoid": near(o, 1 / (1 + np.exp(-z))),
        "tanh": near(o, np.tanh(z)),
        "none": near(o, z),
        "softmax": not near(pairs[0][0, 0], pairs[1][0, 0]),
    }


def output_zero() -> dict[str, bool]:
    """A closed output gate at one step, an open one at the next."""
    step = unit(1.5, i=CLOSED, f=OPEN, o=CLOSED)
    later = unit(step.c.item(), i=CLOSED, f=OPEN, o=OPEN)
    shown, kept = step.h.item(), step.c.item()
    return {
        "hidden-not-lost": near(shown, 0) and near(kept, 1.5) and near(later.h, np.tanh(1.5)),
        "both-zero": near(shown, 0) and near(kept, 0),
        "cell-erased": near(shown, np.tanh(1.5)) and near(kept, 0),
        "shown-anyway": near(shown, np.tanh(1.5)) and near(kept, 1.5),
    }


def hidden_from_cell() -> dict[str, float]:
    """The hidden state of c = 1.2 behind a gate of 0.5, and what five known mistakes make of it."""
    step = unit(1.2, i=CLOSED, f=OPEN, o=logit(0.5))
    o, c = step.o.item(), step.c.item()
    return {
        "answer": step.h.item(),
        "no-tanh": o * c,
        "no-gate": step.tanh_c.item(),
        "same": c,
        "sigmoid-of-cell": o / (1 + np.exp(-c)),
        "tanh-outside": np.tanh(o * c),
    }


def beyond_one() -> dict[str, bool]:
    """A cell that counts: gates open, a steady candidate, twenty steps."""
    layer = LSTM(1, 1, rng=np.random.default_rng(0), dtype=np.float64)
    layer.params["W_x"][:] = layer.params["W_h"][:] = 0.0
    layer.params["b"][:] = OPEN, OPEN, 2.0, OPEN
    trace = layer.forward(np.zeros((1, 20, 1)))
    return {name: bool((np.abs(getattr(trace, name)) > 1 + CLOSE).any()) for name in ("h", "c", "g", "o")}


def forget_bias() -> dict[str, float]:
    """The forget gate of a cell without weights whose forget bias is that of a new layer."""
    layer = LSTM(1, 1, rng=np.random.default_rng(0), dtype=np.float64)
    bias = layer.params["b"][1]
    return {
        "answer": unit(0.0, f=bias).f.item(),
        "bias-zero": unit(0.0, f=0.0).f.item(),
        "open": unit(0.0, f=OPEN).f.item(),
        "tanh": np.tanh(bias),
    }


def parameters() -> dict[str, float]:
    """The parameters of the layer, counted, in lstm_lib and in Keras."""
    layer = LSTM(3, 5, rng=np.random.default_rng(0))
    ours = sum(values.size for values in layer.params.values())
    keras_layer = to_keras(layer)
    counted = keras_layer.count_params()
    bias = layer.params["b"].size
    return {
        "answer": counted if counted == ours else float("nan"),
        "one-block": ours / 4,
        "three-blocks": 3 * ours / 4,
        "two-biases": ours + bias,
    }
