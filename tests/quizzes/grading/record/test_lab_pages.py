"""An address of formgrader on JupyterLab's server leads to the same page on formgrader's own, and nowhere else."""

import pytest

from quizzes.grading.record.nbgrader_lab import same_page

OWN = "http://localhost:8889/formgrader?token=T"


@pytest.mark.parametrize(
    ("page", "there"),
    [
        (None, "http://localhost:8889/formgrader?token=T"),
        ("/", "http://localhost:8889/formgrader/?token=T"),
        ("/gradebook/gates/gates/", "http://localhost:8889/formgrader/gradebook/gates/gates/?token=T"),
        ("//elsewhere.org/", "http://localhost:8889/formgrader//elsewhere.org/?token=T"),
        ("/a?path=x#b", "http://localhost:8889/formgrader/a%3Fpath%3Dx%23b?token=T"),
    ],
)
def test_page_is_the_same_on_formgraders_server(page, there):
    assert same_page(OWN, page) == there
