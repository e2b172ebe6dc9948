"""Which project is meant, what its file may say, and whose code is run."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from quizzes.checks.load import load_tasks
from quizzes.errors import UsageError
from quizzes.own_code import function_at, module_at
from quizzes.project import FILE, VARIABLE, Least, find_project, meant, read_project

ROOT = Path(__file__).resolve().parents[2]


def made(folder, text=""):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_every_line_has_a_default_and_the_name_is_the_folder_s(tmp_path):
    project = read_project(made(tmp_path / "My dice (2026)"))
    assert (project.title, project.name, project.store) == ("my-dice-2026",) * 3
    assert project.place(project.bank) == tmp_path / "My dice (2026)" / "bank"
    assert (project.imports, project.absent, project.least) == ((), (), Least())


def test_this_course_says_what_it_is():
    project = read_project(ROOT)
    assert (project.name, project.store) == ("recurrent-networks", "recurrent-course")
    assert project.least == Least(90, 20, 25, 3, 8, 10)
    assert dict(project.needs)["to_torch"] == "PyTorch"
    assert project.place(project.masters).is_dir() and project.place(project.bibliography).is_file()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel = 'x'", "unknown 'titel'; did you mean 'title'?"),
        ("title = 3", "title: expected a text, got 3"),
        ("name = 'Two words'", "name: expected lower-case words joined by hyphens, got 'Two words'"),
        ("bank = '../other'", "bank: expected a place below the project's folder, got '../other'"),
        ("book = '/srv/book'", "book: expected a place below the project's folder, got '/srv/book'"),
        ("imports = 'numpy'", "imports: expected a list of modules' names, got 'numpy'"),
        ("absent = ['random']", "absent: random cannot be taken away: the sandbox itself needs Python's own library"),
        ("needs = 3", "needs: expected a table of names and libraries, got 3"),
        ("[needs]\nto_keras = 3", "needs: expected a table of names and libraries, got {'to_keras': 3}"),
        ("least = 3", "least: expected a table, got 3"),
        ("[least]\nitem = 3", "unknown 'least.item'; did you mean 'items'?"),
        ("[least]\nitems = -1", "least.items: expected a whole number from 0, got -1"),
        ("[least]\nitems = true", "least.items: expected a whole number from 0, got True"),
        ("[least]\nkinds = true", "least.kinds: expected a whole number from 0, got True"),
    ],
)
def test_what_its_file_may_not_say_is_told(tmp_path, text, message):
    with pytest.raises(UsageError) as caught:
        read_project(made(tmp_path, text))
    assert str(caught.value) == f"{(tmp_path / FILE).as_posix()}: {message}"


def test_all_problems_of_a_file_are_told_at_once(tmp_path):
    with pytest.raises(UsageError) as caught:
        read_project(made(tmp_path, "titel = 'x'\nbank = 3"))
    assert len(str(caught.value).splitlines()) == 2


def test_a_file_that_is_no_toml_and_a_folder_without_one_are_told(tmp_path):
    with pytest.raises(UsageError, match=r"quizzes\.toml is no TOML: "):
        read_project(made(tmp_path / "a", "title ="))
    with pytest.raises(UsageError, match=r"is no project: expected quizzes\.toml in it; make one: quizzes new-"):
        read_project(tmp_path)


def test_the_project_is_found_from_the_named_one_the_course_s_folder_the_working_folder_and_the_checkout(
    tmp_path, monkeypatch
):
    one, two = made(tmp_path / "one"), made(tmp_path / "two")
    (one / "course" / "source").mkdir(parents=True)
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    assert find_project().root == ROOT
    monkeypatch.chdir(two)
    assert find_project().root == two
    assert find_project(one / "course").root == one
    with meant(read_project(two)):
        assert find_project(one / "course").root == two
        with meant(None):
            assert os.environ[VARIABLE] == str(two)
    assert VARIABLE not in os.environ


def test_a_change_of_the_file_is_seen(tmp_path):
    folder = made(tmp_path, "title = 'One'")
    assert read_project(folder).title == "One"
    made(tmp_path, "title = 'Two'")
    os.utime(tmp_path / FILE, ns=(1, 1))
    assert read_project(folder).title == "Two"


def test_two_projects_with_a_proof_of_one_name_run_their_own(tmp_path):
    for name, value in (("one", 1), ("two", 2)):
        folder = tmp_path / name / "proofs"
        folder.mkdir(parents=True)
        (folder / "coins.py").write_text(f"def value():\n    return {value}\n")
    found = [function_at(tmp_path / name, "proofs/coins.py::value")() for name in ("one", "two", "one")]
    assert found == [1, 2, 1]


def test_a_proof_in_a_folder_called_like_ours_is_the_project_s_own(tmp_path):
    folder = tmp_path / "quizzes" / "proofs"
    folder.mkdir(parents=True)
    (folder / "gates.py").write_text("def forget_one():\n    return 'theirs'\n")
    assert function_at(tmp_path, "quizzes/proofs/gates.py::forget_one")() == "theirs"
    assert module_at(ROOT, "quizzes/proofs/gates.py") is sys.modules["quizzes.proofs.gates"]


def test_a_module_that_fails_leaves_nothing_and_is_tried_again(tmp_path):
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs" / "late.py").write_text("raise ValueError('not yet')\n")
    with pytest.raises(ValueError, match="not yet"):
        module_at(tmp_path, "proofs/late.py")
    (tmp_path / "proofs" / "late.py").write_text("value = 1\n")
    assert module_at(tmp_path, "proofs/late.py").value == 1


def test_a_task_may_not_use_what_its_project_says_unless_it_says_so_itself():
    project = read_project(ROOT)
    assert all(task.without == project.absent for task in load_tasks("gates", project).values())
    others = load_tasks("gates", replace(project, absent=("scipy",)))
    assert {task.without for task in others.values()} == {("scipy",)}
