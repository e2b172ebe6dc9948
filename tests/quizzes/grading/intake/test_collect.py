"""What an exchange, an LMS or a folder gives ends in the right place, with a message; nothing is lost."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode does not
from make import GATES, STATES, answered, as_bytes, without_metadata, zip_of  # noqa: E402

from quizzes.errors import UsageError
from quizzes.grading.course.roster import Roster, Student
from quizzes.grading.course.settings import Settings
from quizzes.grading.intake.collect import collect
from quizzes.grading.intake.entries import UnpackLimits
from quizzes.grading.intake.times import read_times

ROSTER = Roster(
    {
        student.id: student
        for student in (
            Student("ada", "Ada", "Lovelace", "ada@example.edu", "4711"),
            Student("bob", "Zoë", "O'Brien", "zoe.brien@example.edu", "4712"),
            Student("eve", "Eve", "Müller-Lüdenscheidt", "eve@example.edu", "4713"),
            Student("sam1", "Sam", "Smith", "sam1@example.edu"),
            Student("sam2", "Sam", "Smith", "sam2@example.edu"),
        )
    }
)


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    for name, source in (("gates", GATES), ("states", STATES)):
        (root / "source" / name).mkdir(parents=True)
        (root / "source" / name / f"{name}.ipynb").write_bytes(as_bytes(source))
    return root


@pytest.fixture
def run(course, tmp_path):
    """Collect from files (a dict) or the bytes of a zip; return the events by path."""

    def run(source, roster=ROSTER, settings=Settings(), limits=UnpackLimits(), name="source"):  # noqa: B008
        if isinstance(source, bytes):
            path = tmp_path / f"{name}.zip"
            path.write_bytes(source)
        elif isinstance(source, dict):
            path = tmp_path / name
            for file, content in source.items():
                (path / file).parent.mkdir(parents=True, exist_ok=True)
                (path / file).write_bytes(content)
        else:
            path = source
        return list(collect(course, "gates", path, settings, roster, limits))

    return run


def happened(events):
    return [(event.happened.value, event.student) for event in events]


def taken(course, student):
    return (course / "submitted" / student / "gates" / "gates.ipynb").read_bytes()


def stamp(course, student):
    return (course / "submitted" / student / "gates" / "timestamp.txt").read_text()


MOODLE = {
    "Ada Lovelace_4711_assignsubmission_file_/gates.ipynb": answered("ada"),
    "Zoe OBrien_4712_assignsubmission_file/hw (1).ipynb": answered("zoe"),
    "Eve Müller-Lüdenscheidt_99_assignsubmission_file_gates.ipynb": answered("eve"),
    "Eve Müller-Lüdenscheidt_99_assignsubmission_onlinetext_onlinetext.html": b"<p>see file</p>",
}
CANVAS = {
    "lovelaceada_4711_815_gates.ipynb": answered("ada"),
    "obrienzoe_LATE_4712_816_gates-1.ipynb": answered("zoe"),
    "mullerludenscheidteve_4713_817_gates-2.ipynb": answered("eve"),
}
FOLDERS = {
    "ada/gates.ipynb": answered("ada"),
    "zoe.brien@example.edu/gates/gates.ipynb": answered("zoe"),
    "Müller-Lüdenscheidt, Eve/my notebook.ipynb": answered("eve"),
}
FLAT = {
    "gates_ada.ipynb": answered("ada"),
    "zoe.brien - gates (2).ipynb": answered("zoe"),
    "eve.zip": zip_of({"gates/gates.ipynb": answered("eve"), "__MACOSX/gates/._gates.ipynb": b"x"}),
}


@pytest.mark.parametrize("source", [MOODLE, CANVAS, FOLDERS, FLAT], ids=["moodle", "canvas", "folders", "flat"])
@pytest.mark.parametrize("form", ["zip", "zip with one folder around", "folder"])
def test_everybody_is_found_in_each_layout(run, course, source, form):
    if form == "folder":
        events = run(source)
    else:
        top = "all submissions/" if "around" in form else ""
        events = run(zip_of({top + name: content for name, content in source.items()}))
    assert sorted(happened(events)) == [("collected", "ada"), ("collected", "bob"), ("collected", "eve")]
    assert [taken(course, student) for student in ("ada", "bob", "eve")] == [answered(t) for t in ("ada", "zoe", "eve")]


def test_canvas_zip_holds_no_times_and_what_it_marks_as_late_is_told(run, course):
    told = {event.student: event.message for event in run(zip_of(CANVAS))}
    assert told["ada"] == ""
    assert told["bob"].endswith("Canvas marks it as late, and its zip holds no times: give them with --times")
    assert not (course / "submitted" / "bob" / "gates" / "timestamp.txt").exists()


def test_times_of_moodles_worksheet_count_more_than_those_of_the_files(course, tmp_path):
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text(
        "Identifier,Full name,Email address,Status,Grade,Last modified (submission)\r\n"
        'Participant 4711,Ada Lovelace,ada@example.edu,Submitted,,"Wednesday, 7 October 2026, 2:14 PM"\r\n'
        'Participant 4712,Zoë,zoe.brien@example.edu,Submitted,,"Monday, October 5, 2026, 9:00 AM"\r\n'
        "Participant 4713,Eve,eve@example.edu,No submission,,-\r\n",
        encoding="utf-8-sig",
    )
    times = read_times(worksheet, ROSTER, ZoneInfo("Europe/Berlin")).by_student
    assert times == {
        "ada": datetime(2026, 10, 7, 12, 14, tzinfo=UTC), "bob": datetime(2026, 10, 5, 7, 0, tzinfo=UTC)}  # fmt: skip
    (tmp_path / "canvas.zip").write_bytes(zip_of(CANVAS))
    events = list(collect(course, "gates", tmp_path / "canvas.zip", Settings(), ROSTER, times=times))
    assert stamp(course, "ada") == "2026-10-07 12:14:00.000000 UTC"
    assert stamp(course, "bob") == "2026-10-05 07:00:00.000000 UTC"
    assert not any("--times" in event.message for event in events)


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ('Identifier,"Full name","Last modified (submission)","Last modified (grade)"',
         'Participant 12,Ada Lovelace,"Monday, 5 October 2026, 8:00 PM",-'),
        ('ID,"Vollständiger Name","Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)"',
         'Teilnehmer/in12,Ada Lovelace,"Montag, 5. Oktober 2026, 20:00",-'),
        ('Identifiant,"Nom complet","Dernière modification (travail remis)","Dernière modification (note)"',
         'Participant12,Ada Lovelace,"lundi 5 octobre 2026, 20:00",-'),
        ('Identificador,"Nombre completo","Última modificación (entrega)","Última modificación (calificación)"',
         'Participante12,Ada Lovelace,"lunes, 5 de octubre de 2026, 20:00",-'),
        ("Name,time", '"Lovelace, Ada",5.10.2026 20:00'),
        ("id,time", "ada,5/10/2026 20:00\nnobody,25/10/2026 20:00"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_times_are_read_in_the_language_and_form_in_which_they_were_written(tmp_path, head, row, encoding):
    (tmp_path / "t.csv").write_bytes(f"{head}\r\n{row}\r\n".encode(encoding))
    times = read_times(tmp_path / "t.csv", ROSTER, ZoneInfo("Europe/Berlin")).by_student
    assert times == {"ada": datetime(2026, 10, 5, 18, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,time\nada,soon\nbob,2026-10-05T10:00\n", "1 times cannot be read.*\\n  t.csv:2: 'soon' is not a time"),
        ("id;time\nada;7/10/2026 20:00\n", "t.csv:2: '7/10/2026 20:00' may be two days; expected a date such as 2026"),
        ("id,when\nada,2026\n", "has no column of times: expected one of last modified .*; columns are id, when"),
    ],
)
def test_table_of_times_that_is_none_says_so(tmp_path, text, message):
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(UsageError, match=message):
        read_times(tmp_path / "t.csv", ROSTER, UTC)


def test_name_that_was_changed_is_told(run):
    told = {event.student: event.message for event in run(zip_of(MOODLE))}
    assert told == {
        "ada": "",
        "bob": "came as 'hw (1).ipynb', kept as gates.ipynb",
        "eve": "known by the name: Moodle's number is 99, the roster's 4713",
    }


def test_other_files_are_kept_beside_the_notebook(run, course):
    run(zip_of(MOODLE))
    assert (course / "submitted" / "eve" / "gates" / "onlinetext.html").read_bytes() == b"<p>see file</p>"


def test_time_in_a_zip_is_that_of_the_course(run, course):
    run(zip_of(MOODLE), settings=Settings(zone=ZoneInfo("Europe/Berlin")))
    assert stamp(course, "ada") == "2026-10-05 19:30:00.000000 UTC"


def exchange(*entries):
    return {f"course/inbound/{name}/{file}": content for name, files in entries for file, content in files.items()}


def test_exchange_gives_the_newest_and_keeps_the_older(run, course):
    first, second, third = (f"2026-10-05 1{hour}:00:00.123456 UTC" for hour in (0, 2, 1))
    source = exchange(
        (f"ada+gates+{first}+s1", {"gates.ipynb": answered("one"), "timestamp.txt": first.encode()}),
        (f"ada+gates+{second}+s2", {"gates.ipynb": answered("two"), "timestamp.txt": second.encode()}),
        (f"ada+gates+{third}+s3", {"gates.ipynb": answered("three"), "timestamp.txt": third.encode()}),
        (f"ada+states+{third}+s4", {"states.ipynb": answered("other", STATES)}),
    )
    source["course/outbound/gates/gates.ipynb"] = as_bytes(GATES)
    events = run(source)
    assert happened(events) == [
        ("passed over", ""), ("passed over", ""), ("collected", "ada"), ("replaced", "ada"), ("replaced", "ada")
    ]  # fmt: skip
    assert [event.message for event in events[:2]] == ["not in inbound/", "handed in for 'states'; collect it there"]
    assert taken(course, "ada") == answered("two")
    assert stamp(course, "ada") == "2026-10-05 12:00:00.123456 UTC"
    kept = course / "earlier" / "ada" / "gates"
    assert {path.parent.name: path.read_bytes() for path in kept.rglob("*.ipynb")} == {
        "2026-10-05_10-00-00": answered("one"), "2026-10-05_11-00-00": answered("three")}  # fmt: skip


def test_collecting_twice_changes_nothing(run):
    run(zip_of(MOODLE))
    assert {event.happened.value for event in run(zip_of(MOODLE))} == {"unchanged"}


def test_older_submission_does_not_replace_a_newer_one(run, course):
    run(zip_of({"ada_gates.ipynb": answered("new")}, time=(2026, 10, 6, 0, 0, 0)))
    events = run(zip_of({"ada_gates.ipynb": answered("old")}, time=(2026, 10, 5, 0, 0, 0)))
    assert happened(events) == [("older", "ada")]
    assert taken(course, "ada") == answered("new")
    kept = course / "earlier" / "ada" / "gates" / "2026-10-05_00-00-00" / "gates.ipynb"
    assert kept.read_bytes() == answered("old")


def test_damaged_timestamp_is_told_and_the_notebooks_own_time_is_taken(run, course):
    entries = {"ada/gates.ipynb": answered("ada"), "ada/timestamp.txt": b"yesterday, I think", "x/y": b""}
    (event, *_) = (event for event in run(zip_of(entries)) if event.student == "ada")
    assert event.message == (
        "timestamp.txt holds no time that can be read; the notebook's own time is taken: 2026-10-05 21:30 UTC"
    )
    assert stamp(course, "ada") == "2026-10-05 21:30:00.000000 UTC"


def test_colab_notebook_without_metadata_is_known_by_its_texts(run, course):
    colab = without_metadata(answered("ada"))
    other = without_metadata(answered("ada", STATES))
    events = run({"ada/Copy of gates.ipynb": colab, "ada/zz.ipynb": other})
    assert happened(events) == [("set aside", "ada"), ("collected", "ada")]
    assert taken(course, "ada") == colab
    assert events[1].message == (
        "came as 'Copy of gates.ipynb', kept as gates.ipynb; "
        "2 notebooks; the one most like the assignment is taken, the others are set aside"
    )
    assert (course / "set-aside" / "gates" / "ada" / "ada" / "zz.ipynb").read_bytes() == other


def test_notebook_of_another_assignment_is_taken_and_told(run):
    (event,) = run({"ada/gates.ipynb": answered("ada", STATES), "x/readme.txt": b""})[-1:]
    assert event.message == "it looks like the assignment 'states'; look at it before it is graded"


def test_of_two_notebooks_that_are_alike_the_one_with_the_right_name_is_taken(run, course):
    run({"ada/gates.ipynb": answered("right"), "ada/old.ipynb": answered("wrong"), "x/a.txt": b""})
    assert taken(course, "ada") == answered("right")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("mallory", "'mallory' is not in the roster; add a line to roster.csv and collect again"),
        ("evee", "'evee' is not in the roster; did you mean 'eve'?; add a line to roster.csv and collect again"),
        ("Sam Smith", "'Sam Smith' may be sam1, sam2: enter the number in the roster's column lms_id"),
    ],
)
def test_unknown_student_is_set_aside_with_a_message_and_the_rest_goes_on(run, course, name, why):
    events = run({f"{name}/gates.ipynb": answered("x"), "ada/gates.ipynb": answered("ada")})
    assert sorted(happened(events)) == [("collected", "ada"), ("set aside", "")]
    (event,) = (event for event in events if not event.student)
    assert event.message.startswith(why)
    assert event.message.endswith(f"kept as set-aside/gates/unknown/{name}/gates.ipynb")
    assert (course / "set-aside" / "gates" / "unknown" / name / "gates.ipynb").read_bytes() == answered("x")


def test_without_a_roster_everybody_is_taken_under_the_name_that_the_file_gives(run, course):
    run(zip_of(MOODLE), roster=Roster(), name="moodle")
    run(FOLDERS, roster=Roster())
    assert {path.name for path in (course / "submitted").iterdir()} == {
        "ada-lovelace-4711", "obrien-zoe-4712", "eve-ludenscheidt-muller-99",
        "ada", "zoe.brien@example.edu", "Müller-Lüdenscheidt, Eve",
    }  # fmt: skip


def test_student_without_a_notebook_is_told_and_the_file_is_kept(run, course):
    events = run({"ada/report.pdf": b"%PDF", "eve/gates.ipynb": answered("eve")})
    assert [event.message for event in events if event.student == "ada"] == [
        "no notebook among report.pdf; kept as set-aside/gates/ada/ada/report.pdf"
    ]
    assert (course / "set-aside" / "gates" / "ada" / "ada" / "report.pdf").read_bytes() == b"%PDF"


HOSTILE = [
    ("../../../escaped.ipynb", b"x", "a path that leads outside"),
    ("/etc/escaped.ipynb", b"x", "a path that leads outside"),
    ("C:\\escaped.ipynb", b"x", "a path that leads outside"),
    ("eve/../../escaped.ipynb", b"x", "a path that leads outside"),
    ("eve/gates\n.ipynb", b"x", "a path with control characters"),
    ("eve/gates.ipynb", ("link", "/etc/passwd"), "a link: it is not followed"),
    ("eve/bomb.ipynb", b"0" * 3_000_000, "unpacks to more than 1 MB: left alone, as a bomb would be"),
    ("eve/work.zip", b"PK not really", "named as a zip file and is none"),
    ("eve/work.rar", b"Rar!", "an archive of the kind .rar: only .zip is opened"),
    ("eve/in.zip", zip_of({"in.zip": zip_of({"gates.ipynb": b"x"})}), "a zip within a zip: it is not opened"),
    ("eve/in.zip", zip_of({"../../escaped.ipynb": b"x"}), "a path that leads outside"),
    ("eve/in.zip", zip_of({f"{n}.txt": b"" for n in range(20)}), "more than 10 files in one zip; the rest is left out"),
]
SMALL = UnpackLimits(file_bytes=2**20, student_bytes=2 * 2**20, student_files=10)


@pytest.mark.parametrize(("name", "content", "why"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_entry_is_refused_and_the_rest_goes_on(run, course, tmp_path, name, content, why):
    events = run(zip_of([(name, content), ("ada/gates.ipynb", answered("ada"))]), limits=SMALL)
    assert ("collected", "ada") in happened(events)
    assert any(event.happened.value == "refused" and event.message.startswith(why) for event in events), events
    assert not list(tmp_path.parent.rglob("escaped*"))
    assert not [path for path in tmp_path.rglob("*") if path.is_symlink()]


def test_zip_of_many_bombs_stops_at_the_limit_of_the_whole(run):
    entries = [(f"{student}/gates.ipynb", b"0" * 900_000) for student in ("ada", "bob", "eve")]
    events = run(zip_of(entries), limits=UnpackLimits(file_bytes=2**20, archive_bytes=2 * 2**20))
    assert [event.happened.value for event in events].count("refused") == 1


def test_path_that_stands_twice_is_told(run, course):
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zip_of([("ada/gates.ipynb", answered("first")), ("ada/gates.ipynb", answered("second"))])
    events = run(twice)
    assert sorted(happened(events)) == [("collected", "ada"), ("refused", "ada")]
    assert taken(course, "ada") == answered("first")


def test_locked_zip_is_told(run):
    content = bytearray(zip_of({"ada/gates.ipynb": answered("ada"), "eve/gates.ipynb": answered("eve")}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = content.index(mark)
        content[place + (6 if mark[2] == 3 else 8)] |= 1
    events = run(bytes(content))
    assert sorted(happened(events)) == [("collected", "eve"), ("refused", "ada")]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_in_a_folder_are_not_followed(run, course, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "gates.ipynb").write_bytes(b"secret")
    source = tmp_path / "links"
    (source / "ada").mkdir(parents=True)
    (source / "ada" / "gates.ipynb").symlink_to(secret / "gates.ipynb")
    (source / "eve").symlink_to(secret)
    os.mkfifo(source / "ada" / "pipe")
    events = run(source)
    assert {event.message.split(";")[0] for event in events} == {
        "a link: it is not followed", "neither a file nor a folder"}  # fmt: skip
    assert not (course / "submitted").exists()


def test_two_students_with_the_same_long_name_lose_nothing(run, course):
    long = "x" * 240
    events = run({f"one/{long}a.pdf": b"1", f"two/{long}a.pdf": b"2", "ada/gates.ipynb": answered("a")})
    assert len(events) == 3
    kept = sorted(path.read_bytes() for path in (course / "set-aside").rglob("*.pdf"))
    assert kept == [b"1", b"2"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("nowhere", "there is no "), ("a.zip", "is named as a zip file and is none"), ("a.pdf", "expected a folder, a")],
)
def test_source_that_cannot_be_read_says_why(course, tmp_path, name, message):
    if name != "nowhere":
        (tmp_path / name).write_bytes(b"no zip")
    with pytest.raises(UsageError, match=message):
        list(collect(course, "gates", tmp_path / name, Settings(), ROSTER))


def test_source_is_not_changed(run, tmp_path):
    run(FOLDERS)
    left = {path.relative_to(tmp_path / "source").as_posix() for path in (tmp_path / "source").rglob("*.ipynb")}
    assert left == set(FOLDERS)


def test_events_as_json_and_line(run):
    (event,) = run({"ada/hw.ipynb": answered("x"), "ada/gates.txt": b""})
    assert json.loads(json.dumps(event.as_json())) == {
        "happened": "collected", "student": "ada", "path": "ada/hw.ipynb",
        "message": "came as 'hw.ipynb', kept as gates.ipynb",
    }  # fmt: skip
    assert event.as_line() == ("collected  ada              ada/hw.ipynb  came as 'hw.ipynb', kept as gates.ipynb")


def test_time_of_a_stamp_with_a_zone():
    from quizzes.grading.intake.layouts import read_stamp

    assert read_stamp("2026-10-05 21:59:00.5 +0200") == datetime(2026, 10, 5, 19, 59, 0, 500000, UTC)
    assert read_stamp("2026-10-05 21:59:00 UTC") == datetime(2026, 10, 5, 21, 59, tzinfo=UTC)
    assert read_stamp("2026-13-05 21:59:00 UTC") is None
