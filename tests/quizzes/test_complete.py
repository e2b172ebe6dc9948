"""The bank is complete: every card, objective, kind, misconception, proof and variant that the course promises."""

import pytest

from quizzes.load import load_bank
from quizzes.targets.check import check_item
from quizzes.targets.coverage import coverage, missing_of


@pytest.mark.slow  # runs every proof, some with Keras
def test_nothing_is_missing_of_the_bank():
    bank = load_bank()
    checks = [check_item(item) for item in bank.items.values()]
    assert list(missing_of(coverage(bank, checks))) == []
