"""Computed keys have the decimals that their tolerance makes meaningful; written ones stay as written."""

import math

import pytest

from quizzes.kinds import number
from quizzes.kinds.number import rounded, written
from quizzes.targets.shown import number as exported
from quizzes.variants import variants


@pytest.mark.parametrize(
    ("value", "tolerance", "expected"),
    [
        (-2.775557562e-17, 0.006, 0.0), (4.07753744390572, 0.006, 4.078), (0.30000000000000004, 0.001, 0.3),
        (12345.6, 100, 12300.0), (7, 0.5, 7.0), (math.inf, 0.1, math.inf), (1.23, 0, 1.23),
    ],
)  # fmt: skip
def test_a_computed_value_keeps_the_decimals_of_its_tolerance(value, tolerance, expected):
    assert rounded(value, tolerance) == expected
    assert math.copysign(1, rounded(value, tolerance)) == 1


def test_a_written_key_stays_as_written():
    entry = {
        "answer": 0.123456,
        "tolerance": 0.01,
        "mistakes": [{"id": "m", "value": 0.987, "why": "", "misconception": "M"}],
    }
    quantity = number.read(entry)["quantity"]
    assert (quantity.value, quantity.mistakes[0].value) == (0.123456, 0.987)


def test_every_computed_key_is_the_same_on_the_page_and_in_an_export(bank):
    for item in bank.items.values():
        if item.template and item.kind.value == "number":
            quantity = variants(item, 1)[0].quantity
            for value in (quantity.value, *(mistake.value for mistake in quantity.mistakes)):
                assert exported(value) == written(value, quantity).replace("\N{MINUS SIGN}", "-"), item.id
