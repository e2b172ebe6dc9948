"""Proofs of the chapter Sequence to sequence about training (as experiments kept it), attention, search and scores."""

from __future__ import annotations

import numpy as np

from experiments import stored
from lstm_lib import (
    END,
    LSTM,
    PAD,
    Dense,
    DotAttention,
    Embedding,
    EncoderDecoder,
    beam,
    greedy,
)
from lstm_lib.attention import AttentionTrace
from lstm_lib.data.dates import Vocabulary
from lstm_lib.encoder_decoder_trace import DecodedStep, Encoded, EncoderDecoderTrace
from quizzes.proofs.draw import Draw, Rng, drawn, near, sizes


def small_model(units: int, *, rng: np.random.Generator) -> EncoderDecoder:
    """Return an untrained model with attention for eight symbols."""
    V = 11
    return EncoderDecoder(
        Embedding(V, 8, rng=rng),
        LSTM(8, units, rng=rng),
        Embedding(V, 8, rng=rng),
        LSTM(8, units, rng=rng),
        Dense(2 * units, V, rng=rng),
        DotAttention(),
    )


def size(model: EncoderDecoder) -> int:
    """Return how many weights a model has."""
    return sum(values.size for values in model.params.values())


@drawn(
    "the seed of weights, data and order of training, twenty times",
    kept="offset",
    fixed="the budget and the width of the experiment",
)
def not_shifted() -> dict[str, bool]:
    """Look for each cause that is offered in the kept runs of experiments/offset.py, twenty seeds."""
    runs = stored("offset")
    forced, decoded = runs["not_shifted_forced"], runs["not_shifted_decoded"]
    shifted = runs["shifted_decoded"]
    return {
        "too-narrow": bool((shifted < 0.5).any()),
        "learnt-by-heart": bool((runs["not_shifted_forced_training"] - forced > 0.05).any()),
        "no-shift": bool(((forced > 0.95) & (decoded < 0.05) & (shifted > 0.5)).all()),
        "greedy": bool((runs["not_shifted_beam"] > 0.5).any()),
    }


@drawn(
    "the seed of weights, data and order of training, twenty times",
    kept="bottleneck",
    fixed="widths and budgets, which the question gives",
)
def bottleneck() -> dict[str, bool]:
    """Look for each cause that is offered in the kept runs of experiments/bottleneck.py, twenty seeds."""
    runs = stored("bottleneck")
    assert (runs["whole_vector_4"] > 0.9).all() and (runs["free_whole"] < 0.5).all()
    longer, attention = runs["whole_vector_8"], runs["whole_attention_8"]
    return {
        "too-small": bool((longer < 0.5).any()),
        "too-short": bool(((longer > 0.5) & (attention > 0.9)).all()),
        "beam": bool((runs["beam_whole"] > 0.6).any()),
        "teacher": bool((runs["forced_whole"] > 0.5).any()),
    }


def weight(rng: Draw) -> dict[str, object]:
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


@drawn("units, source and target lengths, how much is padded, all states")
def mask(rng: Rng) -> dict[str, bool]:
    """Put padding behind a source, and mask it before the softmax, after it, or not at all."""
    units, steps, padding, asked = sizes(rng, 4)
    h, s = rng.standard_normal((1, steps, units)), rng.standard_normal((1, asked, units))
    padded = np.concatenate([h, rng.standard_normal((1, padding, units))], axis=1)
    valid = np.array([[True] * steps + [False] * padding])
    alone = DotAttention().forward(s, h)
    masked, unmasked = DotAttention().forward(s, padded, valid), DotAttention().forward(s, padded)
    after = (unmasked.weights * valid[:, None]) @ padded
    zeros = DotAttention().forward(s, padded * valid[:, :, None])
    return {
        "before": near(masked.context, alone.context),
        "after": near(after, alone.context),
        "zeros": near(zeros.context, alone.context),
        "nothing": near(unmasked.context, alone.context),
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


GIVEN = {"START": {"a": 0.6, "b": 0.4}, "a": {"x": 0.55, "y": 0.45}, "b": {"x": 0.9, "y": 0.1}}  # by the question
# Rows: after START, a, b. Columns: PAD, START, END, a, b, x, y.
ITEMS_TREE = {1: [0, 0, 0, 0.6, 0.4, 0, 0], 3: [0, 0, 0, 0, 0, 0.55, 0.45], 4: [0, 0, 0, 0, 0, 0.9, 0.1]}


@drawn(
    "which id each symbol has, further symbols that are never written, the sources, how long may be written",
    fixed="the probabilities and the width, which the question gives",
)
def search(rng: Rng) -> dict[str, bool]:
    """Search the tree of the item by greedy decoding and by beams, under other names and in a batch."""
    symbols = rng.permutation([*"abxy", *"?" * rng.integers(5)]).tolist()
    names = ["PAD", "START", "END", *symbols]
    after = {names.index(last): [row.get(name, 0.0) for name in names] for last, row in GIVEN.items()}
    N, T, limit = rng.integers(1, 5), rng.integers(1, 7), int(rng.integers(3, 8))
    tree, source = Tree(after), rng.integers(END + 1, len(names), (N, T))
    found = greedy(tree, source, limit), beam(tree, source, limit, width=2)
    texts = [{"".join(names[k] for k in ids if k > END) for ids in each.ids} for each in found]
    return {
        "ax-bx": texts == [{"ax"}, {"bx"}],
        "same": texts[0] == texts[1],
        "bx-ax": texts == [{"bx"}, {"ax"}],
        "ax-ay": texts == [{"ax"}, {"ay"}],
    }


def whole_dates(rng: Draw) -> dict[str, object]:
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


def attention_of(trace: EncoderDecoderTrace) -> AttentionTrace:
    """Return what a decoder with attention looked at."""
    assert trace.attention is not None
    return trace.attention


@drawn("the model's width, all its weights, sources of two lengths, the target")
def what_attention_changes(rng: Rng) -> dict[str, bool]:
    """Look at contexts, weights and parameters of a model of any width, on short, long and padded sources."""
    model = small_model(int(rng.integers(2, 9)), rng=rng)
    target = np.array([[*rng.integers(3, 11, 3), END]])
    for table in (model.params["source_embedding.W"], model.params["target_embedding.W"]):
        table[:] = 3 * rng.standard_normal(table.shape)
    steps = int(rng.integers(3, 7))
    short, long = (rng.integers(3, 11, (1, length)) for length in (steps, 2 * steps))
    other = rng.integers(3, 11, short.shape)
    before = size(model)
    attended, _, after = (attention_of(model.forward(source, target)) for source in (short, long, other))
    trace = model.forward(np.pad(short, ((0, 0), (0, 2))), target)
    padded = attention_of(trace)
    weights, mean = padded.weights, padded.weights @ trace.encoder.h
    positive = (weights[:, :, :steps] > 0).all() and (weights[:, :, steps:] == 0).all()
    return {
        "new-context": not np.allclose(attended.context[0, 0], attended.context[0, 1], rtol=0, atol=1e-6),
        "every-state": bool(positive and np.allclose(padded.context, mean, atol=1e-6)),
        "weights-learnt": bool(np.allclose(attended.weights, after.weights, rtol=0, atol=1e-9)),
        "no-parameters": not any(name.startswith("attention") for name in model.params) and not DotAttention().params,
        "grows": size(model) != before,
    }
