"""Proofs of the chapter Sequences about training: the order of its parts, clipping, and training in pieces."""

from __future__ import annotations

import numpy as np

from lstm_lib import RNN, Carry, clip_by_global_norm, mean_squared_error, numeric_gradient, pieces
from quizzes.proofs.draw import Draw, Rng, drawn, dx, near, ranks_of_orders, sizes
from quizzes.proofs.gradients import apart


def clipped_together(rng: Draw) -> dict:
    """Clip two gradients by their global norm, and in two other ways."""
    while True:
        a, b, c = rng.choice([(3.0, 4.0, 12.0), (6.0, 8.0, 24.0), (2.0, 3.0, 6.0), (1.0, 4.0, 8.0), (4.0, 6.0, 12.0)])
        limit = rng.choice([1.0, 2.0, 2.5, 3.5, 5.0])
        grads = {"W": np.array([a, b]), "b": np.array([c])}
        answer = clip_by_global_norm(grads, limit).grads["W"][0]
        alone = clip_by_global_norm({"W": grads["W"]}, limit).grads["W"][0]
        mistakes = {"alone": alone, "by-value": min(a, limit)}
        if apart([answer, *mistakes.values()], 0.006):
            return {"parameters": {"a": a, "b": b, "c": c, "limit": limit}, "answer": answer, "mistakes": mistakes}


@drawn(
    "the direction and the arrays of a gradient that is as short as the question says",
    fixed="norm and limit, which the question gives",
)
def clipping_small_gradients(rng: Rng) -> dict[str, bool]:
    """Clip gradients of several arrays whose global norm is a thousand-millionth."""
    grads = {f"array {n}": rng.standard_normal(sizes(rng, 2)) for n in range(int(rng.integers(1, 4)))}
    length = clip_by_global_norm(grads, 1.0).norm
    grads = {name: grad * 1e-9 / length for name, grad in grads.items()}
    clipped = clip_by_global_norm(grads, 1.0).grads
    after = np.sqrt(sum((grad**2).sum() for grad in clipped.values()))
    return {
        "untouched": all(np.array_equal(clipped[name], grad) for name, grad in grads.items()) and after > 0,
        "raised": bool(np.isclose(after, 1.0)),
        "some": bool(1e-8 < after < 0.99),
        "zeroed": bool(after == 0),
    }


@drawn(
    "sizes, weights, inputs and targets; what the training step before has left",
    fixed="plain gradient descent and a limit that shortens the gradient",
)
def training_order(rng: Rng) -> dict[str, int]:
    """Try all 120 orders of parts that take what they find; right is one that moves the weights by the true gradient.

    The true gradient is that of finite differences, clipped as one vector.
    """
    samples, steps, features, units = sizes(rng, 4, 1, 3)
    rnn = RNN(features, units, rng=rng, dtype=np.float64)
    x, old_x = rng.standard_normal((2, samples, steps, features))
    target = rng.standard_normal((samples, steps, units))
    old = rnn.forward(old_x)
    old_dh = rng.standard_normal(old.h.shape)
    old_grads = rnn.backward(old, old_dh).params
    loss = lambda: mean_squared_error(rnn.forward(x).h, target).value  # noqa: E731
    slopes = {name: numeric_gradient(loss, values) for name, values in rnn.params.items()}
    length = np.sqrt(sum((slope**2).sum() for slope in slopes.values()))
    limit = 0.5 * length
    wanted = {name: values - 0.1 * slopes[name] * limit / length for name, values in rnn.params.items()}

    def moved(k: dict) -> dict:
        return {"params": {name: values - 0.1 * k["clipped"][name] for name, values in k["params"].items()}}

    parts = {
        "update": moved,
        "clip": lambda k: {"clipped": clip_by_global_norm(k["grads"], limit).grads},
        "backward": lambda k: {"grads": RNN.from_params(k["params"]).backward(k["trace"], k["dh"]).params},
        "loss": lambda k: {"dh": mean_squared_error(k["trace"].h, target).grad},
        "forward": lambda k: {"trace": RNN.from_params(k["params"]).forward(x)},
    }
    left = {"params": dict(rnn.params), "trace": old, "dh": old_dh, "grads": old_grads, "clipped": old_grads}
    return ranks_of_orders(
        parts, left, lambda k: all(near(k["params"][name], wanted[name], atol=1e-6) for name in wanted)
    )


def recurrent_gradient(rng: Draw) -> dict:
    """The gradient of the recurrent weights of a layer that has read a batch of sequences."""
    batch, steps, features, units = rng.sample(range(2, 12), 4)
    rnn = RNN(features, units, rng=rng.weights, dtype=np.float64)
    trace = rnn.forward(rng.weights.standard_normal((batch, steps, features)))
    gradient = rnn.backward(trace, np.ones_like(trace.h)).params["W_h"]
    return {
        "parameters": {"batch": batch, "steps": steps, "features": features, "units": units},
        "answer": gradient.shape,
        "mistakes": {"per-step": (steps, *gradient.shape), "state": trace.h.shape},
    }


def clipping_code(rng: Draw) -> dict:
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


def reach_in_pieces(rng: Draw) -> dict:
    """Train one step of a series in pieces, and count the inputs that a gradient comes to; then in one run."""
    piece = rng.choice([10, 15, 20, 25])
    steps = piece * rng.choice([3, 4, 5])
    at = piece * rng.randint(1, steps // piece - 1) + rng.randint(3, piece - 2)
    rnn = RNN(2, 3, rng=rng.weights, dtype=np.float64)
    x, dh = rng.weights.standard_normal((1, steps, 2)), np.zeros((1, steps, 3))
    dh[:, at - 1] = 1.0
    carry, reached = Carry(rnn), 0
    for part, part_dh in zip(pieces(x, piece), pieces(dh, piece), strict=True):
        reached += int(dx(carry.backward(carry.forward(part), part_dh)).any(axis=2).sum())
    whole = int(dx(rnn.backward(rnn.forward(x), dh)).any(axis=2).sum())
    return {
        "parameters": {"steps": steps, "piece": piece, "at": at, "first": at - reached + 1},
        "answer": reached,
        "mistakes": {"whole": whole, "piece": piece, "one": int(dh.any(axis=2).sum())},
    }
