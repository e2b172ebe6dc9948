"""The figure `scan`: its rounds end in lstm_lib's states, and it says what has been done."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "book" / "_ext"))  # pytest's importlib mode does not

from figures import scan  # noqa: E402
from figures.table import make  # noqa: E402

from lstm_lib import linear_scan  # noqa: E402


@pytest.mark.parametrize("name", scan.FACTORS)
def test_last_round_holds_the_states_that_lstm_lib_computes_in_rounds(name):
    found = scan.scan(scan.FACTORS[name][1])
    a, b = (np.array(each)[None, :, None] for each in (scan.FACTORS[name][1], scan.ADDED))
    wanted = linear_scan(a, b, np.zeros((1, 1)), parallel=True)[0, :, 0]
    np.testing.assert_allclose(found.b[-1], wanted, atol=1e-12)
    for r in range(scan.ROUNDS + 1):
        np.testing.assert_allclose(found.b[r, : 2**r], wanted[: 2**r], atol=1e-12)  # what is drawn as finished


def test_a_gate_that_closes_lets_nothing_through():
    found = scan.scan(scan.FACTORS["gate"][1])
    assert found.h[4] == scan.ADDED[4] == 0
    assert (found.a[-1, 4:] == 0).all()
    assert (found.a[-1, :4] == 1).all()


def test_drawings_hold_every_number_once_and_the_table_too():
    figure = make("scan")
    keys = set(figure.data["factors"][0][2])
    assert len(keys) == 8 + 2 * 4 * 8
    for drawing in (figure.drawing, figure.narrow):
        assert all(drawing.count(f'data-n="{key}"') == 1 for key in keys)
    (table,) = figure.tables
    assert {cell.key for row in table.rows for cell in row[1:]} == keys
    assert scan.says(2) == "At tick 2 of the clock the loop has 2 of 8 states, and the rounds have the first 4."
    assert "the rounds have all 8, after 3" in scan.says(5)
