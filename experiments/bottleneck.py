"""How much training does it take to reverse a sequence through one vector, and how much with attention?"""

from __future__ import annotations

from itertools import islice

import numpy as np

from experiments.claims import Claim
from experiments.offset import padded, small_model, whole, written
from lstm_lib import Adam, DotAttention, beam, fit, greedy
from lstm_lib.data import reversing_task

SEEDS = range(20)
NEEDS = ("experiments/offset.py",)
EACH = 1600  # examples between two looks at the model
EARLY = 6  # looks, after which the plain model of eight symbols is half trained
LOOKS = {"vector_4": 6, "attention_4": 4, "vector_8": 32, "wide_8": 12, "attention_8": 6}


def learning(model, T, rng):
    """Train on new examples; yield the share right after every 1,600."""
    new_source, new_target = reversing_task(200, T, rng)
    optimiser = Adam(0.01)
    while True:
        data = reversing_task(EACH, T, rng)
        fit(
            model,
            data,
            optimiser=optimiser,
            epochs=1,
            batch_size=32,
            rng=rng,
            clip=1.0,
            progress=False,
        )
        ids = written(model, new_source, T + 1)
        yield float((ids == new_target)[:, :-1].mean())


def two_scores(model, source, target):
    """Which symbols are right, with teacher forcing and decoded."""
    forced = model.forward(source, target).z.argmax(axis=2) == target
    free = written(model, source, target.shape[1]) == target
    return forced, free


def early(model, seed):
    """What a half-trained model can do: both scores, step by step, and the share that a beam writes right."""
    source, target = reversing_task(500, 8, np.random.default_rng(1000 + seed))
    forced, free = two_scores(model, source, target)
    widest = padded(beam(model, source, 9, width=5).ids, 9)
    return {
        "forced": forced.mean(axis=0).tolist(),
        "free": free.mean(axis=0).tolist(),
        "forced_whole": float(forced.all(axis=1).mean()),
        "free_whole": float(free.all(axis=1).mean()),
        "beam_whole": whole(widest, target),
    }


def run(seed: int) -> dict[str, float | list]:
    """The learning curve of each model; what the plain one can do early and late; attention of the other."""
    measured = {}
    for name, looks in LOOKS.items():
        kind, T = name.split("_")
        rng = np.random.default_rng(seed)
        attention = DotAttention() if kind == "attention" else None
        model = small_model(rng, 64 if kind == "wide" else 32, attention)
        shares = learning(model, int(T), rng)
        measured[name] = list(islice(shares, EARLY if name == "vector_8" else looks))
        if name == "vector_8":
            measured |= early(model, seed)
            measured[name] += islice(shares, looks - EARLY)
        source, target = reversing_task(500, int(T), np.random.default_rng(1000 + seed))
        measured[f"whole_{name}"] = whole(written(model, source, int(T) + 1), target)
    one, _ = reversing_task(1, 8, np.random.default_rng(100))
    measured["map"] = np.round(greedy(model, one, 9).weights[0], 3).tolist()  # the last model has attention
    return measured


def needed(curves, share=0.9):
    """How many examples each curve took to that share; infinitely many where it never got there."""
    there = curves >= share
    return EACH * np.where(there.any(axis=1), 1 + there.argmax(axis=1), np.inf)


def off(maps):
    """How far the step with the largest weight lies from the step that is written, on average: (seeds,)."""
    return np.abs(maps[:, :8].argmax(axis=2) - np.arange(7, -1, -1)).mean(axis=1)


CLAIMS = (
    Claim("8 symbols: examples that one vector needs over what attention needs, means",
          lambda runs: needed(runs["vector_8"]).mean() / needed(runs["attention_8"]).mean(), above=2),
    Claim("8 symbols: the same, least of the seeds",
          lambda runs: (needed(runs["vector_8"]) / needed(runs["attention_8"])).min(), above=1.5),
    Claim("4 symbols: the same, means",
          lambda runs: needed(runs["vector_4"]).mean() / needed(runs["attention_4"]).mean(), below=5),
    Claim("8 symbols: wrong with 32 units over wrong with 64 after 19,200 examples, means",
          lambda runs: (1 - runs["vector_8"][:, 11]).mean() / (1 - runs["wide_8"][:, 11]).mean(), above=2),
    Claim("8 symbols: examples that 64 units need over what attention needs, means",
          lambda runs: needed(runs["wide_8"]).mean() / needed(runs["attention_8"]).mean(), above=1),
    Claim("8 symbols: whole sequences wrong with one vector in the end, worst seed",
          lambda runs: 1 - runs["whole_vector_8"].min(), below=0.45),
    Claim("half trained: whole sequences right with one vector by a beam of five, mean",
          lambda runs: runs["beam_whole"].mean(), below=0.3),
    Claim("4 symbols: whole sequences wrong with one vector in the end, worst seed",
          lambda runs: 1 - runs["whole_vector_4"].min(), below=0.1),
    Claim("8 symbols, one vector: symbols wrong in the last four looks, worst seed",
          lambda runs: 1 - runs["vector_8"][:, -4:].mean(axis=1).min(), below=0.2),
    Claim("8 symbols, attention: symbols wrong in the end, worst seed",
          lambda runs: 1 - runs["attention_8"][:, -1].min(), below=0.02),
    Claim("half trained: symbols right with teacher forcing, less those decoded, least of the seeds",
          lambda runs: (runs["forced"].mean(axis=1) - runs["free"].mean(axis=1)).min(), above=0.03),
    Claim("half trained: first step, and whole sequences, right by one score and not by the other",
          lambda runs: np.abs(np.column_stack([runs["forced"][:, 0] - runs["free"][:, 0],
                                               runs["forced_whole"] - runs["free_whole"]])).max(), below=0.01),
    Claim("attention: distance of the largest weight from the mirrored step, worst seed",
          lambda runs: off(runs["map"]).max(), below=2),
)

NUMBERS = {
    "early": lambda runs: EACH * EARLY,  # examples
    "factor 4": lambda runs: needed(runs["vector_4"]).mean() / needed(runs["attention_4"]).mean(),
    "factor 8": lambda runs: needed(runs["vector_8"]).mean() / needed(runs["attention_8"]).mean(),
    "whole": lambda runs: 100 * runs["whole_vector_8"].mean(),  # per cent
}
