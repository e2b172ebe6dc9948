"""Two people who give points at once, in a file and in PostgreSQL: nothing of either is lost."""

import json
import os
import subprocess
import sys
import sysconfig

import pytest
from own_postgresql import own_postgresql

pytestmark = [pytest.mark.slow, pytest.mark.ways]
PATH = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])  # where alembic is
STUDENTS = [f"s{number:02}" for number in range(24)]
BEGIN = """
import json, sys
from nbgrader.api import Gradebook
cell = ("gates-in-words", "gates", "gates")
url, *given = json.loads(sys.argv[1])
with Gradebook(url, "course") as book:
"""
MAKE = f"""{BEGIN}
    book.add_assignment("gates")
    book.add_notebook("gates", "gates")
    book.add_grade_cell(*cell, max_score=2, cell_type="markdown")
    book.add_solution_cell(*cell)
    book.add_source_cell(*cell, cell_type="markdown", source="", locked=False)
    for student in given[0]:
        book.add_student(student)
        book.add_submission("gates", student)
        book.find_grade(*cell, student).needs_manual_grade = True
    book.db.commit()
"""
# As formgrader does for each request: find the row, set it, commit. All begin when they are told to.
GIVE = f"""{BEGIN}
    print("ready", flush=True)
    sys.stdin.readline()
    students, points, comment = given
    for student in students:
        grade = book.find_grade(*cell, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()
        book.find_comment(*cell, student).manual_comment = comment
        book.db.commit()
"""
READ = f"""{BEGIN}
    print(json.dumps({{
        student: [book.find_grade(*cell, student).manual_score, book.find_comment(*cell, student).manual_comment]
        for student in given[0]
    }}))
"""


def start(code, *values):
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code, json.dumps(values)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PATH": PATH},
    )  # fmt: skip


def result(process):
    out, _ = process.communicate(timeout=600)
    assert process.returncode == 0
    return out


@pytest.fixture
def server():
    """A PostgreSQL server that listens on a socket of its own; its address."""
    with own_postgresql() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """A gradebook with an assignment and a submission of each student, every answer waiting for a person."""
    url = f"sqlite:///{tmp_path}/gradebook.db" if request.param == "sqlite" else request.getfixturevalue("server")
    result(start(MAKE, url, STUDENTS))
    return url


def at_once(url, *parts):
    """Let each part be given in a process of its own, all at the same moment, and return what is there then."""
    people = [start(GIVE, url, *part) for part in parts]
    for each in people:
        assert each.stdout.readline() == "ready\n"
    for each in people:
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in people:
        result(each)
    return json.loads(result(start(READ, url, STUDENTS)))


def test_points_that_two_give_to_different_students_are_all_there(url):
    found = at_once(url, (STUDENTS[::2], 2.0, "by one"), (STUDENTS[1::2], 1.0, "by two"))
    assert found == dict.fromkeys(STUDENTS[::2], [2.0, "by one"]) | dict.fromkeys(STUDENTS[1::2], [1.0, "by two"])


def test_of_points_that_two_give_to_one_cell_one_counts(url):
    found = at_once(url, (STUDENTS, 2.0, "by one"), (STUDENTS[::-1], 1.0, "by two"))
    assert {points for points, _ in found.values()} <= {1.0, 2.0}
    assert {comment for _, comment in found.values()} <= {"by one", "by two"}
