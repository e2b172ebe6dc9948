"""Folders of two ids of one person: which submission counts, where the other one is kept, and what is told."""

import pytest

from quizzes.errors import UsageError
from quizzes.grading.record.nbgrader_roll import scored, students_of
from quizzes.grading.record.same_student import merge, named_in_settings, rename

TEST, WORDS = ("one", "test"), ("one", "words")
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def put(course, student, assignment="hw", stamp=None, steps=("submitted", "autograded", "feedback")):
    for step in steps:
        folder = course.folder(step, student, assignment)
        folder.mkdir(parents=True)
        (folder / "one.ipynb").write_text(f"{step} of {student}")
    if stamp:
        (course.folder("submitted", student, assignment) / "timestamp.txt").write_text(stamp)


def read(course, step, student, assignment="hw"):
    return (course.folder(step, student, assignment) / "one.ipynb").read_text()


def test_of_submissions_of_one_time_that_of_the_new_id_counts(small, handed, by_hand):
    for student in ("ada", "bob"):
        put(small, student, stamp="2026-10-05 10:00:00 UTC")
        handed(small, student, points={TEST: 2.0})
    by_hand(small, "ada", WORDS, manual_score=1.5)
    by_hand(small, "ada", ("two", "proof"), manual_score=0.0)
    assert list(merge(small, "ada", "bob")) == [
        "hw: both handed in; that of ada with 3.5 points is the older one, kept in earlier/bob; "
        "points by hand that go with it: words 1.5, proof 0",
        "ada is bob now, with hw",
        "grade again: quizzes grade hw --student bob",
    ]
    assert read(small, "submitted", "bob") == "submitted of bob"
    assert (small.root / "earlier" / "bob" / "hw" / "as-ada" / "one.ipynb").read_text() == "submitted of ada"
    assert scored(small, "hw")["bob"].raw == 2.0 and list(students_of(small)) == ["bob"]


def test_time_is_that_of_the_gradebook_where_no_stamp_says_it(small, handed):
    put(small, "ada")
    handed(small, "ada", points={TEST: 2.0}, timestamp="2026-10-06 10:00:00 UTC")
    put(small, "bob", stamp="2026-10-05 10:00:00 UTC")
    told = list(merge(small, "ada", "bob"))
    assert told[0] == "hw: both handed in; that of bob is the older one, kept in earlier/bob"
    assert {step: read(small, step, "bob") for step in ("submitted", "autograded", "feedback")} == {
        step: f"{step} of ada" for step in ("submitted", "autograded", "feedback")
    }
    assert scored(small, "hw")["bob"].raw == 2.0


def test_submission_without_any_time_is_the_older_one(small):
    put(small, "ada", stamp="some day")
    put(small, "bob", stamp="2026-10-05 10:00:00 UTC")
    assert "that of ada is the older one" in next(merge(small, "ada", "bob"))


def test_each_assignment_is_looked_at_by_itself(small, handed):
    for assignment, days in (("hw", {"ada": 6, "bob": 5}), ("test", {"ada": 5, "bob": 6})):
        for student, day in days.items():
            put(small, student, assignment, stamp=f"2026-10-0{day} 10:00:00 UTC")
    handed(small, "ada", points={TEST: 1.0})
    handed(small, "bob", points={TEST: 2.0})
    handed(small, "ada", "test", points={("test", "words"): 3.0})
    handed(small, "bob", "test", points={("test", "words"): 4.0})
    handed(small, "cyd", points={TEST: 0.5})
    put(small, "ada", "lone")
    told = list(merge(small, "ada", "bob"))
    assert told[-2:] == [
        "ada is bob now, with hw, lone, test",
        "grade again: quizzes grade hw --student bob; quizzes grade test --student bob",
    ]
    assert (read(small, "submitted", "bob"), read(small, "submitted", "bob", "test")) == (
        "submitted of ada", "submitted of bob"
    )  # fmt: skip
    assert (scored(small, "hw")["bob"].raw, scored(small, "test")["bob"].raw) == (1.0, 4.0)
    assert scored(small, "hw")["cyd"].raw == 0.5
    for step in ("submitted", "autograded", "feedback"):
        assert not (small.root / step / "ada").exists() and read(small, step, "bob", "lone") == f"{step} of ada"


def test_what_was_kept_of_both_stays_under_names_of_their_own(small):
    for student in ("ada", "bob"):
        put(small, student, "hw/2026-10-01", steps=("earlier",))
        put(small, student, "hw", steps=("submitted",))
        aside = small.root / "set-aside" / "hw" / student
        aside.mkdir(parents=True)
        (aside / "what.zip").write_text(student)
    (small.root / "submitted" / "ada").chmod(0o555)
    list(merge(small, "ada", "bob"))
    kept = small.root / "earlier" / "bob" / "hw"
    texts = sorted(path.read_text() for path in kept.rglob("*.ipynb"))
    assert texts == ["earlier of ada", "earlier of bob", "submitted of ada"]
    aside = small.root / "set-aside" / "hw" / "bob"
    assert {path.name: path.read_text() for path in aside.iterdir()} == {"what.zip": "bob", "what-2.zip": "ada"}
    assert not (small.root / "set-aside" / "hw" / "ada").exists()


def test_one_whom_the_gradebook_alone_or_a_folder_alone_knows_is_renamed(small, handed):
    handed(small, "ada", "test")
    assert list(rename(small, "ada", "al")) == ["ada is al now, with test"]
    put(small, "bob", steps=("feedback",))
    assert list(rename(small, "bob", "rob")) == ["bob is rob now, with no submissions"]
    with pytest.raises(UsageError, match="nobody in the course has the id 'ada'"):
        rename(small, "ada", "eve")
    for taken in ("al", "rob"):
        with pytest.raises(UsageError, match=f"there is a '{taken}' already"):
            rename(small, "al" if taken == "rob" else "rob", taken)


def test_id_may_be_as_long_as_the_gradebook_has_room_for(small, handed):
    handed(small, "ada")
    for name in ("x" * 101, ".x", "a/b"):
        with pytest.raises(UsageError, match="cannot be an id"):
            rename(small, "ada", name)
    assert list(rename(small, "ada", "x" * 100)) == [f"ada is {'x' * 100} now, with hw"]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("ada = 2026-10-12", True), ("  ada=2026-10-12", True), ('"ada" = 2026-10-12', True), ("'ada' = 1", True),
        ("adam = 2026-10-12", False), ("# ada = 1", False), ("", False),
    ],
)  # fmt: skip
def test_settings_name_a_student_at_the_beginning_of_a_line(small, line, named):
    assert not named_in_settings(small.root, "ada")
    (small.root / "course.toml").write_bytes(f"[x]\n{line}\n".encode())
    assert named_in_settings(small.root, "ada") is named
    (small.root / "course.toml").write_bytes(f"{line}\n".encode("utf-8-sig"))
    assert named_in_settings(small.root, "ada") is named
    (small.root / "course.toml").write_bytes(b"\xff")
    assert not named_in_settings(small.root, "ada")
