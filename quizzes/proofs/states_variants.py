"""Variants of the chapter States: shapes and numbers drawn from a seed, the key computed by the library."""

from __future__ import annotations

import numpy as np

from lstm_lib import Bidirectional, Embedding, Stack, lstm_step
from quizzes.proofs.draw import OPEN, Draw, held, wild


def sizes(rng: Draw, *names: str, largest: int = 12) -> dict[str, int]:
    """Draw a size for each name, no two alike, so that no two mistakes are the same shape."""
    return dict(zip(names, rng.sample(range(2, largest + 1), len(names)), strict=True))


def sequence_shape(rng: Draw) -> dict[str, object]:
    """Every step of a layer's output."""
    drawn = sizes(rng, "batch", "steps", "features", "units")
    x = rng.weights.standard_normal((drawn["batch"], drawn["steps"], drawn["features"]))
    trace = wild(rng.weights, drawn["features"], drawn["units"]).forward(x)
    mistakes = {
        "last": trace.final[0].shape,
        "swapped": trace.h.transpose(0, 2, 1).shape,
        "features": x.shape,
        "one-sample": trace.h[0].shape,
    }
    return {"parameters": drawn, "answer": trace.h.shape, "mistakes": mistakes}


def last_shape(rng: Draw) -> dict[str, object]:
    """The output of a layer without flags."""
    drawn = sizes(rng, "batch", "steps", "features", "units")
    x = rng.weights.standard_normal((drawn["batch"], drawn["steps"], drawn["features"]))
    layer = wild(rng.weights, drawn["features"], drawn["units"])
    h, trace = layer.run(x)[0], layer.forward(x)
    mistakes = {
        "all-steps": trace.h.shape,
        "steps": trace.h[:, :, 0].shape,
        "one-sample": h[0].shape,
        "step-kept": trace.h[:, -1:].shape,
    }
    return {"parameters": drawn, "answer": h.shape, "mistakes": mistakes}


def stack_shape(rng: Draw) -> dict[str, object]:
    """What the upper of two layers reads."""
    drawn = sizes(rng, "batch", "steps", "features", "lower", "upper")
    x = rng.weights.standard_normal((drawn["batch"], drawn["steps"], drawn["features"]))
    lower, upper = (
        wild(rng.weights, drawn["features"], drawn["lower"]),
        wild(rng.weights, drawn["lower"], drawn["upper"]),
    )
    read = upper.forward(lower.forward(x).h.copy()).x
    mistakes = {
        "flat": lower.run(x)[0].shape,
        "raw": x.shape,
        "upper": Stack([lower, upper]).forward(x).h.shape,
        "swapped": read.transpose(0, 2, 1).shape,
    }
    return {"parameters": drawn, "answer": read.shape, "mistakes": mistakes}


def records_shape(rng: Draw) -> dict[str, object]:
    """The array that a layer takes: records of hours of readings."""
    drawn = {"records": rng.randint(30, 90), "steps": rng.choice([12, 18, 24]), "features": rng.randint(3, 9)}
    x = np.stack([np.zeros((drawn["steps"], drawn["features"]))] * drawn["records"])
    read = wild(rng.weights, drawn["features"], 2).forward(x).x
    mistakes = {
        "features-before": read.transpose(0, 2, 1).shape,
        "time-first": read.transpose(1, 0, 2).shape,
        "flat": read.reshape(drawn["records"], -1).shape,
        "one-record": read[0].shape,
    }
    return {"parameters": drawn, "answer": read.shape, "mistakes": mistakes}


def one_a_step(rng: Draw) -> dict[str, object]:
    """How many hidden states a layer computes of one sequence."""
    drawn = sizes(rng, "units", "steps", "features", largest=20)
    trace = wild(rng.weights, drawn["features"], drawn["units"]).forward(
        np.zeros((1, drawn["steps"], drawn["features"]))
    )
    vectors = trace.h[0]
    mistakes = {
        "units": len(vectors[0]),
        "last": len(trace.final[0]),
        "numbers": vectors.size,
        "features": len(trace.x[0, 0]),
    }
    return {"parameters": drawn, "answer": len(vectors), "mistakes": mistakes}


def final_shapes(rng: Draw) -> dict[str, object]:
    """What the code of the item prints, and what it would print if states were something else."""
    drawn = sizes(rng, "batch", "steps", "features", "units", largest=9)
    x = np.ones((drawn["batch"], drawn["steps"], drawn["features"]))
    trace = wild(rng.weights, drawn["features"], drawn["units"]).forward(x)
    h, c = trace.final

    def told(h: np.ndarray, c: np.ndarray) -> str:
        return f"{trace.h.shape}\n{h.shape} {c.shape}"

    mistakes = {
        "states-of-all-steps": told(trace.h, trace.c),
        "cell-of-all-steps": told(h, trace.c),
        "steps-for-units": told(trace.h[:, :, 0], trace.c[:, :, 0]),
    }
    return {"parameters": drawn, "answer": told(h, c), "mistakes": mistakes}


def bidirectional_shape(rng: Draw) -> dict[str, object]:
    """Every step of both directions."""
    drawn = sizes(rng, "batch", "steps", "features", "units")
    x = rng.weights.standard_normal((drawn["batch"], drawn["steps"], drawn["features"]))
    layers = [wild(rng.weights, drawn["features"], drawn["units"]) for _ in range(2)]
    trace = Bidirectional(*layers).forward(x)
    mistakes = {
        "one-direction": trace.forwards.h.shape,
        "twice-steps": np.concatenate([trace.forwards.h, trace.backwards.h], axis=1).shape,
        "last": trace.h[:, -1].shape,
    }
    return {"parameters": drawn, "answer": trace.h.shape, "mistakes": mistakes}


def embedding_shape(rng: Draw) -> dict[str, object]:
    """What stands between an embedding and the layer above it."""
    drawn = sizes(rng, "batch", "steps", "width", "units", largest=16)
    drawn["words"] = rng.choice([50, 80, 100, 200])
    ids = rng.weights.integers(drawn["words"], size=(drawn["batch"], drawn["steps"]))
    between = Embedding(drawn["words"], drawn["width"], rng=rng.weights, dtype=np.float64).forward(ids).y
    layer = wild(rng.weights, drawn["width"], drawn["units"])
    mistakes = {
        "ids": ids.shape,
        "one-hot": np.eye(drawn["words"])[ids].shape,
        "units": layer.forward(between).h.shape,
    }
    return {"parameters": drawn, "answer": between.shape, "mistakes": mistakes}


def by_hand(rng: Draw) -> dict[str, object]:
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


def growing(rng: Draw) -> dict[str, object]:
    """A memory that adds the same candidate at each step behind open gates."""
    while True:
        g, steps = rng.choice([0.05, 0.1, 0.15, 0.2, 0.25, 0.3]), rng.randint(2, 8)
        layer, k = held(rng.weights, i=OPEN, f=OPEN, g=np.arctanh(g), o=OPEN)
        trace = layer.forward(rng.weights.standard_normal((1, steps, layer.input_size)))
        squashed, bias = np.zeros((1, 1)), layer.params["b"][k :: layer.hidden_size]
        for _ in range(steps):
            zero = np.zeros((1, 1))
            squashed = lstm_step(zero, zero, squashed, np.zeros((1, 4)), np.zeros((1, 4)), bias).tanh_c
        mistakes = {
            "cell": trace.c[0, -1, k].item(),
            "squashed-each-step": squashed.item(),
            "one-step": trace.h[0, 0, k].item(),
        }
        answer = trace.h[0, -1, k].item()
        if min(np.diff(sorted([answer, *mistakes.values()]))) > 0.006:
            return {"parameters": {"g": g, "steps": steps}, "answer": answer, "mistakes": mistakes}
