"""One command at a time changes a course; a fault of the machine is one sentence; changes by hand are on record."""

import csv
import errno
import fcntl
import os
import resource
import shutil
import sqlite3
import subprocess
import sys

import pytest
from nbgrader.api import Gradebook

from quizzes.cli import main
from quizzes.commands.trouble import sentence_of
from quizzes.errors import UsageError
from quizzes.grading.course.lock import course_lock
from quizzes.grading.record.nbgrader_by_hand import FILE, FOUND, note_found
from quizzes.grading.record.nbgrader_course import NbgraderCourse


@pytest.fixture
def course(graded, tmp_path):
    """A graded course of this test's own."""
    shutil.copytree(graded.course, tmp_path / "course")
    return tmp_path / "course"


def test_second_command_is_told_who_has_the_course(course, capsys):
    with course_lock(course, "grade gates"):
        assert main(["deadlines", "gates", "--course", str(course)]) == 1
        told = capsys.readouterr().err
    assert told.startswith(f"quizzes deadlines: {course.as_posix()} is in use: `quizzes grade gates` runs since 20")
    assert f"(process {os.getpid()} on " in told
    assert told.count("\n") == 1
    assert main(["deadlines", "gates", "--course", str(course)]) == 0


def test_command_that_only_looks_needs_no_lock(course):
    with course_lock(course, "grade gates"):
        assert main(["report", "gates", "--course", str(course)]) == 0


def test_lock_of_a_process_that_was_killed_is_free(course):
    program = (
        "import time\nfrom pathlib import Path\nfrom quizzes.grading.course.lock import course_lock\n"
        f"with course_lock(Path({str(course)!r}), 'grade'):\n    print('has it', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        with pytest.raises(UsageError, match="is in use: `quizzes grade` runs since"), course_lock(course, "collect"):
            pass
        process.kill()
    with course_lock(course, "collect"):
        pass


def test_file_system_without_locks_is_no_obstacle(course, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with course_lock(course, "grade gates"):
        pass


@pytest.mark.slow
def test_locked_gradebook_is_one_sentence(course, command):
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("BEGIN EXCLUSIVE")
        done = command("deadlines", "gates", "--course", str(course))
    assert done.returncode == 1
    assert done.stderr == (
        "quizzes deadlines: the gradebook cannot be used: another program has it locked; close it, or wait for its "
        "end. What was done before is kept: put it right and run the same command again\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [("deadlines", "gates"), ("feedback", "gates"), ("export-grades",), ("report", "gates")]
)
def test_disk_without_room_is_one_sentence_and_leaves_no_half_a_file(course, words):
    for path in (*course.rglob("*.html"), *course.glob("*.csv")):
        path.unlink()
    (course / "course.toml").write_text("[assignments.gates]\ndue = 2020-01-01T00:00:00\n")
    before = {path for path in course.rglob("*") if path.is_file()}
    done = subprocess.run(
        [sys.executable, "-m", "quizzes.cli", *words, "--course", str(course)],
        capture_output=True, text=True, check=False, timeout=300,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300)),
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"quizzes {words[0]}: ")
    assert "File too large" in last or "larger than this account" in last or "the disk is full" in last
    after = {path for path in course.rglob("*") if path.is_file()} - before
    assert [path for path in after if path.name.startswith(".") and path.parent.name != ".grading"] == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EACCES, "this account may not"),
        (errno.EROFS, "the disk is read-only"),
        (errno.ENOTDIR, "a file stands where a folder should be"),
    ],
)
def test_fault_of_the_disk_is_one_sentence(number, words):
    told = sentence_of(OSError(number, os.strerror(number), "/course/\x1b[2Jgrades.csv"))
    assert told.startswith(f"cannot read or write /course/\\x1b[2Jgrades.csv: {words}. What was done before is kept")


def test_fault_below_another_is_found():
    try:
        try:
            raise OSError(errno.ENOSPC, "no space", "x")
        except OSError as error:
            raise RuntimeError("while it was written") from error
    except RuntimeError as error:
        assert "the disk is full" in sentence_of(error)
    assert sentence_of(ValueError("a fault of ours")) == ""


def test_folder_that_is_a_file_is_one_sentence(course, capsys):
    shutil.rmtree(course / "feedback")
    (course / "feedback").write_text("no folder")
    assert main(["feedback", "gates", "--course", str(course)]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"quizzes feedback: cannot write {course}/feedback/")
    assert told.count("\n") == 1


def rows(course):
    """Return the table of changes, without the time and the account."""
    with (course / FILE).open(encoding="utf-8", newline="") as file:
        return [(row["through"], row["student"], row["cell"], row["field"], row["before"], row["after"])
                for row in csv.DictReader(file)]  # fmt: skip


def give(course, points, comment):
    """Change a grade as formgrader does, by the objects of nbgrader."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        grade = book.find_grade("gates-in-words", "gates", "gates", "right")
        grade.manual_score, grade.needs_manual_grade = points, False
        book.find_comment("gates-in-words", "gates", "gates", "right").manual_comment = comment
        book.db.commit()


def test_change_that_another_program_made_is_found_by_the_next_command(course, capsys):
    at = NbgraderCourse(course)
    assert note_found(at) == 0
    give(course, 1.5, "=well\x1b done")
    assert main(["export-grades", "--course", str(course)]) == 0
    assert f"note: 2 changes by hand since the last look; {FILE} names them" in capsys.readouterr().err
    give(course, 0.0, "")
    assert note_found(at) == 2
    assert note_found(at) == 0
    give(course, None, "")
    assert note_found(at) == 1
    assert rows(course) == [
        (FOUND, "right", "gates-in-words", "comment", "", "'=well\\x1b done"),
        (FOUND, "right", "gates-in-words", "points", "", "1.5"),
        (FOUND, "right", "gates-in-words", "comment", "'=well\\x1b done", ""),
        (FOUND, "right", "gates-in-words", "points", "1.5", "0"),
        (FOUND, "right", "gates-in-words", "points", "0", ""),
    ]


def test_change_in_formgrader_is_noted_with_the_account_as_it_is_committed(course):
    program = (
        "import sys\nsys.path.insert(0, sys.argv[2])\nfrom pathlib import Path\n"
        "from test_one_at_a_time import give\nfrom quizzes.grading.record.nbgrader_by_hand import note_as_written\n"
        "course = Path(sys.argv[1])\nnote_as_written(course, 'formgrader')\n"
        "give(course, 1.5, 'good')\ngive(course, 1.5, 'good')\ngive(course, 2.0, 'good')\n"
    )
    subprocess.run([sys.executable, "-c", program, course, os.path.dirname(__file__)], check=True,
                   env={**os.environ, "JUPYTERHUB_USER": "prof"})  # fmt: skip
    assert rows(course) == [
        ("formgrader", "right", "gates-in-words", "points", "", "1.5"),
        ("formgrader", "right", "gates-in-words", "comment", "", "good"),
        ("formgrader", "right", "gates-in-words", "points", "1.5", "2"),
    ]
    with (course / FILE).open(encoding="utf-8", newline="") as file:
        (first, *_) = csv.DictReader(file)
    assert first["who"].startswith("prof on ")
    assert len(first["time"]) == len("2026-10-05 21:59:00")
    assert note_found(NbgraderCourse(course)) == 0
