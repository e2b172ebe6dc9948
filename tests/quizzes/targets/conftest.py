"""What the tests of exports share: the sample bank and the course's own, each exported."""

import pytest

from quizzes.load import load_bank


@pytest.fixture(scope="session", params=["sample", "course"])
def exported_bank(request, sample):
    return sample if request.param == "sample" else load_bank()
