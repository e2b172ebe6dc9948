"""Variants of the chapter States: shapes and numbers drawn from a seed, the key computed by the library."""

from __future__ import annotations

import random

import numpy as np

from lstm_lib import LSTM, Bidirectional, Embedding, Stack, lstm_step

OPEN = 60.0  # a pre-activation that makes a gate 1 to the last bit that matters


def layer_of(features: int, units: int) -> LSTM:
    """Return a layer in float64 with random weights."""
    return LSTM(features, units, rng=np.random.default_rng(0), dtype=np.float64)


def sizes(rng: random.Random, *names: str, largest: int = 12) -> dict[str, int]:
    """Draw a size for each name, no two alike, so that no two mistakes are the same shape."""
    return dict(zip(names, rng.sample(range(2, largest + 1), len(names)), strict=True))


def sequence_shape(rng: random.Random) -> dict[str, object]:
    """Every step of a layer's output."""
    drawn = sizes(rng, "batch", "steps", "features", "units")
    x = np.zeros((drawn["batch"], drawn["steps"], drawn["features"]))
    trace = layer_of(drawn["features"], drawn["units"]).forward(x)
    mistakes = {
        "last": trace.final[0].shape,
        "swapped": trace.h.transpose(0, 2, 1).shape,
        "features": x.shape,
        "one-sample": trace.h[0].shape,
    }
    return {"parameters": drawn, "answer": trace.h.shape, "mistakes": mistakes}


def last_shape(rng: random.Random) -> dict[str, object]:
    """The output of a layer without flags."""
    drawn = sizes(rng, "batch", "steps", "features", "units")
    x = np.zeros((drawn["batch"], drawn["steps"], drawn["features"]))
    layer = layer_of(drawn["features"], drawn["units"])
    h, trace = layer.run(x)[0], layer.forward(x)
    mistakes = {
        "all-steps": trace.h.shape,
        "steps": trace.h[:, :, 0].shape,
        "one-sample": h[0].shape,
        "step-kept": trace.h[:, -1:].shape,
    }
    return {"parameters": drawn, "answer": h.shape, "mistakes": mistakes}


def stack_shape(rng: random.Random) -> dict[str, object]:
    """What the upper of two layers reads."""
    drawn = sizes(rng, "batch", "steps", "features", "lower", "upper")
    x = np.zeros((drawn["batch"], drawn["steps"], drawn["features"]))
    lower, upper = layer_of(drawn["features"], drawn["lower"]), layer_of(drawn["lower"], drawn["upper"])
    read = upper.forward(lower.forward(x).h.copy()).x
    mistakes = {
        "flat": lower.run(x)[0].shape,
        "raw": x.shape,
        "upper": Stack([lower, upper]).forward(x).h.shape,
        "swapped": read.transpose(0, 2, 1).shape,
    }
    return {"parameters": drawn, "answer": read.shape, "mistakes": mistakes}


def records_shape(rng: random.Random) -> dict[str, object]:
    """The array that a layer takes: records of hours of readings."""
    drawn = {"records": rng.randint(30, 90), "steps": rng.choice([12, 18, 24]), "features": rng.randint(3, 9)}
    x = np.stack([np.zeros((drawn["steps"], drawn["features"]))] * drawn["records"])
    read = layer_of(drawn["features"], 2).forward(x).x
    mistakes = {
        "features-before": read.transpose(0, 2, 1).shape,
        "time-first": read.transpose(1, 0, 2).shape,
        "flat": read.reshape(drawn["records"], -1).shape,
        "one-record": read[0].shape,
    }
    return {"parameters": drawn, "answer": read.shape, "mistakes": mistakes}


def one_a_step(rng: random.Random) -> dict[str, object]:
    """How many hidden states a layer computes of one sequence."""
    drawn = sizes(rng, "units", "steps", "features", largest=20)
    trace = layer_of(drawn["features"], drawn["units"]).forward(np.zeros((1, drawn["steps"], drawn["features"])))
    vectors = trace.h[0]
    mistakes = {
        "units": len(vectors[0]),
        "last": len(trace.final[0]),
        "numbers": vectors.size,
        "features": len(trace.x[0, 0]),
    }
    return {"parameters": drawn, "answer": len(vectors), "mistakes": mistakes}


def final_shapes(rng: random.Random) -> dict[str, object]:
    """What the code of the item prints, and what it would print if states were something else."""
    drawn = sizes(rng, "batch", "steps", "features", "units", largest=9)
    x = np.ones((drawn["batch"], drawn["steps"], drawn["features"]))
    trace = layer_of(drawn["features"], drawn["units"]).forward(x)
    h, c = trace.final

    def told(h: np.ndarray, c: np.ndarray) -> str:
        return f"{trace.h.shape}\n{h.shape} {c.shape}"

    mistakes = {
        "states-of-all-steps": told(trace.h, trace.c),
        "cell-of-all-steps": told(h, trace.c),
        "steps-for-units": told(trace.h[:, :, 0], trace.c[:, :, 0]),
    }
    return {"parameters": drawn, "answer": told(h, c), "mistakes": mistakes}


def bidirectional_shape(rng: random.Random) -> dict[str, object]:
    """Every step of both directions."""
    drawn = sizes(rng, "batch", "steps", "features", "units")
    x = np.zeros((drawn["batch"], drawn["steps"], drawn["features"]))
    layers = [layer_of(drawn["features"], drawn["units"]) for _ in range(2)]
    trace = Bidirectional(*layers).forward(x)
    mistakes = {
        "one-direction": trace.forwards.h.shape,
        "twice-steps": np.concatenate([trace.forwards.h, trace.backwards.h], axis=1).shape,
        "last": trace.h[:, -1].shape,
    }
    return {"parameters": drawn, "answer": trace.h.shape, "mistakes": mistakes}


def embedding_shape(rng: random.Random) -> dict[str, object]:
    """What stands between an embedding and the layer above it."""
    drawn = sizes(rng, "batch", "steps", "width", "units", largest=16)
    drawn["words"] = rng.choice([50, 80, 100, 200])
    ids = np.zeros((drawn["batch"], drawn["steps"]), int)
    between = Embedding(drawn["words"], drawn["width"], rng=np.random.default_rng(0), dtype=np.float64).forward(ids).y
    layer = layer_of(drawn["width"], drawn["units"])
    mistakes = {
        "ids": ids.shape,
        "one-hot": np.eye(drawn["words"])[ids].shape,
        "units": layer.forward(between).h.shape,
    }
    return {"parameters": drawn, "answer": between.shape, "mistakes": mistakes}


def by_hand(rng: random.Random) -> dict[str, object]:
    """One step of a cell whose weights and biases are all alike, from an empty state."""
    while True:
        w, x = rng.choice([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8]), rng.choice([0.5, 1.0, 1.5, 2.0, 2.5, 3.0])
        zero, weights = np.zeros((1, 1)), np.full((1, 4), w)
        step = lstm_step(np.array([[x]]), zero, zero, weights, weights, weights[0])
        mistakes = {
            "cell": step.c.item(),
            "no-gate": step.tanh_c.item(),
            "whole-candidate": (step.o * np.tanh(step.g)).item(),
        }
        values = sorted([step.h.item(), *mistakes.values()])
        if min(np.diff(values)) > 0.002:
            return {"parameters": {"w": w, "x": x}, "answer": step.h.item(), "mistakes": mistakes}


def growing(rng: random.Random) -> dict[str, object]:
    """A memory that adds the same candidate at each step behind open gates."""
    while True:
        g, steps = rng.choice([0.05, 0.1, 0.15, 0.2, 0.25, 0.3]), rng.randint(2, 8)
        layer = layer_of(1, 1)
        layer.params["W_x"][:] = layer.params["W_h"][:] = 0.0
        layer.params["b"][:] = OPEN, OPEN, np.arctanh(g), OPEN
        trace = layer.forward(np.zeros((1, steps, 1)))
        squashed, bias = np.zeros((1, 1)), layer.params["b"]
        for _ in range(steps):
            zero = np.zeros((1, 1))
            squashed = lstm_step(zero, zero, squashed, np.zeros((1, 4)), np.zeros((1, 4)), bias).tanh_c
        mistakes = {
            "cell": trace.c[0, -1].item(),
            "squashed-each-step": squashed.item(),
            "one-step": trace.h[0, 0].item(),
        }
        answer = trace.h[0, -1].item()
        if min(np.diff(sorted([answer, *mistakes.values()]))) > 0.006:
            return {"parameters": {"g": g, "steps": steps}, "answer": answer, "mistakes": mistakes}
