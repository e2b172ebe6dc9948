"""Somebody else's course: from the wheels, in an environment and a folder that know nothing of this checkout."""

import csv
import html
import io
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROSTER = "id,first_name,last_name,email\nada,Ada,L,ada@x.org\nbob,Bob,M,bob@x.org\ncyd,Cyd,N,cyd@x.org\n"
WRONG = {
    "dice-sum-answer": "answer_dice_sum = 'two'",
    "chance-mean-solution": "def mean(values, chances):\n    return (max(values) + min(values)) / 2",
}


class Elsewhere:
    """An environment with the wheels, and a project in a folder of its own."""

    def __init__(self, folder: Path, wheels: list[Path]) -> None:
        self.project, self._bin = folder / "coins", folder / "environment" / "bin"
        venv.create(folder / "environment", with_pip=False, symlinks=True)
        site = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "environment")}))
        for wheel in wheels:
            subprocess.run(
                [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--disable-pip-version-check",
                 "--prefix", str(folder / "environment"), "--ignore-installed", str(wheel)],
                check=True,
            )  # fmt: skip
        # What they depend on comes from this environment, for it would take gigabytes to install it again; a line of a
        # .pth file adds a folder, and nothing of what its own .pth files add, such as this checkout.
        (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
        self._environment = {
            name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "QUIZZES_PROJECT")
        } | {"PATH": os.pathsep.join([str(self._bin), os.environ["PATH"]]), "HOME": str(folder)}

    def run(self, *command: str, code: int = 0) -> str:
        """Run a command of the environment in the project and return what it says."""
        here = self.project if self.project.is_dir() else self.project.parent
        done = subprocess.run(
            [str(self._bin / command[0]), *command[1:]], cwd=here, env=self._environment, capture_output=True, text=True
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def hand_in(self, student: str, answers: dict[str, str]) -> None:
        """Put a notebook into the course with answers in some of its cells."""
        course = self.project / "course"
        notebook = json.loads((course / "release" / "chance" / "chance.ipynb").read_text())
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = answers.get(name, cell["source"])
        folder = course / "submitted" / student / "chance"
        folder.mkdir(parents=True)
        (folder / "chance.ipynb").write_text(json.dumps(notebook))

    def solutions(self) -> dict[str, str]:
        """Return the master's own answers, by grade id."""
        notebook = json.loads((self.project / "course" / "source" / "chance" / "chance.ipynb").read_text())
        return {
            notes["grade_id"]: "\n".join(line for line in cell["source"].split("\n") if "###" not in line)
            for cell in notebook["cells"]
            if (notes := cell["metadata"].get("nbgrader", {})).get("solution")
        }


@pytest.fixture(scope="module")
def wheels(tmp_path_factory, tool):
    out = tmp_path_factory.mktemp("wheels")
    build = tool("distributions").wheel
    return {name: build(name, out, "--no-build-isolation") for name in ("lstm-lib", "proven-quizzes")}


@pytest.fixture(scope="module")
def elsewhere(wheels, tmp_path_factory):
    made = Elsewhere(tmp_path_factory.mktemp("elsewhere"), [wheels["proven-quizzes"]])
    made.run("quizzes", "new-project", "coins")
    return made


def test_wheels_hold_their_packages_and_nothing_of_the_course(wheels):
    names = {name: zipfile.ZipFile(wheel).namelist() for name, wheel in wheels.items()}
    assert {path.split("/")[0].split("-")[0] for path in names["lstm-lib"]} == {"lstm_lib"}
    assert any(path.startswith("lstm_lib/data_files/") for path in names["lstm-lib"])
    tool = names["proven-quizzes"]
    assert {path.split("/")[0].split("-")[0] for path in tool} == {"quizzes", "proven_quizzes"}
    assert "quizzes/vendored_files/ts-fsrs/dist/index.mjs" in tool and "quizzes/template/bank/dice.yml" in tool
    assert [path for path in tool if path.startswith(("quizzes/bank/", "quizzes/proofs", "quizzes/checks/tasks"))] == [
        "quizzes/bank/schema.json"
    ]


def test_nothing_of_the_checkout_is_imported(elsewhere):
    code = "import quizzes, sys; print(quizzes.__file__); import importlib.util as u; print(u.find_spec('lstm_lib'))"
    file, library = elsewhere.run("python", "-c", code).splitlines()
    assert not Path(file).is_relative_to(ROOT)
    assert library == "None"


def test_a_folder_that_is_no_project_is_told(elsewhere, tmp_path):
    told = elsewhere.run("quizzes", "--project", str(tmp_path), "check", code=1)
    assert f"{tmp_path.as_posix()} is no project: expected quizzes.toml in it" in told


def test_its_proofs_and_tasks_are_its_own(elsewhere):
    assert "3 checks, all agree; nothing is missing" in elsewhere.run("quizzes", "check")
    assert "1 tasks: 3 right solutions earn everything, all 3 mutants are killed" in elsewhere.run(
        "quizzes", "check", "--mutants"
    )
    proof = elsewhere.project / "proofs" / "dice.py"
    text = proof.read_text()
    proof.write_text(text.replace('"seven": 7', '"seven": 8'))
    try:
        assert "dice-sum" in elsewhere.run("quizzes", "check", code=1)
    finally:
        proof.write_text(text)


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("anki", "coins.apkg"),
        ("moodle", "coins.xml"),
        ("canvas", "coins-canvas.zip"),
        ("qti", "coins-qti21.zip"),
        ("scorm", "coins-dice-scorm12.zip"),
        ("gift", "coins.gift"),
        ("csv", "items.csv"),
    ],
)
def test_it_is_exported_under_its_own_name(elsewhere, target, file):
    assert "2 questions" in elsewhere.run("quizzes", "export", target, "--out", f"out/{target}")
    path = elsewhere.project / "out" / target / file
    content = path.read_bytes()
    if path.suffix in (".zip", ".apkg"):
        archive = zipfile.ZipFile(path)
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"ecurrent" not in content
    if target != "csv":
        assert b"Chance" in content


def test_its_page_is_built_with_its_quizzes(elsewhere):
    build = "from jupyter_book.cli.main import main; main()"
    elsewhere.run("python", "-c", build, "build", "book", "--warningiserror")
    page = (elsewhere.project / "book" / "_build" / "html" / "index.html").read_text()
    assert 'data-quiz-store="coins"' in page
    assert "Which sum is the most likely?" in page and "&lt;&lt;" not in page
    static = elsewhere.project / "book" / "_build" / "html" / "_static"
    assert (next(static.glob("quizzes-*")) / "ts-fsrs.js").is_file()


@pytest.mark.slow
def test_it_is_released_graded_and_told(elsewhere):
    (elsewhere.project / "roster.csv").write_text(ROSTER)
    elsewhere.run("quizzes", "new-course", "course", "--roster", "roster.csv")
    assert "released: course/release/chance\n" in elsewhere.run("quizzes", "release", "chance")
    assert "<<" not in (elsewhere.project / "course" / "release" / "chance" / "chance.ipynb").read_text()
    right = elsewhere.solutions()
    for student, answers in (("ada", right), ("bob", right | WRONG), ("cyd", {})):
        elsewhere.hand_in(student, answers)
    told = elsewhere.run("quizzes", "grade", "chance", "--workers", "1")
    assert "3 submissions: 1 passed, 1 partly, 1 unanswered" in told
    table = (elsewhere.project / "course" / "grades.csv").read_text()
    assert [(row["student"], float(row["score"])) for row in csv.DictReader(io.StringIO(table))] == [
        ("ada", 6.0), ("bob", 2.0), ("cyd", 0.0),
    ]  # fmt: skip
    page = (elsewhere.project / "course" / "feedback" / "bob" / "chance" / "chance.html").read_text()
    told = html.unescape(re.sub(r"<[^>]+>", "", page))
    for said in (
        "Two fair dice with six sides are thrown.",
        "A common misconception: All sums are equally likely. What is true: Each face of one die has the same chance;",
        "Your numbers are those of the middle between the smallest and the largest value.",
        "Read again: ",
        "Sums of two dice",
    ):
        assert said in told
    assert "&lt;&lt;" not in page


def test_versions_are_one(wheels):
    own = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    for name in wheels:
        text = (ROOT / "tools" / "distributions" / name / "pyproject.toml").read_text()
        assert tomllib.loads(text)["project"]["version"] == own
