"""The course's bank, a test of four objectives, and 200 students; nothing here needs Keras."""

import pytest

from quizzes.kept import kept_bank
from quizzes.paper.make import make_files, version_of
from quizzes.paper.manifest import Manifest
from quizzes.paper.plan import plan
from quizzes.paper.sheets import Person, sheets

OBJECTIVES = ("forget-gate", "cell-update", "cell-parts", "output-gate", "vanishing-exploding", "hidden-or-cell")
STUDENTS = tuple(Person(f"s{k:03}", f"First{k} Last{k}") for k in range(200))


@pytest.fixture(scope="session")
def bank():
    with kept_bank() as found:
        yield found


@pytest.fixture(scope="session")
def slots(bank):
    return plan(bank, OBJECTIVES, 8, {})


@pytest.fixture(scope="session")
def class_of_200(bank, slots):
    return tuple(sheets(bank, slots, STUDENTS, "2026"))


@pytest.fixture(scope="session")
def manifest(bank, slots):
    made = Manifest("paper-1", "Recurrent networks", "2026", "", OBJECTIVES, slots, "Counted steps.")
    return Manifest(**{**vars(made), "version": version_of(bank, made)})


@pytest.fixture(scope="session")
def files(bank, manifest, class_of_200):
    return make_files(bank, manifest, class_of_200).files
