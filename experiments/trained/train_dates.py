"""Train the date normaliser of the chapter Sequence to sequence, and keep it with its training curve."""

import sys

import numpy as np

from experiments import trained_file
from lstm_lib import LSTM, Adam, Dense, DotAttention, Embedding, EncoderDecoder, fit, greedy, load, save
from lstm_lib.data import make_dates

TRAIN, VALID, TEST = 16_000, 1000, 1000
EPOCHS = 8
H = 48


def all_dates():
    """The dates of training, validation and test part, one after another; no day is in two of them."""
    return make_dates(TRAIN + VALID + TEST, np.random.default_rng(0))


def make_model(V, U, *, attention, rng):
    """An encoder-decoder for V symbols to read and U to write."""
    return EncoderDecoder(
        source_embedding=Embedding(V, 16, rng=rng),
        encoder=LSTM(16, H, rng=rng),
        target_embedding=Embedding(U, 8, rng=rng),
        decoder=LSTM(8, H, rng=rng),
        dense=Dense(2 * H if attention else H, U, rng=rng),
        attention=DotAttention() if attention else None,
    )


def exact_match(model, dates, part):
    """The share of a part's dates that are written without a single mistake."""
    written = dates.target_vocabulary.decode(greedy(model, dates.source[part], 12).ids)
    return float(np.mean([one == other for one, other in zip(written, dates.iso[part], strict=True)]))


def train(dates, *, attention):
    """Train one model; returns it, its history and its exact match on the validation part after each epoch."""
    rng = np.random.default_rng(1)
    model = make_model(dates.source_vocabulary.size, dates.target_vocabulary.size, attention=attention, rng=rng)
    train_part, valid_part = slice(0, TRAIN), slice(TRAIN, TRAIN + VALID)
    exact = []

    def judge(progress):
        if progress.batch == progress.batches:
            exact.append(exact_match(model, dates, valid_part))
            sys.stderr.write(f"  epoch {progress.epoch:2}, loss {progress.loss:.4f}, exact match {exact[-1]:.3f}\n")

    history = fit(
        model,
        (dates.source[train_part], dates.target[train_part]),
        valid=(dates.source[valid_part], dates.target[valid_part]),
        optimiser=Adam(0.005),
        epochs=EPOCHS,
        batch_size=64,
        rng=rng,
        clip=1.0,
        progress=judge,
    )
    return model, history, exact


def main():
    """Train with attention and without, keep the one with attention and both curves, and say how good it is."""
    dates = all_dates()
    beside = {
        "source_symbols": np.array(dates.source_vocabulary.symbols),
        "target_symbols": np.array(dates.target_vocabulary.symbols),
    }
    models = {}
    for name in ("without", "with"):
        sys.stderr.write(f"{name} attention\n")
        models[name], history, exact = train(dates, attention=name == "with")
        curve = {"loss": history.loss, "valid_loss": history.valid_loss, "exact_match": exact}
        beside |= {f"{name}_attention/{key}": np.array(values, np.float32) for key, values in curve.items()}
    path = trained_file("dates")
    save(path, models["with"], half=True, beside=beside)
    right = exact_match(load(path), dates, slice(TRAIN + VALID, None))
    sys.stderr.write(f"{path.name}: {path.stat().st_size / 1000:.0f} kB, exact match on {TEST} new dates {right:.3f}\n")


if __name__ == "__main__":
    main()
