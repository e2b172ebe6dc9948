"""Dates as people write them in many languages, and as ISO 8601 writes them: a translation task."""

import datetime
from typing import Any, NamedTuple

import numpy as np

from lstm_lib.symbols import END, PAD
from lstm_lib.types import Array, Rng
from lstm_lib.validate import check_rng, check_size

LOCALES = (
    "en", "en_GB", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "hu", "tr", "ro", "id",
)  # fmt: skip
FORMATS = ("medium", "long", "full")


class Vocabulary(NamedTuple):
    """Symbols and their ids: 0, 1, 2 are padding, start and end, the symbols follow.

    Attributes
    ----------
    symbols : tuple of str
        The symbol of id 3, of id 4, and so on.
    between : str
        What stands between two symbols of a text: nothing, or a space where symbols are words.
    """

    symbols: tuple[str, ...]
    between: str = ""

    @property
    def size(self) -> int:
        """V, the number of ids."""
        return len(self.symbols) + 3

    def encode(self, texts: list[str]) -> Array:
        """Turn texts into ids: symbols, then END, then PAD.

        Parameters
        ----------
        texts : list of str
            N texts.

        Returns
        -------
        (N, T) ndarray of int
            The ids; T is the length of the longest text, and one for END.

        Raises
        ------
        ValueError
            If a symbol is unknown.
        """
        ids = {symbol: k for k, symbol in enumerate(self.symbols, start=3)}
        split = [text.split(self.between) if self.between else list(text) for text in texts]
        encoded = np.full((len(texts), max(map(len, split)) + 1), PAD)
        for row, text in zip(encoded, split, strict=True):
            unknown = sorted(set(text) - set(ids))
            if unknown:
                whole = self.between.join(text)
                raise ValueError(f"texts: expected symbols of the vocabulary, got {unknown} in {whole!r}")
            row[: len(text)] = [ids[symbol] for symbol in text]
            row[len(text)] = END
        return encoded

    def decode(self, ids: Array) -> list[str]:
        """Turn ids into texts, each up to its END.

        Parameters
        ----------
        ids : (N, T) ndarray of int
            The ids.

        Returns
        -------
        list of str
            N texts.
        """
        texts = []
        for row in ids:
            ends = np.flatnonzero(row == END)
            row = row[: ends[0]] if len(ends) else row
            texts.append(self.between.join(self.symbols[k - 3] for k in row if k >= 3))
        return texts


class Dates(NamedTuple):
    """Dates in words beside the same dates in ISO 8601.

    Attributes
    ----------
    written : list of str
        N texts, such as "3. märz 2021".
    iso : list of str
        N texts, such as "2021-03-03".
    source : (N, T) ndarray of int
        Ids of written.
    target : (N, 11) ndarray of int
        Ids of iso.
    source_vocabulary, target_vocabulary : `Vocabulary`
        The symbols of both sides.
    """

    written: list[str]
    iso: list[str]
    source: np.ndarray
    target: np.ndarray
    source_vocabulary: Vocabulary
    target_vocabulary: Vocabulary


def make_dates(N: int, rng: Rng, locales: Any = LOCALES, formats: Any = FORMATS) -> Dates:
    """Draw dates between 1950 and 2049, each written as one of the locales does.

    Parameters
    ----------
    N : int
        How many; all are different.
    rng : numpy.random.Generator
        Draws dates, locales and formats.
    locales, formats : sequence of str, optional
        As Babel names them.

    Returns
    -------
    `Dates`
        The texts and their ids.

    Raises
    ------
    ValueError
        If N or rng does not fit.
    babel.UnknownLocaleError
        If Babel does not know a locale.

    Notes
    -----
    Babel (which knows how each language writes dates) is imported when this is called. What could mean two
    dates is left out: a text appears once. Everything is in lower case.

    References
    ----------
    Unicode Locale Data Markup Language, part 4: dates, https://www.unicode.org/reports/tr35

    Examples
    --------
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
        raise ValueError(f"N: expected at most {days} different dates, got {N}")
    meanings: dict[str, Any] = {}
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
