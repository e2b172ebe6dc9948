"""Another id, and two ids of one person: folders and gradebook go together; of two submissions the newer counts."""

import json
import shutil

import pytest
from nbgrader.api import Gradebook, MissingEntry

from quizzes import cli
from quizzes.errors import UsageError
from quizzes.grading.intake.submissions import find_submissions, of_the_course
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.same_student import merge, rename

CELL = "gates-in-words"
# what nbgrader itself does with its rows
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")]


def hand_in(course, book, student, day, points=None):
    """Put a submission and its grade where collecting and grading leave them."""
    for step in ("submitted", "autograded", "feedback"):
        folder = course / step / student / "gates"
        folder.mkdir(parents=True)
        (folder / "gates.ipynb").write_text(f"{step} of {student}", encoding="utf-8")
    (course / "submitted" / student / "gates" / "timestamp.txt").write_text(f"2026-10-{day:02} 10:00:00 UTC")
    record = {"student": student, "tasks": []}
    (course / "autograded" / student / "gates" / "grade.json").write_text(json.dumps(record))
    book.update_or_create_student(student, first_name=student.upper())
    book.add_submission("gates", student)
    if points is not None:
        book.find_grade(CELL, "gates", "gates", student).manual_score = points
    book.db.commit()


@pytest.fixture
def course(released, tmp_path):
    """A course to which two ids belong."""
    shutil.copytree(released, tmp_path / "course")
    course = tmp_path / "course"
    (course / "roster.csv").write_text("id,email,section\nada,,A\nbob,bob@x.y,\n", encoding="utf-8")
    return course


def opened(course):
    return Gradebook(f"sqlite:///{course}/gradebook.db", NbgraderCourse(course).course_id)


def of(course, step):
    return sorted(path.parent.name for path in (course / step).glob("*/gates"))


def test_new_id_takes_folders_grades_and_record_along(course, capsys):
    with opened(course) as book:
        hand_in(course, book, "ada", 5, points=1.5)
    (course / "course.toml").write_text("[assignments.gates.extensions]\nada = 2026-10-12T23:59:00\n")
    (course / "set-aside" / "gates" / "ada").mkdir(parents=True)
    assert cli.main(["roster", "--rename", "ada", "al", "--course", str(course)]) == 0
    assert capsys.readouterr().out == "ada is al now, with gates\ncourse.toml names ada: write al there\n"
    assert (course / "roster.csv").read_text().splitlines()[1:] == ["al,,,,,,A", "bob,,,bob@x.y,,,"]
    assert (course / "earlier" / "roster.csv").read_text() == "id,email,section\nada,,A\nbob,bob@x.y,\n"
    for step in ("submitted", "autograded", "feedback"):
        assert of(course, step) == ["al"]
    assert [path.name for path in (course / "set-aside" / "gates").iterdir()] == ["al"]
    record = json.loads((course / "autograded" / "al" / "gates" / "grade.json").read_text())
    assert record["student"] == "al"
    with opened(course) as book:
        assert book.find_grade(CELL, "gates", "gates", "al").manual_score == 1.5
        with pytest.raises(MissingEntry):
            book.find_student("ada")


@pytest.mark.parametrize(("days", "winner"), [((5, 6), "bob"), ((6, 5), "ada")])
def test_of_two_submissions_the_newer_counts_and_the_older_is_kept_and_told(course, capsys, days, winner):
    loser = "ada" if winner == "bob" else "bob"
    with opened(course) as book:
        hand_in(course, book, "ada", days[0], points=1.0)
        hand_in(course, book, "bob", days[1], points=2.0)
    assert cli.main(["roster", "--merge", "ada", "bob", "--course", str(course)]) == 0
    points = {"ada": 1.0, "bob": 2.0}
    told = capsys.readouterr().out
    assert f"gates: both handed in; that of {loser} with {points[loser]:g} points is the older one" in told
    assert f"points by hand that go with it: {CELL} {points[loser]:g}" in told
    assert of(course, "submitted") == of(course, "autograded") == of(course, "feedback") == ["bob"]
    for step in ("submitted", "autograded", "feedback"):
        assert (course / step / "bob" / "gates" / "gates.ipynb").read_text() == f"{step} of {winner}"
    (kept,) = (course / "earlier" / "bob" / "gates").iterdir()
    assert (kept / "gates.ipynb").read_text() == f"submitted of {loser}"
    with opened(course) as book:
        assert book.find_grade(CELL, "gates", "gates", "bob").manual_score == points[winner]
        assert [student.id for student in book.students] == ["bob"]
    assert (course / "roster.csv").read_text().splitlines()[1:] == ["bob,,,bob@x.y,,,A"]


def test_what_cannot_be_renamed_is_told_and_nothing_changes(course):
    with opened(course) as book:
        hand_in(course, book, "ada", 5)
        hand_in(course, book, "bob", 5)
    place = NbgraderCourse(course)
    for old, new, message in (
        ("ada", "bob", "there is a 'bob' already: if both are one person, `quizzes roster --merge ada bob`"),
        ("ada", "../x", "'../x' cannot be an id"),
        ("nobody", "x", "nobody in the course has the id 'nobody'"),
    ):
        with pytest.raises(UsageError, match=message):
            rename(place, old, new)
    with pytest.raises(UsageError, match="'ada' and 'ada' are one id"):
        merge(place, "ada", "ada")
    assert of(course, "submitted") == ["ada", "bob"]


def test_id_that_some_disks_take_for_another_one_is_refused(course, capsys):
    with opened(course) as book:
        hand_in(course, book, "ada", 5)
        hand_in(course, book, "bob", 5)
    assert cli.main(["roster", "--rename", "ada", "BOB", "--course", str(course)]) == 1
    assert "the ids 'bob' and 'BOB' differ only in what some disks do not tell apart" in capsys.readouterr().err
    (course / "roster.csv").write_text("id\nADA\nbob\n", encoding="utf-8")  # by hand, in the place of --rename
    assert cli.main(["roster", "--course", str(course)]) == 1
    assert "'ada' is in the gradebook" in capsys.readouterr().err
    assert of(course, "submitted") == ["ada", "bob"]
    told = []
    found = find_submissions(course / "submitted", "gates")
    assert [each.student for each in of_the_course(course, found, told.append)] == ["bob"]
    assert told[0] == "note: not graded, since roster.csv does not have them: ada"
    assert told[1].startswith("note: is the folder 'ada' that of 'ADA'? then rename it")


def test_capitals_of_a_students_own_id_can_be_changed(course, capsys):
    with opened(course) as book:
        hand_in(course, book, "ada", 5, points=1.5)
    assert cli.main(["roster", "--rename", "ada", "Ada", "--course", str(course)]) == 0
    assert of(course, "submitted") == ["Ada"]
    with opened(course) as book:
        assert book.find_grade(CELL, "gates", "gates", "Ada").manual_score == 1.5
