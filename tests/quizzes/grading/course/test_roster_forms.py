"""Rosters as Canvas, Moodle and Excel write them."""

import pytest

from quizzes.errors import UsageError
from quizzes.grading.course.roster import COLUMNS, Owner, Student, read_roster, roster_rows
from quizzes.targets.table import table

ADA = Student("ada", "Ada", "Lovelace", "ada@uni.edu", "", "3001")


def read(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "r.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return read_roster(path)


CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,rnn (81234),Gates (81235),Current Points,Final Score\r\n"
    ",,,,,Manual Posting,,,\r\n"
    "    Points Possible,,,,,20.00,18.00,(read only),(read only)\r\n"
    '"Lovelace, Ada",4701,3001,ada,"CS101 Section A",19.50,EX,19.50,97.5\r\n'
    '"Simpson, Jr., Ben",4702,3002,bsimpson,"CS101 Section B",,N/A,,\r\n'
    '"=""=cmd, Zoë""",4703,,zoe@uni.edu,"CS101 Section A and CS101 Section B",,,,\r\n'
    '"Student, Test",9999,,5f3e8f0c9b6d4a0e1b2c3d4e5f60718293a4b5c6,"CS101 Section A",,,,\r\n'
)


def test_canvas_gradebook_is_a_roster(tmp_path):
    roster = read(tmp_path, CANVAS)
    assert list(roster.students.values()) == [
        Student("ada", "Ada", "Lovelace", "", "4701", "3001", "CS101 Section A"),
        Student("bsimpson", "Ben", "Simpson, Jr.", "", "4702", "3002", "CS101 Section B"),
        Student("zoe@uni.edu", "Zoë", "=cmd", "", "4703", "", "CS101 Section A; CS101 Section B"),
    ]
    assert roster.notes == ("the roster r.csv:7: Canvas's test student was left out",)
    assert roster.students["zoe@uni.edu"].sections == ("CS101 Section A", "CS101 Section B")


def test_canvas_gradebook_without_sis_ids_and_with_two_columns_of_names(tmp_path):
    text = (
        "LastName,FirstName,ID,SIS Login ID,Section,rnn (1)\n    Points Possible,,,,,20\nLovelace,Ada,4701,ada,A,\n"
        "Byron,Bob,4702,,A,\n"
    )
    roster = read(tmp_path, text)
    assert roster.students == {
        "ada": Student("ada", "Ada", "Lovelace", "", "4701", "", "A"),
        "4702": Student("4702", "Bob", "Byron", "", "4702", "", "A"),
    }
    assert roster.notes == ("the roster r.csv:4: 'SIS Login ID' is empty, 'ID' is taken as the id",)
    assert not roster.find(Owner("4701"))  # a number of the LMS is nobody's id


MOODLE = [
    '"First name","Last name","ID number","Email address",Groups\nAda,Lovelace,3001,ada@uni.edu,\n',
    "\ufeffVorname;Nachname;Anmeldename;Matrikelnummer;E-Mail-Adresse;Gruppen\r\nAda;Lovelace;ada;3001;ada@uni.edu;\r\n",
    "\ufeffPrénom;Nom;\"Nom d’utilisateur\";\"Numéro d'identification\";\"Adresse de courriel\";Groupes\r\n"
    "Ada;Lovelace;ada;3001;ada@uni.edu;\r\n",
    'Nombre,"Apellido(s)","Nombre de usuario","Número de ID","Dirección de correo",Grupos\n'
    "Ada,Lovelace,ada,3001,ada@uni.edu,\n",
]  # fmt: skip


@pytest.mark.parametrize("text", MOODLE, ids=["en", "de", "fr", "es"])
def test_moodle_participants_in_four_languages(tmp_path, text):
    assert read(tmp_path, text).students == {"ada": ADA}


WORKSHEETS = [
    'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
    '"Participant 4701","Ada Lovelace",3001,ada@uni.edu,"Submitted for grading - ",,100.00,Yes,-,-,\n',
    'ID,"Vollständiger Name",ID-Nummer,E-Mail-Adresse,Status,Bewertung,Bestwertung,"Bewertung kann geändert werden",'
    '"Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)","Feedback als Kommentar"\n'
    'Teilnehmer/in4701,"Ada Lovelace",3001,ada@uni.edu,"Zur Bewertung abgegeben",,"100,00",Ja,-,-,\n',
    'Identifiant,"Nom complet","Numéro d\'identification","Adresse de courriel",Statut,Note,"Note maximale",'
    '"La note peut être modifiée","Dernière modification (travail remis)","Dernière modification (note)",'
    '"Feedback par commentaires"\n'
    'Participant4701,"Ada Lovelace",3001,ada@uni.edu,Remis,,"100,00",Oui,-,-,\n',
]


@pytest.mark.parametrize("text", WORKSHEETS, ids=["en", "de", "fr"])
def test_moodle_grading_worksheet_gives_the_numbers_too(tmp_path, text):
    roster = read(tmp_path, text)
    assert roster.students == {"ada": Student("ada", "Ada", "Lovelace", "ada@uni.edu", "4701", "3001")}
    assert "has no column for the id: the part before the @ of 'E" in roster.notes[0] or "Adresse" in roster.notes[0]


ROSTER = '{0}Student ID{1}Name{1}Email\r\n3001{1}"Müller, Zoë"{1}zoe@uni.edu\r\n'


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ROSTER.format("", "\t"), "utf-16"),  # "Unicode text"
        (ROSTER.format("\ufeff", "\t"), "utf-16-be"),
        (ROSTER.format("", "\t"), "utf-16-le"),
        (ROSTER.format("sep=;\r\n", ";"), "utf-8"),
        (ROSTER.format("sep=;\r\n", ";"), "utf-8-sig"),
        (ROSTER.format('"sep=|"\r\n', "|"), "utf-8-sig"),
        (ROSTER.format("", ";"), "cp1252"),  # "CSV (separated)" of a German Excel
        (ROSTER.format("Kurs;;\r\n;;\r\n", ";"), "utf-8-sig"),  # a title above
        (ROSTER.format("", ",").replace("3001", '="3001"'), "utf-8"),
        (ROSTER.format("", ";").replace("\r\n", "\r"), "mac_roman"),  # "CSV (Macintosh)"
        (ROSTER.format("", ",").replace("3001", "\u200b3001\xa0").replace("zoe@", "\ufeffzoe@"), "utf-8"),
    ],
)
def test_roster_as_excel_writes_it(tmp_path, text, encoding):
    roster = read(tmp_path, text, encoding)
    assert list(roster.students.values()) == [Student("3001", "Zoë", "Müller", "zoe@uni.edu")]
    read_as = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}.get(encoding)
    assert [(f"{read_as} ('Müller, Zoë'" in note) for note in roster.notes] == [True] * bool(read_as)


@pytest.mark.parametrize(
    "text",
    [
        'Student ID,"Last, First",Email\n3001,"Lovelace, Ada",ada@uni.edu\n',
        "Matrikel-Nr.;Name, Vorname;E-Mail;Tutorium\n3001;Lovelace, Ada;ada@uni.edu;\n",
        "Student No|Full Name|E-mail address\n3001|Ada Lovelace|ada@uni.edu\n",
        "Vorname;Name;Matrikelnummer;E-Mail;User ID\nAda;Lovelace;0;ada@uni.edu;3001\n",
        "Nom,Prénom,Matricule,Courriel,Login\nLovelace,Ada,0,ada@uni.edu,3001\n",
        'Email,Student,Student ID\nada@uni.edu,"Lovelace, Ada",3001\n',
        "Computer Science 101\n\nStudent ID;Name;Email\n3001;Lovelace, Ada;ada@uni.edu\n",
    ],
)
def test_lists_of_a_school(tmp_path, text):
    (student,) = read(tmp_path, text).students.values()
    assert (student.first_name, student.last_name, student.email) == ("Ada", "Lovelace", "ada@uni.edu")
    assert student.id == ("ada" if "Matrikel-Nr." in text else "3001")


@pytest.mark.parametrize(
    "column", ["MatrNr", "Matr.-Nr.", "Numéro étudiant", "N° étudiant", "Matricola", "Matrícula", "Studentnummer", "SID"]
)
def test_number_of_a_school_is_the_id_where_there_is_no_other(tmp_path, column):
    roster = read(tmp_path, f"{column};Name\n03001;Lovelace, Ada\n")
    assert list(roster.students.values()) == [Student("03001", "Ada", "Lovelace", id_number="03001")]
    assert roster.notes == (f"the roster r.csv has no column for the id: {column!r} is taken",)


def test_addresses_that_begin_alike_stay_whole(tmp_path):
    roster = read(tmp_path, "Name,E-mail\nAda L,ada@uni.edu\nAda M,Ada@other.edu\nBob,bob@uni.edu\n")
    assert list(roster.students) == ["ada@uni.edu", "Ada@other.edu", "bob"]


def test_one_line_for_each_section_is_one_student(tmp_path):
    roster = read(tmp_path, "id,first_name,section\nada,Ada,A\nbob,Bob,A\nada,Ada,B\n")
    assert {name: student.sections for name, student in roster.students.items()} == {"ada": ("A", "B"), "bob": ("A",)}
    with pytest.raises(UsageError, match=r"r\.csv:3: the id 'ada' a second time"):
        read(tmp_path, "id,first_name,section\nada,Ada,A\nada,Adam,B\n")


def test_section_whose_name_holds_an_and_is_one_section(tmp_path):
    roster = read(tmp_path, "id,section\nada,Monday and Friday\nbob,Monday and Friday\n")
    assert roster.students["ada"].sections == ("Monday and Friday",)


def test_number_that_became_a_decimal_one_is_whole_again(tmp_path):
    roster = read(tmp_path, "Student ID,Name,Matrikel\n1001.0,Ada,7.0\n1002.0,Bob,1.25\n")
    assert [(each.id, each.id_number) for each in roster.students.values()] == [("1001", "7"), ("1002", "1.25")]
    assert roster.notes == ("the roster r.csv: numbers such as '1001.0' were read without what stands behind the point",)


def test_ids_that_look_alike_are_a_mistake(tmp_path):
    with pytest.raises(UsageError, match="signs that are not seen"):
        read(tmp_path, "id,first_name\nada,Ada\na\u200bda,Eve\n")


def test_number_that_excel_has_shortened_is_a_mistake(tmp_path):
    with pytest.raises(UsageError, match=r"r\.csv:2: '1.23E\+08': a spreadsheet has shortened this number"):
        read(tmp_path, "Student ID,Name\n1.23E+08,Ada\n")


@pytest.mark.parametrize("bad", ["../up", "a/b", "..", ".ssh", "a\x1b[2J", "a\u202eb", "~root", "-rf"])
def test_name_that_would_leave_its_folder_is_a_mistake(tmp_path, bad):
    with pytest.raises(UsageError, match=r"r\.csv:3: the id .* cannot name a folder"):
        read(tmp_path, f"Student,ID,SIS Login ID,Section\n    Points Possible,,,\nEve,7,{bad},A\n")


def test_columns_that_are_there_are_listed_and_steer_no_terminal(tmp_path):
    with pytest.raises(UsageError) as caught:
        read(tmp_path, "Vorname;Nachname;Studiengang\x1b[2J\nAda;Lovelace;Physik\n")
    assert "columns are Vorname, Nachname, Studiengang\\x1b[2J; expected id, Username" in str(caught.value)


def test_formula_in_a_name_is_marked_once_however_often_the_roster_is_written(tmp_path):
    everyone = [Student("eve", "=cmd|' /C calc'!A0", "O'Neill", "", "", "", "A; B")]
    text = table(COLUMNS, roster_rows(everyone))
    assert b"'=cmd" in text
    for _ in range(2):
        students = read(tmp_path, text).students.values()
        assert list(students) == everyone
        assert table(COLUMNS, roster_rows(students)) == text
