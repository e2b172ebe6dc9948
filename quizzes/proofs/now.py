"""Proofs of the part Recurrent networks now: what can be computed at once, and what has to be kept."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib import (
    GRU,
    LSTM,
    MLSTM,
    SLSTM,
    Bidirectional,
    DiagonalSSM,
    DotAttention,
    MinGRU,
    MinLSTM,
    linear_scan,
)  # fmt: skip
from quizzes.proofs.draw import Draw, Rng, drawn, near, sizes, wild


@drawn("sizes, weights, the sequence, and the step that is changed")
def waits_for_the_past(rng: Rng) -> dict[str, bool]:
    """Change one step of the input; what of a later step differs needs the steps between."""
    features, units = sizes(rng, 2, 2)
    layer = wild(rng, features, units)
    x = rng.standard_normal((1, 6, features))
    other = x.copy()
    other[0, int(rng.integers(5))] += 1
    one, two = layer.forward(x), layer.forward(other)
    W_x, W_h, b = (layer.params[name] for name in ("W_x", "W_h", "b"))
    last = {
        "input": (x[:, -1] @ W_x, other[:, -1] @ W_x),
        "bias": (b, b),
        "state": (one.h[:, -2] @ W_h, two.h[:, -2] @ W_h),
        "embedding": (np.tanh(x[:, -1]), np.tanh(other[:, -1])),
    }
    return {name: not near(*pair) for name, pair in last.items()}


def cached_numbers(rng: Draw) -> dict:
    """Count what is kept after some steps: by attention every key and value, by an LSTM its state."""
    units, steps = rng.sample([16, 32, 48, 64, 96, 128, 200, 256], 2)[0], rng.choice([50, 100, 300, 500, 1000, 2000])
    values = rng.weights.standard_normal((1, steps, units))
    keys = rng.weights.standard_normal((1, steps, units))
    kept = keys.size + values.size
    state = sum(part.size for part in LSTM(units, units, rng=rng.weights).run(values[:, :3].astype(np.float32)))
    return {
        "parameters": {"units": units, "steps": steps},
        "answer": kept,
        "mistakes": {"state": state, "values": values.size, "scores": steps * steps},
    }


@drawn("the number of steps and features, keys, values, the query and the order")
def order_of_the_past(rng: Rng) -> dict[str, bool]:
    """Attend from the last step over a past that stands in two orders."""
    (features,), T = sizes(rng, 1, 2), int(rng.integers(4, 12))
    past, query = rng.standard_normal((1, T, features)), rng.standard_normal((1, 1, features))
    order = rng.permutation(T)
    while (order == np.arange(T)).all():
        order = rng.permutation(T)
    one, two = DotAttention().forward(query, past), DotAttention().forward(query, past[:, order])
    layer = wild(rng, features, 3)
    return {
        "nothing": near(one.context, two.context),
        "context": not near(one.context, two.context),
        "weights-stay": near(one.weights, two.weights),
        "like-lstm": near(layer.forward(past).final[0], layer.forward(past[:, order]).final[0]),
    }


def joined_steps(rng: Draw) -> dict:
    """Join two steps of a linear recurrence into one, and run the library over both."""
    found: list[float] = []
    while len({round(each, 6) for each in found}) < 4:
        a1, a2 = rng.sample([-1.0, -0.5, 0.2, 0.4, 0.5, 0.8], 2)
        b1, b2 = rng.sample([-3.0, -2.0, 2.0, 3.0, 4.0, 5.0], 2)
        found = [a2 * b1 + b2, a1 * b2 + b1, b1 + b2, a2 * (b1 + b2)]
    a, b = (np.array(pair).reshape(1, 2, 1) for pair in ((a1, a2), (b1, b2)))
    start = rng.weights.standard_normal((1, 1))
    end = linear_scan(a, b, start)[0, -1, 0]
    added = float(end - a1 * a2 * start[0, 0])
    return {
        "parameters": {"a_one": a1, "a_two": a2, "b_one": b1, "b_two": b2},
        "answer": round(added, 9),
        "mistakes": {
            "turned": round(a1 * b2 + b1, 9),
            "sum": round(b1 + b2, 9),
            "both": round(a2 * (b1 + b2), 9),
        },
    }


def affine(layer: object, states: list, x: np.ndarray, share: float) -> bool:
    """Tell whether a mixture of two first states ends in the same mixture of both ends."""

    def end(state: tuple | np.ndarray) -> np.ndarray:
        final = layer.forward(x, state).final  # type: ignore[attr-defined]
        return np.concatenate([np.ravel(part) for part in (final if isinstance(final, tuple) else (final,))])

    one, two = states
    parts = isinstance(one, tuple)
    mixed = [share * u + (1 - share) * v for u, v in zip(one, two, strict=True)]
    middle = tuple(mixed) if parts else share * one + (1 - share) * two
    return near(end(middle), share * end(one) + (1 - share) * end(two), atol=1e-7)


@drawn("sizes, weights, the input, two first states and the share of each")
def linear_in_the_state(rng: Rng) -> dict[str, bool]:
    """What can be joined in rounds is linear in the state before: so is then the end in the start."""
    (D, H), T, share = sizes(rng, 2, 2), int(rng.integers(2, 7)), float(rng.uniform(0.2, 0.8))
    x = rng.standard_normal((1, T, D))

    def states(*widths: int) -> list:
        drawn_two = [tuple(rng.standard_normal((1, width)) for width in widths) for _ in range(2)]
        return [each if len(widths) > 1 else each[0] for each in drawn_two]

    def made(kind: type, *more: int) -> object:
        layer = kind(D, H, *more, rng=rng, dtype=np.float64)
        for values in layer.params.values():
            values += 0.5 * rng.standard_normal(values.shape)
        return layer

    slstm = made(SLSTM)
    starts = [slstm.draw_state(1, rng) for _ in range(2)]  # type: ignore[attr-defined]
    return {
        "mingru": affine(made(MinGRU), states(H), x, share),
        "minlstm": affine(made(MinLSTM), states(H), x, share),
        "ssm": affine(made(DiagonalSSM, 3), states(H, 6), x, share),
        "gru": affine(made(GRU), states(H), x, share),
        "lstm": affine(made(LSTM), states(H, H), x, share),
        "slstm": affine(slstm, starts, x, share),
    }


def rounds_of(rng: Draw) -> dict:
    """Join steps with those 1, 2, 4, ... before until the last state is whole; count the rounds."""
    T = rng.choice([20, 50, 100, 200, 300, 500, 600, 1000, 2000, 3000, 5000])
    T += rng.randrange(1, 9)
    a, b = rng.weights.choice([-1.0, 1.0], (1, T, 1)), rng.weights.standard_normal((1, T, 1))  # nothing fades
    wanted = linear_scan(a, b, np.zeros((1, 1)))
    rounds, k = 0, 1
    factor, state = a.copy(), b.copy()
    while not np.allclose(state, wanted, rtol=0, atol=1e-9):
        state[:, k:] = factor[:, k:] * state[:, :-k] + state[:, k:]
        factor[:, k:] = factor[:, k:] * factor[:, :-k]
        rounds, k = rounds + 1, 2 * k
    return {
        "parameters": {"steps": T},
        "answer": rounds,
        "mistakes": {"each": T, "half": math.ceil(T / 2), "ten": math.ceil(math.log10(T))},
    }


def kept_by(state: tuple | np.ndarray) -> int:
    """Count the numbers of a state."""
    return sum(np.size(part) for part in (state if isinstance(state, tuple) else (state,)))


@drawn("sizes, weights, the sequence, and the step that is changed")
def for_months(rng: Rng) -> dict[str, bool]:
    """What is kept must not grow from step to step, and no answer may feel a later input."""
    (D, H), T = sizes(rng, 2, 3), int(rng.integers(5, 12))
    x = rng.standard_normal((1, T, D))
    late = x.copy()
    late[0, int(rng.integers(T // 2 + 1, T))] += 1
    sooner = slice(0, T // 2)

    def fits(layer: object) -> bool:
        whole, other = layer.forward(x).h, layer.forward(late).h  # type: ignore[attr-defined]
        sizes_kept, state = set(), None
        for t in range(T):
            state = layer.forward(x[:, t : t + 1], state).final  # type: ignore[attr-defined]
            sizes_kept.add(kept_by(state))
        return len(sizes_kept) == 1 and near(whole[:, sooner], other[:, sooner])

    query, attention = rng.standard_normal((1, 1, D)), DotAttention()
    keys = {t: attention.forward(query, x[:, :t]).weights.size for t in range(1, T + 1)}
    made = {"lstm": LSTM, "mlstm": MLSTM, "mingru": MinGRU, "gru": GRU}
    two = (LSTM(D, H, rng=rng, dtype=np.float64) for _ in range(2))
    both = Bidirectional(*two)
    one, other = (both.forward(each).h[:, sooner] for each in (x, late))
    return {
        **{name: fits(kind(D, H, rng=rng, dtype=np.float64)) for name, kind in made.items()},
        "attention": len(set(keys.values())) == 1,
        "bidirectional": near(one, other),
    }


def products_of_a_step(rng: Draw) -> dict:
    """Each weight of W_x and W_h is multiplied once a step."""
    units, inputs = rng.choice([8, 16, 20, 32, 50, 64]), rng.choice([3, 5, 7, 12, 24, 40])  # never half as many
    gru, lstm = (kind(inputs, units, rng=rng.weights).params for kind in (GRU, LSTM))
    return {
        "parameters": {"units": units, "inputs": inputs},
        "answer": gru["W_x"].size + gru["W_h"].size,
        "mistakes": {
            "lstm": lstm["W_x"].size + lstm["W_h"].size,
            "input": gru["W_x"].size,
            "block": (gru["W_x"].size + gru["W_h"].size) // 3,
        },
    }
