"""A course that was written for nbgrader, followed through the guide's page on it, word for word.

The commands' output is the one that the page shows: REWRITE_GUIDE=1 writes it into book/instructors/own.
"""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "book" / "own-course.md"
SHOWN = ROOT / "book" / "instructors" / "own"
CONFIG = """c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "mycourse"
c.ClearSolutions.code_stub = {"python": "# Your turn.\\nraise NotImplementedError()"}
"""
_PROGRESS = re.compile(r"^\[\d+/\d+\] .*\n", re.MULTILINE)
_SECONDS = re.compile(r"\d+\.\d s$", re.MULTILINE)

DOUBLE = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
HALVE = "def halve(x):\n    ### BEGIN SOLUTION\n    return x // 2\n    ### END SOLUTION"
TESTS = {
    "double": "assert double(0) == 0\n### BEGIN HIDDEN TESTS\nfrom numpy.testing import assert_allclose\nTOL = 1e-9\n"
    "assert_allclose(double(1.5), 3)\n### END HIDDEN TESTS",
    "style": "### BEGIN HIDDEN TESTS\nimport inspect\nassert 'print' not in inspect.getsource(double)\n"
    "assert_allclose(double(0.1), 0.2, atol=TOL)\n### END HIDDEN TESTS",
    "halve": "### BEGIN HIDDEN TESTS\nassert halve(5) == {five}\n### END HIDDEN TESTS",
    "negative": "### BEGIN HIDDEN TESTS\nassert halve(-3) == -2, 'halve(-3)'\n### END HIDDEN TESTS",
}
POINTS = {"double": 2, "style": 1, "halve": 3, "negative": 2}
ANSWERS = {
    "ada": {},
    "bob": {"halve-solution": "def halve(x):\n    return x / 2"},
    "cyd": None,  # handed in as it was handed out
}


def cell(name, source, **notes):
    kind = "markdown" if name == "why" else "code"
    known = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, "grade_id": name}
    made = {"cell_type": kind, "id": name, "metadata": {"nbgrader": known | notes}, "source": source}
    return made | ({} if kind == "markdown" else {"outputs": [], "execution_count": None})


def source(tests, five):
    """The instructor's notebook with these test cells."""
    cells = [cell("double-solution", DOUBLE, solution=True), cell("halve-solution", HALVE, solution=True)]
    cells += [
        cell(name, TESTS[name].format(five=five), grade=True, locked=True, points=POINTS[name]) for name in tests
    ]
    cells.append(cell("why", "Because.", grade=True, solution=True, points=2))
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


class Guide:
    """Runs the page's commands, and keeps what each wrote."""

    def __init__(self, folder):
        self.folder, self.course, self.outputs = folder, folder / "mycourse", {}
        # The package as it is installed: no project around it, and the course needs none.
        self.installed = folder / "installed"
        shutil.copytree(ROOT / "quizzes", self.installed / "quizzes", ignore=shutil.ignore_patterns("__pycache__"))
        (self.installed / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
        (self.course / "source" / "hw1").mkdir(parents=True)
        (self.course / "nbgrader_config.py").write_text(CONFIG)

    def write(self, *tests, five=2):
        (self.course / "source" / "hw1" / "hw1.ipynb").write_text(json.dumps(source(tests, five)))

    def run(self, name, command, code=0, since=""):
        done = subprocess.run(
            [sys.executable, "-m", "quizzes.cli", *command.split()[1:]], cwd=self.folder, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, encoding="utf-8", timeout=900, check=False,
            env={**os.environ, "PYTHONPATH": str(self.installed), "COLUMNS": "100"},
        )  # fmt: skip
        assert done.returncode == code, done.stdout
        text = done.stdout[done.stdout.index(since) :].replace(f"{self.folder}/", "")
        text = text.replace(sys.executable, ".venv/bin/python").replace(sys.prefix, ".venv")
        self.outputs[name] = f"$ {command}\n{_PROGRESS.sub('', text)}"

    def hand_in(self):
        release = json.loads((self.course / "release" / "hw1" / "hw1.ipynb").read_text())
        bare = {c["id"]: re.sub(r" *### (BEGIN|END) SOLUTION\n?", "", c["source"]) for c in source((), 2)["cells"]}
        for student, answers in ANSWERS.items():
            notebook = json.loads(json.dumps(release))
            for each in notebook["cells"]:
                if answers is not None and each["metadata"]["nbgrader"]["solution"]:
                    each["source"] = answers.get(each["id"], bare[each["id"]])
            folder = self.course / "submitted" / student / "hw1"
            folder.mkdir(parents=True)
            (folder / "hw1.ipynb").write_text(json.dumps(notebook))


@pytest.fixture(scope="module")
def guide(tmp_path_factory):
    made = Guide(tmp_path_factory.mktemp("own"))
    made.write("double", "style", "halve", five=3)
    made.run("release-wrong", "quizzes release hw1 --course mycourse", code=1)
    made.write("double", "style", "halve")
    made.run("release", "quizzes release hw1 --course mycourse")
    made.run("doctor", "quizzes doctor --course mycourse", since="ok     packages installed")
    made.hand_in()
    made.run("grade", "quizzes grade hw1 --course mycourse")
    made.write("double", "halve", "negative")
    made.run("changed", "quizzes regrade hw1 --course mycourse", code=1)
    made.run("release-again", "quizzes release hw1 --course mycourse")
    made.run("regrade", "quizzes regrade hw1 --course mycourse")
    if os.environ.get("REWRITE_GUIDE"):
        SHOWN.mkdir(exist_ok=True)
        for name, text in made.outputs.items():
            (SHOWN / f"{name}.txt").write_text(text, encoding="utf-8")
    return made


def comparable(text):
    """Return an output without what differs between two runs: seconds, and who was finished first."""
    return sorted(_SECONDS.sub("0.0 s", text).splitlines())


def test_page_shows_every_command_of_the_course(guide):
    shown = re.findall(r"literalinclude\} instructors/own/([a-z-]+)\.txt", PAGE.read_text(encoding="utf-8"))
    assert shown and set(shown) == set(guide.outputs) == {path.stem for path in SHOWN.glob("*.txt")}


@pytest.mark.parametrize("name", sorted(path.stem for path in SHOWN.glob("*.txt")))
def test_output_that_the_page_shows_is_what_the_command_writes(guide, name):
    assert comparable((SHOWN / f"{name}.txt").read_text(encoding="utf-8")) == comparable(guide.outputs[name])


def test_everything_says_the_same_numbers_after_a_test_came_and_another_went(guide):
    with (guide.course / "grades.csv").open(newline="") as file:
        table = {row["student"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
    assert table == {"ada": (7.0, 9.0), "bob": (2.0, 9.0), "cyd": (0.0, 9.0)}
    for student, (score, most) in table.items():
        record = json.loads((guide.course / "autograded" / student / "hw1" / "grade.json").read_text())
        page = (guide.course / "feedback" / student / "hw1" / "hw1.html").read_text()
        assert (record["score"], record["max_score"], record["rebuilt"]) == (score, most, [])
        assert f"(Score: {score:g} / {most:g})" in page
        assert "deleted" not in page
        assert "negative" in page
        assert "Task style" not in page


def test_configuration_was_left_alone_and_its_stubs_were_handed_out(guide):
    assert (guide.course / "nbgrader_config.py").read_text() == CONFIG
    release = json.loads((guide.course / "release" / "hw1" / "hw1.ipynb").read_text())
    assert "".join(release["cells"][0]["source"]) == "def double(x):\n    # Your turn.\n    raise NotImplementedError()"


def test_what_was_removed_is_kept(guide):
    with (guide.course / "regrades" / "removed-hw1-1.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [(row["student"], row["cell"], row["points"]) for row in rows] == [
        ("ada", "style", "1"), ("bob", "style", "1"), ("cyd", "style", "0"),
    ]  # fmt: skip
