"""A course graded once for all tests of this folder: built, released, handed in and graded as an instructor does."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from forked import run_command  # noqa: E402

from benchmarks.corpus.entries import as_bytes, ordinary
from quizzes.grading.course.sources import course_bank

PROJECT = Path(__file__).resolve().parents[3]
SUBMISSIONS = PROJECT / "tests" / "submissions" / "gates"


def hand_in(course: Path, student: str, name: str, *, as_file: str = "gates.ipynb") -> None:
    """Put a file of tests/submissions where collected submissions are."""
    file = SUBMISSIONS / name
    release = course / "release" / "gates" / "gates.ipynb"
    content = file.read_bytes()
    if file.suffix == ".py":
        content = as_bytes(ordinary(json.loads(release.read_text(encoding="utf-8")), name))
    folder = course / "submitted" / student / "gates"
    folder.mkdir(parents=True)
    (folder / as_file).write_bytes(content)


@pytest.fixture(scope="session", name="hand_in")
def _hand_in():
    """Put a file of tests/submissions where collected submissions are: hand_in(course, student, name)."""
    return hand_in


def run_quizzes(*arguments: str) -> subprocess.CompletedProcess:
    """Run the command in a process of its own, as an instructor does."""
    return run_command(*arguments, env={"OF_THESE_TESTS": str(os.getpid())}, timeout=600)


@dataclass(frozen=True)
class Graded:
    """What the one run left behind."""

    course: Path
    grades: dict[str, dict]  # by student, as --json gives them
    totals: dict
    progress: str  # stderr of the run


@pytest.fixture(scope="session")
def released(once) -> Path:
    """A course whose assignment is built and released; only to be read and copied."""

    def make(folder: Path) -> None:
        done = run_quizzes("build", "--course", str(folder / "course"), "--release")
        assert done.returncode == 0, done.stderr
        course_bank(folder / "course")  # which the first that grades would write

    return once("released", make) / "course"


@pytest.fixture(scope="session")
def graded(released, tmp_path_factory) -> Graded:
    """The course after one run of `quizzes grade`."""
    course = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(released, course)
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("\nc.Execute.timeout = 3  # seconds: one submission never ends\n")
    for file in sorted(SUBMISSIONS.iterdir()):
        hand_in(course, file.stem, file.name)
    hand_in(course, "=misnamed", "right.py", as_file="gates (1).ipynb")
    done = run_quizzes("grade", "gates", "--course", str(course), "--json")
    assert done.returncode == 0, done.stderr
    *grades, totals = map(json.loads, done.stdout.splitlines())
    return Graded(course, {grade["student"]: grade for grade in grades}, totals, done.stderr)


@pytest.fixture(scope="session")
def put_in():
    """Return the function that hands in a file of tests/submissions."""
    return hand_in


@pytest.fixture(scope="session")
def command():
    """Return the function that runs the command in a process of its own."""
    return run_quizzes
