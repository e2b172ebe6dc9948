"""Feedback for Moodle: whose each file is, by the number of the assignment, whatever a student is called."""

import io
import re
import zipfile

import pytest

from quizzes.errors import UsageError
from quizzes.grading.course.roster import Student
from quizzes.grading.intake.moodle_numbers import keep_numbers, kept_numbers, numbered, numbered_here, worksheet_numbers
from quizzes.grading.report.moodle_feedback import feedback_zip

HOSTILE = {
    "ada": Student("ada", "Ada_9_assignfeedback", "file_/../../x", lms_id="4801"),
    "bob": Student("bob", "..", "\\..\\C:\x00\x1b[2J\u202e", lms_id="4802"),
    "cleo": Student("cleo", "", "", lms_id="4803"),
    "long": Student("long", "x" * 500, "y", lms_id="4804"),
}


def with_pages(root, *students):
    for name in students:
        folder = root / "feedback" / name / "gates"
        folder.mkdir(parents=True)
        (folder / "gates.html").write_text(f"page of {name}", encoding="utf-8")
        (folder / "submission_secret.txt").write_text("secret", encoding="utf-8")
    return root


def names(made):
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_no_name_of_a_student_changes_whose_the_file_is(tmp_path):
    made = feedback_zip(with_pages(tmp_path, *HOSTILE), "gates", HOSTILE)
    found = names(made)
    assert set(found.values()) == {f"page of {name}" for name in HOSTILE}  # and no secret
    for path, page in found.items():
        folder, file = path.split("/")
        name, number, *plugin = folder.split("_", 4)  # as Moodle divides it
        assert plugin == ["assignfeedback", "file", ""]
        assert HOSTILE[page.removeprefix("page of ")].lms_id == number
        assert file == "gates.html"
        assert re.fullmatch(r"[\w .+@,'()-]{1,60}", name) and ".." not in name
    assert (made.students, made.notes) == (tuple(HOSTILE), ())


def test_who_has_no_number_or_anothers_is_left_out_and_told(tmp_path):
    students = {
        "ada": Student("ada", lms_id="1"),
        "bob": Student("bob", lms_id="2"),
        "cleo": Student("cleo", lms_id="2"),
        "dan": Student("dan"),
        "eve": Student("eve", lms_id="5"),
    }
    made = feedback_zip(with_pages(tmp_path, "ada", "bob", "cleo", "dan"), "gates", students)
    assert made.students == ("ada",)
    assert made.notes == (
        "left out, since no number of Moodle's is known: dan; add --worksheet FILE",
        "left out, since they have one number of Moodle's together: bob, cleo",
    )


def test_nothing_to_give_back_is_told(tmp_path):
    with pytest.raises(UsageError, match="no feedback pages of 'gates': run `quizzes grade gates` first"):
        feedback_zip(tmp_path, "gates", HOSTILE)
    with pytest.raises(UsageError, match="no number of Moodle's is known in 'gates': collect Moodle's zip"):
        feedback_zip(with_pages(tmp_path, "dan"), "gates", {"dan": Student("dan")})


def test_numbers_of_an_assignment_are_kept_and_count_more_than_the_rosters(tmp_path):
    keep_numbers(tmp_path, "gates", {"ada": "1", "=x": "2"})
    keep_numbers(tmp_path, "gates", {"ada": "3"})
    assert kept_numbers(tmp_path, "gates") == {"ada": "3", "=x": "2"}
    students = {"ada": Student("ada", lms_id="9"), "bob": Student("bob", lms_id="8")}
    assert {name: each.lms_id for name, each in numbered(tmp_path, "gates", students).items()} == {
        "ada": "3",
        "bob": "8",
    }
    assert numbered(tmp_path, "rnn", students) == students
    here = numbered_here(tmp_path, "gates", students)  # the roster's may be another person's there
    assert {name: each.lms_id for name, each in here.items()} == {"ada": "3", "bob": ""}


def test_worksheet_gives_numbers_by_address_number_or_name():
    sheet = (
        'Identifier,"Full name","ID number","Email address",Status,Grade,"Last modified (grade)"\n'
        "Participant 11,Ada Lovelace,,ada@x.y,,,-\nParticipant 12,Bob Byron,3002,,,,-\n"
        "Participant 13,Cleo Cruz,,,,,-\nParticipant 14,Nobody,,,,,-\n"
    )
    students = {
        "a": Student("a", email="ada@x.y", lms_id="12"),  # the number of another assignment
        "b": Student("b", id_number="3002"),
        "c": Student("c", "Cleo", "Cruz"),
    }
    numbers, notes = worksheet_numbers(sheet.encode(), students)
    assert numbers == {"a": "11", "b": "12", "c": "13"}
    assert notes == ("the worksheet:5: nobody fits",)
    with pytest.raises(UsageError, match="expected Moodle's grading worksheet .*, got a table of id, b"):
        worksheet_numbers(b"id,b\nx,y\n", students)
