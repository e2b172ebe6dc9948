"""Attempts on the keys of the page on captions."""

import numpy as np

from lstm_lib import LSTM, Captioner, Dense, Embedding, softmax
from lstm_lib.symbols import START
from sceptic import doubt


@doubt("captions-first-state", "a decoder that is given the picture by another way")
def by_hand_without_the_picture():
    """The decoder alone, run by hand from the code: with the state set, the picture is not needed any more."""
    rng = np.random.default_rng(1)
    model = Captioner(
        Dense(12, 6, rng=rng), Dense(6, 5, rng=rng), Embedding(7, 3, rng=rng), LSTM(3, 5, rng=rng), Dense(5, 7, rng=rng)
    )
    picture, words = rng.random((1, 12), dtype=np.float32), np.array([[3, 4, 5, 6]])
    trace = model.forward(picture, words)
    read = model.layers["embedding"].forward(np.array([[START, 3, 4, 5]])).y
    h = model.layers["decoder"].forward(read, (trace.start, np.zeros_like(trace.start))).h
    z = model.layers["dense"].forward(np.ascontiguousarray(h)).y
    return np.allclose(softmax(z), softmax(trace.z), atol=1e-6)


@doubt("captions-control", "a captioner that looks and whose share stays, or a blind one whose share falls")
def shares_by_counting():
    """A blind one is right where the frequent sentence stands, before and after; the other where both agree."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        shown = np.array([0] * 25 + list(range(1, 76)))
        exchanged = rng.permutation(shown)
        looks, blind = (exchanged == shown).mean(), (np.zeros(100) == shown).mean()
        if not (looks < 0.5 and blind == 0.25):
            return False
    return True
