"""nbgrader's own commands beside ours, on one course: exchange, feedback, autograde, an old gradebook."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode does not
from nbgrader.api import Gradebook  # noqa: E402
from nbgrader.utils import get_username  # noqa: E402
from people import CODE, ITEMS, RIGHT, solved  # noqa: E402

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
ME = get_username()  # nbgrader asks the system who submits


def run(module, *arguments, cwd, code=0):
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)], cwd=cwd, capture_output=True, text=True,
        encoding="utf-8", timeout=600, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT),
             "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])},
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A course whose one submission came through nbgrader's exchange and was graded."""
    base = tmp_path_factory.mktemp("beside")
    for name in ("exchange", "learner"):
        (base / name).mkdir()
    (base / "exchange").chmod(0o777)
    (base / "learner" / "nbgrader_config.py").write_text(
        f'c = get_config()\nc.CourseDirectory.course_id = "rnn-2026"\nc.Exchange.root = "{base}/exchange"\n'
    )
    (base / "roster.csv").write_text(f"id\n{ME}\n")
    run("quizzes.cli", "new-course", "course", "--roster", "roster.csv", "--assignment", "rnn", cwd=base)
    run("quizzes.cli", "release", "rnn", "--course", "course", cwd=base)
    (base / "course" / "course.toml").write_text(
        f'exchange = "{base}/exchange"\ncourse_id = "rnn-2026"\n', encoding="utf-8")  # fmt: skip
    run("nbgrader", "release_assignment", "rnn", cwd=base / "course")
    run("nbgrader", "fetch_assignment", "rnn", cwd=base / "learner")
    path = base / "learner" / "rnn" / "rnn.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    for name, source in (solved(1) | {"sequences-every-step-answer": "answer_sequences_every_step = ['ctc']"}).items():
        cells[name]["source"] = source
    path.write_text(json.dumps(notebook), encoding="utf-8")
    run("nbgrader", "submit", "rnn", cwd=base / "learner")
    run("quizzes.cli", "collect", "rnn", "exchange", "--course", "course", cwd=base)
    run("quizzes.cli", "grade", "rnn", "--course", "course", cwd=base)
    return base


EXPECTED = RIGHT | {"sequences-every-step": 0.333333}


def scores(course):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        grades = book.find_submission("rnn", ME).notebooks[0].grades
        return {grade.name: grade.auto_score for grade in grades if grade.name in {*CODE, *ITEMS}}


def test_submission_of_the_exchange_is_graded(place):
    assert scores(place / "course") == {name: EXPECTED[name] for name in {*CODE, *ITEMS}}


def test_collected_time_is_that_of_the_exchange(place):
    (inbound,) = (place / "exchange" / "rnn-2026" / "inbound").iterdir()
    ours = place / "course" / "submitted" / ME / "rnn" / "timestamp.txt"
    assert ours.read_text() == (inbound / "timestamp.txt").read_text()


def test_learner_fetches_the_page_that_nbgrader_released(place):
    run("nbgrader", "release_feedback", "rnn", cwd=place / "course")
    run("nbgrader", "fetch_feedback", "rnn", cwd=place / "learner")
    (page,) = (place / "learner" / "rnn" / "feedback").rglob("*.html")
    assert page.read_bytes() == (place / "course" / "feedback" / ME / "rnn" / "rnn.html").read_bytes()
    assert "(Score: 17.3333 / 20)" in page.read_text(encoding="utf-8")


def test_nbgrader_autograde_gives_an_honest_submission_the_same_points(place):
    course = place / "course-nbgrader"
    shutil.copytree(place / "course", course)
    for name in ("gradebook.db", "autograded"):
        path = course / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    run("nbgrader", "generate_assignment", "rnn", "--force", cwd=course)
    run("nbgrader", "autograde", "rnn", "--create", cwd=course)
    assert scores(course) == {name: EXPECTED[name] for name in {*CODE, *ITEMS}}


def old(course):
    """Make the gradebook what it was before nbgrader 0.6: no courses, no numbers of an LMS."""
    with sqlite3.connect(course / "gradebook.db") as book:
        columns = [row[1] for row in book.execute("pragma table_info(assignment)") if row[1] != "course_id"]
        book.execute("drop index if exists ix_assignment_course_id")
        book.execute(f"create table kept as select {', '.join(columns)} from assignment")
        book.execute("drop table assignment")
        book.execute("create table assignment (id varchar(32) primary key, name varchar(128) unique, duedate datetime)")
        book.execute("insert into assignment (id, name, duedate) select id, name, duedate from kept")
        book.execute("drop table kept")
        book.execute("drop table course")
        book.execute("alter table student drop column lms_user_id")
        book.execute("update alembic_version set version_num = '167914646830'")
    book.close()


@pytest.mark.parametrize("command", [["grade", "rnn"], ["export-grades"], ["report", "rnn"], ["release", "rnn"]])
def test_gradebook_of_an_older_nbgrader_is_named_and_left_as_it_is(place, tmp_path, command):
    course = tmp_path / "course"
    shutil.copytree(place / "course", course)
    old(course)
    before = (course / "gradebook.db").read_bytes()
    told = run("quizzes.cli", *command, "--course", course, cwd=tmp_path, code=1)
    assert "the gradebook was made by an older nbgrader (it lacks" in told
    assert "student.lms_user_id" in told and "run `nbgrader db upgrade`, which keeps a copy" in told
    assert (course / "gradebook.db").read_bytes() == before


def test_older_gradebook_is_graded_with_once_it_is_upgraded(place, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(place / "course", course)
    old(course)
    run("nbgrader", "db", "upgrade", cwd=course)
    run("quizzes.cli", "grade", "rnn", "--course", course, cwd=tmp_path)
    assert scores(course) == {name: EXPECTED[name] for name in {*CODE, *ITEMS}}
    assert list(course.glob("gradebook.db.*"))  # the copy
