"""Before anything is run: what was handed in, and what cannot be read."""

import pytest

from quizzes.errors import UsageError
from quizzes.grading.intake.notebook_size import MAX_BYTES
from quizzes.grading.intake.submissions import find_submissions, read_submission
from quizzes.grading.outcome import GradingOutcome


def handed_in(folder, content, name="gates.ipynb"):
    place = folder / "ada" / "gates"
    place.mkdir(parents=True)
    if content is not None:
        (place / name).write_bytes(content)
    return find_submissions(folder, "gates")[0]


def test_notebook_is_read_as_it_is(tmp_path):
    assert read_submission(handed_in(tmp_path, b"\xff{")) == (b"\xff{", ())


def test_of_a_file_too_large_no_more_is_read_than_shows_it(tmp_path):
    content, _ = read_submission(handed_in(tmp_path, b" " * (MAX_BYTES + 10)))
    assert len(content) == MAX_BYTES + 1


def test_notebook_that_is_not_there_is_missing(tmp_path):
    found = read_submission(handed_in(tmp_path, None))
    assert found.outcome is GradingOutcome.MISSING
    assert found.message == "gates.ipynb was not handed in. Hand it in under exactly this name."


def test_the_only_notebook_is_taken_under_another_name(tmp_path):
    content, notes = read_submission(handed_in(tmp_path, b"{}", "hw (1).ipynb"))
    assert content == b"{}"
    assert notes == ("The notebook was handed in as hw (1).ipynb; expected gates.ipynb.",)


def test_of_several_other_notebooks_none_is_taken(tmp_path):
    submission = handed_in(tmp_path, b"{}", "a.ipynb")
    (submission.folder / "b.ipynb").write_bytes(b"{}")
    found = read_submission(submission)
    assert found.message == (
        "gates.ipynb was not handed in; the folder holds a.ipynb, b.ipynb. Hand it in under exactly this name."
    )


def test_link_to_another_students_notebook_is_not_followed(tmp_path):
    other = tmp_path / "other.ipynb"
    other.write_bytes(b"{}")
    submission = handed_in(tmp_path, None)
    submission.notebook.symlink_to(other)
    found = read_submission(submission)
    assert (found.outcome, found.message) == (
        GradingOutcome.MISSING, "gates.ipynb is a link, not a file. Hand in the notebook itself.")  # fmt: skip


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
