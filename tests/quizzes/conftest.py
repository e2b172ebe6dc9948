"""The sample bank: an item of each kind, small enough to be read, with proofs of its own."""

import sys
from pathlib import Path

import pytest

from quizzes import load_bank
from quizzes.project import read_project

SAMPLE = Path(__file__).parent / "fixtures"
sys.path.append(str(Path(__file__).parent))  # for the attempts of sceptic/


@pytest.fixture(scope="session")
def sample():
    return load_bank(read_project(SAMPLE))
