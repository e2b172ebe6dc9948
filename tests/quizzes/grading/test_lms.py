"""The tables for Moodle and Canvas: exact, safe, and with a word about every line that does not fit."""

import csv
import io

import pytest

from quizzes.errors import UsageError
from quizzes.grading.intake.roster import Student
from quizzes.grading.lms import Grades, Result, canvas, into_canvas, into_moodle, moodle

STUDENTS = {
    "ada": Student("ada", "Ada", 'Lovelace, "Countess"', "ada@x.y", "4711", "S1"),
    "bob": Student("bob", "=cmd|' /C calc'!A0", "+Brien", "bob@x.y", "4712", "S2"),
    "eve": Student("eve", "Eve", "Late", "eve@x.y", "4713", "S3"),
}
GRADES = Grades("gates", 18.0, STUDENTS, {"ada": Result(17.5, "Well, done"), "bob": Result(9.0)})


def read(filled):
    return list(csv.reader(io.StringIO(filled.content.decode(), newline="")))


def test_moodle_gets_a_line_for_each_student_and_no_grade_where_nothing_came():
    assert read(moodle(GRADES)) == [
        ["Username", "ID number", "Email address", "First name", "Last name", "gates", "Feedback: gates"],
        ["ada", "S1", "ada@x.y", "Ada", 'Lovelace, "Countess"', "17.50", "Well, done"],
        ["bob", "S2", "bob@x.y", "'=cmd|' /C calc'!A0", "'+Brien", "9.00", ""],
        ["eve", "S3", "eve@x.y", "Eve", "Late", "", ""],
    ]


def test_canvas_gets_its_line_of_points_possible():
    assert read(canvas(GRADES)) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "gates"],
        ["    Points Possible", "", "", "", "", "18"],
        ['Lovelace, "Countess", Ada', "4711", "S1", "ada", "", "17.50"],
        ["'+Brien, =cmd|' /C calc'!A0", "4712", "S2", "bob", "", "9.00"],
        ["Late, Eve", "4713", "S3", "eve", "", ""],
    ]


WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments\r\n"
    'Participant 4711,"Ada Lovelace, ""Countess""",ada@x.y,Submitted,,36,\r\n'
    "Participant 1,Nobody,nobody@x.y,No submission,,36,\r\n"
    "Participant 4713,Eve Late,eve@x.y,No submission,,36,\r\n"
)


def test_moodles_worksheet_is_filled_and_the_rest_of_it_stays():
    filled = into_moodle(GRADES, WORKSHEET.encode("utf-8-sig"))
    assert read(filled)[1:] == [
        ["Participant 4711", 'Ada Lovelace, "Countess"', "ada@x.y", "Submitted", "35.00", "36", "Well, done"],
        ["Participant 1", "Nobody", "nobody@x.y", "No submission", "", "36", ""],
        ["Participant 4713", "Eve Late", "eve@x.y", "No submission", "", "36", ""],
    ]
    assert filled.notes == (
        "the worksheet's maximum is 36, ours 18: scaled",
        "line 3 (Participant 1): nobody in the gradebook is called so; left as it was",
        "bob has a grade and no line in the table",
    )


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,gates (815),states (816)\r\n"
    "    Points Possible,,,,,18,20\r\n"
    '"Lovelace, Ada",4711,,ada,A,,3\r\n'
    '"Lovelace, Ada",4711,,ada,B,,3\r\n'
    '"Brien, B",4712,,bob,A,1,\r\n'
)


def test_canvas_own_table_is_filled_in_the_column_of_the_assignment():
    filled = into_canvas(GRADES, CANVAS.encode())
    assert read(filled)[1:] == [
        ["    Points Possible", "", "", "", "", "18", "20"],
        ["Lovelace, Ada", "4711", "", "ada", "A", "17.50", "3"],
        ["Lovelace, Ada", "4711", "", "ada", "B", "", "3"],
        ["Brien, B", "4712", "", "bob", "A", "9.00", ""],
    ]
    assert filled.notes == ("line 4 (Lovelace, Ada): ada stands in an earlier line; left as it was",)


@pytest.mark.parametrize(
    ("fill", "content", "message"),
    [
        (into_moodle, b"a,b\r\n1,2\r\n", "Moodle's grading worksheet has no column 'Grade'; columns are a, b"),
        (into_canvas, b"Student,ID,other (1)\r\n", "Canvas's table has 0 columns for 'gates'"),
        (into_canvas, b"Student,gates,gates (1)\r\n", "Canvas's table has 2 columns for 'gates'"),
        (into_canvas, b"Stud\xeb\r\n", "the table is not text in UTF-8"),
    ],
)
def test_table_that_is_another_one_says_so(fill, content, message):
    with pytest.raises(UsageError, match=message.replace("(", r"\(")):
        fill(GRADES, content)
