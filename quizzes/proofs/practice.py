"""Proofs of the chapter Practice: windows without leakage, baselines, and what may run at once."""

from __future__ import annotations

import numpy as np

from lstm_lib import RNN, Dense, mean_squared_error
from lstm_lib.data import Scaler, load_series, make_windows
from quizzes.proofs.draw import Draw, Rng, drawn, dx, near, sizes


def weather(rng: Rng) -> np.ndarray:
    """Return a stretch of any length of the highest temperatures of a town, as a column."""
    values = load_series("temperature").values[:, :1]
    length = int(rng.integers(900, len(values)))
    start = int(rng.integers(len(values) - length + 1))
    return values[start : start + length]


def number_of_windows(rng: Draw) -> dict:
    """Count the windows of one part of a series, and what three slips make of the count."""
    steps, past, future = rng.randint(30, 200), rng.randint(3, 9), rng.choice([2, 3, 4, 5])
    series = np.arange(float(3 * steps))[:, None]
    x, _ = make_windows(series, past, future, valid=1 / 3, test=1 / 3).train
    return {
        "parameters": {"steps": steps, "past": past, "future": future},
        "answer": len(x),
        "mistakes": {"no-target": len(x) + future, "one-less": len(x) - 1, "apart": steps // (past + future)},
    }


def shape_of_windows(rng: Draw) -> dict:
    """Cut a series into windows and look at the inputs."""
    while True:
        steps, past, features = rng.randint(30, 200), rng.randint(3, 12), rng.randint(2, 9)
        if past != features:
            break
    x, y = make_windows(np.ones((3 * steps, features)), past, valid=1 / 3, test=1 / 3).train
    N, T, D = x.shape
    return {
        "parameters": {"steps": steps, "past": past, "features": features},
        "answer": x.shape,
        "mistakes": {"swapped": (N, D, T), "no-target": (N + y.shape[1], T, D), "whole": (steps, T, D)},
    }


@drawn(
    "a stretch of the series; by how much and from where on the last part is warmer; the window",
    fixed="85 %, which the question gives",
)
def scaled_by(rng: Rng) -> dict[str, bool]:
    """Let the test part of a series be warmer: which way of scaling leaves the training part as it was?"""
    values, past = weather(rng), int(rng.integers(3, 30))
    cut = len(values) - round(0.15 * len(values))
    warmer = values.copy()
    warmer[cut:] += rng.uniform(5, 30)
    warmer[cut + int(rng.integers(9)) :] += 40 - warmer[cut:].min()  # so the largest value lies in the test part
    x, other = (make_windows(each, past).train[0] for each in (values, warmer))
    by_all = [Scaler(each.mean(axis=0), each.std(axis=0)).scale(each)[:100] for each in (values, warmer)]
    by_top = [each[:100] / each.max() for each in (values, warmer)]
    warmer = values.copy()
    warmer[cut:] += 10
    parts = [(each[cut:] - each[cut:].mean()) / each[cut:].std() for each in (values, warmer)]
    return {
        "training": bool(np.array_equal(x, other)),
        "everything": bool(np.array_equal(by_all[0], by_all[1])),
        "each-alone": not np.allclose(*parts),
        "largest": bool(np.array_equal(by_top[0], by_top[1])),
    }


@drawn(
    "the length of the series, the order of the shuffle", fixed="windows of 30 days and 15 %, which the question gives"
)
def split_by(rng: Rng) -> dict[str, bool]:
    """Split windows of thirty days in four ways and count the days that training and test windows share."""
    series, past = np.arange(float(rng.integers(400, 2000)))[:, None], 30
    windows = make_windows(series, past)
    learnt, test = (set(windows.scaler.unscale(x).round().ravel()) for x in (windows.train[0], windows.test[0]))
    starts = np.arange(len(series) - past)
    shuffled = rng.permutation(starts)
    cut = round(0.85 * len(starts))

    def shared(train: np.ndarray, test: np.ndarray) -> bool:
        days = {start + day for start in train for day in range(past)}
        return any(start + day in days for start in test for day in range(past))

    return {
        "time-first": bool(not learnt & test and max(learnt) < min(test)),
        "shuffle-windows": not shared(shuffled[:cut], shuffled[cut:]),
        "every-fifth": not shared(starts[starts % 5 > 0], starts[::5]),
        "cut-windows": not shared(starts[:cut], starts[cut:]),
    }


@drawn("a stretch of the series, where it is cut, how warm it becomes after, the order of the batches")
def leaks(rng: Rng) -> dict[str, bool]:
    """Change the last part of a series and look at what a model is trained on."""
    values = weather(rng)[:, 0]
    cut = int(rng.uniform(0.86, 0.95) * len(values))
    changed = values.copy()
    changed[cut:] += values.max() + rng.uniform(1, 20) - changed[cut:].min()
    series = (values, changed)
    centred = [np.convolve(each, np.ones(7) / 7, mode="same")[:cut] for each in series]
    trailing = [np.convolve(each, np.ones(7) / 7)[:cut] for each in series]
    maximum = [each[:cut] / each.max() for each in series]
    trained, order = [make_windows(each[:, None], 7).train[0] for each in series], int(rng.integers(2**31))
    filled = [np.interp(np.arange(cut - 4, cut), [cut - 5, cut], each[[cut - 5, cut]]) for each in series]
    batches = [np.random.default_rng(order).permutation(each) for each in trained]
    return {
        "centred": not np.array_equal(centred[0], centred[1]),
        "gap": not np.array_equal(filled[0], filled[1]),
        "maximum": not np.array_equal(maximum[0], maximum[1]),
        "trailing": not np.array_equal(trailing[0], trailing[1]),
        "shuffled-batches": not np.array_equal(batches[0], batches[1]),
    }


def persistence_error(rng: Draw) -> dict:
    """The error of repeating the last value, and what other rules give."""
    while True:
        values = np.cumsum([rng.randint(8, 20), *(rng.choice([-3, -2, -1, 1, 2, 3, 4]) for _ in range(4))]).astype(
            float
        )
        answer = mean_squared_error(values[:-1], values[1:]).value
        differences = np.diff(values)
        mistakes = {
            "mean": mean_squared_error(np.full(4, values.mean()), values[1:]).value,
            "five": float((differences**2).sum() / len(values)),
        }
        found = [answer, *mistakes.values()]
        if all(abs(a - b) > 0.05 for n, a in enumerate(found) for b in found[:n]):
            names = {f"v{n}": f"{value:g}" for n, value in enumerate(values, 1)}
            return {"parameters": names, "answer": answer, "mistakes": mistakes}


def skill(rng: Draw) -> dict:
    """The share of the baseline's error that a model saves, from its predictions, and three other numbers."""
    while True:
        base = rng.randint(20, 90) / 10
        model = round(base * rng.randint(40, 130) / 100, 1)
        target = np.zeros(4)
        errors = {n: mean_squared_error(np.full(4, np.sqrt(e)), target).value for n, e in (("b", base), ("m", model))}
        answer = 100 * (1 - errors["m"] / errors["b"])
        mistakes = {
            "ratio": 100 * errors["m"] / errors["b"],
            "of-model": 100 * (errors["b"] / errors["m"] - 1),
            "sign": -answer,
        }
        found = [answer, *mistakes.values()]
        if all(abs(a - b) > 3 for n, a in enumerate(found) for b in found[:n]):
            return {"parameters": {"base": base, "model": model}, "answer": answer, "mistakes": mistakes}


@drawn("a stretch of the series, the noise and its size")
def shifted_curve(rng: Rng) -> dict[str, bool]:
    """Judge a forecast that is yesterday's temperature against the series, the mean, and persistence."""
    values = weather(rng)[:, 0]
    target, yesterday = values[1:], values[:-1]
    model = yesterday + rng.uniform(0.05, 0.4) * rng.standard_normal(len(yesterday))
    errors = {
        name: mean_squared_error(forecast, target).value
        for name, forecast in (("model", model), ("last", yesterday), ("mean", np.full(len(target), values.mean())))
    }
    likeness = np.corrcoef(model, target)[0, 1]
    return {
        "no-skill": bool(likeness > 0.85 and errors["model"] > 0.99 * errors["last"]),
        "good": bool(errors["model"] < 0.5 * errors["last"]),
        "worse-than-mean": bool(errors["model"] > errors["mean"]),
        "needs-more": bool(not np.isclose(errors["model"], errors["last"], rtol=0.1)),
    }


@drawn("all sizes, all weights, the batch and its length")
def at_once(rng: Rng) -> dict[str, bool]:
    """Compute parts of a forward pass for all steps at once, and compare them with the layer's own run."""
    features, units, outputs, samples, steps = sizes(rng, 5, 2, 9)
    rnn, dense = RNN(features, units, rng=rng, dtype=np.float64), Dense(units, outputs, rng=rng, dtype=np.float64)
    x = rng.standard_normal((samples, steps, features))
    h = rnn.forward(x).h
    p = rnn.params
    from_inputs = np.arctanh(h[:, 0]), (x @ p["W_x"] + p["b"])[:, 0]
    stateless = np.tanh(x @ p["W_x"] + p["b"])
    alone = np.concatenate([rnn.forward(x[n : n + 1]).h for n in range(len(x))])
    trace, dh = rnn.forward(x), rng.standard_normal(h.shape)
    parts = [np.where(np.arange(steps)[:, None] == t, dh, 0.0) for t in range(steps)]
    each_alone = np.concatenate(
        [dx(rnn.backward(trace, part))[:, t : t + 1] for t, part in enumerate(parts)], axis=1
    )
    one_by_one = np.stack([dense.forward(np.ascontiguousarray(h[:, t])).y for t in range(h.shape[1])], axis=1)
    return {
        "inputs": near(*from_inputs),
        "states": near(stateless, h),
        "samples": near(alone, h),
        "gradients": near(each_alone, rnn.backward(trace, dh).x),
        "outputs": near(one_by_one, dense.forward(h).y),
    }


@drawn("features, units, weights, the sequences and their length")
def longer_sequences(rng: Rng) -> dict[str, bool]:
    """How many steps wait for one another, and how many parameters there are, for T and 2 T steps."""
    (features, units), length = sizes(rng, 2), int(rng.integers(3, 15))
    rnn = RNN(features, units, rng=rng, dtype=np.float64)
    size = sum(value.size for value in rnn.params.values())
    chains, parameters, kept = [], [], []
    for steps in (length, 2 * length):
        trace = rnn.forward(rng.standard_normal((1, steps, features)))
        dh = np.zeros_like(trace.h)
        dh[0, -1] = 1
        chains.append(int((np.abs(dx(rnn.backward(trace, dh))[0]) > 0).any(axis=1).sum()))
        parameters.append(sum(value.size for value in rnn.params.values()))
        kept.append(trace.h.size)
    return {
        "chain": chains[1] == 2 * chains[0] and kept[1] == 2 * kept[0],
        "weights": parameters[1] == 2 * size,
        "same": chains[1] == chains[0],
        "fixed": kept[1] == kept[0],
    }
