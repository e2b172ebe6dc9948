"""The sample bank: an item of each kind, small enough to be read, with proofs of its own."""

from pathlib import Path

import pytest

import quizzes.proofs
from quizzes import load_bank

SAMPLE = Path(__file__).parent / "fixtures"
# An item names its proof as quizzes/proofs/<file>.py, so the sample's file is made a part of that package.
quizzes.proofs.__path__.append(str(SAMPLE / "quizzes" / "proofs"))


@pytest.fixture(scope="session")
def sample():
    return load_bank(SAMPLE / "quizzes" / "bank", project=SAMPLE)
