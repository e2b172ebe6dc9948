"""Train the date normaliser and say how well it does on dates that it has not seen, and how long it took."""

import json
import sys
import time

import numpy as np

from lstm_lib import LSTM, Adam, Dense, DotAttention, Embedding, EncoderDecoder, fit, greedy
from lstm_lib.data import make_dates

TRAIN, TEST, EPOCHS = 8000, 1000, 8


def main():
    """Train, and write the result as one line of JSON to standard output; progress goes to standard error."""
    rng = np.random.default_rng(0)
    dates = make_dates(TRAIN + TEST, rng)
    V, U = dates.source_vocabulary.size, dates.target_vocabulary.size
    model = EncoderDecoder(
        Embedding(V, 32, rng=rng),
        LSTM(32, 96, rng=rng),
        Embedding(U, 16, rng=rng),
        LSTM(16, 96, rng=rng),
        Dense(2 * 96, U, rng=rng),
        DotAttention(),
    )
    started = time.monotonic()
    fit(
        model,
        (dates.source[:TRAIN], dates.target[:TRAIN]),
        optimiser=Adam(0.003),
        epochs=EPOCHS,
        batch_size=64,
        rng=rng,
        clip=1.0,
        progress=say_each_epoch,
    )
    seconds = time.monotonic() - started
    sys.stderr.write("\n")
    written = dates.target_vocabulary.decode(greedy(model, dates.source[TRAIN:], 12).ids)
    right = sum(one == other for one, other in zip(written, dates.iso[TRAIN:], strict=True))
    answer = {"accuracy": right / TEST, "seconds": seconds, "train": TRAIN, "test": TEST, "epochs": EPOCHS}
    sys.stdout.write(json.dumps(answer) + "\n")


def say_each_epoch(progress):
    """Say once an epoch how it goes."""
    if progress.batch == progress.batches:
        sys.stderr.write(f"\r  dates: epoch {progress.epoch}/{progress.epochs}, loss {progress.loss:.4f} ")


if __name__ == "__main__":
    main()
