"""Proofs of the page on captions: where a picture enters, and what an exchange of pictures shows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_lib import LSTM, Captioner, Dense, Embedding, exact_match
from lstm_lib.data import make_scenes
from lstm_lib.data.scenes import SENTENCES
from quizzes.proofs.draw import Rng, drawn, near, sizes


@drawn("sizes, weights, two pictures and the words that are fed")
def where_a_picture_enters(rng: Rng) -> dict[str, bool]:
    """Show two pictures to one captioner with the same words; compare what the decoder starts from and reads."""
    (P, K, D), H, V = sizes(rng, 3, 4), int(rng.integers(3, 7)), int(rng.integers(5, 9))
    model = Captioner(
        Dense(P, K, rng=rng), Dense(K, H, rng=rng), Embedding(V, D, rng=rng), LSTM(D, H, rng=rng), Dense(H, V, rng=rng)
    )
    model.layers["hidden"].params["b"][:] = 5  # so that no feature is cut off at zero
    for name in ("hidden", "code", "dense"):
        model.layers[name].params["W"][:] = rng.normal(0, 0.7, model.layers[name].params["W"].shape)
    words = rng.integers(3, V, (1, 5))
    before = {name: values.copy() for name, values in model.params.items()}
    one, two = (model.forward(rng.random((1, P), dtype=np.float32), words) for _ in range(2))
    changed = [not near(one.z[:, u], two.z[:, u], atol=1e-7) for u in range(5)]
    return {
        "start": not near(one.start, two.start, atol=1e-7),
        "inputs": not near(one.words.y, two.words.y),
        "weights": any(not near(before[name], values) for name, values in model.params.items()),
        "last": changed == [False] * 4 + [True],
    }


@drawn("sentences, the frequent one, and how pictures are exchanged", fixed="a quarter, which the question gives")
def what_a_control_shows(rng: Rng) -> dict[str, bool]:
    """Two captioners without training: one reads the picture's sentence, the other always writes the frequent one."""
    frequent, *others = [SENTENCES[k] for k in rng.permutation(len(SENTENCES))[:76]]
    shown = np.array([frequent] * 25 + others)  # what each of 100 pictures shows
    exchanged = rng.permutation(shown)
    vocabulary = make_scenes(1, rng).vocabulary
    def looks(pictures: np.ndarray) -> list:
        return list(pictures)

    def blind(pictures: np.ndarray) -> list:
        return [frequent] * len(pictures)

    def right(model: Callable, pictures: np.ndarray) -> float:
        ids = vocabulary.encode([*model(pictures), *shown])
        return float(exact_match(ids[: len(shown)], ids[len(shown) :]))

    before, after = ([right(model, pictures) for model in (looks, blind)] for pictures in (shown, exchanged))
    formed = [all(sentence in SENTENCES for sentence in model(shown)) for model in (looks, blind)]
    words = [words_right(model(shown), shown) for model in (looks, blind)]
    return {
        "loss": formed[0] != formed[1],
        "exact": (before[0] > 0) != (before[1] > 0),
        "exchanged": before[0] > after[0] and before[1] == after[1],
        "words": (words[0] > 0.3) != (words[1] > 0.3),
    }


def words_right(written: list[str], shown: np.ndarray) -> float:
    """Return the share of words that are right at their place."""
    pairs = [pair for a, b in zip(written, shown, strict=True) for pair in zip(a.split(), b.split(), strict=False)]
    return sum(a == b for a, b in pairs) / len(pairs)
