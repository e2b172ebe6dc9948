"""A disk that is really full: each command ends with one sentence, leaves nothing half-written, and goes on later.

The course lies on a small file system in memory, which only root can mount.
"""

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = getattr(os, "geteuid", lambda: 1)() == 0
SIZE_MIB = 24
LEFT_KIB = (0, 12, 60, 200, 600)  # of room when the command starts
COMMANDS = {
    "collect": ("collect", "gates", "INCOMING"),
    "grade": ("grade", "gates", "--workers", "1"),
    "feedback": ("feedback", "gates"),
    "report": ("report", "gates"),
    "export": ("export-grades", "gates", "--lms", "canvas"),
}


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """A file system of its own."""
    folder = tmp_path_factory.mktemp("disk")
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "tmpfs", str(folder)]
    if not ROOT or sys.platform != "linux" or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(scope="module")
def stages(released, put_in, command, tmp_path_factory):
    """The course before each command, and what was left when all had the room that they wanted."""
    base = tmp_path_factory.mktemp("stages")
    incoming, course, kept = base / "incoming", base / "course", {}
    shutil.copytree(released, base / "other")
    for student, name in (("ada", "right.py"), ("bob", "partly.py"), ("cyd", "raises.py")):
        put_in(base / "other", student, name)
        (incoming / student).mkdir(parents=True)
        shutil.copy(base / "other" / "submitted" / student / "gates" / "gates.ipynb", incoming / student)
    shutil.copytree(released, course)
    for name, words in COMMANDS.items():
        kept[name] = base / f"before-{name}"
        shutil.copytree(course, kept[name])
        done = command(*(str(incoming) if word == "INCOMING" else word for word in words), "--course", str(course))
        assert done.returncode == 0, done.stderr
    return kept, incoming


def fill(disk: Path, left_kib: int) -> None:
    """Leave this much room on the disk."""
    free = os.statvfs(disk)
    with (disk / "ballast").open("wb") as file:
        file.write(bytes(free.f_bavail * free.f_frsize - left_kib * 1024))
    free = os.statvfs(disk)
    assert free.f_bavail * free.f_frsize <= left_kib * 1024


def whole(course: Path) -> None:
    """Require that each file that can be seen is whole, and that none is left that was to become one."""
    for path in (path for path in course.rglob("*") if path.is_file()):
        inside = path.relative_to(course).as_posix()
        assert not (path.name.startswith(".") and path.name != ".gitignore") or "/." in f"/{path.parent}", inside
        if path.suffix in (".json", ".ipynb"):
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".html":
            assert path.read_text(encoding="utf-8").rstrip().endswith("</html>"), inside
        elif path.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
            assert rows and len({len(row) for row in rows}) == 1 and path.read_bytes().endswith(b"\n"), inside
    if (course / "gradebook.db").exists():
        with closing(sqlite3.connect(course / "gradebook.db")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def points(course: Path) -> dict[str, float]:
    """Return the points of each student's record."""
    records = (json.loads(path.read_text("utf-8")) for path in course.glob("autograded/*/gates/grade.json"))
    return {record["student"]: record["score"] for record in records}


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_full_disk_is_one_sentence_and_the_command_goes_on_when_there_is_room(name, disk, stages, command):
    kept, incoming = stages
    words = [str(incoming) if word == "INCOMING" else word for word in COMMANDS[name]]
    refused = 0
    for left in LEFT_KIB:
        course = disk / "course"
        shutil.rmtree(course, ignore_errors=True)
        (disk / "ballast").unlink(missing_ok=True)
        shutil.copytree(kept[name], course)
        (course / "grades.csv").unlink(missing_ok=True)
        fill(disk, left)
        done = command(*words, "--course", str(course))
        assert "Traceback" not in done.stderr, done.stderr
        whole(course)
        if done.returncode:
            refused += 1
            last = done.stderr.splitlines()[-1]
            assert last.startswith(f"quizzes {words[0]}: "), (left, done.stderr)
            assert ("the disk is full" in last or "No space left on device" in last), (left, done.stderr)
            (disk / "ballast").unlink()
            again = command(*words, "--course", str(course))
            assert again.returncode == 0, (left, again.stderr)
            whole(course)
        if name == "grade":
            assert points(course) == {"ada": 18.0, "bob": 7.0, "cyd": 2.0}, left
    assert refused >= 1
