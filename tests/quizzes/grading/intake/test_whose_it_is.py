"""Whose a submission is and when it was received is said by whoever received it, never by what was handed in."""

import io
import resource
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode does not
from make import GATES, answered, as_bytes, zip_of  # noqa: E402

from quizzes.grading.course.roster import Owner, Roster, Student
from quizzes.grading.course.settings import Settings
from quizzes.grading.intake.collect import collect
from quizzes.grading.intake.entries import Entry, UnpackLimits
from quizzes.grading.intake.layouts import Handed, layout_of
from quizzes.grading.intake.times import read_times
from quizzes.grading.intake.whose import match

ADA, EVE, BOB = (
    Student("ada", "Ada", "Lovelace", "ada@x.edu", "4711"),
    Student("eve", "Eve", "Mallory", "eve@x.edu", "666"),
    Student("bob", "Bob", "Builder", "bob@x.edu", "12"),
)
LATER = (2027, 1, 1, 0, 0, 0)


def roster_of(*students):
    return Roster({student.id: student for student in students})


ROSTER = roster_of(ADA, EVE, BOB)


@pytest.fixture
def run(tmp_path):
    """Collect a zip's bytes or a folder's files; return the events and what each student then has."""
    root = tmp_path / "course"
    (root / "source" / "gates").mkdir(parents=True)
    (root / "source" / "gates" / "gates.ipynb").write_bytes(as_bytes(GATES))

    def run(source, roster=ROSTER, limits=UnpackLimits(), times=None):  # noqa: B008
        path = tmp_path / ("source" if isinstance(source, dict) else "source.zip")
        if isinstance(source, dict):
            for name, content in source.items():
                (path / name).parent.mkdir(parents=True, exist_ok=True)
                (path / name).write_bytes(content)
        else:
            path.write_bytes(source)
        events = list(collect(root, "gates", path, Settings(), roster, limits, times or {}))
        taken = {}
        for place in sorted((root / "submitted").glob("*/gates")):
            stamp = place / "timestamp.txt"
            taken[place.parent.name] = (
                (place / "gates.ipynb").read_bytes(), stamp.read_text()[:16] if stamp.exists() else ""
            )  # fmt: skip
        return events, taken

    return run


def lms(eve, kind="canvas"):
    """Return a download in which all three handed in, and Eve what is given."""
    if kind == "canvas":
        ada, bob, her = "lovelaceada_4711_1_gates.ipynb", "builderbob_12_2_gates.ipynb", "malloryeve_666_3_hw.zip"
    else:
        ada, bob, her = (
            f"{name}_assignsubmission_file_/{file}"
            for name, file in (
                ("Ada Lovelace_4711", "gates.ipynb"), ("Bob Builder_12", "gates.ipynb"), ("Eve Mallory_666", "hw.zip")
            )
        )  # fmt: skip
    return zip_of({ada: answered("ada"), bob: answered("bob"), her: zip_of(eve, LATER)})


@pytest.mark.parametrize("kind", ["canvas", "moodle"])
@pytest.mark.parametrize(
    "folder",
    [
        "ada+gates+2027-01-01 00:00:00 UTC+x",
        "inbound/ada+gates+2027-01-01 00:00:00 UTC+x",
        "Ada Lovelace_4711_assignsubmission_file",
        "Ada Lovelace_4711_assignsubmission_file_",
        "lovelaceada_4711_9_x",
        "submitted/ada/gates",
        "ada/gates",
    ],
)
def test_no_name_inside_a_students_zip_reaches_another_student(run, kind, folder):
    _, taken = run(lms({f"{folder}/gates.ipynb": answered("eve")}, kind))
    assert {student: content for student, (content, _) in taken.items()} == {
        student: answered(student) for student in ("ada", "bob", "eve")
    }


@pytest.mark.parametrize(
    "file",
    [
        "malloryeve_666_3_Ada Lovelace_4711_assignsubmission_file_gates.ipynb",
        "malloryeve_666_3_lovelaceada_4711_1_gates.ipynb",
        "malloryeve_666_3_ada+gates+2027-01-01 00:00:00 UTC+x.ipynb",
    ],
)
def test_canvas_files_called_like_a_classmates_are_their_students(run, file):
    _, taken = run(zip_of({"lovelaceada_4711_1_gates.ipynb": answered("ada"), file: answered("eve")}))
    assert taken == {"ada": (answered("ada"), ""), "eve": (answered("eve"), "")}


def test_moodles_mark_twice_in_a_name_is_a_question(run):
    odd = "Eve Mallory_666_assignsubmission_file_Ada Lovelace_4711_assignsubmission_file_gates.ipynb"
    plain = "Ada Lovelace_4711_assignsubmission_file_gates.ipynb"
    events, taken = run(zip_of({odd: answered("eve"), plain: answered("ada")}))
    assert set(taken) == {"ada"} and taken["ada"][0] == answered("ada")
    assert events[0].happened.value == "set aside"
    assert events[0].message.startswith("Moodle's mark stands in its name twice, so whose it is cannot be told")


def test_a_folder_of_the_exchange_inside_a_students_folder_does_not_hide_the_class(run):
    events, taken = run(
        {
            "ada/gates.ipynb": answered("ada"),
            "bob/gates.ipynb": answered("bob"),
            "eve/ada+gates+2027-01-01 00:00:00 UTC+x/gates.ipynb": answered("eve"),
        }
    )
    assert {student: content for student, (content, _) in taken.items()} == {
        student: answered(student) for student in ("ada", "bob", "eve")
    }
    assert len(events) == 3


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Eve_Mallory.ipynb", "not named as Canvas names what is handed in, as the others here are"),
        ("Eve Mallory_666_assignsubmission_file_/gates.ipynb", "not named as Canvas names what is handed in"),
        ("eve+gates+2027-01-01 00:00:00 UTC+x/gates.ipynb", "not named as Canvas names what is handed in"),
    ],
)
def test_what_has_another_layout_than_the_source_is_set_aside_and_told(run, name, why):
    files = {"lovelaceada_4711_1_gates.ipynb": answered("ada"), "builderbob_12_2_gates.ipynb": answered("bob")}
    events, taken = run(zip_of({**files, name: answered("eve")}))
    assert set(taken) == {"ada", "bob"}
    (event,) = (event for event in events if event.happened.value == "set aside")
    assert event.message.startswith(why)


def test_times_that_a_student_chose_never_beat_moodles(run):
    received = (2026, 11, 1, 0, 0, 0)
    folder = "{}_assignsubmission_file_/{}"
    early = zip_of({"gates.ipynb": answered("eve"), "timestamp.txt": b"2020-01-01 00:00:00 UTC"}, LATER)
    source = {
        folder.format("Eve Mallory_666", "hw.zip"): early,
        folder.format("Ada Lovelace_4711", "hw.zip"): zip_of({"gates.ipynb": answered("ada")}, (2019, 1, 1, 0, 0, 0)),
        folder.format("Bob Builder_12", "gates.ipynb"): answered("bob"),
        folder.format("Bob Builder_12", "timestamp.txt"): b"2018-01-01 00:00:00 UTC",
    }
    events, taken = run(zip_of(source, received))
    assert {student: time for student, (_, time) in taken.items()} == dict.fromkeys(ROSTER.students, "2026-11-01 00:00")
    told = {event.student: event.message for event in events if event.happened.value == "set aside"}
    assert set(told) == {"bob", "eve"}
    assert told["bob"].startswith("the time of a submission is when it was received; kept as set-aside/gates/bob/")


@pytest.mark.parametrize("name", ["timestamp.txt", "Timestamp.TXT", "./timestamp.txt"])
def test_timestamp_of_a_student_is_none_where_canvas_gives_no_time(run, name):
    events, taken = run(lms({"gates.ipynb": answered("eve"), name: b"2020-01-01 00:00:00 UTC"}))
    assert taken["eve"] == (answered("eve"), "")
    assert [event.student for event in events if event.happened.value == "set aside"] == ["eve"]


def test_timestamp_in_a_folder_that_is_older_than_the_notebook_is_told(run):
    files = {"ada/gates/gates.ipynb": answered("ada"), "ada/gates/timestamp.txt": b"2020-01-01 00:00:00 UTC"}
    events, taken = run(files)
    assert taken["ada"][1] == "2020-01-01 00:00"
    assert events[0].message.startswith("timestamp.txt says 2020-01-01 00:00 UTC, and the notebook is of 20")
    assert events[0].message.endswith("the former is taken, so be sure that no student wrote it")


@pytest.mark.parametrize("odd", ["Ada Lovelace_4711_assignsubmission_file_", "lovelaceada_4711_1_x",
                                 "ada+gates+2027-01-01 00:00:00 UTC+x"])  # fmt: skip
def test_one_folder_called_like_another_layouts_does_not_make_it_the_layout(run, odd):
    files = {f"{name}/gates.ipynb": answered(name) for name in ("ada", "bob")}
    events, taken = run({**files, f"{odd}/gates.ipynb": answered("eve")})
    assert {student: content for student, (content, _) in taken.items()} == {
        "ada": answered("ada"), "bob": answered("bob")}  # fmt: skip
    assert [event.student for event in events if event.happened.value == "set aside"] == [""]


COLLIDING = {
    f"{name}_{number}_assignsubmission_file/gates.ipynb": answered(name)
    for name, number in (("Ada Lovelace", "1002"), ("Bob Byron", "1003"), ("Cleo Cruz", "1001"))
}


def test_a_number_of_the_lms_is_never_compared_with_ids(run):
    roster = roster_of(
        Student("1001", "Ada", "Lovelace"), Student("1002", "Bob", "Byron"), Student("1003", "Cleo", "Cruz")
    )
    events, taken = run(zip_of(COLLIDING), roster)
    assert {student: content for student, (content, _) in taken.items()} == {
        "1001": answered("Ada Lovelace"), "1002": answered("Bob Byron"), "1003": answered("Cleo Cruz")}  # fmt: skip
    assert [event.message for event in events] == ["", "", ""]


def test_a_number_and_a_name_of_two_students_are_a_question(run):
    events, taken = run(zip_of({"Ada Lovelace_12_assignsubmission_file_/gates.ipynb": answered("x")}))
    assert taken == {}
    assert events[0].message.startswith(
        "'Ada Lovelace' (number 12): the name is that of ada, the number is that of bob; "
        "ask whose it is, correct roster.csv and collect again; kept as set-aside/gates/unknown/"
    )


def test_a_namesake_with_another_number_of_canvas_is_a_question(run):
    events, taken = run(zip_of({"lovelaceada_4799_1_gates.ipynb": answered("x")}))
    assert taken == {}
    assert "the name is that of ada (4711), the number is nobody's; ask whose it is" in events[0].message


def test_two_people_of_the_lms_are_not_one_student(run):
    roster = roster_of(Student("ada", "Ada", "Lovelace"), BOB)
    events, taken = run(
        zip_of(
            {
                "Ada Lovelace_1_assignsubmission_file_/gates.ipynb": answered("x"),
                "Ada Lovelace_2_assignsubmission_file_/gates.ipynb": answered("y"),
                "Bob Builder_12_assignsubmission_file_/gates.ipynb": answered("bob"),
            }
        ),
        roster,
    )
    assert set(taken) == {"bob"}
    assert [event.happened.value for event in events] == ["set aside", "set aside", "collected"]
    assert events[0].message.startswith(
        "'Ada Lovelace' (number 1) and 'Ada Lovelace' (number 2) both seem to be ada: enter the numbers"
    )


def test_a_number_alone_is_enough_where_the_name_is_nobodys(run):
    _, taken = run(zip_of({"Augusta King_4711_assignsubmission_file_/gates.ipynb": answered("x")}))
    assert set(taken) == {"ada"}


def test_members_of_a_team_each_get_what_it_handed_in(run):
    folder = "{}_assignsubmission_file_/gates.ipynb"
    team = answered("ours")
    names = {"Team 1-Ada Lovelace_90": team, "Team 1-Eve Mallory_91": team, "Bo-Bob Builder_92": answered("his")}
    events, taken = run(zip_of({folder.format(name): content for name, content in names.items()}))
    assert {name: content for name, (content, _) in taken.items()} == {"ada": team, "eve": team}
    told = {event.student: event.message for event in events}
    assert "of the team 'Team 1'" in told["ada"]
    assert "'Bo-Bob Builder' (number 92) is not in the roster" in told[""]  # he may have two first names


def test_exchange_that_another_account_filled_is_a_question():
    def entry(name, account):
        return Entry((name, "gates.ipynb"), lambda most: b"", datetime(2026, 1, 1, tzinfo=UTC), account=account)

    entries = [
        entry("ada+gates+2026-01-01 00:00:00 UTC+x", "eve"),
        entry("bob+gates+2026-01-01 00:00:00 UTC+x", "instructor"),
    ]
    found, passed = match(layout_of(entries, "gates", lambda owner: False), ROSTER)
    assert [student for student, _ in found] == ["bob"]
    assert [part.why for part in passed] == ["named as ada's, put there by the account 'eve': ask whose it is"]


def test_a_students_own_inbound_folder_is_no_exchange():
    deep = ("eve", "inbound", "ada+gates+2026-01-01 00:00:00 UTC", "gates.ipynb")
    entries = [Entry(deep, lambda most: b""), Entry(("bob", "gates.ipynb"), lambda most: b"")]
    found = list(layout_of(entries, "gates", lambda owner: bool(ROSTER.find(owner))))
    assert all(isinstance(part, Handed) for part in found)
    assert [part.owner for part in found] == [Owner("eve"), Owner("bob")]


def test_line_of_a_table_of_times_that_fits_two_students_is_not_used(tmp_path):
    (tmp_path / "t.csv").write_text(
        "Identifier,Full name,Email address,Last modified (submission)\n"
        "Participant 12,Ada Lovelace,ada@x.edu,2026-10-05 10:00\n"
        "Participant 666,Eve Mallory,eve@x.edu,2026-10-06 10:00\n"
    )
    times = read_times(tmp_path / "t.csv", ROSTER, UTC)
    assert times.by_student == {"eve": datetime(2026, 10, 6, 10, 0, tzinfo=UTC)}
    assert times.doubts == ("t.csv:2: fits ada and bob; its time is not used",)


def test_a_small_zip_does_not_become_a_large_one(run, tmp_path):
    zeros = io.BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for number in range(3):
            archive.writestr(f"{number}.bin", b"0" * (20 * 2**20 - 1))
        archive.writestr("gates.ipynb", answered("eve"))
    folder = "Eve Mallory_666_assignsubmission_file_"
    entries = {f"{folder}/{number}.zip": zeros.getvalue() for number in range(20)}
    entries["Ada Lovelace_4711_assignsubmission_file_/gates.ipynb"] = answered("ada")
    source = zip_of(entries)
    assert len(source) < 100_000  # of which 1.2 GB would come
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    events, taken = run(source)
    assert set(taken) == {"ada", "eve"}
    refused = [event for event in events if event.happened.value == "refused"]
    assert len(refused) >= 20 and all("left alone, as a bomb would be" in event.message for event in refused[:3])
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 10 * 2**20
    if sys.platform == "linux":  # kilobytes
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_zip_of_very_many_names_is_not_opened(run):
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(500):
            archive.writestr(str(number), b"")
    source = zip_of({"malloryeve_666_1_hw.zip": many.getvalue(), "lovelaceada_4711_1_gates.ipynb": answered("ada")})
    events, taken = run(source, limits=UnpackLimits(student_files=20))
    assert set(taken) == {"ada"}
    assert [event.message for event in events if event.happened.value == "refused"] == [
        "more than 400 files in one zip"
    ]


def test_one_students_bomb_leaves_room_for_the_others(run):
    files = {f"eve/{number}.txt": b"x" * 900_000 for number in range(5)}
    limits = UnpackLimits(student_bytes=2 * 2**20)
    events, taken = run(zip_of({**files, "ada/gates.ipynb": answered("ada")}), limits=limits)
    assert set(taken) == {"ada"}
    assert [event.happened.value for event in events].count("refused") >= 2


@pytest.mark.parametrize(("one", "other"), [("ada", "ADA"), ("zo\u00eb", "zoe\u0308"), ("ada", "ada.")])
def test_two_names_that_some_disks_take_for_one_overwrite_nobody(run, one, other):
    first, second = as_bytes(GATES), answered("the other's")
    events, taken = run({f"{one}/gates.ipynb": first}, Roster())
    assert list(taken) == [one]
    events, after = run({f"{other}/gates.ipynb": second}, Roster())  # both lie in the source now
    assert after == taken
    (told,) = [event for event in events if event.happened.value == "set aside"]
    assert told.path.startswith(f"{other}/")
    assert "would share a folder; enter a roster" in told.message
    named, taken = run({}, roster_of(Student(one)))
    assert {event.happened.value for event in named} <= {"unchanged", "replaced", "older"}
    assert list(taken) == [one]
