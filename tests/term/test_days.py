"""The days that come between: rosters of an LMS, who joins, leaves or is renamed, a worksheet, feedback to Moodle.

The outputs are those that the guide's page shows: REWRITE_GUIDE=1 writes them into book/instructor-days.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from forked import run_command  # noqa: E402
from nbgrader.api import Gradebook

from benchmarks.corpus.entries import as_bytes, ordinary

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
SHOWN = ROOT / "book" / "instructor-days"
_PROGRESS = re.compile(r"^\[\d+/\d+\] .*\n", re.MULTILINE)
_SECONDS = re.compile(r"\d+\.\d s$", re.MULTILINE)

# as Moodle writes it: Participants, Download table data
PARTICIPANTS = (
    '\ufeff"First name","Last name","ID number","Email address",Groups\n'
    "Ada,Lovelace,3001,ada@uni.example,Monday\n"
    'Ben,Okri,3002,b.okri@uni.example,"Monday, Friday"\n'
    "Cleo,Cruz,3003,cleo@uni.example,Friday\n"
    "Dan,Müller,3004,dan@uni.example,Friday\n"
)
LATER = (
    '\ufeff"First name","Last name","ID number","Email address",Groups\n'
    "Ada,Lovelace,3001,ada@uni.example,Friday\n"
    "Cleo,Cruz-Weiss,3003,cleo.weiss@uni.example,Friday\n"
    "Dan,Müller,3004,dan@uni.example,Friday\n"
    "Eve,Adams,3005,eve@uni.example,Monday\n"
)
WORKSHEET = (
    '\ufeffID,"Vollständiger Name",ID-Nummer,E-Mail-Adresse,Status,Bewertung,Bestwertung,'
    '"Bewertung kann geändert werden","Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)",'
    '"Feedback als Kommentar"\n'
    'Teilnehmer/in4801,"Ada Lovelace",3001,ada@uni.example,"Zur Bewertung abgegeben - ",{0},"20,00",Ja,'
    '"Montag, 5. Oktober 2026, 20:00",-,{1}\n'
    'Teilnehmer/in4802,"Ben Okri",3002,b.okri@uni.example,"Zur Bewertung abgegeben - ",{2},"20,00",Ja,'
    '"Dienstag, 6. Oktober 2026, 20:00",-,\n'
    'Teilnehmer/in4803,"Cleo Cruz",3003,cleo@uni.example,"Zur Bewertung abgegeben - ",{3},"20,00",Ja,'
    '"Montag, 5. Oktober 2026, 21:00",-,\n'
    'Teilnehmer/in4899,"Gast, Gerda",,gast@uni.example,"Keine Abgabe - ",,"20,00",Ja,-,-,"bitte\n lassen"\n'
)
SETTINGS = """\
timezone = "Europe/Berlin"
exchange = "{exchange}"
course_id = "rnn-2026"

[late]
per_day = 0.10

[assignments.gates]
due = 2026-10-05T23:59:00
"""


def notebook(release, name):
    """Return the released notebook with the cells of a file of tests/submissions."""
    return as_bytes(ordinary(json.loads(release.read_text(encoding="utf-8")), name))


def moodle_zip(path, release):
    """Write Moodle's zip of submissions: its numbers are other ones in each assignment."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, number, file, day in (
            ("Ada Lovelace", 4801, "right.py", 5),
            ("Ben Okri", 4802, "partly.py", 6),
            ("Cleo Cruz", 4803, "raises.py", 5),
        ):
            entry = zipfile.ZipInfo(f"{name}_{number}_assignsubmission_file/gates.ipynb", (2026, 10, day, 20, 0, 0))
            archive.writestr(entry, notebook(release, file))


def grade_by_hand(url, student, points, comment):
    """Give points as formgrader does."""
    with Gradebook(url, "rnn-2026") as book:
        grade = book.find_grade("gates-in-words", "gates", "gates", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.find_comment("gates-in-words", "gates", "gates", student).manual_comment = comment
        book.db.commit()


class Story:
    """Runs commands in a folder and keeps what each wrote."""

    def __init__(self, folder):
        self.folder, self.outputs = folder, {}

    def run(self, name, command, code=0):
        program, *arguments = command.split(" ")
        arguments = [argument.replace("~", " ").strip('"') for argument in arguments]
        columns = {"COLUMNS": "100"}
        if program == "quizzes":
            done = run_command(*arguments, cwd=self.folder, env=columns, together=True)
        else:
            done = subprocess.run(
                [sys.executable, "-m", program, *arguments], cwd=self.folder, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, encoding="utf-8", timeout=900, check=False,
                env={**os.environ, "PYTHONPATH": str(ROOT), **columns},
            )  # fmt: skip
        assert done.returncode == code, done.stdout
        if name:
            self.outputs[name] = f"$ {command.replace('~', ' ')}\n{_PROGRESS.sub('', done.stdout)}"
        return done.stdout

    def read(self, name):
        return (self.folder / "course" / name).read_bytes()

    def rows(self, name):
        return list(csv.DictReader(io.StringIO(self.read(name).decode(), newline="")))


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """All the days, in the order of the guide's page."""
    folder = tmp_path_factory.mktemp("days")
    story = Story(folder)
    (folder / "exchange").mkdir(mode=0o777)
    (folder / "exchange").chmod(0o777)
    (folder / "participants.csv").write_text(PARTICIPANTS, encoding="utf-8")
    story.run("new-course", "quizzes new-course course --roster participants.csv --assignment gates")
    settings = folder / "course" / "course.toml"
    settings.write_text(SETTINGS.format(exchange=folder / "exchange").replace("gates]", "gatse]"), encoding="utf-8")
    story.run("misspelt", "quizzes release gates --course course", code=1)
    settings.write_text(SETTINGS.format(exchange=folder / "exchange"), encoding="utf-8")
    story.roster = story.read("roster.csv")
    story.run(None, "quizzes release gates --course course")
    story.exchange = story.run(None, f"nbgrader release_assignment gates --course-dir {folder / 'course'}")
    release = folder / "course" / "release" / "gates" / "gates.ipynb"
    moodle_zip(folder / "gates.zip", release)
    story.run("collect", "quizzes collect gates gates.zip --course course")
    story.run(None, "quizzes grade gates --course course")
    url = f"sqlite:///{folder}/course/gradebook.db"
    grade_by_hand(url, "ada", 2.0, "=Well said")
    story.run("questions", "quizzes export-grades gates --questions --course course")
    story.run("section", "quizzes export-grades gates --questions --section Friday --course course")
    story.run("report-section", "quizzes report gates --section Friday --course course")
    story.run("report", "quizzes report gates --course course")
    story.run("late", "quizzes deadlines gates --course course")
    before = WORKSHEET.format("", "", "", "").replace("\n", "\r\n").encode()
    (folder / "worksheet.csv").write_bytes(before)
    into = "--lms moodle --into worksheet.csv --to filled.csv --course course"
    story.run("worksheet", f"quizzes export-grades gates {into}")
    story.run("feedback", "quizzes feedback gates --lms moodle --course course")
    (folder / "later.csv").write_text(LATER, encoding="utf-8")
    story.run("joined", "quizzes roster later.csv --course course")
    story.run("left", "quizzes roster later.csv --drop --course course")
    story.before_change = story.rows("gates-questions.csv")
    story.run("after-left", "quizzes export-grades --course course")
    story.after_left = story.rows("grades.csv")
    story.run("after-left-grade", "quizzes grade gates --course course")
    story.run("after-left-canvas", "quizzes export-grades gates --lms canvas --course course")
    story.run("renamed", "quizzes roster --rename dan dmueller --course course")
    mailed = folder / "mailed" / "eva"
    mailed.mkdir(parents=True)
    (mailed / "gates.ipynb").write_bytes(notebook(release, "right.py"))
    with (folder / "course" / "roster.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("eva,Eva,Adams,,,,\r\n")
    story.run(None, "quizzes collect gates mailed --course course")
    story.run(None, "quizzes grade gates --student eva --course course")
    story.run("merged", "quizzes roster --merge eva eve --course course")
    story.run("built", "quizzes build rnn --course course --release")
    story.run("both", "quizzes export-grades --course course")
    if os.environ.get("REWRITE_GUIDE"):
        SHOWN.mkdir(exist_ok=True)
        for name, text in story.outputs.items():
            (SHOWN / f"{name}.txt").write_text(comparable(text), encoding="utf-8")
    return story


def comparable(text):
    """Return a command's output without what differs between two runs: seconds, and the test's folder."""
    return re.sub(r"/\S*/days\d*/", "/home/you/", _SECONDS.sub("0.0 s", text))


def shown_names():
    return sorted(path.stem for path in SHOWN.glob("*.txt"))


def test_page_shows_commands_of_the_story(story):
    page = (ROOT / "book" / "instructor-days.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"literalinclude\} instructor-days/([a-z-]+)\.txt", page))
    assert shown <= set(story.outputs) == set(shown_names())


@pytest.mark.parametrize("name", shown_names())
def test_output_that_the_page_shows_is_what_the_command_writes(story, name):
    expected = (SHOWN / f"{name}.txt").read_text(encoding="utf-8")
    assert sorted(comparable(story.outputs[name]).splitlines()) == sorted(expected.splitlines())


def test_roster_of_moodle_is_the_courses(story):
    assert list(csv.reader(io.StringIO(story.roster.decode(), newline=""))) == [
        ["id", "first_name", "last_name", "email", "lms_id", "id_number", "section"],
        ["ada", "Ada", "Lovelace", "ada@uni.example", "", "3001", "Monday"],
        ["b.okri", "Ben", "Okri", "b.okri@uni.example", "", "3002", "Monday; Friday"],
        ["cleo", "Cleo", "Cruz", "cleo@uni.example", "", "3003", "Friday"],
        ["dan", "Dan", "Müller", "dan@uni.example", "", "3004", "Friday"],
    ]


def test_points_of_each_question_are_a_line_for_each_student(story):
    possible, *rows = story.before_change
    points = {row["student"]: row for row in rows}
    assert list(points) == ["ada", "b.okri", "cleo", "dan"]
    assert (possible["student"], possible["gates-lstm-step"], possible["score"]) == ("(points possible)", "4.0", "20.0")
    assert (points["ada"]["gates-lstm-step"], points["ada"]["gates-in-words"]) == ("4.0", "2.0")
    assert points["ada"]["submitted"] == "2026-10-05 20:00:00+02:00"
    assert (points["b.okri"]["gates-lstm-step"], points["b.okri"]["gates-in-words"]) == ("0.5", "0.0")
    assert set(points["dan"].values()) == {"dan", "Müller", "Dan", "dan@uni.example", "Friday", ""}
    questions = [name for name in possible if name.startswith("gates-")]
    for row in (points["ada"], points["b.okri"]):
        assert sum(float(row[name] or 0.0) for name in questions) == pytest.approx(float(row["raw_score"]))


def test_section_holds_its_students_alone(story):
    rows = story.rows("gates-questions-Friday.csv")
    assert [row["student"] for row in rows] == ["(points possible)", "b.okri", "cleo", "dan"]
    page = (story.folder / "course" / "report" / "gates-Friday.html").read_text(encoding="utf-8")
    assert "2 submissions" in page
    whole = (story.folder / "course" / "report" / "gates.html").read_text(encoding="utf-8")
    said = " ".join(re.sub(r"<[^>]+>", " ", whole).split())
    assert "Sections: scores of 20 points Section Handed in Mean Median Friday 2 of 3 " in said
    assert "Monday 2 of 2 " in said


def test_worksheet_is_filled_and_no_other_byte_of_it_changes(story):
    scores = {row["student"]: float(row["score"]) for row in story.before_change if row["score"]}
    shown = [f'"{scores[name]:.2f}"'.replace(".", ",") for name in ("ada", "b.okri", "cleo")]
    expected = WORKSHEET.format(shown[0], "'=Well said", shown[1], shown[2]).replace("\n", "\r\n").encode()
    assert (story.folder / "filled.csv").read_bytes() == expected
    assert (
        "line 6 (Teilnehmer/in4899): nobody in the gradebook is called so; left as it was" in story.outputs["worksheet"]
    )


def moodle_takes(path, participants):
    """Return whose each file is and what it is called, by the rules of Moodle's importer of feedback files."""
    for part_number, part in enumerate(path):
        pieces = part.split("_", 4)
        if len(pieces) < 4 or not pieces[1].isdigit() or int(pieces[1]) not in participants:
            continue
        if (pieces[2], pieces[3]) in (("assignfeedback", "file"), ("assignsubmission", "file")):
            rest = [*pieces[4:], *path[part_number + 1 :]]
            return participants[int(pieces[1])], "/".join(filter(None, rest))
    return None


def test_zip_of_feedback_is_given_to_the_right_participants_by_moodles_rules(story):
    participants = {4801: "ada", 4802: "b.okri", 4803: "cleo", 4899: "guest"}
    taken = {}
    with zipfile.ZipFile(story.folder / "course" / "gates-feedback.zip") as archive:
        for name in archive.namelist():
            owner, file = moodle_takes(["", "import", *name.split("/")], participants)
            taken[owner] = file, archive.read(name)
    pages = {name: story.read(f"feedback/{name}/gates/gates.html") for name in ("ada", "cleo")}
    assert {name: file for name, (file, _) in taken.items()} == dict.fromkeys(("ada", "b.okri", "cleo"), "gates.html")
    assert taken["cleo"][1] != taken["ada"][1] and b"For cleo" in taken["cleo"][1] and b"For ada" in pages["ada"]


def test_who_left_does_not_come_back(story):
    assert "dropped   b.okri" in story.outputs["left"] and "missing   b.okri" in story.outputs["joined"]
    assert [row["student"] for row in story.after_left] == ["eve", "cleo", "ada", "dan"]
    assert "note: not graded, since roster.csv does not have them: b.okri" in story.outputs["after-left-grade"]
    assert "b.okri" not in story.read("grades.csv").decode()
    assert "Okri" not in story.read("gates-canvas.csv").decode()
    assert "left out, since roster.csv does not have them: b.okri" in story.outputs["after-left-canvas"]
    with Gradebook(f"sqlite:///{story.folder}/course/gradebook.db") as book:  # and nothing of him is lost
        assert book.find_submission("gates", "b.okri").score > 0


def test_who_was_changed_keeps_the_id_and_the_work(story):
    rows = {row["id"]: row for row in story.rows("roster.csv")}
    assert list(rows) == ["ada", "cleo", "dmueller", "eve"]
    assert (rows["cleo"]["last_name"], rows["cleo"]["email"]) == ("Cruz-Weiss", "cleo.weiss@uni.example")
    assert rows["ada"]["section"] == "Friday"
    grades = {(row["assignment"], row["student"]): row for row in story.rows("grades.csv")}
    assert float(grades["gates", "cleo"]["score"]) > 0 and grades["gates", "cleo"]["last_name"] == "Cruz-Weiss"


def test_two_ids_of_one_person_are_one_with_the_work_of_both(story):
    grades = {(row["assignment"], row["student"]): row for row in story.rows("grades.csv")}
    assert float(grades["gates", "eve"]["raw_score"]) == 18.0
    assert not [key for key in grades if key[1] == "eva"]
    assert not list((story.folder / "course").glob("*/eva"))
    record = json.loads(story.read("autograded/eve/gates/grade.json"))
    assert record["student"] == "eve"


def test_assignment_that_came_in_mid_term_stands_beside_the_first(story):
    found = {(row["assignment"], row["student"]) for row in story.rows("grades.csv")}
    assert found == {(name, student) for name in ("gates", "rnn") for student in ("ada", "cleo", "dmueller", "eve")}


def test_exchange_of_the_settings_is_the_one_that_nbgrader_uses(story):
    released = story.folder / "exchange" / "rnn-2026" / "outbound" / "gates" / "gates.ipynb"
    assert released.read_bytes() == story.read("release/gates/gates.ipynb")
