"""The two files that a run writes by itself: the journal of an interrupted one, and each submission's grade.json."""

import json
from dataclasses import replace

import pytest

from quizzes.grading.outcome import Diagnosis, GradingOutcome, PropertyGrade, SubmissionGrade, TaskGrade
from quizzes.grading.record.grade_json import grade_file, read_grade, read_notes, rename_student
from quizzes.grading.record.journal import Journal

STEP = TaskGrade(
    "step", 1.5, 4.0, GradingOutcome.PARTLY, "One of two.", "odd", Diagnosis("NO_TANH", "no-tanh", "gates-step"),
    [1, None], (PropertyGrade("shape", 1.5, 2.0, "right"),),
)  # fmt: skip
GRADE = SubmissionGrade(
    "ada",
    1.5,
    4.0,
    GradingOutcome.PUT_RIGHT,
    "Put right.",
    (STEP,),
    "look",
    ("moved",),
    "2026-10-05T10:00:00",
    "s",
    "m",
)


@pytest.fixture
def journal(tmp_path):
    """Return a function that opens the journal of one assignment, under conditions."""
    opened = []

    def run(conditions="a"):
        opened.append(Journal(tmp_path, "gates", conditions))
        return opened[-1]

    yield run
    for each in opened:
        each.leave()


def path(tmp_path):
    return tmp_path / ".grading" / "gates.jsonl"


def test_next_run_knows_what_was_recorded_and_of_which_submission(journal):
    first = journal()
    assert len(first) == 0 and not first.has("ada", "1")
    first.add("ada", "1")
    first.add("bob", "2")
    first.leave()
    again = journal()
    assert len(again) == 2
    assert [again.has(*pair) for pair in (("ada", "1"), ("ada", "2"), ("eve", "1"))] == [True, False, False]
    again.add("eve", "3")
    again.leave()
    assert len(journal()) == 3


def test_line_is_on_the_disk_before_the_next_submission(journal, tmp_path):
    journal().add("ada", "1")
    assert path(tmp_path).read_text().endswith('{"student": "ada", "sha256": "1"}\n')


def test_run_under_other_conditions_begins_anew(journal, tmp_path):
    first = journal("a")
    first.add("ada", "1")
    first.leave()
    other = journal("b")
    assert len(other) == 0
    assert path(tmp_path).read_text() == '{"conditions": "b"}\n'


def test_complete_run_leaves_nothing(journal, tmp_path):
    journal().finish()
    assert not path(tmp_path).exists()


@pytest.mark.parametrize(
    ("rest", "known"),
    [
        ('{"student": "bob", "sha256": "2"}', ["ada"]),  # cut off: no end of line
        ('{"stud\n{"student": "bob", "sha256": "2"}\n', ["ada"]),
        ('["bob"]\n{"student": "bob", "sha256": "2"}\n', ["ada"]),
        ('{"student": "eve"}\n{"student": "bob", "sha256": "2"}\n', ["ada"]),
        ('{"student": "bob", "sha256": "2"}\n', ["ada", "bob"]),
    ],
)
def test_line_that_is_broken_ends_what_is_known(journal, tmp_path, rest, known):
    first = journal()
    first.add("ada", "1")
    first.leave()
    with path(tmp_path).open("a") as file:
        file.write(rest)
    again = journal()
    assert [name for name, sha in (("ada", "1"), ("bob", "2")) if again.has(name, sha)] == known


def test_journal_that_is_no_text_is_none(journal, tmp_path):
    journal().leave()
    path(tmp_path).write_bytes(b"\xff\xfe")
    assert len(journal()) == 0


def written(tmp_path, grade, assignment="gates"):
    folder = tmp_path / "autograded" / grade.student / assignment
    folder.mkdir(parents=True)
    for name, content in grade_file(grade, assignment).items():
        (folder / name).write_bytes(content)
    return folder / "grade.json"


def test_grade_is_read_as_it_was_written(tmp_path):
    file = written(tmp_path, GRADE)
    assert read_grade(tmp_path, "gates", "ada") == GRADE
    assert json.loads(file.read_text())["assignment"] == "gates"
    assert file.read_bytes().endswith(b"\n}\n")


def test_letters_stay_letters_and_halves_of_them_are_replaced(tmp_path):
    file = written(tmp_path, replace(GRADE, message="Größe \ud83d"))
    assert "Größe ?" in file.read_text("utf-8") or "Größe \ufffd" in file.read_text("utf-8")


@pytest.mark.parametrize("content", ["", "[1]", "{}", '{"tasks": 3}', '{"tasks": [{"id": "a"}]}'])
def test_file_that_holds_no_grade_is_none(tmp_path, content):
    written(tmp_path, GRADE).write_text(content)
    assert read_grade(tmp_path, "gates", "ada") is None
    assert isinstance(read_notes(tmp_path, "gates", "ada"), dict)


def test_where_nothing_was_graded_there_is_no_note(tmp_path):
    assert read_notes(tmp_path, "gates", "ada") == {}
    assert read_grade(tmp_path, "gates", "ada") is None


def test_notes_in_a_folder_that_was_renamed_name_the_student_of_the_folder(tmp_path):
    written(tmp_path, GRADE)
    own = written(tmp_path, replace(GRADE, student="al", message="ö"), "states")
    before = own.stat().st_mtime_ns
    broken = written(tmp_path, replace(GRADE, student="al"), "broken")
    broken.write_text("")
    (tmp_path / "autograded" / "ada" / "gates").rename(tmp_path / "autograded" / "al" / "gates")
    rename_student(tmp_path, "al")
    assert read_grade(tmp_path, "gates", "al") == replace(GRADE, student="al")
    assert own.stat().st_mtime_ns == before
    assert broken.read_text() == ""
