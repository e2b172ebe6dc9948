"""The figures of the report are those of pingouin, scipy's own tests and a table worked by hand."""

import warnings

import numpy as np
import pandas
import pytest

from quizzes.grading.report.statistics import (
    ItemFigures,
    discrimination,
    facility,
    figures,
    is_dichotomous,
    reliability,
)


@pytest.fixture(scope="module")
def pingouin():
    """Import what every process that collects this file would otherwise import: two seconds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own dependencies
        import pingouin
    return pingouin


@pytest.fixture(scope="module")
def stats(pingouin):
    """Return scipy's statistics, which pingouin has imported."""
    from scipy import stats

    return stats


def answers(seed, students, items, *, partial):
    """Return scores that hang together: each student has an ability, each item a difficulty."""
    rng = np.random.default_rng(seed)
    drawn = rng.normal(size=(students, 1)) - rng.normal(size=items) + 0.7 * rng.normal(size=(students, items))
    most = rng.integers(1, 6, size=items).astype(float)
    shares = 1 / (1 + np.exp(-2 * drawn))
    shares = np.round(shares * 4) / 4 if partial else (shares > 0.5).astype(float)
    return shares * most, most


CASES = [(seed, students, items, partial) for seed in range(5)
         for students, items in ((30, 8), (12, 5), (150, 12)) for partial in (True, False)]  # fmt: skip


@pytest.mark.parametrize(("seed", "students", "items", "partial"), CASES)
def test_reliability_is_pingouins_alpha(seed, students, items, partial, pingouin):
    scores, most = answers(seed, students, items, partial=partial)
    value, (low, high) = pingouin.cronbach_alpha(data=pandas.DataFrame(scores))
    found = reliability(scores)
    assert found.value == pytest.approx(value, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.0006)  # pingouin rounds to three places
    assert found.few == (students < 30)
    assert is_dichotomous(scores, most) == (not partial)


@pytest.mark.parametrize(("seed", "students", "items", "partial"), CASES)
def test_discrimination_is_pingouins_correlation_with_the_rest(seed, students, items, partial, pingouin):
    scores, most = answers(seed, students, items, partial=partial)
    for k, found in enumerate(figures(scores, most)):
        rest = np.delete(scores, k, axis=1).sum(axis=1)
        if np.ptp(scores[:, k]) == 0:
            assert found.discrimination is None
            continue
        theirs = pingouin.corr(scores[:, k], rest)
        assert found.discrimination.value == pytest.approx(theirs["r"].iloc[0], abs=1e-12)
        interval = theirs.filter(like="CI").iloc[0, 0]
        assert (found.discrimination.low, found.discrimination.high) == pytest.approx(tuple(interval), abs=0.006)


def test_facility_of_right_and_wrong_has_wilsons_interval(stats):
    found = facility(np.array([1.0] * 7 + [0.0] * 3))
    z = stats.norm.ppf(0.975)
    middle, width = (0.7 + z**2 / 20) / (1 + z**2 / 10), z / (1 + z**2 / 10) * np.sqrt(0.021 + z**2 / 400)
    assert (found.value, found.low, found.high) == pytest.approx((0.7, middle - width, middle + width))
    assert not found.few and facility(np.array([1.0] * 9)).few


def test_facility_of_partial_credit_has_students_interval(pingouin):
    shares = np.array([0.0, 0.25, 0.5, 0.5, 0.75, 1.0, 1.0, 0.5, 0.25, 0.25])
    theirs = pingouin.ttest(shares, 0.0)["CI95"].iloc[0]
    found = facility(shares)
    assert found.value == 0.5
    assert (found.low, found.high) == pytest.approx(tuple(theirs), abs=0.006)


def test_kr20_by_hand():
    # Three items, four students; variances of a sample: items 1/4, 1/3, 1/4, total scores 3, 2, 1, 0: 5/3.
    scores = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=float)
    assert reliability(scores).value == pytest.approx(3 / 2 * (1 - (1 / 4 + 1 / 3 + 1 / 4) / (5 / 3)))


@pytest.mark.parametrize(
    ("scores", "expected"),
    [(np.ones((5, 3)), None), (np.ones((1, 3)), None), (np.ones((5, 1)), None)],
)
def test_reliability_of_what_never_varies_is_no_number(scores, expected):
    assert reliability(scores) is expected


def test_figures_without_answers_are_no_numbers():
    assert figures(np.zeros((0, 2)), np.ones(2)) == (ItemFigures(None, None), ItemFigures(None, None))
    assert discrimination(np.array([1.0, 0.0, 1.0]), np.array([1.0, 2.0, 3.0])) is None


def test_item_that_is_the_rest_correlates_wholly():
    found = discrimination(np.array([0.0, 1, 2, 3]), np.array([0.0, 2, 4, 6]))
    assert (found.value, found.low, found.high, found.few) == (1.0, 1.0, 1.0, True)


@pytest.mark.parametrize(("right", "count"), [(0, 6), (10, 10), (1, 1), (1, 7), (40, 60), (999, 1000)])
def test_interval_of_right_and_wrong_is_that_of_scipy_s_binomial_test(right, count, stats):
    found = facility(np.array([1.0] * right + [0.0] * (count - right)))
    theirs = stats.binomtest(right, count).proportion_ci(0.95, method="wilson")
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert (found.low == 0.0, found.high == 1.0) == (right == 0, right == count)


@pytest.mark.parametrize("shares", [[0.5, 0.25], [0.5, 0.5, 0.5], [0.1, 0.2, 0.4, 0.8, 0.3], [0.25, 0.5, 0.75] * 30])
def test_interval_of_partial_credit_is_that_of_scipy_s_t(shares, stats):
    found, error = facility(np.array(shares)), stats.sem(shares)
    mean = np.mean(shares)
    low, high = stats.t.interval(0.95, len(shares) - 1, mean, error) if error else (mean, mean)
    assert (found.low, found.high) == pytest.approx((max(0.0, low), min(1.0, high)), abs=1e-12)


def test_interval_of_reliability_is_feldt_s_by_scipy_s_f(stats):
    scores, _ = answers(1, 20, 6, partial=True)
    found, degrees = reliability(scores), (19, 95)
    ends = [1 - (1 - found.value) * stats.f.isf(tail, *degrees) for tail in (0.025, 0.975)]
    assert (found.low, found.high) == pytest.approx(tuple(ends), abs=1e-12)
