"""Does an LSTM forecast better than rules of one line, once it is told the date as they are?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim, Runs
from lstm_lib import LSTM, Adam, Dense, Network, fit
from lstm_lib.data import load_series, make_windows

SEEDS = range(8)
PAST, AHEAD = 14, 7


def day_of_year(dates):
    """The day in its year, from 0."""
    return (dates - dates.astype("datetime64[Y]")).astype(int)


def climatology(values, day):
    """The mean of each day of the year and of ten days to each side."""
    climate = np.empty(366)
    for d in range(366):
        apart = np.abs(day - d)
        climate[d] = values[np.minimum(apart, 366 - apart) <= 10].mean()
    return climate


def with_calendar(series):
    """Append the place of each day in the year, as sine and cosine."""
    angle = 2 * np.pi * day_of_year(series.dates) / 365.25
    return np.column_stack([series.values, np.sin(angle), np.cos(angle)])


def highest(part):
    """Windows with the highest temperature alone as the target."""
    x, y = part
    return x, np.ascontiguousarray(y[:, :, 0])


def train_forecaster(windows, seed):
    """Read fourteen days, predict the highest temperature of seven more."""
    rng = np.random.default_rng(seed)
    D = windows.train[0].shape[2]
    model = Network(LSTM(D, 24, rng=rng), Dense(24, AHEAD, rng=rng))
    fit(model, highest(windows.train), valid=highest(windows.valid),
        optimiser=Adam(0.005), epochs=40, patience=8, batch_size=32,
        rng=rng, clip=1.0, progress=False)
    return model


def linear_forecast(windows):
    """Linear regression on what the network reads (one date tells all)."""

    def read(x):
        temperatures, date = x[:, :, :2].reshape(len(x), -1), x[:, -1, 2:]
        parts = temperatures, date, np.ones(len(x))
        return np.column_stack(parts).astype(float)

    x, y = highest(windows.train)
    return read(windows.test[0]) @ np.linalg.lstsq(read(x), y, rcond=None)[0]


def error(windows, forecast):
    """Mean absolute error in °C on the test part, for each day ahead."""
    _, y = highest(windows.test)
    return np.abs(forecast - y).mean(axis=0) * windows.scaler.spread[0]


def both_windows():
    """Windows without and with the two columns of the calendar."""
    series = load_series("temperature")
    values = {"LSTM": series.values, "LSTM with date": with_calendar(series)}
    return {name: make_windows(columns, past=PAST, future=AHEAD) for name, columns in values.items()}


def run(seed: int) -> dict[str, float | list[float]]:
    """Train both networks, which differ in nothing but what they are told of the date."""
    found: dict[str, float | list[float]] = {}
    for name, windows in both_windows().items():
        forecast = train_forecaster(windows, seed).forward(windows.test[0]).y
        found[name] = error(windows, forecast).tolist()
        tomorrow, measured = forecast[:, 0], windows.test[1][:, 0, 0]
        found[f"{name}, unlike the day"] = 1 - np.corrcoef(tomorrow, measured)[0, 1]
        found[f"{name}, unlike the day before"] = 1 - np.corrcoef(tomorrow[1:], measured[:-1])[0, 1]
    return found


def climatology_error(windows):
    """What the rule that is told the date makes of the same windows."""
    series = load_series("temperature")
    high, day, T = series.values[:, 0], day_of_year(series.dates), len(series.values)
    first, second = T - round(T * 0.30), T - round(T * 0.15)
    days = second + PAST + np.arange(len(windows.test[0]))[:, None] + np.arange(AHEAD)
    climate = climatology(high[:first], day[:first])
    return error(windows, (climate[day[days]] - windows.scaler.mean[0]) / windows.scaler.spread[0])


def gain(runs: Runs) -> np.ndarray:
    """By how many °C the date lowers the error of the week, a seed."""
    return (runs["LSTM"] - runs["LSTM with date"]).mean(axis=1)


def behind_linear(runs: Runs) -> float:
    """By how many °C the LSTM's error is larger than that of regression, both with the date."""
    windows = both_windows()["LSTM with date"]
    return float(runs["LSTM with date"].mean() - error(windows, linear_forecast(windows)).mean())


def behind_climatology(runs: Runs) -> float:
    """By how many °C the error of days 5 to 7 is larger without the date than that of the rule that is told it."""
    return float((runs["LSTM"].mean(axis=0) - climatology_error(both_windows()["LSTM"]))[4:].mean())


def between_seeds(runs: Runs) -> float:
    """By how many °C the week's errors of two seeds differ at most, with the date."""
    return float(np.ptp(runs["LSTM with date"].mean(axis=1)))


CLAIMS = (
    Claim("°C that the date saves the LSTM, mean of the week", lambda runs: gain(runs).mean(), above=0.08),
    Claim("°C that the date saves the LSTM at the seed that gains least", lambda runs: gain(runs).min(), above=0.02),
    Claim(
        "°C by which the LSTM with the date is worse for tomorrow, mean",
        lambda runs: (runs["LSTM with date"] - runs["LSTM"])[:, 0].mean(),
        above=0.06,
    ),
    Claim("°C by which the LSTM without the date is behind climatology, days 5 to 7", behind_climatology, above=0.1),
    Claim("°C by which the LSTM is behind regression, both with the date", behind_linear, above=0.04),
    Claim("°C between the best and the worst seed with the date", between_seeds, above=0.1),
    Claim(
        "a forecast without the date is unlike the day, over unlike the day before, least seed",
        lambda runs: (runs["LSTM, unlike the day"] / runs["LSTM, unlike the day before"]).min(),
        above=1.2,
    ),
)

NUMBERS = {
    "gain": lambda runs: gain(runs).mean(),
    "least gain": lambda runs: gain(runs).min(),
    "greatest gain": lambda runs: gain(runs).max(),
    "behind linear": behind_linear,
    "between seeds": between_seeds,
}
