"""The roster: its columns under the names that schools give them, and every mistake with its line."""

import re

import pytest

from quizzes.errors import UsageError
from quizzes.grading.course.roster import COLUMNS, Owner, Student, read_roster, roster_rows
from quizzes.targets.table import table


def read(tmp_path, text):
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_roster(path)


@pytest.mark.parametrize(
    "text",
    [
        "id,first_name,last_name,email\nada,Ada,\"Lovelace, Countess\",ada@x.y\n",
        "\ufeffUsername;Surname;First name;Email address\r\nada;\"Lovelace, Countess\";Ada;ada@x.y\r\n\r\n",
        "student_id\tlast name\tfirst name\tmail\tyear\nada\tLovelace, Countess\tAda\tada@x.y\t2\n",
    ],
)  # fmt: skip
def test_roster_is_read_however_a_school_writes_it(tmp_path, text):
    assert read(tmp_path, text).students == {"ada": Student("ada", "Ada", "Lovelace, Countess", "ada@x.y")}


def test_roster_comes_back_as_it_was_written(tmp_path):
    everyone = [Student("ada", 'Ada "A."', "Lovelace, C.", "ada@x.y", "4711", "0815"), Student("bob")]
    assert list(read(tmp_path, table(COLUMNS, roster_rows(everyone))).students.values()) == everyone


def test_every_mistake_is_told_with_its_line(tmp_path):
    with pytest.raises(UsageError) as caught:
        read(tmp_path, "id,email\nada,a@x\n,b@x\n../up,c@x\nada,d@x\n.hidden,e@x\n")
    assert [line.strip().split(": ")[0] for line in str(caught.value).splitlines()] == [
        "the roster has 4 mistakes; nothing was taken over",
        "roster.csv:3", "roster.csv:4", "roster.csv:5", "roster.csv:6",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,year\nada,x\n", "has no column that could be a student's id; columns are name, year; expected id, "),
        (b"id\nZo\x81\n", "is not text in UTF-8, UTF-16 or Windows-1252: save it as 'CSV UTF-8'"),
        (b"PK\x03\x04", "roster.csv is a workbook of a spreadsheet: save it there as 'CSV UTF-8'"),
        (b"\xef\xbb\xbf\r\n", "roster.csv is empty: expected a table whose first line names the columns"),
    ],
)
def test_file_that_is_no_roster_says_why(tmp_path, text, message):
    with pytest.raises(UsageError, match=message):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("name", "number"),
    [("zoe", ""), ("ZOE", ""), ("zoe@x.y", ""), ("z.b", ""), ("Brontë, Zoë", ""), ("bronte zoe", ""),
     ("brontezoe", ""), ("nobody", "77")],
)  # fmt: skip
def test_student_is_found_by_each_of_her_names(tmp_path, name, number):
    roster = read(tmp_path, "id,first_name,last_name,email,lms_id\nzoe,Zoë,Brontë,z.b@x.y,77\nann,Ann,Other,,78\n")
    assert [student.id for student in roster.find(Owner(name, number))] == (["zoe"] if name != "zoe@x.y" else [])


@pytest.mark.parametrize("twin", ["ADA", "Ada", "ada.", "\uff41da"])
def test_ids_that_some_disks_take_for_one_are_refused(tmp_path, twin):
    shown = re.escape(f"roster.csv:4: the ids 'ada' and {twin!a} differ only in what some disks do not tell apart")
    with pytest.raises(UsageError, match=shown):
        read(tmp_path, f"id,email\nada,a@x\nbob,b@x\n{twin},c@x\n")


def test_letters_that_a_mac_takes_apart_are_the_same_id(tmp_path):
    with pytest.raises(UsageError, match=r"'zo\\xeb' and 'zoe\\u0308'"):
        read(tmp_path, "id\nzo\u00eb\nzoe\u0308\n")
    roster = read(tmp_path, "id\nzo\u00eb\nzoe\n")
    for name, found in (("zoe\u0308", "zo\u00eb"), ("ZOE\u0308 ", "zo\u00eb"), ("zoe", "zoe"), ("Zoe", "zoe")):
        assert [student.id for student in roster.find(Owner(name))] == [found]


def test_blanks_around_an_id_do_not_make_another_one(tmp_path):
    assert set(read(tmp_path, "id,email\n ada ,a@x\nbob\u00a0,b@x\n").students) == {"ada", "bob"}
    with pytest.raises(UsageError, match="the id 'ada' a second time"):
        read(tmp_path, "id,email\nada,a@x\nada ,b@x\n")
