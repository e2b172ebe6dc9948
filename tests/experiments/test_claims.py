"""A claim's bound and its room."""

import math

import numpy as np
import pytest

from experiments import Claim
from experiments.catalogue import load, names, stale
from experiments.stored import stored


def mean(runs):
    return runs["error"].mean()


def test_room_below_and_above_is_a_ratio():
    assert Claim("small", mean, below=0.1).room(0.02) == pytest.approx(5)
    assert Claim("large", mean, above=10).room(35.0) == pytest.approx(3.5)


def test_nothing_wrong_leaves_all_room_and_nan_none():
    assert Claim("small", mean, below=0.1).room(0.0) == math.inf
    assert Claim("small", mean, below=0.1).room(math.nan) == 0
    assert Claim("large", mean, above=10).room(-3.0) == 0


@pytest.mark.parametrize("bounds", [{}, {"below": 1, "above": 2}, {"below": 0}, {"above": -1}])
def test_claim_has_exactly_one_positive_bound(bounds):
    with pytest.raises(ValueError, match="claim 'x': expected one positive bound"):
        Claim("x", mean, **bounds)


@pytest.mark.parametrize("name", names())
def test_stored_results_are_those_of_today_s_code(name):
    assert stale([load(name)]) == [], f"its code, data or lstm_lib has changed: make experiments ARGS={name}"


@pytest.mark.parametrize("name", names())
def test_stored_results_keep_every_claim_with_room(name):
    runs = stored(name).runs
    rooms = {claim.says: claim.room(float(claim.value(runs))) for claim in load(name).claims}
    assert rooms
    assert {says: room for says, room in rooms.items() if room < 2} == {}


@pytest.mark.parametrize("name", names())
def test_results_hold_a_finite_value_a_seed(name):
    results = stored(name)
    assert results.seeds == load(name).seeds
    for key, values in results.runs.items():
        assert len(values) == len(results.seeds), key
        assert np.isfinite(values).all(), key
