"""Proofs of the chapter Gates: units whose gates are held, in layers that are drawn, and random ones."""

from __future__ import annotations

import numpy as np

from lstm_lib import LSTM, LSTMStep, lstm_step, to_keras
from quizzes.proofs.draw import CLOSED, OPEN, Rng, arguments, drawn, held, logit, moved, near, sizes, unit, wild

AROUND = "the layer around the unit (size, weights, biases), its input and its state"
GIVEN = "the numbers that the question gives"


@drawn(f"{AROUND}; three candidates; the output gate", fixed=GIVEN)
def forget_one(rng: Rng) -> dict[str, bool]:
    """With f = 1 and i = 0 the memory passes, for every candidate."""
    results = [unit(rng, 0.8, f=OPEN, i=CLOSED, g=g).c.item() for g in rng.uniform(-3, 3, 3)]
    return {
        "kept": near(results, 0.8),
        "erased": near(results, 0.0),
        "squashed": near(results, np.tanh(0.8)),
        "candidate-added": not near(results, results[0]),
    }


@drawn("a layer and a batch of any size; the memory; a share for each unit; the other gates")
def forget_role(rng: Rng) -> dict[str, bool]:
    """Change the forget gate alone, and the old memory alone."""
    arrays = arguments(rng)
    units = arrays["c"].shape[1]
    alone = {**arrays, "b": arrays["b"].copy(), "W_x": arrays["W_x"].copy(), "W_h": arrays["W_h"].copy()}
    i, f = slice(0, units), slice(units, 2 * units)
    for name in ("W_x", "W_h"):
        alone[name][:, i] = alone[name][:, f] = 0.0
    alone["b"][i], alone["b"][f] = CLOSED, rng.standard_normal(units)
    step, c = lstm_step(**alone), float(rng.uniform(0.2, 3))
    proposed = [unit(np.random.default_rng(1), c, f=z, g=0.7).g for z in (OPEN, CLOSED)]
    shares = step.c / arrays["c"]
    return {
        "scales-memory": near(shares, step.f[:1]) and np.ptp(shares, axis=1).min() > 0,
        "zero-erases": near(unit(rng, c, f=CLOSED, i=CLOSED).c, 0.0),
        "one-erases": near(unit(rng, c, f=OPEN, i=CLOSED).c, 0.0),
        "sets-candidate": not near(*proposed),
        "reads-cell": not near(moved(rng, arrays, "c").f, lstm_step(**arrays).f),
    }


def steady(rng: Rng, steps: int, c: float, **z: float) -> np.ndarray:
    """Run a unit that holds c over random inputs; return its memory after each step."""
    layer, k = held(rng, **z)
    start = np.full((1, layer.hidden_size), c)
    x = rng.standard_normal((1, steps, layer.input_size))
    return layer.forward(x, state=(rng.standard_normal(start.shape), start)).c[0, :, k]


@drawn(f"{AROUND} at each step; the memory at the start; candidate and output gate", fixed=GIVEN)
def forget_decay(rng: Rng) -> dict[str, float]:
    """Three steps with f = 0.8 and i = 0."""
    c = float(rng.uniform(0.5, 3) * rng.choice([-1, 1]))
    left = steady(rng, 3, c, i=CLOSED, f=logit(0.8)) / c
    turned = steady(rng, 3, c, i=CLOSED, f=-logit(0.8)) / c
    return {
        "answer": left[2],
        "once": left[0],
        "lost": 1 - left[2],
        "inverted": turned[2],
        "linear": 1 - 3 * (1 - left[0]),
    }


@drawn(f"{AROUND}; the output gate", fixed=GIVEN)
def cell_update(rng: Rng) -> dict[str, float]:
    """The update with given gates, and what four known mistakes make of it."""
    c, i, f, g = 2.0, 0.5, 0.9, -0.4
    pre = {"i": logit(i), "f": logit(f), "g": float(np.arctanh(g))}
    step = unit(rng, c, **pre)
    return {
        "answer": step.c.item(),
        "swapped": unit(rng, c, **(pre | {"i": pre["f"], "f": pre["i"]})).c.item(),
        "inverted": unit(rng, c, **(pre | {"f": -pre["f"]})).c.item(),
        "squashed": step.tanh_c.item(),
        "whole-candidate": unit(rng, c, **(pre | {"i": OPEN})).c.item(),
    }


@drawn("weights of any scale, inputs and states; 50 sequences", fixed="3 units, as the question says")
def gate_values(rng: Rng) -> dict[str, bool]:
    """The forget gates of many steps; then those of two of the units when the third one's bias is changed."""
    layer = wild(rng, sizes(rng, 1)[0], 3)
    x, h, c = rng.standard_normal((50, layer.input_size)), *rng.standard_normal((2, 50, 3))
    f = lstm_step(x, h, c, **layer.params).f
    layer.params["b"][3] += 1.0
    other = lstm_step(x, h, c, **layer.params).f
    inside = bool(((f > 0) & (f < 1)).all())
    return {
        "shares": inside and near(other[:, 1:], f[:, 1:]) and not near(other[:, 0], f[:, 0]),
        "sum-one": near(f.sum(axis=1), 1.0),
        "signed": bool((f < 0).any()),
        "switches": bool(np.isin(f, (0.0, 1.0)).all()),
    }


@drawn(f"{AROUND}; the memory")
def three_gates(rng: Rng) -> dict[str, bool]:
    """A gate goes from 0 to 1 with its pre-activation, whatever the memory is."""
    c = float(rng.uniform(0.5, 3))
    low, high = (unit(rng, c, i=z, f=z, g=z, o=z) for z in (CLOSED, OPEN))
    gates = {name for name in LSTMStep._fields if near(getattr(low, name), 0) and near(getattr(high, name), 1)}
    names = {"i": "input", "f": "forget", "o": "output", "g": "candidate", "c": "cell", "h": "hidden"}
    found = {names[name] for name in gates}
    return {
        "ifo": found == {"input", "forget", "output"},
        "candidate": found == {"input", "candidate", "output"},
        "gru": found == {"reset", "update", "output"},
        "cell": found == {"input", "forget", "cell"},
    }


@drawn(f"{AROUND}; memory and candidate; the gates that are not looked at")
def responsible(rng: Rng) -> dict[str, bool]:
    """What changes with a gate alone, and whether a gate alone can turn the sign of what is written."""
    c, g = float(rng.uniform(0.5, 2)), float(rng.uniform(0.3, 2))
    shares = np.array([0, 0.5, 1])
    written = [unit(rng, 0.0, i=z, g=g).c.item() for z in (CLOSED, 0.0, OPEN)]
    kept = [unit(rng, c, i=CLOSED, f=z).c.item() for z in (CLOSED, 0.0, OPEN)]
    shown = [unit(rng, c, i=CLOSED, f=OPEN, o=z).h.item() for z in (CLOSED, 0.0, OPEN)]
    seed = int(rng.integers(2**31))
    proposed = [unit(np.random.default_rng(seed), c, i=z, f=z, o=z, g=g).g for z in (CLOSED, OPEN)]
    signs = {np.sign(unit(rng, 0.0, i=i, f=f, o=o, g=g).c.item()) for i, f, o in rng.uniform(-4, 4, (8, 3))}
    return {
        "add": near(written, shares * np.tanh(g)),
        "keep": near(kept, shares * c),
        "show": near(shown, shares * np.tanh(c)),
        "erase": near(c - np.array(kept), (1 - shares) * c),
        "candidate": not near(*proposed),
        "sign": len(signs) > 1,
    }


@drawn("a layer and a batch of any size, all weights, inputs and states; in Keras, too")
def gate_inputs(rng: Rng) -> dict[str, bool]:
    """Change one argument of the step at a time and look at the output gate, in numpy and in Keras."""
    arrays = arguments(rng)
    o = lstm_step(**arrays).o
    names = {"x": "x", "h-before": "h", "c-before": "c"}
    changed = {option: not near(moved(rng, arrays, name).o, o) for option, name in names.items()}
    # Keras does not show o, but h / tanh(c) is o. One step from two different cell states:
    layer = wild(rng, *sizes(rng, 2, 2), dtype=np.float32)
    keras_layer = to_keras(layer, return_state=True)
    x, h = (rng.standard_normal(s, dtype=np.float32) for s in ((1, 1, layer.input_size), (1, layer.hidden_size)))
    gates = []
    for c in rng.uniform(1, 3, (2, *h.shape)).astype(np.float32):
        _, h_1, c_1 = keras_layer(x, initial_state=[h, c])
        gates.append(np.asarray(h_1) / np.tanh(np.asarray(c_1)))
    changed["c-before"] |= not np.allclose(gates[0], gates[1], atol=1e-4)
    return changed


@drawn(f"{AROUND}; the memory; three candidates; two inputs")
def input_zero(rng: Rng) -> dict[str, bool]:
    """Steps with a closed input gate: what still changes and what does not."""
    c, seed = float(rng.uniform(0.5, 2)), int(rng.integers(2**31))
    candidates = rng.uniform(0.3, 2, 3) * np.array([-1, 1, 1])
    steps = [unit(np.random.default_rng(seed), c, i=CLOSED, g=g) for g in candidates]
    layer, k = held(rng, i=CLOSED)
    h, cells = rng.standard_normal((2, 1, layer.hidden_size))
    seen = [lstm_step(x, h, cells, **layer.params).h[0, k] for x in rng.standard_normal((2, 1, layer.input_size))]
    return {
        "nothing-written": near([step.c.item() for step in steps], steps[0].c.item()),
        "input-blocked": near(*seen),
        "cell-erased": near(steps[0].c, 0.0),
        "candidate-zero": near([step.g.item() for step in steps], 0.0),
    }


@drawn(f"{AROUND}; the memory; candidates; another batch for the sign")
def candidate_card(rng: Rng) -> dict[str, bool]:
    """What g does alone, and what it does with the input gate."""
    c, g, seed = float(rng.uniform(0.5, 2)), float(rng.uniform(0.3, 2)), int(rng.integers(2**31))
    closed = [unit(np.random.default_rng(seed), c, i=CLOSED, g=z).c.item() for z in (-g, 0.1, g)]
    half = unit(rng, c, i=0.0, f=1.0, g=g)
    same_g = [unit(rng, c, i=z, f=1.0, g=g).c.item() for z in (-1.0, 0.0, 1.0)]
    many = {**arguments(rng)}
    many["x"] = rng.standard_normal((99, many["x"].shape[1]))
    many["h"] = many["c"] = rng.standard_normal((99, many["h"].shape[1]))
    return {
        "proposal": near(closed, closed[0]) and near(half.c, half.f * c + half.i * half.g),
        "sigmoid": bool((lstm_step(**many).g > 0).all()),
        "is-state": near(half.g, half.c),
        "fine": near(same_g, same_g[0]),
    }


@drawn(f"{AROUND}; 33 pre-activations; those of another unit")
def output_function(rng: Rng) -> dict[str, bool]:
    """The output gate as a function of its pre-activation, and of its neighbour's."""
    z = rng.uniform(-4, 4, 33)
    o = np.array([unit(rng, 0.0, o=value).o.item() for value in z])
    arrays = arguments(rng)
    other = arrays["b"].copy()
    other[-1] += 1.0  # the output gate of the last unit
    first, second = (lstm_step(**{**arrays, "b": b}).o for b in (arrays["b"], other))
    assert not near(first[:, -1], second[:, -1])
    return {
        "sigmoid": near(o, 1 / (1 + np.exp(-z))),
        "tanh": near(o, np.tanh(z)),
        "none": near(o, z),
        "softmax": not near(first[:, :-1], second[:, :-1]),
    }


@drawn(f"{AROUND}, at both steps", fixed=GIVEN)
def output_zero(rng: Rng) -> dict[str, bool]:
    """A closed output gate at one step, an open one at the next."""
    step = unit(rng, 1.5, i=CLOSED, f=OPEN, o=CLOSED)
    later = unit(rng, step.c.item(), i=CLOSED, f=OPEN, o=OPEN)
    shown, kept = step.h.item(), step.c.item()
    return {
        "hidden-not-lost": near(shown, 0) and near(kept, 1.5) and near(later.h, np.tanh(1.5)),
        "both-zero": near(shown, 0) and near(kept, 0),
        "cell-erased": near(shown, np.tanh(1.5)) and near(kept, 0),
        "shown-anyway": near(shown, np.tanh(1.5)) and near(kept, 1.5),
    }


@drawn(AROUND, fixed=GIVEN)
def hidden_from_cell(rng: Rng) -> dict[str, float]:
    """The hidden state of c = 1.2 behind a gate of 0.5, and what five known mistakes make of it."""
    step = unit(rng, 1.2, i=CLOSED, f=OPEN, o=logit(0.5))
    o, c = step.o.item(), step.c.item()
    return {
        "answer": step.h.item(),
        "no-tanh": o * c,
        "no-gate": step.tanh_c.item(),
        "same": c,
        "sigmoid-of-cell": o / (1 + np.exp(-c)),
        "tanh-outside": np.tanh(o * c),
    }


@drawn("a counting unit in a layer of any size, its steady candidate, its length; a wild layer with large weights")
def beyond_one(rng: Rng) -> dict[str, bool]:
    """Look for values beyond 1 in a cell that counts, and in one of large weights."""
    counter, _ = held(rng, i=OPEN, f=OPEN, g=float(rng.uniform(1, 3)))
    other = wild(rng, *sizes(rng, 2))
    other.params["W_h"] *= 5
    steps = int(rng.integers(20, 60))
    traces = [layer.forward(3 * rng.standard_normal((2, steps, layer.input_size))) for layer in (counter, other)]
    return {
        name: any(bool((np.abs(getattr(trace, name)) > 1 + 1e-12).any()) for trace in traces)
        for name in ("h", "c", "g", "o")
    }


@drawn(
    "sizes of a new layer, its weights, inputs and state",
    fixed="the bias, which the question gives; weights a thousandth of the usual",
)
def forget_bias(rng: Rng) -> dict[str, float]:
    """The forget gate of a new cell with weights near zero, with a bias of 2 and with others."""
    layer = LSTM(*sizes(rng, 2), rng=rng, dtype=np.float64)
    H = layer.hidden_size
    W = {name: 1e-3 * layer.params[name] for name in ("W_x", "W_h")}
    x, h = rng.standard_normal((1, layer.input_size)), rng.standard_normal((1, H))
    bias = 2.0

    def gate(bias: float) -> float:
        return float(lstm_step(x, h, h, **W, b=np.full(4 * H, bias)).f[0, 0])

    return {"answer": gate(bias), "bias-zero": gate(0.0), "open": gate(OPEN), "tanh": np.tanh(bias)}


@drawn("weights, and the sequences that the layer reads", fixed="features and units, which the question gives")
def parameters(rng: Rng) -> dict[str, float]:
    """The parameters of a layer that has read sequences of some length, counted, in lstm_lib and in Keras."""
    layer = LSTM(3, 5, rng=rng)
    keras_layer = to_keras(layer)
    keras_layer(rng.standard_normal((*sizes(rng, 2), 3), dtype=np.float32))
    ours = sum(values.size for values in layer.params.values())
    counted = keras_layer.count_params()
    return {
        "answer": counted if counted == ours else float("nan"),
        "one-block": ours / 4,
        "three-blocks": 3 * ours / 4,
        "two-biases": ours + layer.params["b"].size,
    }
