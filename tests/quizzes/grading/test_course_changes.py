"""What an instructor changes in a course of their own: its configuration, its notebooks, the points of a cell."""

import csv
import json
import os

import pytest
from nbgrader.api import Gradebook

from quizzes.cli import main
from quizzes.errors import UsageError
from quizzes.grading.course.sources import files_beside
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import add_manual_grade, scored
from quizzes.grading.sandbox.limits import Limits
from quizzes.targets.nbgrader_config import CONFIG, is_as_written, without_edited

NOTES = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}


def cell(name, source, **notes):
    return {
        "cell_type": "code", "id": name, "source": source, "outputs": [], "execution_count": None,
        "metadata": {"nbgrader": NOTES | {"grade_id": name} | notes},
    }  # fmt: skip


def notebook(*cells):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def solution(name, value):
    return cell(name, f"### BEGIN SOLUTION\n{name} = {value}\n### END SOLUTION", solution=True)


def check(name, source, points):
    return cell(name, source, grade=True, locked=True, points=points)


def write(root, **notebooks):
    folder = root / "source" / "hw"
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.ipynb"):
        path.unlink()
    for name, made in notebooks.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(made))


def handed(root, student, **values):
    """Hand in the release with these values."""
    folder = root / "submitted" / student / "hw"
    folder.mkdir(parents=True, exist_ok=True)
    for path in (root / "release" / "hw").glob("*.ipynb"):
        made = json.loads(path.read_text())
        for each in made["cells"]:
            if each["metadata"]["nbgrader"]["solution"]:
                each["source"] = f"{each['id']} = {values[each['id']]}"
        (folder / path.name).write_text(json.dumps(made))


def numbers(root):
    """Return the score and the most, as the table, the feedback page and the gradebook say them, by student."""
    assert main(["export-grades", "--course", str(root)]) == 0
    assert main(["feedback", "hw", "--course", str(root)]) == 0
    with (root / "grades.csv").open(newline="") as file:
        table = {row["student"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
    book = {name: (each.score, each.max_score) for name, each in scored(NbgraderCourse(root), "hw").items()}
    for student, (score, most) in table.items():
        for page in (root / "feedback" / student / "hw").glob("*.html"):
            assert f"(Score: {score:g} / {most:g})" in page.read_text()
    assert table == book
    return table


ONE = notebook(solution("x", 1), check("is-one", "assert x == 1", 2))
TWO = notebook(solution("y", 2), check("is-two", "assert y == 2", 3))
THREE = notebook(solution("z", 3), check("is-three", "assert z == 3", 4))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("changes")
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    write(root, one=ONE, two=TWO)
    assert main(["release", "hw", "--course", str(root)]) == 0
    handed(root, "ada", x=1, y=2)
    handed(root, "bob", x=1, y=0)
    assert main(["grade", "hw", "--course", str(root)]) == 0
    return root


def test_numbers_agree_through_every_change(course, capsys):
    """Points change, a notebook goes, another one comes, each with its own release."""
    assert numbers(course) == {"ada": (5.0, 5.0), "bob": (2.0, 5.0)}
    add_manual_grade(NbgraderCourse(course), "hw", "bob", "is-two", 2.5)
    write(course, one=ONE, two=notebook(solution("y", 2), check("is-two", "assert y == 2", 1)))
    assert main(["grade", "hw", "--course", str(course)]) == 1
    assert "changed since it was released: is-two is worth 1 in place of 3" in capsys.readouterr().err
    assert main(["release", "hw", "--course", str(course)]) == 0
    told = capsys.readouterr().err
    assert "the gradebook follows: is-two is worth 1 in place of 3" in told
    assert "note: points by hand are above what the cell is worth now: bob; see formgrader" in told
    assert "grades of 2 submissions are those of the earlier release until you run: quizzes regrade hw" in told
    assert main(["regrade", "hw", "--course", str(course)]) == 0
    assert numbers(course) == {"ada": (3.0, 3.0), "bob": (4.5, 3.0)}

    capsys.readouterr()
    write(course, one=ONE, three=THREE)
    assert main(["release", "hw", "--course", str(course)]) == 0
    assert "the gradebook follows: three.ipynb is new; two.ipynb was removed" in capsys.readouterr().err
    assert numbers(course) == {"ada": (2.0, 6.0), "bob": (2.0, 6.0)}
    with (course / "regrades" / "removed-hw-1.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = [(row["student"], row["cell"], row["points"], row["points_by_hand"]) for row in csv.DictReader(file)]
    assert rows == [("ada", "is-two", "1", ""), ("bob", "is-two", "0", "2.5")]
    assert main(["regrade", "hw", "--course", str(course)]) == 0
    assert numbers(course) == {"ada": (2.0, 6.0), "bob": (2.0, 6.0)}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        assert {each.name for each in book.find_assignment("hw").notebooks} == {"one", "three"}


def test_comment_on_a_solution_cell_stands_with_its_test(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.find_comment("x", "one", "hw", "ada").manual_comment = "Well <said>."
        book.db.commit()
    assert main(["feedback", "hw", "--course", str(course)]) == 0
    page = (course / "feedback" / "ada" / "hw" / "one.html").read_text()
    assert page.index("Task is-one") < page.index("A person writes:</strong> Well &lt;said&gt;.")


def test_configuration_that_somebody_has_changed_is_left_alone(tmp_path, capsys):
    own = f'{CONFIG}\nc.Execute.timeout = 600\nc.ClearSolutions.code_stub = {{"python": "pass  # yours"}}\n'
    assert main(["build", "gates", "--course", str(tmp_path)]) == 0
    path = tmp_path / "nbgrader_config.py"
    assert is_as_written(path.read_bytes())
    path.write_text(own)
    assert main(["build", "gates", "--course", str(tmp_path)]) == 0
    assert path.read_text() == own
    assert main(["new-course", str(tmp_path), "--assignment", "gates"]) == 0
    assert path.read_text() == own
    assert capsys.readouterr().err.count("nbgrader_config.py is your own and stays as it is") == 2


def test_configuration_of_an_earlier_version_is_renewed(tmp_path, monkeypatch):
    files = {"nbgrader_config.py": b"new", "source/a/a.ipynb": b"{}"}
    (tmp_path / "nbgrader_config.py").write_bytes(b"theirs")
    assert without_edited(files, tmp_path) == ({"source/a/a.ipynb": b"{}"}, True)
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    assert without_edited(files, tmp_path) == (files, False)


def test_largest_files_are_mounted_until_the_others_can_be_copied(tmp_path):
    folder = tmp_path / "source" / "hw"
    folder.mkdir(parents=True)
    for name, size in (("a.csv", 9), ("b.csv", 8), ("c.csv", 7), ("d.csv", 1)):
        (folder / name).write_bytes(b"x" * size * 2**20)
    found = files_beside(tmp_path, "hw", Limits())
    assert (list(found.copied), list(found.mounted)) == (["b.csv", "c.csv", "d.csv"], ["a.csv"])
    assert found.note == "note: mounted read-only beside the notebook, and not copied: a.csv (9.0 MiB)"
    (folder / "d.csv").unlink()
    (folder / "a.csv").unlink()
    assert files_beside(tmp_path, "hw", Limits()).note == ""


def test_more_data_than_the_limit_is_an_error_that_names_it(tmp_path):
    folder = tmp_path / "source" / "hw"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(b"x" * 17 * 2**20)
    with pytest.raises(UsageError, match=r"expected at most 16 MiB .*, got 17.0: a.csv. .*data_mb = 17"):
        files_beside(tmp_path, "hw", Limits(data_mb=16))
    os.chmod(folder / "a.csv", 0o600)
    if os.geteuid() == 0:  # whose sandbox is another user
        with pytest.raises(UsageError, match="learners' code may not read it; run `chmod o\\+r"):
            files_beside(tmp_path, "hw", Limits())
