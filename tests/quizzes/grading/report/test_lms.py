"""The tables for Moodle and Canvas: exact, safe, and with a word about every line that does not fit."""

import csv
import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import UsageError
from quizzes.grading.course.roster import Student
from quizzes.grading.report.lms import FilledTable, Grades, Result, canvas, into_canvas, into_moodle, moodle
from quizzes.text_table import read_sheet

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
        (into_moodle, b"Identifier,Grade,Scale,Status\r\n", "has a column 'Scale': this assignment is graded by words"),
        (into_canvas, b"Student,ID,other (1)\r\n", "Canvas's table has 0 columns for 'gates'"),
        (into_canvas, b"Student,gates,gates (1)\r\n", "Canvas's table has 2 columns for 'gates'"),
        (into_canvas, b"Stud\x81\r\n", "Canvas's table is not text in UTF-8, UTF-16 or Windows-1252"),
        (into_canvas, b"Student,ID,gates (1)\r\n    Points Possible,,(read only)\r\n", "'gates (1)' is read only"),
    ],
)
def test_table_that_is_another_one_says_so(fill, content, message):
    with pytest.raises(UsageError, match=re.escape(message)):
        fill(GRADES, content)


def lines(text):
    return text.replace("\n", "\r\n")


# As Canvas writes it for a German instructor: semicolons, decimal commas, a mark, a row of what is hidden.
CANVAS_DE = lines(
    'Student;ID;SIS User ID;SIS Login ID;Section;HW1 (555);HW (1) (556);"Final; all"\n'
    ";;;;;Manual Posting;;\n"
    "    Points Possible;;;;;20,00;6,00;(read only)\n"
    '"Lovelace, Ada";4711;;ada;"A";;  1,50;97,5\n'
    '"O\'Neill ""Bob""";4712;;bob;"A and B";"";EX; x \n'
    '"Late, Eve";4713;;eve;B;3,00;N/A;\n'
    "Student, Test;99;;5f3e8f0c9b6d4a0e1b2c3d4e5f60718293a4b5c6;A;;;\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_no_other_byte_of_canvas_table_changes(encoding):
    grades = replace(GRADES, assignment="hw1")
    before = CANVAS_DE.encode(encoding)
    filled = into_canvas(grades, before)
    expected = CANVAS_DE.replace('"A";;', '"A";17,50;').replace('"A and B";"";', '"A and B";"9,00";')
    assert filled.content == expected.encode(encoding)
    assert filled.notes == ("Canvas's points possible are 20, ours 18: not scaled",)


def test_who_is_excused_or_not_assigned_stays_so_and_is_told():
    grades = replace(GRADES, assignment="HW (1)", max_score=6.0, results={"bob": Result(1.0), "eve": Result(2.0)})
    before = CANVAS_DE.encode()
    assert into_canvas(grades, before) == FilledTable(
        before,
        (
            'line 5 (O\'Neill "Bob"): excused in Canvas; left as it was',
            "line 6 (Late, Eve): not assigned in Canvas; left as it was",
        ),
    )


@pytest.mark.parametrize(
    ("assignment", "column", "filled"),
    [("HW1", "", "HW1 (5)"), ("hw1", "", "hw1 (6)"), ("Hw 2", "", "HW 2"), ("x", "Homework 3 (7)", "Homework 3 (7)"),
     ("x", "Homework 3", "Homework 3 (7)")],
)  # fmt: skip
def test_column_is_found_by_its_letters(assignment, column, filled):
    table = "Student,ID,HW1 (5),hw1 (6),HW 2,Homework 3 (7)\nAda Lovelace,4711,,,,\n"
    grades = replace(GRADES, assignment=assignment, results={"ada": Result(1.0)})
    (row,) = csv.DictReader(io.StringIO(into_canvas(grades, table.encode(), column).content.decode()))
    assert {name: value for name, value in row.items() if value} == {
        "Student": "Ada Lovelace", "ID": "4711", filled: "1.00"}  # fmt: skip


def test_column_that_is_not_there_is_asked_for():
    with pytest.raises(UsageError, match="columns 'Homwork 3'; did you mean 'Homework 3'.; columns are Student, ID"):
        into_canvas(GRADES, b"Student,ID,Homework 3\n", "Homwork 3")


WORKSHEETS = {
    "de": lines(
        'ID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Bestwertung,"Bewertung kann geändert werden",'
        '"Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)","Feedback als Kommentar"\n'
        'Teilnehmer/in4711,"Ada Lovelace",ada@x.y,"Zur Bewertung abgegeben - ",%s,"36,00",Ja,'
        '"Montag, 5. Oktober 2026, 20:00",-,%s\n'
        'Teilnehmer/in4713,"Eve Late",eve@x.y,"Keine Abgabe - ","4,00","36,00",Ja,-,-,"<p>zu\n spät</p>"\n'
    ),
    "fr": lines(
        'Identifiant,"Nom complet","Adresse de courriel",Statut,Note,"Note maximale","La note peut être modifiée",'
        '"Dernière modification (travail remis)","Dernière modification (note)","Feedback par commentaires"\n'
        'Participant4711,"Ada Lovelace",ada@x.y,Remis,%s,"36,00",Oui,"lundi 5 octobre 2026, 20:00",-,%s\n'
        'Participant4713,"Eve Late",eve@x.y,-,"4,00","36,00",Oui,-,-,\n'
    ),
}


@pytest.mark.parametrize("language", WORKSHEETS)
def test_no_other_byte_of_moodles_worksheet_changes(language):
    table = WORKSHEETS[language]
    results = {"ada": Result(17.5, '=HYPERLINK("http://x")')}
    filled = into_moodle(replace(GRADES, results=results), (table % ("", "")).encode("utf-8-sig"))
    comment = '"\'=HYPERLINK(""http://x"")"'
    assert filled.content == (table % ('"35,00"', comment)).encode("utf-8-sig")
    assert filled.notes == ("the worksheet's maximum is 36, ours 18: scaled",)


def test_worksheet_with_hidden_names_is_filled_by_its_numbers():
    table = "Identifier,Status,Grade,Maximum grade,Last modified (grade)\r\nParticipant 4712,x,,18,-\r\n"
    filled = into_moodle(GRADES, table.encode())
    assert read(filled)[1] == ["Participant 4712", "x", "9.00", "18", "-"]


def test_row_that_is_short_gets_the_cells_that_it_lacks():
    table = b"Student,ID,A,gates,B,Feedback comments\nAda Lovelace,4711\nEve Late,4713,,1\nBob Brien,4712,,,x\n"
    assert into_canvas(GRADES, table).content == (
        b"Student,ID,A,gates,B,Feedback comments\nAda Lovelace,4711,,17.50\nEve Late,4713,,1\nBob Brien,4712,,9.00,x\n"
    )
    table = b"Identifier,Full name,Grade,x,Feedback comments\r\nParticipant 4711,Ada Lovelace\r\n"
    assert into_moodle(GRADES, table).content == table.replace(b"lace\r\n", b'lace,17.50,,"Well, done"\r\n')


def test_row_with_more_cells_than_columns_is_left_alone():
    table = b"Student,ID,gates\nLovelace, Ada,4711,\n"
    assert into_canvas(GRADES, table).content == table
    assert "line 2 (Lovelace): it has 4 cells in 3 columns; left as it was" in into_canvas(GRADES, table).notes


CELLS = st.text(alphabet=st.sampled_from("aé\",;\t\n\r= '"), max_size=40)


@given(CELLS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]), st.sampled_from(["", "sep=;\r\n"]))
def test_table_of_any_text_is_unchanged_until_a_cell_is_set_and_then_only_there(text, encoding, first):
    text = f"{first}id{';' if first else ','}b\n{text}"
    content = text.encode(encoding)
    sheet = read_sheet(content, "t")
    assert sheet.columns == ("id", "b")
    assert sheet.content == content
    for row in sheet.rows:
        again = read_sheet(content, "t")
        if len(row.cells) < 2 or not any(row.cells):
            continue
        rows = [(each.line, each.cells) for each in again.rows]
        again.set(row, 0, "17.50")
        assert again.content == again.content
        after = read_sheet(again.content, "t")
        changed = [(each.line, each.cells) for each in after.rows]
        place = again.rows.index(row)
        assert changed[place][1][0] == "17.50" and changed[place][1][1:] == rows[place][1][1:]
        assert [cells for _, cells in changed[:place]] == [cells for _, cells in rows[:place]]
        assert [cells for _, cells in changed[place + 1 :]] == [cells for _, cells in rows[place + 1 :]]
