"""Names of any kind in a source: none ends the run, and what can be kept is kept."""

import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode does not
from make import GATES, answered, as_bytes, zip_of  # noqa: E402

from quizzes.grading.course.roster import Roster, Student  # noqa: E402
from quizzes.grading.course.settings import Settings  # noqa: E402
from quizzes.grading.intake.collect import collect  # noqa: E402
from quizzes.grading.intake.pick import likeness, read_cells  # noqa: E402
from quizzes.grading.intake.place import free_path  # noqa: E402
from quizzes.plain_text import json_line  # noqa: E402

ROSTER = Roster({"eve": Student("eve", "Eve", "M\u00fcller")})


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    (root / "source" / "gates").mkdir(parents=True)
    (root / "source" / "gates" / "gates.ipynb").write_bytes(as_bytes(GATES))
    return root


@pytest.fixture
def run(course, tmp_path):
    def run(content, roster=ROSTER):
        (tmp_path / "source.zip").write_bytes(content)
        return list(collect(course, "gates", tmp_path / "source.zip", Settings(), roster))

    return run


@pytest.mark.parametrize(
    "names",
    [
        ["\N{GRINNING FACE}" * 200 + ".csv"],
        ["a" * 999],
        ["/".join("d" * 9 for _ in range(90)) + "/x.csv"],
        ["data", "data/x.csv"],
        ["data/x.csv", "data"],
        ["gates.ipynb/x.csv"],
        ["=1+1", "\u202egpj.exe", "a\u2028b"],
    ],
)
def test_files_beside_a_notebook_do_not_keep_it_away(run, course, names):
    inner = zip_of({"gates.ipynb": answered("mine"), **dict.fromkeys(names, b"x")})
    for _ in range(2):  # the second time the places in set-aside are taken
        events = run(zip_of({"eve/handed-in.zip": inner}))
        assert (course / "submitted" / "eve" / "gates" / "gates.ipynb").read_bytes() == answered("mine")
        assert all(json_line(event.as_json()).isprintable() for event in events)
        assert all("\n" not in event.as_line() for event in events)


def test_file_in_one_source_and_folder_in_another_are_both_set_aside(run, course):
    run(zip_of({"nobody.txt": b"one"}))
    run(zip_of({"nobody.txt/inner.txt": b"two", "eve/gates.ipynb": answered("mine")}))
    kept = {path.read_bytes() for path in (course / "set-aside").rglob("*") if path.is_file()}
    assert kept == {b"one", b"two"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_folder_whose_name_is_no_utf_8_is_told_and_the_rest_goes_on(course, tmp_path):
    for name in (b"\xff\xfe", b"eve"):
        folder = os.path.join(os.fsencode(tmp_path), b"source", name)
        os.makedirs(folder)
        with open(os.path.join(folder, b"gates.ipynb"), "wb") as file:
            file.write(answered("mine"))
    for roster in (ROSTER, Roster()):
        events = list(collect(course, "gates", tmp_path / "source", Settings(), roster))
        assert all(json_line(event.as_json()).encode() and event.as_line().encode() for event in events)
        assert {path.name for path in (course / "submitted").iterdir()} == {"eve"}


def test_very_many_files_of_one_name_are_kept_in_linear_time(tmp_path):
    path = tmp_path / "x.txt"
    for _ in range(200):
        free_path(path).write_bytes(b"")
    assert len(list(tmp_path.iterdir())) == 200
    assert len([each for each in tmp_path.iterdir() if len(each.stem) > 10]) > 140


@pytest.mark.parametrize(
    "cell",
    [
        {"metadata": {"nbgrader": {"grade_id": 10**400}}, "source": [["x"], 7, "y"]},
        {"metadata": {"nbgrader": {"grade_id": [[]]}}, "source": {"a": "b"}},
        {"metadata": [], "source": None},
        None,
    ],
)
def test_cell_of_any_kind_is_like_no_other(cell):
    assert likeness([cell], GATES) == 0.0
    assert read_cells(b'{"cells":[' + b"{}," * 3_000_000 + b"0]}") is None
