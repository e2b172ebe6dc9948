"""How well do counts, a plain layer and an LSTM predict the next character of a short text, and what do units track?"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, RNN, Adam, Dense, Network, fit

SEEDS = range(8)
NEEDS = ("experiments/texts/alice.txt",)
TEXT = Path(__file__).resolve().parent / "texts" / "alice.txt"
UNITS, PIECE, LONGEST = 64, 50, 4


@cache
def text():
    """The text in small letters, its symbols, and their numbers."""
    characters = TEXT.read_text(encoding="utf-8").lower().replace("\n\n", "\n").strip()
    symbols = sorted(set(characters))
    return characters, symbols, np.array([symbols.index(each) for each in characters])


def parts(ids):
    """Four fifths to learn from, a tenth to choose by, a tenth to be asked."""
    return np.split(ids, [int(0.8 * len(ids)), int(0.9 * len(ids))])


def counted(train, order):
    """How often each symbol follows each context of up to `order` symbols."""
    V = len(text()[1])
    counts = [defaultdict(lambda: np.zeros(V)) for _ in range(order + 1)]
    for t, symbol in enumerate(train):
        for k in range(min(order, t) + 1):
            counts[k][tuple(train[t - k : t])][symbol] += 1
    return counts


def predicted(counts, context):
    """Probabilities after a context: seen often, with few followers,
    it weighs more."""
    p = np.full(len(text()[1]), 1 / len(text()[1]))
    for k, table in enumerate(counts):
        seen = table.get(tuple(context[len(context) - k :]))
        if seen is not None:
            new = np.count_nonzero(seen)  # followers seen so far: how likely is another one?
            p = (seen + new * p) / (seen.sum() + new)
    return p


def perplexity_of_counts(order, asked="test"):
    """On the last tenth ("test") or the one before ("valid"), counted on the first four fifths."""
    train, valid, test = parts(text()[2])
    counts = counted(train, order)
    before, part = {"valid": (train, valid), "test": (valid, test)}[asked]
    whole, start = np.concatenate([before, part]), len(before)
    surprise = [
        -np.log(predicted(counts, whole[t - order : t])[whole[t]])
        for t in range(start, len(whole))
    ]
    return float(np.exp(np.mean(surprise)))


def pieces(ids):
    """Pieces of 50 one-hot symbols (N, T, V), the symbol after each (N, T)."""
    N = (len(ids) - 1) // PIECE
    eye = np.eye(len(text()[1]), dtype=np.float32)
    cut = ids[: N * PIECE + 1]
    return eye[cut[:-1].reshape(N, PIECE)], cut[1:].reshape(N, PIECE)


def one_piece(ids):
    """All symbols in one sequence."""
    eye = np.eye(len(text()[1]), dtype=np.float32)
    return eye[ids[None, :-1]], ids[None, 1:]


def trained(kind, seed):
    """Predict the next symbol; the middle part chooses the epoch."""
    rng, V = np.random.default_rng(seed), len(text()[1])
    train, valid, _ = parts(text()[2])
    model = Network(
        kind(V, UNITS, rng=rng), Dense(UNITS, V, rng=rng),
        every_step=True, loss="softmax_cross_entropy",
    )
    fit(
        model, pieces(train), valid=one_piece(valid), optimiser=Adam(0.005), epochs=30,
        batch_size=8, rng=rng, clip=1.0, keep_best=True, progress=False,
    )
    return model


def trained_briefly(seed):
    """An LSTM after six epochs, for a look at its units."""
    rng, V = np.random.default_rng(seed), len(text()[1])
    model = Network(
        LSTM(V, UNITS, rng=rng), Dense(UNITS, V, rng=rng),
        every_step=True, loss="softmax_cross_entropy",
    )
    fit(
        model, pieces(parts(text()[2])[0]), optimiser=Adam(0.01), epochs=6,
        batch_size=8, rng=rng, clip=1.0, progress=False,
    )
    return model


def perplexity(model):
    """The number of symbols among which the network still wavers, on the last tenth."""
    return float(np.exp(model.loss(*one_piece(parts(text()[2])[2]))))


def features(ids):
    """What a unit might track: quotation marks, how far the word has got."""
    letters = np.array(text()[1])[ids]
    quoted = (letters == '"').cumsum() % 2
    far = np.zeros(len(ids))
    for t in range(1, len(ids)):
        far[t] = far[t - 1] + 1 if letters[t].isalpha() else 0
    return {"quoted": quoted, "word": far}


def best_unit(layer, name):
    """The largest correlation of a unit with a feature, and that unit."""
    ids = text()[2]
    h = layer.forward(one_piece(ids)[0]).h[0]
    wanted = features(ids[:-1])[name]
    with np.errstate(invalid="ignore"):
        found = np.abs(np.nan_to_num([np.corrcoef(unit, wanted)[0, 1] for unit in h.T]))
    return float(found.max()), int(found.argmax())


def run(seed: int) -> dict[str, float]:
    """Both networks, what the best unit of the LSTM tracks, and the same of an LSTM that was not trained."""
    models = {kind.__name__: trained(kind, seed) for kind in (RNN, LSTM)}
    measured = {name: perplexity(model) for name, model in models.items()}
    fresh = LSTM(len(text()[1]), UNITS, rng=np.random.default_rng(seed))
    for name in ("quoted", "word"):
        measured[f"{name} trained"] = best_unit(models["LSTM"].layers["recurrent"], name)[0]
        measured[f"{name} fresh"] = best_unit(fresh, name)[0]
    return measured


def _gain(one, other):
    """By how many nats a symbol the second is better, median of the seeds."""
    return float(np.median(np.log(one) - np.log(other)))


CLAIMS = (
    Claim("perplexity of the LSTM, worst seed", lambda runs: runs["LSTM"].max(), below=16),
    Claim("the LSTM is better than the plain layer, nats", lambda runs: _gain(runs["RNN"], runs["LSTM"]), above=0.06),
    Claim("counts of three are better than the LSTM, nats",
          lambda runs: _gain(runs["LSTM"], perplexity_of_counts(3)), above=0.03),
    Claim("no unit tracks the quotation, best unit of any seed", lambda runs: runs["quoted trained"].max(), below=0.3),
    Claim("a unit tracks how far the word has got, worst seed", lambda runs: runs["word trained"].min(), above=0.25),
)  # fmt: skip
NUMBERS = {f"counts {order}": lambda runs, order=order: perplexity_of_counts(order) for order in range(LONGEST + 1)}
