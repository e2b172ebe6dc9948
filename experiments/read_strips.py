"""Does a small reader trained with CTC read digits beside neighbours that it has never seen together?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, Adam, Bidirectional, Dense, Network, cosine_schedule, fit
from lstm_lib.data import draw_numbers, make_strips, numbers_of
from lstm_lib.data.strips import HEIGHT

SEEDS = range(5)
TRAIN, TEST, EPOCHS = 3000, 300, 16
CLASSES = 11  # the blank and ten digits


def reader(rng):
    """Columns of 16 pixels, an LSTM of 32 each way, scores at every column."""
    return Network(
        Bidirectional(LSTM(HEIGHT, 32, rng=rng), LSTM(HEIGHT, 32, rng=rng)), Dense(64, CLASSES, rng=rng),
        every_step=True, loss="ctc_loss",
    )  # fmt: skip


def apart(rng):
    """A fifth of all pairs of digits, which are never neighbours in what is learnt from."""
    return {f"{pair:02}" for pair in rng.permutation(100)[:20]}


def with_a_new_pair(N, rng, pairs):
    """Numbers in which a pair stands that has never been seen."""
    numbers = draw_numbers(20 * N, rng)
    return [number for number in numbers if any(pair in number for pair in pairs)][:N]


def right(model, strips):
    """The share of numbers that are read without a mistake."""
    read = numbers_of(model.predict(strips.x, strips.mask))
    return sum(one == other for one, other in zip(read, strips.numbers, strict=True)) / len(read)


def run(seed: int) -> dict[str, float]:
    """Train without some neighbours; read strips of known and of new ones."""
    rng = np.random.default_rng(seed)
    pairs = apart(rng)
    data = make_strips(draw_numbers(TRAIN, rng, pairs), rng)
    known = make_strips(draw_numbers(TEST, rng, pairs), rng)
    unseen = make_strips(with_a_new_pair(TEST, rng, pairs), rng)
    model = reader(rng)
    history = fit(
        model, (data.x, data.targets, data.mask), optimiser=Adam(0.01), schedule=cosine_schedule(), epochs=EPOCHS,
        batch_size=32, rng=rng, clip=1.0, progress=False,
    )  # fmt: skip
    return {"loss": history.loss, "known": right(model, known), "unseen": right(model, unseen)}


CLAIMS = (
    Claim("numbers of known neighbours that are misread, worst of the seeds",
          lambda runs: 1 - runs["known"].min(), below=0.1),
    Claim("numbers with new neighbours that are misread, worst of the seeds",
          lambda runs: 1 - runs["unseen"].min(), below=0.25),
)
NUMBERS = {
    "unseen right": lambda runs: 100 * runs["unseen"].mean(),
    "known right": lambda runs: 100 * runs["known"].mean(),
}
