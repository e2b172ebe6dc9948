"""Before anything is run: what was handed in, and what cannot be run."""

import pytest

from quizzes.errors import UsageError
from quizzes.grading.outcome import GradingOutcome
from quizzes.grading.submissions import find_submissions, obstacle


def handed_in(folder, content, name="gates.ipynb"):
    place = folder / "ada" / "gates"
    place.mkdir(parents=True)
    if content is not None:
        (place / name).write_bytes(content)
    return find_submissions(folder, "gates")[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "gates.ipynb is empty. Save the notebook and hand it in again."),
        (b" \n", "gates.ipynb is empty. Save the notebook and hand it in again."),
        (
            b'{"cells": [',
            "gates.ipynb is not a notebook: it is not JSON (line 1: Expecting value). "
            "Open it in Jupyter, save it, and hand it in again.",
        ),
        (
            b'"\xff"',
            "gates.ipynb is not a notebook: it is not text in UTF-8. Hand in the .ipynb file itself.",
        ),
        (b"[" * 100_000, "gates.ipynb is not a notebook: its JSON is nested too deeply."),
        (
            b"[1]",
            "gates.ipynb is JSON but not a notebook: it has no 'nbformat'. Hand in the .ipynb file itself.",
        ),
        (
            b'{"nbformat": 3}',
            "gates.ipynb has notebook format 3; expected 4. Open it in a current Jupyter and save it.",
        ),
        (
            b'{"nbformat": 4, "cells": [1]}',
            "gates.ipynb is not a notebook: it has no list of cells. Open it in Jupyter and save it.",
        ),
        (
            b'{"nbformat": 4}',
            "gates.ipynb is not a notebook: it has no list of cells. Open it in Jupyter and save it.",
        ),
    ],
)
def test_file_that_is_no_notebook_is_unreadable_and_says_why(tmp_path, content, message):
    found = obstacle(handed_in(tmp_path, content))
    assert (found.outcome, found.message) == (GradingOutcome.UNREADABLE, message)


@pytest.mark.parametrize("metadata", ["7", '{"nbgrader": 7}', '{"nbgrader": {"grade": true}}'])
def test_damaged_notes_of_nbgrader_are_named_with_the_cell(tmp_path, metadata):
    content = f'{{"nbformat": 4, "cells": [{{}}, {{"metadata": {metadata}}}]}}'
    found = obstacle(handed_in(tmp_path, content.encode()))
    assert (found.outcome, found.message) == (
        GradingOutcome.UNREADABLE,
        "gates.ipynb: nbgrader's notes in cell 2 are damaged. "
        "Put your answers into a fresh copy of the assignment and hand that in.",
    )


def test_notebook_that_is_not_there_is_missing(tmp_path):
    found = obstacle(handed_in(tmp_path, None))
    assert found.outcome is GradingOutcome.MISSING
    assert found.message == "gates.ipynb was not handed in. Hand it in under exactly this name."


def test_notebook_of_another_name_is_named(tmp_path):
    found = obstacle(handed_in(tmp_path, b"{}", "hw (1).ipynb"))
    assert found.message == (
        "gates.ipynb was not handed in; the folder holds hw (1).ipynb. Hand it in under exactly this name."
    )


def test_notebook_has_no_obstacle(tmp_path):
    assert obstacle(handed_in(tmp_path, b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}')) is None


def test_submissions_are_found_by_student_and_nothing_else_is(tmp_path):
    for student in ("bob", "ada"):
        (tmp_path / student / "gates").mkdir(parents=True)
    (tmp_path / "eve" / "rnn").mkdir(parents=True)
    (tmp_path / "dan").mkdir()
    (tmp_path / "dan" / "gates").write_text("a file")
    assert [found.student for found in find_submissions(tmp_path, "gates")] == ["ada", "bob"]
    assert [found.student for found in find_submissions(tmp_path, "gates", "bob")] == ["bob"]


def test_no_submissions_says_where_they_were_looked_for(tmp_path):
    with pytest.raises(UsageError) as caught:
        find_submissions(tmp_path, "gates")
    assert str(caught.value) == (f"no submissions of 'gates': expected {tmp_path.as_posix()}/STUDENT/gates/gates.ipynb")


def test_unknown_student_gets_the_nearest_one(tmp_path):
    handed_in(tmp_path, b"")
    with pytest.raises(UsageError, match=r"^no submission of 'gates' by 'adda'; did you mean 'ada'\?$"):
        find_submissions(tmp_path, "gates", "adda")
