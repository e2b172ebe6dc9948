"""The text of an assignment's page, composed from its master."""

import re

import pytest

from quizzes.assignments import load_masters
from quizzes.load import load_bank
from quizzes.page.assignments import page_text

BANK = load_bank()
MASTERS = load_masters(BANK)


@pytest.mark.parametrize("name", MASTERS)
def test_code_that_is_given_says_when_the_page_runs_it(name):
    """Before any task, before the tasks below it, or not at all where none stands below it."""
    parts = re.findall(r"\{(code-task)\}|:named: Code that is given; it runs (.*)", page_text(MASTERS[name], BANK))
    tasks = [number for number, (task, _) in enumerate(parts) if task]
    assert tasks
    for number, (task, when) in enumerate(parts):
        if task:
            continue
        if number < tasks[0]:
            assert when == "before your own"
        elif number < tasks[-1]:
            assert when == "before the tasks below"
        else:
            assert when == "in the notebook that you can download"


def test_an_assignment_has_code_in_each_of_the_three_places():
    text = "".join(page_text(master, BANK) for master in MASTERS.values())
    assert set(re.findall(r"it runs (.*)", text)) == {
        "before your own", "before the tasks below", "in the notebook that you can download",
    }  # fmt: skip
