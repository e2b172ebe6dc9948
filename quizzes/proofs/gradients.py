"""Proofs of the chapter Sequences: what becomes of a gradient on its way back through time."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from lstm_lib import LSTM, RNN, Carry, clip_by_global_norm, jacobian_norms, mean_squared_error, pieces

DRAWS = 20  # layers and inputs that a proof draws where its prompt leaves them open
LINES_APART = 3  # mistakes lie at least three tolerances away from the answer and from each other


def plain(W_h: np.ndarray, steps: int, dtype: type = np.float64) -> np.ndarray:
    """Return the norms of dh_T/dh_(T-d) of a plain layer that stays at zero, where the slope of tanh is one."""
    units = len(W_h)
    rnn = RNN.from_params({"W_x": np.zeros((1, units), dtype), "W_h": W_h.astype(dtype), "b": np.zeros(units, dtype)})
    return jacobian_norms(rnn, rnn.forward(np.zeros((1, steps, 1), dtype))).dh


def apart(values: list[float], tolerance: float) -> bool:
    """Tell whether no two values could be taken for each other."""
    gap = LINES_APART * tolerance
    return all(abs(a - b) > gap for n, a in enumerate(values) for b in values[:n])


def open_gates(gates: list[float], dtype: type = np.float64) -> LSTM:
    """Return a cell of one unit whose forget gate at step t is gates[t] for the input of one at feature t."""
    W_x = np.zeros((len(gates), 4), dtype)
    W_x[:, 1] = np.log(np.array(gates) / (1 - np.array(gates)))
    return LSTM.from_params({"W_x": W_x, "W_h": np.zeros((1, 4), dtype), "b": np.zeros(4, dtype)})


def power_of_weight(rng: random.Random) -> dict:
    """The gradient through a plain unit at zero, and what comes of adding, or of one step only."""
    while True:
        weight, steps = rng.choice([0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2, 1.25]), rng.randint(3, 12)
        norms = plain(np.array([[weight]]), steps)
        answer, once = norms[steps], norms[1]
        added, linear = steps * once, max(0.0, 1 - steps * (1 - once))
        if apart([answer, added, once, linear], 0.006):
            return {
                "parameters": {"weight": weight, "steps": steps},
                "answer": answer,
                "mistakes": {"added": added, "linear": linear, "once": once},
            }


def steps_to_a_hundredth(rng: random.Random) -> dict:
    """Count the steps until less than a hundredth is left, by running them, and as if each took the same away."""
    weight = rng.choice([round(0.5 + 0.01 * n, 2) for n in range(43)])
    norms = plain(np.array([[weight]]), 120)
    first = int(np.argmax(norms < 0.01))
    linear = int(np.ceil(0.99 / (1 - norms[1])))
    return {
        "parameters": {"weight": weight},
        "answer": first,
        "mistakes": {"linear": linear},
    }


def radius_decides() -> dict[str, str]:
    """Follow the gradient back through a hundred steps with four recurrent matrices."""
    angle = np.pi / 6
    matrices = {
        "half": 0.5 * np.eye(2),
        "rotation": np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]),
        "one-large": np.diag([0.5, 1.1]),
        "mixed": np.array([[0.5, 0.4], [0.4, 0.5]]),
    }
    ends = {name: plain(matrix, 100)[-1] for name, matrix in matrices.items()}
    return {name: "vanishes" if end < 0.01 else "explodes" if end > 100 else "keeps" for name, end in ends.items()}


def in_every_draw(find: Callable[[np.random.Generator], dict[str, bool]]) -> dict[str, bool]:
    """Return what is true of each option, which must be the same in every draw."""
    truths = [find(np.random.default_rng(seed)) for seed in range(DRAWS)]
    for seed, truth in enumerate(truths):
        assert truth == truths[0], f"draw {seed}: expected {truths[0]}, as in draw 0, got {truth}"
    return truths[0]


def on_a_line(values: np.ndarray) -> bool:
    """Tell whether values lie about on one straight line."""
    return bool(np.corrcoef(np.arange(len(values)), values)[0, 1] ** 2 > 0.95)


def orthogonal_start() -> dict[str, bool]:
    """New layers of several sizes, whose recurrent matrix is orthogonal, over a hundred steps of normal noise."""

    def find(rng: np.random.Generator) -> dict[str, bool]:
        features, units = int(rng.integers(1, 9)), int(rng.integers(4, 33))
        rnn = RNN(features, units, rng=rng, dtype=np.float64)
        norms = jacobian_norms(rnn, rnn.forward(rng.standard_normal((1, 100, features)))).dh
        falls = bool(norms[100] < 0.1 * norms[0])
        return {
            "shrinks": falls and on_a_line(np.log(norms)),
            "stays": bool(np.allclose(norms, norms[0], atol=0.1)),
            "grows": bool(norms[100] > norms[0]),
            "linear": falls and on_a_line(norms),
        }

    return in_every_draw(find)


def arithmetic_is_not_the_cause() -> dict[str, bool]:
    """The growth over thirty steps in single and double precision, and exactly."""
    weight, steps = Fraction(3, 2), 30
    exact = float(weight**steps)
    single, double = (plain(np.array([[1.5]]), steps, dtype)[-1] for dtype in (np.float32, np.float64))
    one_step = plain(np.array([[1.5]]), 1)[-1]
    return {
        "same-factor": bool(np.allclose([single, double, one_step**steps], exact, rtol=1e-5)),
        "rounding": not np.isclose(single, exact, rtol=0.01),
        "cannot-grow": not max(single, double) > 1,
        "precision-helps": bool(double < 0.5 * single),
    }


def gates_do_not_cure() -> dict[str, bool]:
    """The cell path with gates nearly open and half open, and the path through h with large weights."""
    rng, steps = np.random.default_rng(0), 100
    kept, lost = (
        jacobian_norms(cell, cell.forward(np.ones((1, steps, 1)))).dc for cell in map(open_gates, ([0.99], [0.5]))
    )
    wild = LSTM(2, 8, rng=rng, dtype=np.float64)
    wild.params["W_h"] *= 8
    grown = jacobian_norms(wild, wild.forward(0.1 * rng.standard_normal((1, steps, 2)))).dh.max()
    rnn = plain(np.array([[0.5]]), steps)
    return {
        "slows": bool(kept[-1] > 0.3 and lost[-1] < 1e-20 and grown > 10),
        "removes": bool(lost[-1] > 0.3),
        "bounds": bool(grown <= 1),
        "same-as-rnn": bool(np.allclose(kept, rnn)),
    }


def product_of_gates(rng: random.Random) -> dict:
    """dc_4/dc_0 of a cell whose gates take four given values, and four other ways to join them."""
    while True:
        gates = [rng.choice([0.5, 0.6, 0.7, 0.8, 0.9, 0.95]) for _ in range(4)]
        cell = open_gates(gates)
        answer = jacobian_norms(cell, cell.forward(np.eye(4)[None])).dc[-1]
        f = cell.forward(np.eye(4)[None]).f[0, :, 0]
        mistakes = {"mean": f.mean(), "last": f[-1], "lost": 1 - answer, "forgets": (1 - f).prod()}
        if apart([answer, *mistakes.values()], 0.006):
            names = {f"f{n}": gate for n, gate in enumerate(gates, 1)}
            return {"parameters": names, "answer": answer, "mistakes": mistakes}


def product_and_more() -> dict[str, bool]:
    """Compare dc_T/dc_0 with the product of the gates, in cells of several sizes with and without recurrent weights."""

    def find(rng: np.random.Generator) -> dict[str, bool]:
        features, units, steps = (int(rng.integers(low, high)) for low, high in ((1, 5), (1, 7), (3, 11)))
        listening = LSTM(features, units, rng=rng, dtype=np.float64)
        listening.params["W_h"] += rng.standard_normal((units, 4 * units))
        deaf = listening.astype(np.float64)
        deaf.params["W_h"] = np.zeros_like(deaf.params["W_h"])
        x = rng.standard_normal((1, steps, features))
        traces = [cell.forward(x) for cell in (listening, deaf)]
        norms = [jacobian_norms(cell, trace) for cell, trace in zip((listening, deaf), traces, strict=True)]
        equal = [bool(np.allclose(n.dc, n.forget.max(axis=1), atol=1e-9)) for n in norms]
        deaf_trace = traces[1]  # of the straight path alone
        f, i, slope = (values[0] for values in (deaf_trace.f, deaf_trace.i, 1 - deaf_trace.tanh_c**2))
        straight = norms[1].dc[-1]
        assert np.isclose(straight, f.prod(axis=0).max())
        return {
            "through-h": equal == [False, True],
            "always": all(equal),
            "tanh": bool(np.isclose(straight, (f * slope).prod(axis=0).max())),
            "input-gate": bool(np.isclose(straight, (f * i).prod(axis=0).max())),
        }

    return in_every_draw(find)


def clipped_together(rng: random.Random) -> dict:
    """Clip two gradients by their global norm, and in three other ways."""
    while True:
        a, b, c = rng.choice([(3.0, 4.0, 12.0), (6.0, 8.0, 24.0), (2.0, 3.0, 6.0), (1.0, 4.0, 8.0), (4.0, 6.0, 12.0)])
        limit = rng.choice([1.0, 2.0, 2.5, 3.5, 5.0])
        grads = {"W": np.array([a, b]), "b": np.array([c])}
        answer = clip_by_global_norm(grads, limit).grads["W"][0]
        alone = clip_by_global_norm({"W": grads["W"]}, limit).grads["W"][0]
        mistakes = {"alone": alone, "by-value": min(a, limit)}
        if apart([answer, *mistakes.values()], 0.006):
            return {"parameters": {"a": a, "b": b, "c": c, "limit": limit}, "answer": answer, "mistakes": mistakes}


def clipping_small_gradients() -> dict[str, bool]:
    """Clip a gradient that has vanished."""
    rnn = RNN.from_params({"W_x": np.ones((1, 1)), "W_h": np.array([[0.5]]), "b": np.zeros(1)})
    trace = rnn.forward(np.zeros((1, 30, 1)))
    dh = np.zeros_like(trace.h)
    dh[0, -1] = 1
    grads = {"x": rnn.backward(trace, dh).x[0, 0]}
    clipped = clip_by_global_norm(grads, 1.0).grads
    length = np.linalg.norm(clipped["x"])
    return {
        "untouched": bool((clipped["x"] == grads["x"]).all() and 0 < length < 1e-8),
        "raised": bool(np.isclose(length, 1.0)),
        "some": bool(1e-3 < length < 1),
        "zeroed": bool(length == 0),
    }


def training_order() -> dict[str, int]:
    """Run each part as soon as what it reads is there; its rank is the round in which it ran."""
    rng = np.random.default_rng(0)
    rnn, known, ranks = RNN(1, 2, rng=rng, dtype=np.float64), {"x": np.ones((1, 5, 1))}, {}
    parts = {
        "update": lambda k: {"W_h": rnn.params["W_h"] - 0.1 * k["clipped"]["W_h"]},
        "clip": lambda k: {"clipped": clip_by_global_norm(k["grads"], 1.0).grads},
        "backward": lambda k: {"grads": rnn.backward(k["trace"], k["dh"]).params},
        "loss": lambda k: {"dh": mean_squared_error(k["trace"].h, np.zeros((1, 5, 2))).grad},
        "forward": lambda k: {"trace": rnn.forward(k["x"])},
    }
    while len(ranks) < len(parts):
        made = {}
        for name in parts.keys() - ranks.keys():
            try:
                made[name] = parts[name](known)
            except KeyError:
                continue
        rank = max(ranks.values(), default=0) + 1
        for name, values in made.items():
            ranks[name] = rank
            known |= values
    return ranks


def recurrent_gradient(rng: random.Random) -> dict:
    """The gradient of the recurrent weights of a layer that has read a batch of sequences."""
    batch, steps, features, units = rng.sample(range(2, 12), 4)
    rnn = RNN(features, units, rng=np.random.default_rng(0), dtype=np.float64)
    trace = rnn.forward(np.ones((batch, steps, features)))
    gradient = rnn.backward(trace, np.ones_like(trace.h)).params["W_h"]
    return {
        "parameters": {"batch": batch, "steps": steps, "features": features, "units": units},
        "answer": gradient.shape,
        "mistakes": {"per-step": (steps, *gradient.shape), "state": trace.h.shape},
    }


def clipping_code(rng: random.Random) -> dict:
    """Print what clipping prints, and what clipping of each array by itself would print."""
    factor, limit = rng.choice([1, 2, 3, 4, 5, 6, 8, 10]), rng.choice([1.0, 2.5, 5.0, 10.0, 20.0])
    grads = {"W": np.array([3.0 * factor]), "b": np.array([4.0 * factor])}
    joint = clip_by_global_norm(grads, limit)
    lone = [clip_by_global_norm({name: grad}, limit).grads[name] for name, grad in grads.items()]
    texts = [f"{float(joint.norm)}\n{w.round(2)} {b.round(2)}" for w, b in (joint.grads.values(), lone)]
    if texts[0] == texts[1]:
        return clipping_code(rng)
    return {
        "parameters": {"w": str(3.0 * factor), "v": str(4.0 * factor), "limit": str(limit)},
        "answer": texts[0],
        "mistakes": {"each": texts[1]},
    }


def in_pieces() -> dict[str, bool]:
    """Run a series whole and in five pieces with the state carried on; compare states and summed gradients."""
    rng = np.random.default_rng(0)
    rnn = RNN(2, 3, rng=rng, dtype=np.float64)
    x, dh = rng.standard_normal((1, 100, 2)), rng.standard_normal((1, 100, 3))
    whole = rnn.forward(x)
    gradient = rnn.backward(whole, dh).params["W_h"]
    carry, states, summed = Carry(rnn), [], np.zeros_like(gradient)
    for part, part_dh in zip(pieces(x, 20), pieces(dh, 20), strict=True):
        trace = carry.forward(part)
        states.append(trace.h)
        summed += carry.backward(trace, part_dh).params["W_h"]
    same_states = np.allclose(np.concatenate(states, axis=1), whole.h)
    same_gradients = np.allclose(summed, gradient, rtol=0.01)
    return {
        "states": not same_states and same_gradients,
        "both": not same_states and not same_gradients,
        "nothing": same_states and same_gradients,
        "gradients": same_states and not same_gradients,
    }
