# ruff: noqa: E501 (whole messages read better on one line)
"""Data: real series, windows without a leak, dates, tasks that need memory."""

import datetime
import re

import numpy as np
import pytest

from lstm_lib import END, PAD
from lstm_lib.data import Vocabulary, adding_task, copying_task, load_series, make_dates, make_windows, reversing_task

RNG = np.random.default_rng(0)
KNOWN = {
    "temperature": ("2012-01-01", "2015-12-31", 1461, [12.8, 5.0]),
    "electricity": ("2001-01-01", "2017-01-01", 17, [35361.0, 3853.0, 1437.0]),
    "stock index": ("1990-01-01", "2022-06-01", 390, [329.08]),
}


@pytest.mark.parametrize("name", KNOWN)
def test_series_hold_what_they_say_without_gaps(name):
    first, last, T, start = KNOWN[name]
    series = load_series(name)
    assert (str(series.dates[0]), str(series.dates[-1]), len(series.dates)) == (first, last, T)
    np.testing.assert_allclose(series.values[0], start, atol=0.01)
    assert series.values.shape == (T, len(series.names))
    assert np.isfinite(series.values).all()
    assert (np.diff(series.dates) > np.timedelta64(0, "D")).all()
    assert series.unit
    assert series.source
    assert series.licence


@pytest.mark.parametrize(("past", "future"), [(3, 1), (5, 2), (1, 4)])
def test_windows_follow_one_another_and_never_reach_over_a_cut(past, future):
    T = 100
    windows = make_windows(np.arange(float(T))[:, None], past, future, valid=0.2, test=0.3, dtype=np.float64)
    days = []
    for x, y in (windows.train, windows.valid, windows.test):
        x, y = windows.scaler.unscale(x)[:, :, 0].round(), windows.scaler.unscale(y)[:, :, 0].round()
        assert x.shape[1:] == (past,)
        assert y.shape[1:] == (future,)
        np.testing.assert_array_equal(y[:, 0], x[:, -1] + 1)  # what is predicted comes next
        days.append((x.min(), y.max()))
    assert days == [(0, 49), (50, 69), (70, 99)]


def test_future_leaves_no_trace_in_the_training_part():
    values = np.random.default_rng(0).standard_normal((100, 2))
    other = values.copy()
    other[70:] += 1000  # validation and test part
    one, two = make_windows(values, 4), make_windows(other, 4)
    np.testing.assert_array_equal(one.train[0], two.train[0])
    np.testing.assert_array_equal(one.train[1], two.train[1])
    np.testing.assert_array_equal(one.scaler.mean, two.scaler.mean)
    np.testing.assert_allclose(one.scaler.mean, values[:70].mean(axis=0))
    np.testing.assert_allclose(one.scaler.spread, values[:70].std(axis=0))


def test_scaling_can_be_undone_and_survives_a_constant():
    values = np.column_stack([np.arange(50.0), np.full(50, 3.0)])
    windows = make_windows(values, 3, dtype=np.float64)
    np.testing.assert_allclose(windows.scaler.unscale(windows.train[0][0]), values[:3])
    assert windows.train[0].dtype == np.float64


@pytest.mark.parametrize("locale", ["en", "de", "fr", "fi", "pl"])
def test_written_dates_are_those_of_babel(locale):
    from babel.dates import format_date

    dates = make_dates(50, np.random.default_rng(1), locales=(locale,), formats=("long",))
    for written, iso in zip(dates.written, dates.iso, strict=True):
        assert format_date(datetime.date.fromisoformat(iso), "long", locale=locale).lower() == written


def test_dates_are_different_reproducible_and_encoded_whole():
    dates, again = (make_dates(500, np.random.default_rng(3)) for _ in range(2))
    assert dates.written == again.written
    assert len(set(dates.written)) == len(set(dates.iso)) == 500
    assert dates.source_vocabulary.decode(dates.source) == dates.written
    assert dates.target_vocabulary.decode(dates.target) == dates.iso
    assert dates.target.shape == (500, 11)
    assert (dates.target[:, -1] == END).all()
    assert ((dates.source == END).sum(axis=1) == 1).all()
    assert dates.source.max() < dates.source_vocabulary.size


def test_vocabulary_pads_after_the_end():
    vocabulary = Vocabulary(("a", "b"))
    np.testing.assert_array_equal(vocabulary.encode(["b", "aab"]), [[4, END, PAD, PAD], [3, 3, 4, END]])
    assert vocabulary.decode(np.array([[4, END, 3, 3], [3, 3, 3, 3]])) == ["b", "aaaa"]


@pytest.mark.parametrize("T", [2, 7, 10])
def test_adding_task_adds_one_number_of_each_half(T):
    x, y = adding_task(500, T, np.random.default_rng(0))
    marks = x[:, :, 1]
    assert (marks[:, : T // 2].sum(axis=1) == 1).all()
    assert (marks[:, T // 2 :].sum(axis=1) == 1).all()
    np.testing.assert_allclose((x[:, :, 0] * marks).sum(axis=1), y[:, 0], rtol=1e-6)
    np.testing.assert_allclose(((y - 1) ** 2).mean(), 1 / 6, atol=0.03)
    assert (marks.mean(axis=0) > 0).all()


def test_copying_task_gives_the_symbols_back_after_the_signal():
    ids, targets = copying_task(50, 4, 6, np.random.default_rng(0), symbols=5)
    assert ids.shape == targets.shape == (50, 14)
    np.testing.assert_array_equal(targets[:, 10:], ids[:, :4])
    assert (ids[:, 9] == 6).all()
    assert not ids[:, 4:9].any()
    assert not ids[:, 10:].any()
    assert not targets[:, :10].any()
    assert set(np.unique(ids[:, :4])) == {1, 2, 3, 4, 5}


def test_reversing_task_reverses_and_ends():
    source, target = reversing_task(50, 6, np.random.default_rng(0), symbols=4)
    np.testing.assert_array_equal(target[:, :6], source[:, ::-1])
    assert (target[:, 6] == END).all()
    assert set(np.unique(source)) == {3, 4, 5, 6}


SERIES = np.zeros((20, 1))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: load_series("rain"), "name: expected one of temperature, electricity, stock index, got 'rain'"),
        (lambda: make_windows(SERIES[:, 0], 3), "values: expected floating point of shape (T, D), got an array of shape (20,) and dtype float64"),
        (lambda: make_windows(SERIES + np.nan, 3), "values: expected finite numbers, got a series with gaps"),
        (lambda: make_windows(SERIES, 0), "past: expected a whole number from 1 up, got int 0"),
        (lambda: make_windows(SERIES, 3, 0), "future: expected a whole number from 1 up, got int 0"),
        (lambda: make_windows(SERIES, 3), "values: expected at least 4 steps in each part, got 3 in the shortest"),
        (lambda: make_windows(SERIES, 3, valid=0.5, test=0.5), "valid, test: expected shares above 0 that leave some to train, got 0.5, 0.5"),
        (lambda: adding_task(1, 1, RNG), "T: expected at least 2 steps, for two marks, got 1"),
        (lambda: adding_task(0, 4, RNG), "N: expected a whole number from 1 up, got int 0"),
        (lambda: copying_task(1, 2, 0, RNG), "gap: expected a whole number from 1 up, got int 0"),
        (lambda: reversing_task(1, 2, None), "rng: expected np.random.default_rng(seed), got NoneType None"),
        (lambda: make_dates(40000, RNG), "N: expected at most 36525 different dates, got 40000"),
        (lambda: Vocabulary(("a",)).encode(["ax"]), "texts: expected symbols of the vocabulary, got ['x'] in 'ax'"),
    ],
)  # fmt: skip
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("value", [14.62, 0.1, 273.15, -1e-30, 1e15, 0.0, 1 / 3])
def test_constant_column_is_judged_relative_to_its_values(value, dtype):
    series = np.column_stack([np.sin(np.arange(200.0)), np.full(200, value)]).astype(dtype)
    series[180:, 1] *= dtype(1.01)  # constant until the test part
    windows = make_windows(series, 5, dtype=np.float64)
    assert windows.scaler.spread[1] == 1
    assert not windows.train[0][..., 1].any()
    np.testing.assert_allclose(windows.test[0][-1, -1, 1], 0.01 * value, rtol=1e-4, atol=1e-12)
    assert windows.scaler.spread[0] == pytest.approx(series[:140, 0].std(), rel=1e-6)


@pytest.mark.parametrize("size", [1e-3, 1e-9, 1e-12])
def test_column_that_varies_little_is_not_constant(size):
    column = 273.15 * (1 + size * np.sin(np.arange(200.0)))
    windows = make_windows(np.column_stack([column, column]), 5, dtype=np.float64)
    assert windows.scaler.spread[0] == pytest.approx(column[:140].std(), rel=1e-9)
    assert 0.5 < np.abs(windows.train[0]).max() < 2


def test_series_whose_squares_overflow_is_named():
    with pytest.raises(ValueError, match="^values: expected numbers whose squares are finite, got larger ones in column 1$"):
        make_windows(np.column_stack([np.arange(100.0), np.arange(100.0) * 1e300]), 5)


def test_symbols_may_be_words():
    words = Vocabulary(("a", "red", "square"), between=" ")
    ids = words.encode(["a red square", "a"])
    assert ids.tolist() == [[3, 4, 5, 2], [3, 2, 0, 0]]
    assert words.decode(ids) == ["a red square", "a"]
    with pytest.raises(ValueError, match=r"^texts: expected symbols of the vocabulary, got \['blue'\] in 'a blue square'$"):
        words.encode(["a blue square"])
