"""The proof of the order from a series to a score: an order that leaks, or looks at the test part twice, is refused."""

import numpy as np
import pytest

from quizzes.proofs.practice_order import is_honest

RIGHT = ["split", "measure", "prepare", "train", "choose", "score"]


@pytest.fixture
def futures():
    series = 20 + 5 * np.random.default_rng(0).standard_normal(120)
    other = series.copy()
    other[102:] += 30
    return series, other


def swapped(one, other):
    order = list(RIGHT)
    i, j = order.index(one), order.index(other)
    order[i], order[j] = order[j], order[i]
    return order


def test_order_without_a_leak_is_honest(futures):
    assert is_honest(RIGHT, *futures)


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(swapped("split", "measure"), id="mean and spread of everything"),
        pytest.param(["measure", "prepare", "split", "train", "choose", "score"], id="windows before the cut"),
        pytest.param(swapped("measure", "prepare"), id="nothing to scale by"),
        pytest.param(swapped("prepare", "train"), id="nothing to train on"),
        pytest.param(swapped("train", "choose"), id="nothing to choose from"),
        pytest.param(swapped("choose", "score"), id="all models meet the test part"),
    ],
)
def test_order_that_leaks_or_looks_twice_is_refused(order, futures):
    assert not is_honest(order, *futures)
