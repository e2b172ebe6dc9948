"""The stored date normaliser is small, knows its vocabularies, and writes dates that it has never seen."""

import importlib.util
from pathlib import Path

import numpy as np

from experiments import trained_file
from lstm_lib import load
from lstm_lib.data import make_dates

MODELS = Path(__file__).resolve().parent.parent / "experiments" / "trained"
CHECKPOINT = trained_file("dates")


def program():
    spec = importlib.util.spec_from_file_location("train_dates", MODELS / "train_dates.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_weights_are_small_enough_for_a_page():
    with np.load(CHECKPOINT, allow_pickle=False) as kept:
        weights = [kept[name] for name in kept.files if name.startswith("params/")]
    assert {values.dtype for values in weights} == {np.dtype(np.float16)}
    assert sum(values.nbytes for values in weights) <= 200_000


def test_stored_model_writes_98_of_100_new_dates_without_a_mistake():
    train_dates = program()
    dates = train_dates.all_dates()
    with np.load(CHECKPOINT, allow_pickle=False) as kept:
        assert tuple(kept["source_symbols"]) == dates.source_vocabulary.symbols
        assert tuple(kept["target_symbols"]) == dates.target_vocabulary.symbols
        assert len(kept["with_attention/exact_match"]) == train_dates.EPOCHS
    held_out = slice(train_dates.TRAIN + train_dates.VALID, None)
    assert not set(dates.iso[held_out]) & set(dates.iso[: held_out.start])
    assert train_dates.exact_match(load(CHECKPOINT), dates, held_out) >= 0.98


def test_exact_match_counts_a_date_with_one_wrong_digit_as_wrong():
    train_dates = program()
    dates = make_dates(4, np.random.default_rng(3))
    with np.load(CHECKPOINT, allow_pickle=False) as kept:
        symbols = tuple(kept["source_symbols"])
    encoded = dates._replace(source=type(dates.source_vocabulary)(symbols).encode(dates.written))
    other = [f"{iso[:-1]}{(int(iso[-1]) + 1) % 10}" for iso in dates.iso[:1]]
    model = load(CHECKPOINT)
    assert train_dates.exact_match(model, encoded, slice(None)) == 1.0
    assert train_dates.exact_match(model, encoded._replace(iso=other + dates.iso[1:]), slice(None)) == 0.75
