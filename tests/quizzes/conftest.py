"""The sample bank: an item of each kind, small enough to be read, with proofs of its own."""

import sys
from pathlib import Path

import pytest

import quizzes.proofs
from quizzes import load_bank

SAMPLE = Path(__file__).parent / "fixtures"
sys.path.append(str(Path(__file__).parent))  # for the attempts of sceptic/
# An item names its proof as quizzes/proofs/<file>.py, so the sample's file is made a part of that package.
quizzes.proofs.__path__.append(str(SAMPLE / "quizzes" / "proofs"))


@pytest.fixture(scope="session")
def sample():
    return load_bank(SAMPLE / "quizzes" / "bank", project=SAMPLE)
