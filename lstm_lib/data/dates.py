"""Dates as people write them in many languages, and as ISO 8601 writes them: a translation task."""

import datetime
from typing import NamedTuple

import numpy as np

from lstm_lib.encoder_decoder import END, PAD
from lstm_lib.validate import check_rng, check_size

LOCALES = (
    "en", "en_GB", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "hu", "tr", "ro", "id",
)  # fmt: skip
FORMATS = ("medium", "long", "full")


class Vocabulary(NamedTuple):
    """Symbols and their ids: 0, 1, 2 are padding, start and end, the symbols follow."""

    symbols: tuple  # the symbol of id 3, of id 4, ...

    @property
    def size(self):
        """V, the number of ids."""
        return len(self.symbols) + 3

    def encode(self, texts):
        """Texts as ids (N, T): symbols, then END, then PAD. An unknown symbol raises ValueError."""
        ids = {symbol: k for k, symbol in enumerate(self.symbols, start=3)}
        encoded = np.full((len(texts), max(map(len, texts)) + 1), PAD)
        for row, text in zip(encoded, texts, strict=True):
            unknown = sorted(set(text) - set(ids))
            if unknown:
                raise ValueError(f"texts: expected symbols of the vocabulary, came {unknown} in {text!r}")
            row[: len(text)] = [ids[symbol] for symbol in text]
            row[len(text)] = END
        return encoded

    def decode(self, ids):
        """Ids (N, T) as texts, each up to its END."""
        texts = []
        for row in ids:
            ends = np.flatnonzero(row == END)
            row = row[: ends[0]] if len(ends) else row
            texts.append("".join(self.symbols[k - 3] for k in row if k >= 3))
        return texts


class Dates(NamedTuple):
    """Dates in words beside the same dates in ISO 8601."""

    written: list  # N texts, such as "3. März 2021"
    iso: list  # N texts, such as "2021-03-03"
    source: np.ndarray  # (N, T) ids of written
    target: np.ndarray  # (N, 11) ids of iso
    source_vocabulary: Vocabulary
    target_vocabulary: Vocabulary


def make_dates(N, rng, locales=LOCALES, formats=FORMATS):
    """Draw N dates, all different, between 1950 and 2049, each written as one of the locales does.

    Babel (which knows how each language writes dates) is imported when this is called. What could mean
    two dates is left out: a text appears once. Everything is in lower case.

    Parameters: N; rng, a numpy Generator; locales, formats, as Babel names them. Sizes and generators
    that do not fit raise ValueError, unknown locales raise Babel's UnknownLocaleError.

    Reference: Unicode Locale Data Markup Language, part 4: dates, https://www.unicode.org/reports/tr35

    >>> dates = make_dates(100, np.random.default_rng(0))
    >>> dates.target_vocabulary.decode(dates.target)[:2] == dates.iso[:2], len(set(dates.written))
    (True, 100)
    """
    from babel.dates import format_date

    check_size("N", N)
    check_rng(rng)
    first = datetime.date(1950, 1, 1).toordinal()
    days = datetime.date(2050, 1, 1).toordinal() - first
    if days < N:
        raise ValueError(f"N: expected at most {days} different dates, came {N}")
    meanings = {}
    for day in rng.permutation(days):
        if len(meanings) == N:
            break
        date = datetime.date.fromordinal(first + int(day))
        locale, form = locales[rng.integers(len(locales))], formats[rng.integers(len(formats))]
        meanings.setdefault(format_date(date, form, locale=locale).lower(), date.isoformat())
    written, iso = list(meanings), list(meanings.values())
    source_vocabulary = Vocabulary(tuple(sorted(set("".join(written)))))
    target_vocabulary = Vocabulary(tuple("-0123456789"))
    source, target = source_vocabulary.encode(written), target_vocabulary.encode(iso)
    return Dates(written, iso, source, target, source_vocabulary, target_vocabulary)
