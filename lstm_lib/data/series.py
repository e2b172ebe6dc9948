"""Real series: temperature, electricity and a stock index."""

import csv
from importlib.resources import files
from typing import NamedTuple

import numpy as np


class Series(NamedTuple):
    """A real series and what must be said about it.

    Attributes
    ----------
    dates : (T,) ndarray of datetime64[D]
        One a step.
    values : (T, D) ndarray of float64
        In the unit below.
    names : tuple of str
        Of the D columns.
    unit : str
        Of the values.
    source : str
        Who measured.
    licence : str
        On what terms it may be used.
    """

    dates: np.ndarray
    values: np.ndarray
    names: tuple[str, ...]
    unit: str
    source: str
    licence: str


class _About(NamedTuple):
    """What is known of a series before it is read."""

    unit: str
    source: str
    licence: str


ABOUT = {
    "temperature": _About(
        "°C", "US National Oceanic and Atmospheric Administration: Seattle, daily", "public domain"
    ),
    "electricity": _About(
        "thousand MWh", "US Energy Information Administration: Iowa, net generation, yearly", "public domain"
    ),
    "stock index": _About(
        "points", "S&P 500, monthly, from the sample data of matplotlib", "ships with matplotlib, its licence"
    ),
}


def load_series(name: str) -> Series:
    """Load a series that ships with the project or with matplotlib; nothing is downloaded.

    Parameters
    ----------
    name : str
        One of ``"temperature"`` (highest and lowest of each day, 1461 days, in °C), ``"electricity"`` (three
        kinds of source, 17 years, in thousand MWh), ``"stock index"`` (390 months, in points).

    Returns
    -------
    `Series`
        The series.

    Raises
    ------
    ValueError
        If the name is another one.

    Examples
    --------
    >>> series = load_series("temperature")
    >>> series.values.shape, series.names, series.unit
    ((1461, 2), ('highest', 'lowest'), '°C')
    """
    if name not in ABOUT:
        raise ValueError(f"name: expected one of {', '.join(ABOUT)}, got {name!r}")
    rows = _stock_index_rows() if name == "stock index" else _rows(name)
    header, *rows = rows
    dates = np.array([row[0] for row in rows], "datetime64[D]")
    values = np.array([row[1:] for row in rows], np.float64)
    return Series(dates, values, tuple(header[1:]), *ABOUT[name])


def _rows(name: str) -> list[list[str]]:
    """The lines of a file that we ship, the names of the columns first."""
    text = files("lstm_lib").joinpath("data_files", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))


def _stock_index_rows() -> list[list[str]]:
    """Date and index from the sample data that matplotlib ships."""
    from matplotlib.cbook import get_sample_data

    with get_sample_data("Stocks.csv") as file:  # type: ignore[union-attr]  # a file, where it is one of text
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    first_of_month = [row for row in rows if row["^GSPC"] and row["Date"].endswith("-01")]
    return [["date", "index"], *([row["Date"], row["^GSPC"]] for row in first_of_month)]
