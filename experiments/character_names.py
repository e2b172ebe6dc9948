"""How many bits does a character model of names save, and what does a careless split make of it?"""

from __future__ import annotations

import unicodedata

import numpy as np
from babel import Locale

from experiments.claims import Claim, Runs
from lstm_lib import LSTM, PAD, Adam, Dense, Embedding, Network, fit, shifted
from lstm_lib.data.dates import Vocabulary

SEEDS = range(8)
SHORT, LONG = 8, 20  # epochs


def plain(name):
    """Lower case, marks taken off."""
    letters = unicodedata.normalize("NFD", name.lower())
    return "".join(k for k in letters if not unicodedata.combining(k))


def country_names():
    """Names of countries in seven languages, each with its country's code."""
    country_of = {}
    for language in ("en", "de", "es", "it", "fr", "pt", "nl"):
        for code, name in sorted(Locale.parse(language).territories.items()):
            name = plain(name)
            fits = 3 < len(name) <= 18 and name.replace(" ", "").isalpha()
            if len(code) == 2 and code.isalpha() and fits:
                country_of.setdefault(name, code)
    return country_of


def held_out(country_of, rng):
    """Which names a sixth of the countries have, and as many at random."""
    countries = rng.permutation(sorted(set(country_of.values())))
    chosen = set(countries[: len(countries) // 6])
    names = sorted(country_of)
    by_country = np.array([country_of[name] in chosen for name in names])
    return by_country, rng.permutation(by_country)


def pair_bits(train, test, V):
    """Bits per character of a model that has counted pairs of symbols."""
    counts = np.full((V, V), 0.1)
    valid = train != PAD
    np.add.at(counts, (shifted(train)[valid], train[valid]), 1)
    p = counts / counts.sum(axis=1, keepdims=True)
    valid = test != PAD
    return -np.log2(p[shifted(test)[valid], test[valid]]).mean()


def letter_bits(train, test, V):
    """Bits per character of a model that has counted symbols."""
    counts = np.bincount(train[train != PAD], minlength=V) + 0.1
    p = counts / counts.sum()
    return -np.log2(p[test[test != PAD]]).mean()


def new_model(V, rng):
    """A character model for V symbols."""
    return Network(LSTM(16, 64, rng=rng), Dense(64, V, rng=rng),
                   embedding=Embedding(V, 16, rng=rng), every_step=True,
                   loss="softmax_cross_entropy", dropout=0.3)


def train_model(model, train, epochs, rng, optimiser):
    """Train it on names, ids (N, T)."""
    fit(model, (shifted(train), train, train != PAD), optimiser=optimiser,
        epochs=epochs, batch_size=64, rng=rng, clip=1.0, progress=False)


def model_bits(model, test):
    """Bits per character of a model on names."""
    return model.loss(shifted(test), test, test != PAD) / np.log(2)


def run(seed: int) -> dict[str, float]:
    """Hold out countries, and as many names at random; train short and long on the rest."""
    country_of = country_names()
    names = sorted(country_of)
    vocabulary = Vocabulary(tuple(sorted(set("".join(names)))))
    ids, V = vocabulary.encode(names), vocabulary.size
    rng = np.random.default_rng(seed)
    by_country, at_random = held_out(country_of, rng)
    found = {}
    for split, out in (("country", by_country), ("random", at_random)):
        train, test = ids[~out], ids[out]
        found[f"{split} letters"] = letter_bits(train, test, V)
        found[f"{split} pairs"] = pair_bits(train, test, V)
        model, optimiser = new_model(V, rng), Adam(0.02)
        train_model(model, train, SHORT, rng, optimiser)
        found[f"{split} short"] = model_bits(model, test)
        train_model(model, train, LONG - SHORT, rng, optimiser)
        found[f"{split} long"] = model_bits(model, test)
    return {name: float(value) for name, value in found.items()}


def saved(runs: Runs) -> float:
    """Bits that the LSTM saves against counted pairs, on countries that were held out."""
    return float((runs["country pairs"] - runs["country short"]).mean())


def honest_loss(runs: Runs) -> float:
    """Bits that the long training costs on countries that were held out."""
    return float((runs["country long"] - runs["country short"]).mean())


def careless_gain(runs: Runs) -> float:
    """Bits that the long training seems to save on names held out at random."""
    return float((runs["random short"] - runs["random long"]).mean())


CLAIMS = (
    Claim(
        "bits that counted pairs save against counted letters, countries held out",
        lambda runs: (runs["country letters"] - runs["country pairs"]).mean(),
        above=0.15,
    ),
    Claim("bits that the LSTM saves against counted pairs", saved, above=0.1),
    Claim("bits that long training costs, countries held out", honest_loss, above=0.1),
    Claim("bits that long training seems to save, names held out at random", careless_gain, above=0.1),
    Claim(
        "bits by which names held out at random look easier, short training",
        lambda runs: (runs["country short"] - runs["random short"]).mean(),
        above=0.08,
    ),
)

NUMBERS = {"saved": saved, "honest loss": honest_loss, "careless gain": careless_gain}
