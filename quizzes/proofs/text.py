"""Proofs of the thread of text: perplexity, by hand and by the library's own loss."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib import LSTM, MLSTM, Dense, DotAttention, pieces, softmax_cross_entropy
from quizzes.proofs.draw import Draw, Rng, drawn


def perplexity_of_shares(rng: Draw) -> dict:
    """Give each character that came a probability, and take the exponential of the library's mean loss."""
    parts = sorted(rng.sample([2, 4, 5, 8, 10, 20], 3))
    p = np.array([1 / part for part in parts])
    scores = np.log(np.column_stack([p, 1 - p]))
    loss = softmax_cross_entropy(scores, np.zeros(3, int), None).value
    return {
        "parameters": {"one": parts[0], "two": parts[1], "three": parts[2]},
        "answer": round(float(math.exp(loss)), 6),
        "mistakes": {
            "mean": round(float(np.mean(parts)), 6),
            "nats": round(float(loss), 6),
            "of-mean": round(float(1 / p.mean()), 6),
        },
    }


@drawn("how many characters are right and how sure the model is of them", fixed="one character at probability zero")
def one_impossible(rng: Rng) -> dict[str, bool]:
    """One character that was thought impossible among many that were predicted well."""
    p = rng.uniform(0.9, 1, int(rng.integers(10, 1000)))
    p[int(rng.integers(len(p)))] = 0
    with np.errstate(divide="ignore"):
        scores = np.log(np.column_stack([p, 1 - p]))
    found = math.exp(softmax_cross_entropy(scores, np.zeros(len(p), int), None).value)
    others = float(np.exp(-np.log(p[p > 0]).mean()))
    return {
        "infinite": math.isinf(found),
        "small": found < 2 * others,
        "half": others < found < 10 * others,
        "zero": found == 0,
    }


def break_even(rng: Draw) -> dict:
    """After how many steps does attention keep more numbers than an mLSTM's memory has?"""
    units = rng.choice([6, 10, 16, 20, 24, 32, 40, 48, 64, 80, 96, 100, 128]) + rng.choice([0, 2])
    x = rng.weights.standard_normal((1, 2, 3), dtype=np.float32)
    memory = MLSTM(3, units, rng=rng.weights).forward(x).final[1].size
    steps = 1
    while True:
        keys = values = np.zeros((1, steps, units))
        DotAttention().forward(np.zeros((1, 1, units)), values)
        if keys.size + values.size > memory:
            break
        steps += 1
    return {
        "parameters": {"units": units},
        "answer": steps,
        "mistakes": {"keys": units + 1, "square": units * units},
    }


def pieces_with_targets(rng: Draw) -> dict:
    """Cut what has a character behind it into the library's pieces, and count those that are whole."""
    piece, count = rng.choice([20, 25, 40, 50]), rng.choice(range(8, 60))
    text = np.arange(piece * count)
    whole = [part for part in pieces(text[None, :-1], piece) if part.shape[1] == piece]
    return {
        "parameters": {"length": text.size, "piece": piece},
        "answer": len(whole),
        "mistakes": {"without-target": count, "windows": text.size - piece},
    }


def weights_of_a_character_model(rng: Draw) -> dict:
    """Count what the library's layers learn."""
    symbols, units = rng.choice([27, 30, 39, 50, 65, 96]), rng.choice([16, 32, 64, 100, 128])
    layer, dense = LSTM(symbols, units, rng=rng.weights), Dense(units, symbols, rng=rng.weights)
    lstm, head = (sum(each.size for each in part.params.values()) for part in (layer, dense))
    return {
        "parameters": {"symbols": symbols, "units": units},
        "answer": lstm + head,
        "mistakes": {"no-head": lstm, "one-block": lstm // 4 + head},
    }


def correlations(h: np.ndarray, feature: np.ndarray) -> np.ndarray:
    """Return the correlation of each unit, a column, with a feature, without its sign."""
    h, feature = h - h.mean(axis=0), feature - feature.mean()
    return abs(h.T @ feature) / np.sqrt((h**2).sum(axis=0) * (feature**2).sum())


@drawn("the weights, the characters, and a feature of chance", fixed="64 units and 200 characters, as asked")
def luckiest_of_many(rng: Rng) -> dict[str, bool]:
    """The best of 64 correlations by chance, beside the middle one: an LSTM's states and a feature apart from them."""
    text = rng.integers(0, 27, 200)
    h = LSTM(27, 64, rng=rng).forward(np.eye(27, dtype=np.float32)[text][None]).h[0]
    found = correlations(h, rng.standard_normal(200))
    best, ordinary = found.max(), np.median(found)
    return {"same": best < 2 * ordinary, "larger": 2 * ordinary < best < 0.5, "one": best > 0.5}


@drawn(
    "the weights, the words, their lengths and letters",
    fixed="64 units, as asked; 3,000 characters, so that chance is small",
)
def untrained_follows_words(rng: Rng) -> dict[str, bool]:
    """What the best unit of a new LSTM has with the distance to the last space, and with a feature of chance."""
    text: list[int] = []
    ago: list[int] = []
    while len(text) < 3000:
        length = int(rng.integers(1, 10))
        text += [0, *map(int, rng.integers(1, 27, length))]
        ago += range(length + 1)
    h = LSTM(27, 64, rng=rng).forward(np.eye(27, dtype=np.float32)[text][None]).h[0]
    best, chance = (correlations(h, np.array(each)).max() for each in (ago, rng.standard_normal(len(text))))
    return {"nothing": best < 2 * chance, "more": 2 * chance < best < 0.9, "counts": best > 0.9}
