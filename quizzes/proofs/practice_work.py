"""Proofs of the chapter At work about baselines, rare events, temperature and anomalies."""

from __future__ import annotations

import numpy as np

from lstm_lib import (
    LSTM,
    Adam,
    Autoencoder,
    Dense,
    fit,
    mean_squared_error,
    sigmoid,
    softmax,
    softmax_cross_entropy,
)
from lstm_lib.data import load_series
from quizzes.proofs.draw import Draw, Rng, drawn


def seasonal_error(rng: Draw) -> dict:
    """The error of repeating the season before, on the second of two seasons."""
    while True:
        values = np.array([rng.randint(2, 20) for _ in range(6)], float)
        answer = mean_squared_error(values[:3], values[3:]).value
        mistakes = {
            "one-step": mean_squared_error(values[2:-1], values[3:]).value,
            "mean": mean_squared_error(np.full(3, values[:3].mean()), values[3:]).value,
        }
        found = [answer, *mistakes.values()]
        if all(abs(a - b) > 0.5 for n, a in enumerate(found) for b in found[:n]):
            names = {f"v{n}": f"{value:g}" for n, value in enumerate(values, 1)}
            return {"parameters": names, "answer": answer, "mistakes": mistakes}


def events(rng: Rng, *, run: int = 7, length: int = 200, count: int = 100) -> tuple[np.ndarray, np.ndarray]:
    """Return labels of steps, 3.5 % of them 1 in runs, and where the runs begin."""
    y = np.zeros((count, length), bool)
    starts = rng.integers(10, length - run - 10, count)
    for row, t in zip(y, starts, strict=True):
        row[t : t + run] = True
    return y, starts


def heard(p: np.ndarray, y: np.ndarray, starts: np.ndarray, threshold: float) -> tuple[float, int]:
    """Return the share of runs in which the threshold is passed, and how often it is passed elsewhere."""
    above, run = p > threshold, int(y[0].sum())
    hits = np.mean([above[n, t : t + run].any() for n, t in enumerate(starts)])
    return float(hits), int((above & ~y).sum())


@drawn(
    "where the events are, how many recordings, where the second detector errs",
    fixed="3.5 % of the steps, which the question gives",
)
def rare(rng: Rng) -> dict[str, bool]:
    """Two detectors of equal accuracy: one that never answers, and one that hears everything and errs elsewhere."""
    y, starts = events(rng, count=int(rng.integers(50, 200)))
    never = sigmoid(np.full(y.shape, -5.0))
    busy = sigmoid(np.where(y, 5.0, -5.0))
    quiet = np.flatnonzero(~y)
    busy.ravel()[rng.choice(quiet, y.sum(), replace=False)] = sigmoid(np.array([5.0]))[0]
    accuracy = [float(((p > 0.5) == y).mean()) for p in (never, busy)]
    (none, _), (all_of_them, _) = (heard(p, y, starts, 0.5) for p in (never, busy))
    alike = accuracy[0] == accuracy[1] and round(accuracy[0], 3) == 0.965
    return {
        "most-words": alike and min(none, all_of_them) > 0.5,
        "few-missed": alike and 1 - none < 0.05,
        "nothing": alike and none == 0 and all_of_them == 1,
        "threshold": alike and heard(never, y, starts, 0.1)[0] > 0,
    }


@drawn(
    "where the events are, how well the detector tells them, its noise",
    fixed="thresholds of 0.2 and 0.8, which the question gives",
)
def higher_threshold(rng: Rng) -> dict[str, bool]:
    """Raise the threshold of noisy scores."""
    y, starts = events(rng)
    p = sigmoid(rng.normal(np.where(y, rng.uniform(-2, -0.5), -3.0), rng.uniform(1, 2)))
    low, high = (heard(p, y, starts, threshold) for threshold in (0.2, 0.8))
    return {
        "fewer-of-both": high[0] < low[0] and high[1] < low[1],
        "better": high[0] > low[0] and high[1] < low[1],
        "more-of-both": high[0] > low[0] and high[1] > low[1],
        "same": high == low,
    }


def bits(rng: Draw) -> dict:
    """Bits per symbol of four symbols whose probabilities are powers of one half."""
    powers = [rng.randint(1, 5) for _ in range(4)]
    p = 0.5 ** np.array(powers, float)
    z = np.log(np.stack([p, 1 - p], axis=1))
    loss = softmax_cross_entropy(z, np.zeros(len(p), int)).value
    answer = loss / np.log(2)
    mistakes = {"nats": loss, "sum": float(len(p) * answer), "mean-first": float(-np.log2(p.mean()))}
    found = [answer, *mistakes.values()]
    if not all(abs(a - b) > 0.15 for n, a in enumerate(found) for b in found[:n]):
        return bits(rng)
    names = {f"p{n}": f"1/{2**power}" for n, power in enumerate(powers, 1)}
    return {"parameters": names, "answer": float(answer), "mistakes": mistakes}


def heated(rng: Draw) -> dict:
    """The probability of the first of three symbols at another temperature, in per cent."""
    tau = rng.choice([0.5, 2])
    while True:
        first, second = rng.randint(40, 75), rng.randint(10, 25)
        p = np.array([first, second, 100 - first - second]) / 100
        if p.min() < 0.05:
            continue
        answer = 100 * softmax(np.log(p) / tau)[0]
        mistakes = {
            "probabilities": 100 * softmax(p / tau)[0],
            "not-summed": 100 * p[0] ** (1 / tau),
            "other-way": 100 * softmax(np.log(p) * tau)[0],
        }
        found = [answer, *mistakes.values()]
        if all(abs(a - b) > 3 for n, a in enumerate(found) for b in found[:n]):
            names = {"tau": tau, **{f"p{n}": f"{value:.2f}" for n, value in enumerate(p, 1)}}
            return {
                "parameters": names,
                "answer": float(answer),
                "mistakes": {k: float(v) for k, v in mistakes.items()},
            }


def fortnights(part: np.ndarray) -> np.ndarray:
    """Return all windows of fourteen days, (N, 14, 2)."""
    return np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(part, 14, axis=0).swapaxes(1, 2))


@drawn(
    "widths, weights and order of training of an autoencoder, each trained anew",
    fixed="the weather of one town; six epochs",
)
def stuck_sensor(rng: Rng) -> dict[str, bool]:
    """Train an autoencoder of any size on weather and compare its errors on healthy windows and on stuck ones."""
    values = load_series("temperature").values
    cut = round(0.7 * len(values))
    scaled = ((values - values[:cut].mean(axis=0)) / values[:cut].std(axis=0)).astype(np.float32)
    train, healthy = fortnights(scaled[:cut])[::2], fortnights(scaled[cut:])
    code, units = int(rng.integers(6, 13)), int(rng.integers(16, 33))
    model = Autoencoder(LSTM(2, code, rng=rng), LSTM(code, units, rng=rng), Dense(units, 2, rng=rng))
    fit(model, (train,), optimiser=Adam(0.02), epochs=6, batch_size=64, rng=rng, clip=1.0, progress=False)

    def error(days: int) -> float:
        """Return the median error where so many of the last days show what the day before them showed."""
        x = healthy.copy()
        x[:, 14 - days :] = x[:, 13 - days : 14 - days]
        return float(np.median(((model.forward(x).y - x) ** 2).mean(axis=(1, 2))))

    ratio = error(10) / error(0)
    return {
        "larger": ratio > 1.1,
        "smaller": ratio < 0.9,
        "same": 0.9 <= ratio <= 1.1,
        "grows": error(0) < error(4) < error(10),
    }
