"""The instructor's commands: what they make, what they leave alone, and one message for what cannot be done."""

import json
import shutil

import pytest

from quizzes import cli


def run(capsys, *arguments):
    code = cli.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course with one assignment and two students."""
    base = tmp_path_factory.mktemp("commands")
    (base / "roster.csv").write_text("id,email\nada,ada@x.y\nbob,bob@x.y\n", encoding="utf-8")
    arguments = ["new-course", str(base / "course"), "--roster", str(base / "roster.csv"), "--assignment", "gates"]
    assert cli.main(arguments) == 0
    return base / "course"


def test_new_course_holds_settings_roster_assignment_and_gradebook(made):
    assert {path.name for path in made.iterdir()} >= {
        "course.toml", "roster.csv", "nbgrader_config.py", "source", "gradebook.db"}  # fmt: skip
    assert [path.name for path in (made / "source").iterdir()] == ["gates"]


def test_new_course_leaves_settings_and_roster_that_were_edited(made, capsys):
    for name in ("course.toml", "roster.csv"):
        path = made / name
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    before = {name: (made / name).read_bytes() for name in ("course.toml", "roster.csv")}
    code, _, err = run(capsys, "new-course", made, "--assignment", "gates")
    assert code == 0
    assert {name: (made / name).read_bytes() for name in before} == before
    assert "no students yet" not in err


def test_roster_that_is_given_again_leaves_a_copy_of_the_edited_one(made, tmp_path, capsys):
    course = tmp_path / "course"
    shutil.copytree(made, course)
    edited = "id,email\nada,edited@x.y\n"
    (course / "roster.csv").write_text(edited, encoding="utf-8")
    (tmp_path / "new.csv").write_text("Username;Surname\neve;Adams\n", encoding="utf-8")
    code, _, err = run(capsys, "new-course", course, "--roster", tmp_path / "new.csv", "--assignment", "gates")
    assert code == 0
    assert "roster.csv was written anew; the one before: earlier/roster.csv" in err
    assert (course / "earlier" / "roster.csv").read_text(encoding="utf-8") == edited
    assert (course / "roster.csv").read_text(encoding="utf-8").splitlines()[1:] == ["eve,,Adams,,,,"]


def test_roster_with_mistakes_makes_nothing(tmp_path, capsys):
    (tmp_path / "roster.csv").write_text("id\nada\nada\n", encoding="utf-8")
    code, _, err = run(capsys, "new-course", tmp_path / "c", "--roster", tmp_path / "roster.csv")
    assert code == 1
    assert "roster.csv:3: the id 'ada' a second time" in err
    assert not (tmp_path / "c").exists()


def test_collect_says_what_became_of_each_and_who_is_missing(made, tmp_path, capsys):
    source = (made / "source" / "gates" / "gates.ipynb").read_bytes()
    for student in ("ada", "mallory"):
        (tmp_path / "in" / student).mkdir(parents=True)
        (tmp_path / "in" / student / "gates.ipynb").write_bytes(source)
    code, out, err = run(capsys, "collect", "gates", tmp_path / "in", "--course", made, "--json")
    assert code == 0
    events = [json.loads(line) for line in out.splitlines()]
    assert sorted((event["happened"], event["student"]) for event in events) == [
        ("collected", "ada"), ("set aside", "")]  # fmt: skip
    assert err == "1 set aside, 1 collected\nnothing of 1 students in the roster: bob\n"
    assert (made / "submitted" / "ada" / "gates" / "gates.ipynb").read_bytes() == source


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["collect", "gate", "."], "collect: the course has no assignment 'gate'; did you mean 'gates'?"),
        (["collect", "gates", "nowhere"], "collect: there is no nowhere"),
        (["report", "states"], "report: the course has no assignment 'states'; did you mean 'gates'?"),
        (["feedback", "gates"], "feedback: 'gates' is not released yet; run: quizzes release gates --course "),
        (["deadlines", "gates"], "deadlines: 'gates' is not released yet; run: quizzes release gates --course "),
        (["regrade", "gates"], "regrade: 'gates' is not released yet; run: quizzes release gates --course "),
        (["export-grades", "gates"], "export-grades: an ASSIGNMENT and --into belong to an LMS: add --lms moodle"),
        (["export-grades", "--lms", "moodle"], "export-grades: which assignment? `quizzes export-grades ASSIGNMENT"),
        (["export-grades", "gates", "--lms", "blackboard"], "export-grades: unknown LMS 'blackboard'; known"),
    ],
)
def test_what_cannot_be_done_is_one_message(made, capsys, arguments, message):
    code, out, err = run(capsys, *arguments, "--course", made)
    assert (code, out) == (1, "")
    assert f"quizzes {message}" in err


@pytest.mark.parametrize("command", ["collect", "grade", "report", "feedback", "regrade", "deadlines"])
def test_folder_without_a_course_is_named(tmp_path, capsys, command):
    more = [tmp_path] if command == "collect" else []
    code, _, err = run(capsys, command, "gates", *more, "--course", tmp_path)
    assert code == 1
    assert f"{tmp_path.as_posix()} holds no course" in err


def test_lab_needs_a_course(tmp_path, capsys):
    code, _, err = run(capsys, "lab", "--course", tmp_path)
    assert code == 1
    assert "holds no course; make it with: quizzes new-course" in err


def test_settings_with_mistakes_stop_the_command_that_reads_them(made, tmp_path, capsys):
    path = made / "course.toml"
    before = path.read_text(encoding="utf-8")
    path.write_text("[late]\nper_day = 5\n", encoding="utf-8")
    try:
        code, _, err = run(capsys, "collect", "gates", tmp_path, "--course", made)
    finally:
        path.write_text(before, encoding="utf-8")
    assert code == 1
    assert "late.per_day: expected a share from 0 to 1, got 5" in err
