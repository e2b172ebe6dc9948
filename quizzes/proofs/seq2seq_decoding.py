"""Proofs of the chapter Sequence to sequence about training, attention, search and scores, on tiny trained models."""

from __future__ import annotations

import functools
import random

import numpy as np

from lstm_lib import (
    END,
    LSTM,
    PAD,
    Adam,
    Dense,
    DotAttention,
    Embedding,
    EncoderDecoder,
    beam,
    fit,
    greedy,
    softmax_cross_entropy,
)
from lstm_lib.data import reversing_task
from lstm_lib.data.dates import Vocabulary
from lstm_lib.encoder_decoder import DecodedStep, Encoded


def small_model(units: int, *, attention: bool, rng: np.random.Generator) -> EncoderDecoder:
    """Return an untrained model for eight symbols."""
    V = 11
    return EncoderDecoder(
        Embedding(V, 8, rng=rng),
        LSTM(8, units, rng=rng),
        Embedding(V, 8, rng=rng),
        LSTM(8, units, rng=rng),
        Dense(2 * units if attention else units, V, rng=rng),
        DotAttention() if attention else None,
    )


def size(model: EncoderDecoder) -> int:
    """Return how many weights a model has."""
    return sum(values.size for values in model.params.values())


class Unshifted:
    """A model whose decoder reads in training the symbols that it is asked for."""

    def __init__(self, model: EncoderDecoder) -> None:
        self.model, self.params = model, model.params

    def inputs(self, target: np.ndarray) -> np.ndarray:
        """Return what gives the target itself when it is shifted, but for the first symbol."""
        return np.column_stack([target[:, 1:], target[:, :1]])

    def loss_and_grads(self, source: np.ndarray, target: np.ndarray, rng: object = None) -> tuple:
        """Return loss and gradients with these inputs."""
        trace = self.model.forward(source, self.inputs(target))
        loss = softmax_cross_entropy(trace.z, target)
        return loss.value, self.model.backward(trace, loss.grad)


def share(ids: np.ndarray, target: np.ndarray) -> float:
    """Return the share of whole sequences that are right."""
    ids = np.pad(ids, ((0, 0), (0, target.shape[1] - ids.shape[1])))
    return float((ids == target).all(axis=1).mean())


@functools.cache
def reversed_by(steps: int, units: int, *, attention: bool = False, shift: bool = True) -> dict[str, float]:
    """Train a model to reverse sequences and return its scores on new ones."""
    rng = np.random.default_rng(0)
    data, (source, target) = reversing_task(1000, steps, rng), reversing_task(100, steps, rng)
    model = small_model(units, attention=attention, rng=rng)
    trained = model if shift else Unshifted(model)
    fit(trained, data, optimiser=Adam(0.01), epochs=8, batch_size=32, rng=rng, clip=1.0, progress=False)
    read = (lambda target: target) if shift else trained.inputs
    forced = {
        name: float((model.forward(x, read(y)).z.argmax(axis=2) == y).mean())
        for name, (x, y) in {"training": data, "new": (source, target)}.items()
    }
    return forced | {
        "decoded": share(greedy(model, source, steps + 1).ids, target),
        "beam": share(beam(model, source, steps + 1, width=5).ids, target),
    }


def not_shifted() -> dict[str, bool]:
    """Train with and without the shift, and look for each cause that is offered."""
    wrong, right = reversed_by(4, 24, shift=False), reversed_by(4, 24)
    return {
        "too-narrow": right["decoded"] < 0.5,
        "learnt-by-heart": wrong["training"] - wrong["new"] > 0.05,
        "no-shift": wrong["new"] > 0.95 and wrong["decoded"] < 0.05 < 0.5 < right["decoded"],
        "greedy": wrong["beam"] > 0.5,
    }


def bottleneck() -> dict[str, bool]:
    """Change one thing at a time of a model that fails on long sources."""
    assert reversed_by(10, 24)["decoded"] < 0.5 < reversed_by(3, 24)["decoded"]
    return {
        "wider": reversed_by(10, 48)["decoded"] > 0.7,
        "attention": reversed_by(10, 24, attention=True)["decoded"] > 0.7,
        "beam": reversed_by(10, 24)["beam"] > 0.7,
        "teacher": reversed_by(10, 24)["new"] > 0.99,
    }


def weight(rng: random.Random) -> dict[str, object]:
    """The attention weights of three scores, in per cent, and what other rules would give."""
    while True:
        scores = [rng.randint(0, 4) for _ in range(3)]
        values = np.array(scores, float)[None, :, None]
        answer = 100 * float(DotAttention().forward(np.ones((1, 1, 1)), values).weights[0, 0, 0])
        linear = 100 * scores[0] / max(sum(scores), 1)
        mistakes = {"linear": linear, "equal": 100 / len(scores), "raw": 100 * float(np.exp(scores[0]))}
        found = [answer, *mistakes.values()]
        if all(abs(a - b) > 4 for n, a in enumerate(found) for b in found[:n]):
            names = {f"e{n}": score for n, score in enumerate(scores, 1)}
            return {"parameters": names, "answer": answer, "mistakes": mistakes}


def mask() -> dict[str, bool]:
    """Put padding behind a source, and mask it before the softmax, after it, or not at all."""
    rng = np.random.default_rng(1)
    h, s = rng.standard_normal((1, 4, 3)), rng.standard_normal((1, 1, 3))
    padded = np.concatenate([h, rng.standard_normal((1, 2, 3))], axis=1)
    valid = np.array([[True] * h.shape[1] + [False] * 2])
    alone = DotAttention().forward(s, h)
    masked, unmasked = DotAttention().forward(s, padded, valid), DotAttention().forward(s, padded)
    after = (unmasked.weights * valid[:, None]) @ padded
    zeros = DotAttention().forward(s, padded * valid[:, :, None])
    return {
        "before": bool(np.allclose(masked.context, alone.context)),
        "after": bool(np.allclose(after, alone.context)),
        "zeros": bool(np.allclose(zeros.context, alone.context)),
        "nothing": bool(np.allclose(unmasked.context, alone.context)),
    }


class Tree:
    """A model of two symbols a, b and then x, y, whose probabilities are a table."""

    def __init__(self, after: dict[int, list[float]]) -> None:
        self.after = after
        self.end = [float(k == END) for k in range(len(after[1]))]

    def encode(self, source: np.ndarray) -> Encoded:
        """Return a code that says nothing."""
        N, T = source.shape
        return Encoded(np.zeros((N, T, 1)), source != PAD, np.zeros((N, 1)))

    def decode_step(self, ids: np.ndarray, state: object, encoded: object) -> DecodedStep:
        """Return the row of each symbol."""
        p = np.array([self.after.get(int(k), self.end) for k in ids])
        return DecodedStep(np.log(np.maximum(p, 1e-300)), state, None)


# Rows: after START, a, b. Columns: PAD, START, END, a, b, x, y.
ITEMS_TREE = {1: [0, 0, 0, 0.6, 0.4, 0, 0], 3: [0, 0, 0, 0, 0, 0.55, 0.45], 4: [0, 0, 0, 0, 0, 0.9, 0.1]}


def search() -> dict[str, bool]:
    """Search the tree of the item by greedy decoding and by beams."""
    tree = Tree(ITEMS_TREE)
    source, names = np.array([[3]]), ["PAD", "START", "END", "a", "b", "x", "y"]
    one, two = greedy(tree, source, 3), beam(tree, source, 3, width=2)
    texts = ["".join(names[k] for k in found.ids[0] if k > END) for found in (one, two)]
    return {
        "ax-bx": texts == ["ax", "bx"],
        "same": texts[0] == texts[1],
        "bx-ax": texts == ["bx", "ax"],
        "ax-ay": texts == ["ax", "ay"],
    }


def whole_dates(rng: random.Random) -> dict[str, object]:
    """Exact match of dates of which some have one wrong digit, and the share of right characters."""
    total, wrong = rng.choice([20, 25, 40, 50]), rng.randint(3, 12)
    digits = Vocabulary(tuple("-0123456789"))
    truth = [f"{rng.randint(1950, 2049)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}" for _ in range(total)]
    written = [f"{text[:-1]}{(int(text[-1]) + 1) % 10}" if n < wrong else text for n, text in enumerate(truth)]
    right = digits.encode(truth)[:, :-1] == digits.encode(written)[:, :-1]
    answer, characters = 100 * float(right.all(axis=1).mean()), 100 * float(right.mean())
    mistakes = {"characters": characters, "wrong-ones": 100 - answer}
    if abs(answer - 50) < 3:
        return whole_dates(rng)
    return {"parameters": {"total": total, "wrong": wrong}, "answer": answer, "mistakes": mistakes}


def what_attention_changes() -> dict[str, bool]:
    """Look at contexts, weights and parameters of a model with attention, on a short and on a long source."""
    rng = np.random.default_rng(2)
    model = small_model(6, attention=True, rng=rng)
    target = np.array([[3, 4, 5, END]])
    for table in (model.params["source_embedding.W"], model.params["target_embedding.W"]):
        table[:] = 3 * rng.standard_normal(table.shape)
    short, long = (rng.integers(3, 11, (1, steps)) for steps in (5, 9))
    before = size(model)
    traces = [model.forward(source, target) for source in (short, long)]
    contexts = traces[0].attention.context[0]
    other = rng.integers(3, 11, short.shape)
    state = traces[0].decoder.h
    return {
        "new-context": not np.allclose(contexts[0], contexts[1], atol=1e-6),
        "every-state": bool((traces[0].attention.weights > 0).all()),
        "weights-learnt": bool(
            np.array_equal(traces[0].attention.weights, model.forward(other, target).attention.weights)
        ),
        "no-state": bool(np.allclose(state, model.forward(other, target).decoder.h)),
        "grows": size(model) != before,
    }
