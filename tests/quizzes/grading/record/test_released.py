"""A release that somebody has worked in is not written over."""

import json
import shutil

import pytest


@pytest.fixture
def course(released, tmp_path):
    shutil.copytree(released, tmp_path / "course")
    return tmp_path / "course"


def notebook(course):
    return course / "release" / "gates" / "gates.ipynb"


def test_notebook_that_was_worked_in_stays_and_an_untouched_one_is_made_again(course, command):
    before = notebook(course).read_text(encoding="utf-8")
    done = command("build", "gates", "--release", "--course", str(course))
    assert done.returncode == 0 and "released: " in done.stderr
    assert json.loads(notebook(course).read_text(encoding="utf-8")) == json.loads(before)
    notebook(course).write_text(before.replace("# Write your code here.", "return 1  # mine"), encoding="utf-8")
    done = command("build", "gates", "--release", "--course", str(course))
    assert done.returncode == 0
    assert "release/gates was worked in, and stays as it is; a new one: quizzes release gates --again" in done.stderr
    assert "# mine" in notebook(course).read_text(encoding="utf-8")


def test_again_makes_a_new_one_and_keeps_what_was_there(course, command):
    notebook(course).write_text("mine", encoding="utf-8")
    done = command("release", "gates", "--again", "--course", str(course))
    assert done.returncode == 0, done.stderr
    assert json.loads(notebook(course).read_text(encoding="utf-8"))["cells"]
    kept = course / "release-kept" / "gates" / "gates-1.ipynb"
    assert kept.read_text(encoding="utf-8") == "mine"
    assert f"what was worked in is kept: {kept}" in done.stderr
