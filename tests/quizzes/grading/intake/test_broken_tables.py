"""Tables of an LMS with bytes changed, cut, doubled and put in: each is read, or is one message."""

import random
from datetime import UTC

import pytest

from quizzes.errors import UsageError
from quizzes.grading.course.roster import Roster, Student, read_roster
from quizzes.grading.intake.moodle_numbers import worksheet_numbers
from quizzes.grading.intake.times import read_times
from quizzes.grading.report.lms import Grades, Result, into_canvas, into_moodle

STUDENTS = {"ada": Student("ada", "Ada", "Lovelace", "ada@uni.edu", "4701", "3001")}
GRADES = Grades("rnn", 20.0, STUDENTS, {"ada": Result(3.0, "=x")})
TABLES = (
    "Student,ID,SIS User ID,SIS Login ID,Section,rnn (81234),Final Score\r\n    Points Possible,,,,,20,(read only)\r\n"
    '"Lovelace, Ada",4701,3001,ada,"A and B",EX,\r\n',
    "sep=;\r\nVorname;Nachname;Anmeldename;Matrikelnummer;E-Mail-Adresse\r\nAda;Lovelace;ada;3001;ada@uni.edu\r\n",
    'Identifier,"Full name","ID number","Email address",Grade,"Maximum grade","Last modified (submission)",'
    '"Last modified (grade)","Feedback comments"\nParticipant 4701,"Ada Lovelace",3001,ada@uni.edu,,"100,00",'
    '"Monday, 5 October 2026, 8:00 PM",-,"<p>a\n""b""</p>"\n',
)
PUT_IN = [b'"', b'""', b";", b",", b"\n", b"\r", b"\0", b"\t", b"=", b"\xff", b"EX", b"sep=|\n", "\u202e".encode()]


def mutated(rng):
    content = bytearray(rng.choice(TABLES).encode(rng.choice(["utf-8", "utf-8-sig", "utf-16"])))
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(content) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            content[at:at] = rng.choice(PUT_IN)
        elif kind == 1:
            del content[at : at + rng.randint(1, 9)]
        elif kind == 2:
            other = rng.randrange(len(content) + 1)
            content[at:at] = content[other : other + rng.randint(1, 80)]
        elif kind == 3 and at < len(content):
            content[at] = rng.randrange(256)
        else:
            content = content[: max(1, at)]
    return bytes(content)


@pytest.mark.parametrize("seed", range(20))
def test_broken_table_is_read_or_told(seed, tmp_path):
    rng = random.Random(seed)
    path = tmp_path / "t.csv"
    outcomes = {True: 0, False: 0}
    for _ in range(40):
        content = mutated(rng)
        path.write_bytes(content)
        for read in (
            lambda: read_roster(path),
            lambda: read_times(path, Roster(STUDENTS), UTC),
            lambda given=content: into_moodle(GRADES, given),
            lambda given=content: into_canvas(GRADES, given),
            lambda given=content: worksheet_numbers(given, STUDENTS),
        ):
            try:
                read()
                outcomes[True] += 1
            except UsageError as error:
                assert str(error)
                outcomes[False] += 1
    assert min(outcomes.values()) > 0
