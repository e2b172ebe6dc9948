"""The table of all claims: seeds, range, and what was tried against each experiment."""

import numpy as np

from experiments.catalogue import load, names
from experiments.stored import stored
from experiments.table import TRIED, Row, rows, table


def test_every_experiment_says_what_was_tried_against_it():
    assert set(TRIED) == set(names())
    assert all(len(text) > 20 for text in TRIED.values())


def test_every_claim_is_a_row_and_its_value_that_of_all_seeds():
    for name in names():
        claims, found = load(name).claims, list(rows(name))
        assert [row.says for row in found] == [claim.says for claim in claims]
        runs = stored(name).runs
        for row, claim in zip(found, claims, strict=True):
            assert row.value == float(claim.value(runs))
            assert row.low <= row.high
            assert row.room >= 2


def test_the_range_is_of_what_is_left_without_any_one_seed():
    runs = stored("adding").runs
    claim = next(each for each in load("adding").claims if each.says == "at T = 40 the plain layer's mean")
    without = [
        float(claim.value({name: np.delete(values, k, axis=0) for name, values in runs.items()})) for k in range(8)
    ]
    row = next(row for row in rows("adding") if row.says == claim.says)
    assert (row.low, row.high) == (min(without), max(without))
    assert row.low < row.value < row.high


def test_a_row_says_value_range_and_bound():
    row = Row("error", "< 0.1", 0.02345, 0.02, 0.03, 4.0)
    assert row.line() == "error: 0.0234 (0.02 to 0.03), claimed < 0.1"


def test_the_table_names_seeds_and_fits_the_page():
    lines = list(table())
    assert max(map(len, lines)) <= 78
    for seeds in {len(load(name).seeds) for name in names()}:
        those = [name for name in names() if len(load(name).seeds) == seeds]
        assert sum(f" {seeds} seeds; tried against it:" in line for line in lines) == len(those)
