"""What a course's folder says: the table of grades, its folders, the errors of nbgrader, and what was released."""

import json
import os
from zoneinfo import ZoneInfo

import pytest
from nbgrader.api import Gradebook

from quizzes.errors import UsageError
from quizzes.grading.course.roster import Roster, Student
from quizzes.grading.record.nbgrader_course import LONGEST_S, ExportRow, NbgraderCourse, reason
from quizzes.grading.record.nbgrader_roll import enter_students
from quizzes.grading.record.released import earlier_cells, note_release, set_aside, was_changed
from quizzes.grading.sandbox.limits import Limits


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_table_has_every_student_in_every_assignment_by_name(small, handed):
    people = (("d", "", ""), ("c", "Bo", "Zoe"), ("b", "Al", "Zoe"), ("a", "Al", "Zoe"), ("e", "Zed", "Ames"))
    enter_students(small, Roster({name: Student(name, first, last, f"{name}@x.y") for name, first, last in people}))
    with Gradebook(small.db_url) as book:
        book.add_submission("hw", "b", timestamp="2026-10-05 23:30:00 UTC")
        book.add_submission("hw", "c")
        book.find_grade("test", "one", "hw", "b").auto_score = 2.0
        book.find_grade("test", "two", "hw", "c").auto_score = 1.5
        book.find_submission("hw", "b").notebooks[0].late_submission_penalty = 0.5
        book.find_submission("hw", "c").notebooks[0].late_submission_penalty = 4.0
        book.db.commit()
    rows = list(small.export_rows(ZoneInfo("Europe/Berlin")))
    assert sorted((each.assignment, each.student) for each in rows) == [
        (name, student) for name in ("hw", "test") for student in "abcde"
    ]
    mine = [each for each in rows if each.assignment == "hw"]
    assert [each.student for each in mine] == ["d", "e", "a", "b", "c"]
    assert mine[3] == ExportRow("hw", "b", "Zoe", "Al", "b@x.y", "2026-10-06 01:30:00+02:00", 2.0, 0.5, 1.5, 17.0)
    assert mine[4] == ExportRow("hw", "c", "Zoe", "Bo", "c@x.y", "", 1.5, 4.0, 0.0, 17.0)
    assert mine[0] == ExportRow("hw", "d", "", "", "d@x.y", "", 0.0, 0.0, 0.0, 17.0)
    (plain,) = (each for each in small.export_rows() if (each.assignment, each.student) == ("hw", "b"))
    assert plain.timestamp == "2026-10-05 23:30:00+00:00"


def test_course_says_where_its_things_are(small, tmp_path):
    assert small.db_url == f"sqlite:///{small.root}/gradebook.db" and small.course_id == "small"
    assert NbgraderCourse(small.root, "sqlite:////elsewhere.db").db_url == "sqlite:////elsewhere.db"
    assert small.folder("submitted", "ada", "hw") == small.root / "submitted" / "ada" / "hw"
    assert small.stub == "# YOUR CODE HERE\nraise NotImplementedError()"
    with pytest.raises(UsageError, match="holds no course; make it with: quizzes build --course"):
        NbgraderCourse(tmp_path)


def test_unknown_assignment_is_told_with_the_nearest_one(small):
    with pytest.raises(UsageError, match="no assignment 'tset'; did you mean 'test'"):
        small.require("tset")
    with pytest.raises(UsageError, match="no assignment 'zzzzz'; known are hw, test"):
        small.require("zzzzz")
    (small.root / "source").rename(small.root / "sources")
    with pytest.raises(UsageError, match="no assignment 'hw'; known are none"):
        small.require("hw")


def test_what_an_earlier_run_left_is_removed_for_one_student(small):
    for student in ("ada", "bob"):
        folder = small.folder("autograded", student, "hw")
        folder.mkdir(parents=True)
        (folder / "hw.ipynb").write_text("{}")
        (folder / "hw.ipynb").chmod(0o444)
        folder.chmod(0o555)
    small.discard("autograded", "hw", "ada")
    small.discard("autograded", "hw", "ada")
    assert not small.folder("autograded", "ada", "hw").exists() and small.folder("autograded", "bob", "hw").exists()
    small.folder("autograded", "bob", "hw").chmod(0o755)


@pytest.mark.parametrize("path", ["/somewhere", None])
def test_environment_is_afterwards_as_it_was(small, monkeypatch, path):
    monkeypatch.setenv("PATH", path) if path else monkeypatch.delenv("PATH")
    monkeypatch.delenv("PYDEVD_DISABLE_FILE_VALIDATION", raising=False)
    with pytest.raises(ZeroDivisionError), small.surroundings():
        assert os.environ["PATH"].endswith(path or os.defpath) and os.pathsep in os.environ["PATH"]
        assert os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] == "1"
        raise ZeroDivisionError
    assert os.environ.get("PATH") == path and "PYDEVD_DISABLE_FILE_VALIDATION" not in os.environ


def test_reason_is_the_last_error_but_the_summary():
    log = (
        "Converting\n\x1b[31mValueError: first\x1b[0m\n  nbgrader.api.MissingEntry: no cell\n"
        "NbGraderException: see above\nTraceback\n"
    )
    assert reason(log) == "nbgrader.api.MissingEntry: no cell"
    assert reason("one\n\n two \n\n") == "two"
    assert reason("\n") == "it gave no reason"


@pytest.mark.parametrize(
    ("given", "seconds"), [("None", LONGEST_S), ("-1", LONGEST_S), ("0", LONGEST_S), ("1", 1.0), ("30", 30.0)]
)
def test_limit_that_nbgrader_does_not_set_is_ours(small, sources, given, seconds):
    config = small.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}c.Execute.timeout = {given}\n")
    assert NbgraderCourse(small.root).limits(Limits(), sources).cell_wall_s == seconds


def test_limits_are_those_of_the_configuration_and_then_of_the_settings(small, sources, notebook, cell):
    config = small.root / "nbgrader_config.py"
    said = config.read_text()
    config.write_text(f"{said}c.Execute.timeout = 7\n")
    limits = NbgraderCourse(small.root).limits(Limits(), sources)
    assert limits.cell_wall_s == 7.0 and limits.submission_wall_s == 7.0 * 7, "of the longest notebook, and one more"
    ours = {"a": notebook() | {"metadata": {"quizzes": {"stubs": True}}}}
    limits = NbgraderCourse(small.root).limits(Limits(), ours)
    assert (limits.cell_wall_s, limits.cell_cpu_s, limits.submission_wall_s) == (7.0, 7.0, 300.0)
    config.write_text(f"{said}c.Execute.timeout = 70\n")
    limits = NbgraderCourse(small.root).limits(Limits())
    assert (limits.cell_wall_s, limits.cell_cpu_s) == (70.0, 10.0)
    config.write_text(f"{said}c.Execute.timeout = 7\nc.Execute.timeout_func = lambda cell: len(cell.source)\n")
    made = {
        "a": notebook(cell("x", code=True, text="a" * 5), cell("y", code=True, text="a" * 9), cell("z", text="a" * 50))
    }
    assert NbgraderCourse(small.root).limits(Limits(), made).cell_wall_s == 9.0, "text has no time"
    assert NbgraderCourse(small.root).limits(Limits(), {"a": notebook(cell("z"))}).cell_wall_s == 7.0
    (small.root / "course.toml").write_text("[limits]\ncell_wall_s = 3\nmemory_mb = 512\n")
    limits = NbgraderCourse(small.root).limits(Limits(), made)
    assert (limits.cell_wall_s, limits.memory_mb, limits.submission_wall_s) == (3.0, 512, 3.0 * 4)


def test_grader_knows_the_cells_as_they_were_released(small):
    assert small.released_texts("none") == {}
    found = small.released_texts("hw")
    assert set(found) == {"one", "two"} and found["one"]["intro"] == "Read."
    assert set(found["two"]) == {"test", "proof", "alone"}


@pytest.fixture
def release(small, sources):
    """Write a release of hw, and return the function that changes a notebook of it."""
    folder = small.root / "release" / "hw"
    folder.mkdir(parents=True)

    def write(name, text, source=None):
        made = json.loads(json.dumps(source or sources[name]))
        made["cells"][0]["source"] = text
        (folder / f"{name}.ipynb").write_text(json.dumps(made))

    write("one", "Read.")
    write("two", "Test.")
    return write


def test_release_that_somebody_has_worked_in_is_known(small, release):
    assert not was_changed(small.root, "other"), "there is nothing that could be lost"
    assert was_changed(small.root, "hw"), "nobody knows how it was made"
    note_release(small.root, "hw")
    note_release(small.root, "other")
    assert not was_changed(small.root, "hw")
    release("two", "Mine.")
    assert was_changed(small.root, "hw")
    note_release(small.root, "hw")
    (small.root / "release" / "hw" / "two.ipynb").unlink()
    assert was_changed(small.root, "hw")
    note_release(small.root, "hw")
    assert not was_changed(small.root, "hw")
    release("one", "Mine.")
    assert was_changed(small.root, "hw")
    assert list(small.released("hw")) == ["one"] and small.released("none") == {}


@pytest.mark.parametrize("damage", ["{", "[]", "\udcff"])
def test_damaged_record_of_releases_counts_as_none(small, release, damage):
    note_release(small.root, "hw")
    for path in (small.root / ".grading").glob("*.json"):
        path.write_bytes(damage.encode("utf-8", "surrogateescape"))
    assert was_changed(small.root, "hw") and earlier_cells(small.root, "hw") == {}
    note_release(small.root, "hw")
    assert not was_changed(small.root, "hw") and set(earlier_cells(small.root, "hw")) == {"one", "two"}


def test_cells_of_each_release_are_remembered_once_the_newest_last(small, release):
    assert earlier_cells(small.root, "hw") == {}
    for text in (" A. \n", "B.", "B.", "A."):
        release("one", text)
        note_release(small.root, "hw")
    found = earlier_cells(small.root, "hw")
    assert [each["intro"] for each in found["one"]] == [{"text": "B.", "points": None}, {"text": "A.", "points": None}]
    assert len(found["two"]) == 1
    assert found["one"][0]["words"]["points"] == 4 and set(found["one"][0]) == {
        "intro",
        "code",
        "seen",
        "test",
        "words",
    }
    for number in range(21):
        release("one", f"{number}")
        note_release(small.root, "hw")
    texts = [each["intro"]["text"] for each in earlier_cells(small.root, "hw")["one"]]
    assert texts == [f"{number}" for number in range(1, 21)]
    assert earlier_cells(small.root, "test") == {}


def test_what_was_worked_in_is_set_aside_under_a_name_of_its_own(small, release):
    for number in (1, 2, 3):
        release("one", f"{number}")
        assert set_aside(small.root, "hw") == small.root / "release-kept" / "hw" / f"two-{number}.ipynb"
    folder = small.root / "release-kept" / "hw"
    assert len(list(folder.iterdir())) == 6
    kept = [json.loads((folder / f"one-{number}.ipynb").read_text())["cells"][0]["source"] for number in (1, 2, 3)]
    assert kept == ["1", "2", "3"] and (small.root / "release" / "hw" / "one.ipynb").exists()
