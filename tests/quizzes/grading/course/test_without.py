"""`without` in course.toml: modules that no answer may use, in assignments of others; the test cells may."""

import json

import pytest

from quizzes.cli import main
from quizzes.errors import UsageError
from quizzes.grading.judge.assignment import absent_modules
from quizzes.grading.course.settings import read_settings

NOTES = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
RIGHT = """def value_of(r, g, b):
    return max(r, g, b)"""
TEST = """import colorsys
for c in [(0.2, 0.4, 0.6), (1, 0, 0.5)]:
    assert value_of(*c) == colorsys.rgb_to_hsv(*c)[2]"""


def cell(name, source, **flags):
    return {"cell_type": "code", "id": name, "source": source, "outputs": [], "execution_count": None,
            "metadata": {"nbgrader": NOTES | flags | {"grade_id": name}}}  # fmt: skip


def notebook(answer):
    cells = [
        cell("value-solution", answer, solution=True),
        cell("value", TEST, grade=True, locked=True, points=3),
        cell("type", "assert isinstance(value_of(0, 1, 0), int)", grade=True, locked=True, points=1),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def course(tmp_path):
    (tmp_path / "source" / "hw").mkdir(parents=True)
    text = f"### BEGIN SOLUTION\n{RIGHT}\n### END SOLUTION"
    (tmp_path / "source" / "hw" / "hw.ipynb").write_text(json.dumps(notebook(text)))
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    (tmp_path / "course.toml").write_text('[assignments.hw]\nwithout = ["colorsys"]\n')
    return tmp_path


@pytest.mark.slow
def test_answer_that_uses_the_module_earns_nothing_and_is_told_kindly(course, capsys):
    assert main(["release", "hw", "--course", str(course)]) == 0
    told = capsys.readouterr().err
    assert "does not pass" not in told  # the source's own solution passes the test that uses the module
    answers = {
        "ada": RIGHT,
        "bob": "import colorsys\n\ndef value_of(r, g, b):\n    return colorsys.rgb_to_hsv(r, g, b)[2]",
        "cyd": "from colorsys import rgb_to_hsv as f\n\ndef value_of(r, g, b):\n    return f(r, g, b)[2]",
        "dee": "import colorsys\n\n" + RIGHT,
    }
    for student, answer in answers.items():
        folder = course / "submitted" / student / "hw"
        folder.mkdir(parents=True)
        (folder / "hw.ipynb").write_text(json.dumps(notebook(answer)))
    assert main(["grade", "hw", "--course", str(course), "--workers", "1"]) == 0
    assert "all 2 graded cells: judged apart" in capsys.readouterr().out
    found = {}
    for student in answers:
        record = json.loads((course / "autograded" / student / "hw" / "grade.json").read_text())
        found[student] = record["score"], record["tasks"][0]["message"]
    assert {student: score for student, (score, _) in found.items()} == {"ada": 4, "bob": 0, "cyd": 0, "dee": 4}
    for student in ("bob", "cyd"):
        assert "colorsys is not there for the answers of this assignment" in found[student][1]


def test_modules_of_the_settings_are_absent_for_answers_alone(course):
    source = json.loads((course / "source" / "hw" / "hw.ipynb").read_text())
    assert absent_modules(course, "hw", {"hw": source}) == {"absent": {"colorsys"}, "for_tests": True}
    (course / "course.toml").write_text('[assignments.hw]\nwithout = ["wave"]\n')
    assert absent_modules(course, "hw", {"hw": source}) == {"absent": {"wave"}, "for_tests": False}
    assert read_settings(course).deadlines == {}  # it says nothing of times
    assert absent_modules(course, "other", {"hw": source}) == {"absent": frozenset(), "for_tests": False}


@pytest.mark.parametrize("value", ['"colorsys"', "[1]", '["os.path"]', '["a b"]'])
def test_what_is_no_list_of_modules_is_told(course, value):
    (course / "course.toml").write_text(f"[assignments.hw]\nwithout = {value}\n")
    with pytest.raises(UsageError, match=r"assignments.hw.without: expected a list of modules such as \['sklearn'\]"):
        read_settings(course)


@pytest.mark.slow
def test_module_that_python_needs_is_refused(course, capsys):
    (course / "course.toml").write_text('[assignments.hw]\nwithout = ["colorsys", "heapq"]\n')
    assert main(["release", "hw", "--course", str(course)]) == 1
    told = capsys.readouterr().err
    assert told.splitlines()[-1].startswith("quizzes release: heapq: Python or a library that the assignment imports needs it")
    assert "Take it out of `without` in course.toml" in told
