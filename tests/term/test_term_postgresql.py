"""The term once more with its gradebook in PostgreSQL: a real server, the same commands, the same grades."""

import csv
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode does not
from forked import run_command  # noqa: E402
from own_postgresql import own_postgresql  # noqa: E402
from people import BY_HAND, SETTINGS, mailed, moodle_zip, people, roster  # noqa: E402

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL server that listens on a socket of its own; its address."""
    with own_postgresql() as address:
        yield address


@pytest.fixture(scope="module")
def term(server, tmp_path_factory):
    """The folder after the term's commands."""
    folder = tmp_path_factory.mktemp("term-postgresql")
    everybody = people()
    (folder / "roster.csv").write_bytes(roster(everybody))

    def run(*arguments):
        done = run_command(*arguments, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("new-course", "course", "--roster", "roster.csv", "--assignment", "rnn", "--db", server)
    settings = folder / "course" / "course.toml"
    (line,) = [line for line in settings.read_text(encoding="utf-8").splitlines() if line.startswith("gradebook = ")]
    settings.write_text(f"{line}\n{SETTINGS}", encoding="utf-8")
    run("release", "rnn", "--course", "course")
    release = folder / "course" / "release" / "rnn" / "rnn.ipynb"
    (folder / "moodle-rnn.zip").write_bytes(moodle_zip(everybody, release))
    mailed(everybody, release, folder / "mailed")
    run("collect", "rnn", "moodle-rnn.zip", "--course", "course")
    run("collect", "rnn", "mailed", "--course", "course")
    run("grade", "rnn", "--course", "course", "--workers", "2")
    run("regrade", "rnn", "--course", "course")
    run("report", "rnn", "--course", "course")
    run("export-grades", "--course", "course")
    return folder


def test_whole_term_gives_every_grade_and_writes_no_other_gradebook(term):
    with (term / "course" / "grades.csv").open(encoding="utf-8", newline="") as file:
        found = {line["student"]: float(line["score"]) for line in csv.DictReader(file)}
    assert found == pytest.approx({person.id: person.total - person.penalty for person in people()})
    assert not list(term.rglob("gradebook.db"))


def test_manual_grade_in_postgresql_outlives_a_regrade(term, server):
    from nbgrader.api import Gradebook

    with Gradebook(server, "recurrent-networks") as book:
        grade = book.find_grade(BY_HAND, "rnn", "rnn", "lund")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.db.commit()
    done = run_command("grade", "rnn", "--course", "course", "--student", "lund", cwd=term, timeout=300)
    assert done.returncode == 0, done.stderr
    with Gradebook(server, "recurrent-networks") as book:
        assert book.find_grade(BY_HAND, "rnn", "rnn", "lund").score == 2.0
