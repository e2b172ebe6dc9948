"""Who changed which grade by hand: the table holds every change once, by whomever and through whatever."""

import csv
import getpass
import os
import re
import socket

import pytest
from nbgrader.api import Gradebook

from quizzes.grading.record.nbgrader_by_hand import FOUND, note_as_written, note_found, noted_as_written
from quizzes.grading.record.nbgrader_course import NbgraderCourse

WORDS, TEST, PROOF = ("one", "words"), ("one", "test"), ("two", "proof")
COLUMNS = ["time", "who", "through", "assignment", "student", "cell", "field", "before", "after"]


def lines(course):
    with (course.root / "manual-grades.csv").open(newline="", encoding="utf-8") as file:
        first, *rest = csv.reader(file)
    assert first == COLUMNS
    return rest


def changes(course):
    return [line[3:] for line in lines(course)]


@pytest.fixture
def course(small, handed):
    handed(small, "ada")
    handed(small, "bob")
    return small


def test_two_graders_stand_one_after_the_other_with_what_was_there_before(course, by_hand, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "grace")
    with noted_as_written(course.root, "quizzes lab"):
        by_hand(course, "ada", WORDS, manual_score=2.0, comment="Nearly.")
    monkeypatch.delenv("JUPYTERHUB_USER")
    monkeypatch.setattr(getpass, "getuser", lambda: "alan")
    with noted_as_written(course.root, "quizzes marks"):
        by_hand(course, "ada", WORDS, manual_score=3.5, extra_credit=0.25)
    assert changes(course) == [
        ["hw", "ada", "words", "points", "", "2"],
        ["hw", "ada", "words", "comment", "", "Nearly."],
        ["hw", "ada", "words", "points", "2", "3.5"],
        ["hw", "ada", "words", "extra credit", "", "0.25"],
    ]
    here = socket.gethostname()
    told = [line[1:3] for line in lines(course)]
    assert told == [[f"grace on {here}", "quizzes lab"]] * 2 + [[f"alan on {here}", "quizzes marks"]] * 2
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", line[0]) for line in lines(course))
    assert note_found(course) == 0, "all of it is in the table"


@pytest.mark.parametrize("error", [KeyError("uid"), OSError("no such user")])
def test_account_without_a_name_is_a_number(course, by_hand, monkeypatch, error):
    def fail():
        raise error

    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    monkeypatch.setattr(getpass, "getuser", fail)
    with noted_as_written(course.root, "x"):
        by_hand(course, "ada", WORDS, manual_score=2.0)
    assert lines(course)[0][1] == f"{os.getuid()} on {socket.gethostname()}"


def test_points_that_are_taken_back_are_a_change_and_none_is_not_zero(course, by_hand):
    with noted_as_written(course.root, "x"):
        by_hand(course, "ada", TEST, manual_score=0.0)
        by_hand(course, "ada", TEST, manual_score=None)
    assert changes(course) == [
        ["hw", "ada", "one/test", "points", "", "0"],
        ["hw", "ada", "one/test", "points", "0", ""],
    ]
    assert note_found(course) == 0


def test_what_is_no_change_by_hand_makes_no_line(course, by_hand):
    with noted_as_written(course.root, "x"):
        by_hand(course, "ada", TEST, auto_score=1.0, needs_manual_grade=False)
        by_hand(course, "ada", WORDS, comment="")
    assert not (course.root / "manual-grades.csv").exists()
    with noted_as_written(course.root, "x"):
        by_hand(course, "ada", TEST, manual_score=1.0)
        by_hand(course, "ada", TEST, manual_score=1)
    assert len(lines(course)) == 1


def test_what_is_written_after_the_block_is_found_and_not_noted_twice(course, by_hand):
    with noted_as_written(course.root, "x"):
        by_hand(course, "ada", TEST, manual_score=1.0)
    by_hand(course, "ada", TEST, manual_score=2.0)
    assert len(lines(course)) == 1
    assert (note_found(course), note_found(course)) == (1, 0)
    assert lines(course)[-1][1:] == ["", FOUND, "hw", "ada", "one/test", "points", "1", "2"]


def test_block_that_fails_leaves_nobody_listening(course, by_hand):
    with pytest.raises(ZeroDivisionError), noted_as_written(course.root, "x"):
        raise ZeroDivisionError
    by_hand(course, "ada", TEST, manual_score=1.0)
    assert not (course.root / "manual-grades.csv").exists()


def test_what_was_rolled_back_is_not_noted_with_the_next_change(course):
    with noted_as_written(course.root, "x"), Gradebook(course.db_url) as book:
        book.find_grade("test", "one", "hw", "ada").manual_score = 1.0
        book.db.flush()
        book.db.rollback()
        book.find_grade("test", "one", "hw", "bob").manual_score = 2.0
        book.db.commit()
    assert changes(course) == [["hw", "bob", "one/test", "points", "", "2"]]


def test_all_that_another_program_gave_is_found_once(course, by_hand):
    by_hand(course, "bob", WORDS, manual_score=1.5, comment="See me.", extra_credit=0.0)
    by_hand(course, "ada", WORDS, extra_credit=1.0)
    by_hand(course, "ada", ("two", "test"), manual_score=0.0)
    assert note_found(course) == 4
    assert changes(course) == [
        ["hw", "ada", "two/test", "points", "", "0"],
        ["hw", "ada", "words", "extra credit", "", "1"],
        ["hw", "bob", "words", "comment", "", "See me."],
        ["hw", "bob", "words", "points", "", "1.5"],
    ]
    assert len({line[0] for line in lines(course)}) == 1
    assert note_found(course) == 0


def test_what_another_program_took_away_is_found(course, by_hand):
    by_hand(course, "ada", WORDS, manual_score=1.5, comment="See me.")
    note_found(course)
    by_hand(course, "ada", WORDS, manual_score=None, comment="")
    assert note_found(course) == 2
    assert changes(course)[2:] == [
        ["hw", "ada", "words", "comment", "See me.", ""],
        ["hw", "ada", "words", "points", "1.5", ""],
    ]
    assert note_found(course) == 0


def test_texts_that_a_spreadsheet_would_compute_are_noted_and_found_alike(course, handed, by_hand):
    handed(course, "=1+1")
    by_hand(course, "=1+1", WORDS, manual_score=1.0, comment="=2+2")
    assert (note_found(course), note_found(course)) == (2, 0)
    assert changes(course) == [
        ["hw", "'=1+1", "words", "comment", "", "'=2+2"],
        ["hw", "'=1+1", "words", "points", "", "1"],
    ]


def test_long_comment_is_cut_and_still_known(course, by_hand):
    with noted_as_written(course.root, "x"):
        by_hand(course, "ada", WORDS, comment="a" * 200)
        by_hand(course, "bob", WORDS, comment="b" * 201)
    assert [line[-1] for line in lines(course)] == ["a" * 200, "b" * 200 + " ... (1 letters left out)"]
    assert note_found(course) == 0


def test_damaged_lines_are_passed_over_and_lines_go_on_being_added(course, by_hand):
    by_hand(course, "ada", WORDS, manual_score=1.5)
    note_found(course)
    path = course.root / "manual-grades.csv"
    path.write_bytes(path.read_bytes() + b"half a li\xff\r\n" + b"1,2,3,4,5,6,7,8,9,10\r\n")
    by_hand(course, "ada", TEST, manual_score=1.0)
    assert (note_found(course), note_found(course)) == (1, 0)
    assert path.read_bytes().endswith(b",hw,ada,one/test,points,,1\r\n")


def test_empty_file_gets_its_columns(course, by_hand):
    (course.root / "manual-grades.csv").write_text("")
    by_hand(course, "ada", WORDS, manual_score=1.5)
    note_found(course)
    assert len(lines(course)) == 1


def test_course_without_a_gradebook_gets_none_by_being_looked_at(course):
    gradebook = course.root / "gradebook.db"
    gradebook.unlink()
    assert note_found(NbgraderCourse(course.root)) == 0
    assert not gradebook.exists()


def test_points_stay_where_the_table_cannot_be_written(course, by_hand):
    (course.root / "manual-grades.csv").mkdir()
    with noted_as_written(course.root, "x"):
        by_hand(course, "ada", TEST, manual_score=1.0)
    with Gradebook(course.db_url) as book:
        assert book.find_grade("test", "one", "hw", "ada").manual_score == 1.0


def test_process_that_notes_goes_on_noting(course, by_hand):
    stop = note_as_written(course.root, "quizzes lab")
    try:
        by_hand(course, "ada", TEST, manual_score=1.0)
        by_hand(course, "bob", TEST, manual_score=2.0)
    finally:
        stop()
    assert [line[2:] for line in lines(course)] == [
        ["quizzes lab", "hw", "ada", "one/test", "points", "", "1"],
        ["quizzes lab", "hw", "bob", "one/test", "points", "", "2"],
    ]


def test_cells_of_one_name_in_two_notebooks_are_told_apart(course, by_hand):
    with noted_as_written(course.root, "x"):
        by_hand(course, "ada", TEST, manual_score=1.0)
        by_hand(course, "ada", ("two", "test"), manual_score=2.0)
    assert note_found(course) == 0
    by_hand(course, "ada", TEST, manual_score=1.5)
    by_hand(course, "ada", ("two", "test"), manual_score=2.5)
    assert (note_found(course), note_found(course)) == (2, 0)
    assert [line[2:] for line in changes(course)] == [
        ["one/test", "points", "", "1"],
        ["two/test", "points", "", "2"],
        ["one/test", "points", "1", "1.5"],
        ["two/test", "points", "2", "2.5"],
    ]


def test_extra_credit_that_is_set_to_nothing_is_gone_and_not_found_again(course, by_hand):
    with noted_as_written(course.root, "x"):
        by_hand(course, "ada", WORDS, extra_credit=0.0)
        by_hand(course, "ada", WORDS, extra_credit=1.0)
        by_hand(course, "ada", WORDS, extra_credit=0.0)
    assert [line[3:] for line in changes(course)] == [["extra credit", "", "1"], ["extra credit", "1", ""]]
    assert note_found(course) == 0
