"""Does a captioner describe scenes whose combination of words it has never seen?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, Adam, Captioner, Dense, Embedding, cosine_schedule, exact_match, fit
from lstm_lib.data import make_scenes
from lstm_lib.data.scenes import SENTENCES

SEEDS = range(5)
TRAIN, TEST, EPOCHS = 6000, 500, 16
LONGEST = 11  # words of the longest sentence, and END


def captioner(rng, vocabulary):
    """Picture (16, 16, 3) -> 128 -> 96 -> LSTM of 96 -> words."""
    return Captioner(
        Dense(16 * 16 * 3, 128, rng=rng),
        Dense(128, 96, rng=rng),
        Embedding(vocabulary.size, 16, rng=rng),
        LSTM(16, 96, rng=rng),
        Dense(96, vocabulary.size, rng=rng),
    )


def apart(rng):
    """Four of five sentences to learn from, and the others, to be asked for."""
    order = rng.permutation(len(SENTENCES))
    kept_back = len(SENTENCES) // 5
    return [SENTENCES[k] for k in order[kept_back:]], [SENTENCES[k] for k in order[:kept_back]]


def blind(model, scenes, rng):
    """The share of sentences that are right when each picture is another sample's."""
    return float(exact_match(model.predict(scenes.pictures[rng.permutation(TEST)], LONGEST), padded(scenes.target)))


def padded(target):
    """Ids as wide as what is written."""
    return np.pad(target, ((0, 0), (0, LONGEST - target.shape[1])))


def run(seed: int) -> dict[str, float]:
    """Train on some sentences; ask for new pictures of these, and for pictures of the others."""
    rng = np.random.default_rng(seed)
    known, new = apart(rng)
    data, same, unseen = make_scenes(TRAIN, rng, known), make_scenes(TEST, rng, known), make_scenes(TEST, rng, new)
    model = captioner(rng, data.vocabulary)
    fit(
        model, (data.pictures, data.target), optimiser=Adam(0.001), schedule=cosine_schedule(), epochs=EPOCHS,
        batch_size=32, rng=rng, clip=1.0, progress=False,
    )  # fmt: skip
    return {
        "known": float(exact_match(model.predict(same.pictures, LONGEST), padded(same.target))),
        "unseen": float(exact_match(model.predict(unseen.pictures, LONGEST), padded(unseen.target))),
        "blind": blind(model, unseen, rng),
    }


CLAIMS = (
    Claim("sentences of known combinations that are wrong, worst of the seeds",
          lambda runs: 1 - runs["known"].min(), below=0.15),
    Claim("sentences of unseen combinations that are wrong, worst of the seeds",
          lambda runs: 1 - runs["unseen"].min(), below=0.4),
    Claim("sentences that are right without seeing the picture, most of the seeds",
          lambda runs: runs["blind"].max(), below=0.05),
)
NUMBERS = {
    "unseen right": lambda runs: 100 * runs["unseen"].mean(),
    "known right": lambda runs: 100 * runs["known"].mean(),
}
