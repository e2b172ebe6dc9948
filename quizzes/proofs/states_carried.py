"""Proofs of the chapter States about what is carried on: from call to call, and of a gradient along c."""

from __future__ import annotations

import numpy as np

from lstm_lib import LSTM, Bidirectional, Carry, LSTMTrace, Stack, to_keras
from quizzes.proofs.draw import OPEN, Draw, Rng, drawn, dx, sizes, wild
from quizzes.proofs.draw import same as same_to


def near(a: object, b: object) -> bool:
    """Tell whether two results are the same up to float32's rounding."""
    return same_to(a, b, atol=1e-5)


def layer_of(features: int, units: int, rng: Rng) -> LSTM:
    """Return a new layer in float64."""
    return LSTM(features, units, rng=rng, dtype=np.float64)


@drawn(
    "features, units, weights, the length of a piece, two series",
    fixed="three pieces of two series, as the question says",
)
def carry_order(rng: Rng) -> dict[str, bool]:
    """Run series A and B in three pieces each, in four orders, and compare every state with that of one run."""
    layer, n = wild(rng, *sizes(rng, 2, 2)), sizes(rng, 1)[0]
    a, b = series = rng.standard_normal((2, 3 * n, layer.input_size))
    whole = dict(zip("AB", layer.forward(series).h, strict=True))
    piece = {f"{name}{k + 1}": values[n * k : n * k + n] for name, values in (("A", a), ("B", b)) for k in range(3)}

    def one_run(*batches: str) -> bool:
        carry = Carry(layer)
        held = []
        for batch in batches:
            names = batch.split()
            h = carry.forward(np.stack([piece[name] for name in names])).h
            held += [
                near(row, whole[name[0]][n * int(name[1]) - n : n * int(name[1])])
                for name, row in zip(names, h, strict=True)
            ]
        return all(held)

    return {
        "side-by-side": one_run("A1 B1", "A2 B2", "A3 B3"),
        "piled-up": one_run("A1 A2", "A3 B1", "B2 B3"),
        "shuffled": one_run("A2 B2", "A1 B1", "A3 B3"),
        "turned": one_run("A1 B1", "B2 A2", "A3 B3"),
    }


@drawn("features, units, weights and the batch", fixed="pieces of 4 steps, as the question says")
def carry_gradient(rng: Rng) -> dict[str, bool]:
    """Carry a state over a cut; compare values and gradients with those of one run."""
    features, units, samples = sizes(rng, 3, 2)
    layer = layer_of(features, units, rng)
    x = rng.standard_normal((samples, 8, features))
    carry = Carry(layer)
    first, second = carry.forward(x[:, :4].copy()), carry.forward(x[:, 4:].copy())
    whole = layer.forward(x)
    last = np.zeros_like(whole.h)
    last[:, -1] = 1.0
    exact = layer.backward(whole, last)
    dh = np.zeros_like(second.h)
    dh[:, -1] = 1.0
    within = carry.backward(second, dh)
    values = near(np.concatenate([first.h, second.h], axis=1), whole.h)
    start = layer.forward(x[:, 4:].copy())
    reaches = dx(within).shape[1] == x.shape[1]
    return {
        "values-alone": values and near(within.x, dx(exact)[:, 4:]) and not reaches and bool(dx(exact)[:, :4].any()),
        "both": values and reaches,
        "neither": near(second.h, start.h),
        "one-step": not dx(within)[:, :-1].any(),
    }


@drawn("features, units, weights, the batch and its length")
def cell_all_steps(rng: Rng) -> dict[str, bool]:
    """Ask Keras for the cell states of all steps in four ways, and compare with the trace."""
    features, units, samples, steps = sizes(rng, 4, 2, 5)
    layer = LSTM(features, units, rng=rng)
    x = rng.standard_normal((samples, steps, features), dtype=np.float32)
    wanted = layer.forward(x).c
    y = np.asarray(to_keras(layer, return_sequences=True)(x))
    both = [np.asarray(array) for array in to_keras(layer, return_sequences=True, return_state=True)(x)]
    step, state, cells = to_keras(layer, return_state=True), [np.zeros((samples, units), np.float32)] * 2, []
    for t in range(x.shape[1]):
        _, *state = step(x[:, t : t + 1], initial_state=state)
        cells.append(np.asarray(state[1]))
    return {
        "sequences": near(y, wanted),
        "both-flags": any(near(array, wanted) for array in both),
        "arctanh": near(np.arctanh(y), wanted),
        "walk": near(np.stack(cells, axis=1), wanted),
    }


def carry_arrays(rng: Draw) -> dict[str, object]:
    """Count the arrays that hold the state of a stack."""
    layers, units, steps = rng.choice([2, 3, 4, 5]), rng.choice([16, 32, 48, 64]), rng.choice([20, 30, 40, 50])
    stack = Stack([layer_of(2 if k == 0 else units, units, rng.weights) for k in range(layers)])
    trace = stack.forward(np.zeros((1, 2, 2)))
    final = trace.final
    arrays = [array for pair in final for array in pair]
    pair = Bidirectional(*(layer_of(2, 2, rng.weights) for _ in range(2))).forward(np.zeros((1, 2, 2))).final
    return {
        "parameters": {"layers": layers, "units": units, "steps": steps},
        "answer": len(arrays),
        "mistakes": {
            "hidden-alone": len([h for h, _ in final]),
            "upper-alone": len([array for array in arrays if array is final[-1][0]]),
            "per-unit": 2 * units,
            "directions": len(arrays) * len(pair),
        },
    }


def along_c(layer: LSTM, x: np.ndarray) -> tuple[LSTMTrace, float]:
    """Run a layer of one unit; return its trace and the derivative of the last cell state by the first."""
    trace = layer.forward(x)
    back = layer.backward(trace, np.zeros_like(trace.h), (np.zeros((1, 1)), np.ones((1, 1))))
    return trace, back.state[1].item()


def gradient_product(rng: Draw) -> dict[str, object]:
    """Take a gradient back through three steps of a cell whose gates do not look at the hidden state."""
    while True:
        f = rng.sample([0.2, 0.4, 0.5, 0.6, 0.8, 0.9], 3)
        i = rng.choice([0.3, 0.5, 0.7])
        layer = wild(rng.weights, 1, 1)
        layer.params["W_x"][:, :2] = [[0.0, 1.0]]  # candidate and output gate are as drawn
        layer.params["W_h"][:] = 0.0
        layer.params["b"][:2] = [np.log(i / (1 - i)), 0.0]
        wanted = np.array(f)
        x = np.log(wanted / (1 - wanted)).reshape(1, 3, 1)
        trace, answer = along_c(layer, x)
        assert near(trace.f.ravel(), wanted)
        assert near(trace.i.ravel(), np.full(3, i))
        mistakes = {
            "last-gate": trace.f[0, -1, 0].item(),
            "mean": trace.f.mean().item(),
            "input-gates": answer * trace.i.prod().item(),
            "lossless": along_c(layer, np.full_like(x, OPEN))[1],
        }
        if min(np.diff(sorted([answer, *mistakes.values()]))) > 0.012:
            names = dict(zip(("first", "second", "third"), f, strict=True))
            return {"parameters": names | {"i": i}, "answer": answer, "mistakes": mistakes}
