"""Proofs of the chapter Practice: windows without leakage, baselines, and what may run at once."""

from __future__ import annotations

import random

import numpy as np

from lstm_lib import RNN, Dense, mean_squared_error
from lstm_lib.data import Scaler, load_series, make_windows


def temperatures() -> np.ndarray:
    """Return the highest temperature of each day, as a column."""
    return load_series("temperature").values[:, :1]


def number_of_windows(rng: random.Random) -> dict:
    """Count the windows of one part of a series, and what three slips make of the count."""
    steps, past, future = rng.randint(30, 200), rng.randint(3, 9), rng.choice([2, 3, 4, 5])
    series = np.arange(float(3 * steps))[:, None]
    x, _ = make_windows(series, past, future, valid=1 / 3, test=1 / 3).train
    return {
        "parameters": {"steps": steps, "past": past, "future": future},
        "answer": len(x),
        "mistakes": {"no-target": len(x) + future, "one-less": len(x) - 1, "apart": steps // (past + future)},
    }


def shape_of_windows(rng: random.Random) -> dict:
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


def scaled_by() -> dict[str, bool]:
    """Let the test part of a series be ten degrees warmer: which way of scaling changes the training part?"""
    values = temperatures()
    cut = len(values) - round(0.15 * len(values))
    warmer = values.copy()
    warmer[cut:] += 10
    x, other = (make_windows(each, 7).train[0] for each in (values, warmer))
    by_all = [Scaler(each.mean(axis=0), each.std(axis=0)).scale(each)[:100] for each in (values, warmer)]
    by_top = [each[:100] / each.max() for each in (values, warmer)]
    parts = [(each[cut:] - each[cut:].mean()) / each[cut:].std() for each in (values, warmer)]
    return {
        "training": bool(np.array_equal(x, other)),
        "everything": bool(np.array_equal(*by_all)),
        "each-alone": not np.allclose(*parts),
        "largest": bool(np.array_equal(*by_top)),
    }


def split_by() -> dict[str, bool]:
    """Split windows of thirty days in four ways and count the days that training and test windows share."""
    series, past = np.arange(0.0, 400.0)[:, None], 30
    windows = make_windows(series, past)
    seen = {name: set(windows.scaler.unscale(x).round().ravel()) for name, x in
            (("train", windows.train[0]), ("test", windows.test[0]))}  # fmt: skip
    apart = not seen["train"] & seen["test"]
    starts = np.arange(len(series) - past)
    shuffled = np.random.default_rng(0).permutation(starts)
    cut = round(0.85 * len(starts))

    def shared(train: np.ndarray, test: np.ndarray) -> bool:
        days = {start + day for start in train for day in range(past)}
        return any(start + day in days for start in test for day in range(past))

    return {
        "time-first": bool(apart and max(seen["train"]) < min(seen["test"])),
        "shuffle-windows": not shared(shuffled[:cut], shuffled[cut:]),
        "every-fifth": not shared(starts[starts % 5 > 0], starts[::5]),
        "cut-windows": not shared(starts[:cut], starts[cut:]),
    }


def leaks() -> dict[str, bool]:
    """Change the last part of a series and look at what a model is trained on."""
    values = temperatures()[:, 0]
    changed = values.copy()
    changed[1300:] += 5
    centred = [np.convolve(each, np.ones(7) / 7, mode="same")[:1300] for each in (values, changed)]
    trailing = [np.convolve(each, np.ones(7) / 7)[:1300] for each in (values, changed)]
    maximum = [each[:1300] / each.max() for each in (values, changed)]
    trained = [make_windows(each[:, None], 7).train[0] for each in (values, changed)]
    batches = [np.random.default_rng(0).permutation(each) for each in trained]
    return {
        "centred": not np.array_equal(*centred),
        "maximum": not np.array_equal(*maximum),
        "trailing": not np.array_equal(*trailing),
        "shuffled-batches": not np.array_equal(*batches),
    }


def persistence_error(rng: random.Random) -> dict:
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


def skill(rng: random.Random) -> dict:
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


def shifted_curve() -> dict[str, bool]:
    """Judge a forecast that is yesterday's temperature against the series, the mean, and persistence."""
    values = temperatures()[-219:, 0]
    target, yesterday = values[1:], values[:-1]
    model = yesterday + 0.3 * np.random.default_rng(0).standard_normal(len(yesterday))
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


def at_once() -> dict[str, bool]:
    """Compute parts of a forward pass for all steps at once, and compare them with the layer's own run."""
    rng = np.random.default_rng(0)
    rnn, dense = RNN(3, 4, rng=rng, dtype=np.float64), Dense(4, 2, rng=rng, dtype=np.float64)
    x = rng.standard_normal((5, 20, 3))
    h = rnn.forward(x).h
    p = rnn.params
    from_inputs = np.arctanh(h[:, 0]), (x @ p["W_x"] + p["b"])[:, 0]
    stateless = np.tanh(x @ p["W_x"] + p["b"])
    alone = np.concatenate([rnn.forward(x[n : n + 1]).h for n in range(len(x))])
    one_by_one = np.stack([dense.forward(np.ascontiguousarray(h[:, t])).y for t in range(h.shape[1])], axis=1)
    return {
        "inputs": bool(np.allclose(*from_inputs)),
        "states": bool(np.allclose(stateless, h)),
        "samples": bool(np.allclose(alone, h)),
        "outputs": bool(np.allclose(one_by_one, dense.forward(h).y)),
    }


def longer_sequences() -> dict[str, bool]:
    """How many steps wait for one another, and how many parameters there are, for T and 2 T steps."""
    rng = np.random.default_rng(0)
    rnn = RNN(2, 3, rng=rng, dtype=np.float64)
    size = sum(value.size for value in rnn.params.values())
    chains, parameters, kept = [], [], []
    for steps in (10, 20):
        trace = rnn.forward(rng.standard_normal((1, steps, 2)))
        dh = np.zeros_like(trace.h)
        dh[0, -1] = 1
        chains.append(int((np.abs(rnn.backward(trace, dh).x[0]) > 0).any(axis=1).sum()))
        parameters.append(sum(value.size for value in rnn.params.values()))
        kept.append(trace.h.size)
    return {
        "chain": chains[1] == 2 * chains[0] and kept[1] == 2 * kept[0],
        "weights": parameters[1] == 2 * size,
        "same": chains[1] == chains[0],
        "fixed": kept[1] == kept[0],
    }
