"""Proofs of the thread of text: perplexity, by hand and by the library's own loss."""

from __future__ import annotations

import math

import numpy as np

from lstm_lib import MLSTM, DotAttention, softmax_cross_entropy
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
