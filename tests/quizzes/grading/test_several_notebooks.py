"""Assignments of several notebooks, as nbgrader's own example is one: each is run by itself, and there is one grade."""

import json
import zipfile

import pytest
from nbgrader.api import Gradebook

from quizzes.errors import UsageError
from quizzes.grading.batch import Options, grade_submissions
from quizzes.grading.cells import task_names
from quizzes.grading.outcome import GradingOutcome
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import add_manual_grade, scored
from quizzes.grading.run.executors import SerialExecutor

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def cell(name, source, *, kind="code", points=0, solution=False):
    notes = {"grade_id": name, "grade": bool(points), "solution": solution, "task": False, "schema_version": 3}
    notes |= {"locked": not solution} | ({"points": points} if points else {})
    made = {"cell_type": kind, "id": name, "metadata": {"nbgrader": notes}, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def notebook(*cells):
    return {"cells": list(cells), "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}


SQUARES = notebook(
    cell("function", "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION", solution=True),
    cell(
        "test", "assert square(3) == 9\n### BEGIN HIDDEN TESTS\nassert square(-2) == 4\n### END HIDDEN TESTS", points=2
    ),
)
SUMS = notebook(
    cell("function", "def total(xs):\n    ### BEGIN SOLUTION\n    return sum(xs)\n    ### END SOLUTION", solution=True),
    cell("test", "assert total([1, 2]) == 3", points=3),
    cell("alone", "assert 'square' not in globals()", points=1),
    cell("words", "### BEGIN SOLUTION\nwhy\n### END SOLUTION", kind="markdown", points=4, solution=True),
)
RIGHT = {"squares": "def square(x):\n    return x ** 2", "sums": "def total(xs):\n    return sum(xs)"}


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    folder = root / "source" / "ps1"
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'parts'\n")
    for name, source in (("squares", SQUARES), ("sums", SUMS)):
        (folder / f"{name}.ipynb").write_text(json.dumps(source))
    made = NbgraderCourse(root)
    made.release("ps1")
    return made


def filled(course, name, answer):
    """Return the bytes of a released notebook with an answer in it."""
    found = json.loads((course.root / "release" / "ps1" / f"{name}.ipynb").read_text())
    for each in found["cells"]:
        if each["metadata"]["nbgrader"]["grade_id"] == "function":
            each["source"] = answer
        if each["metadata"]["nbgrader"]["grade_id"] == "words":
            each["source"] = "It is so."  # a person has to read it
    return json.dumps(found).encode()


def hand_in(course, student, **answers):
    folder = course.root / "submitted" / student / "ps1"
    folder.mkdir(parents=True)
    for name, answer in answers.items():
        (folder / f"{name}.ipynb").write_bytes(answer if isinstance(answer, bytes) else filled(course, name, answer))
    return folder


def graded(course, **options):
    *grades, _ = grade_submissions(course, "ps1", options=Options(**options))
    return {each.student: each for each in grades}


def test_each_notebook_is_run_by_itself_and_there_is_one_grade(course):
    hand_in(course, "ada", **RIGHT)
    hand_in(course, "bob", **RIGHT | {"squares": "def square(x):\n    return 3 * x"})
    found = graded(course, workers=2)
    assert {student: each.score for student, each in found.items()} == {"ada": 6.0, "bob": 4.0}
    assert {each.max_score for each in found.values()} == {10.0}
    assert [task.id for task in found["ada"].tasks] == ["squares/test", "sums/test", "alone", "words"]
    assert found["ada"].outcome is GradingOutcome.PASSED and found["bob"].outcome is GradingOutcome.PARTLY
    folder = course.root / "autograded" / "ada" / "ps1"
    assert sorted(path.name for path in folder.iterdir()) == ["grade.json", "squares.ipynb", "sums.ipynb"]


def test_gradebook_has_the_points_where_formgrader_looks_and_points_by_hand_stay(course):
    hand_in(course, "bob", **RIGHT | {"squares": "def square(x):\n    return 3 * x"})
    graded(course)
    with Gradebook(course.db_url) as book:
        points = {
            (part.name, each.name): each.auto_score
            for part in book.find_submission("ps1", "bob").notebooks
            for each in part.grades
        }
    assert points == {("squares", "test"): 0, ("sums", "test"): 3, ("sums", "alone"): 1, ("sums", "words"): None}
    add_manual_grade(course, "ps1", "bob", "words", 3.5, "Nearly.")
    add_manual_grade(course, "ps1", "bob", "squares/test", 1.0)
    assert graded(course)["bob"].score == 8.5
    row = scored(course, "ps1")["bob"]
    assert {each.id: each.score for each in row.cells} == {
        "squares/test": 1.0, "sums/test": 3.0, "alone": 1.0, "words": 3.5
    }  # fmt: skip
    assert row.comments == {"words": "Nearly."}


def test_notebook_that_was_not_handed_in_costs_its_own_points_alone(course):
    hand_in(course, "cleo", sums=RIGHT["sums"])
    hand_in(course, "dan", squares=b"{", sums=RIGHT["sums"])
    hand_in(course, "eve", squares=b"{", sums=b"")
    hand_in(course, "fay")
    found = graded(course)
    assert {student: each.score for student, each in found.items()} == {"cleo": 4.0, "dan": 4.0, "eve": 0.0, "fay": 0.0}
    assert found["cleo"].tasks[0].outcome is GradingOutcome.MISSING
    assert "squares.ipynb was not handed in" in found["cleo"].tasks[0].message
    assert found["dan"].tasks[0].outcome is GradingOutcome.UNREADABLE
    assert found["eve"].outcome is GradingOutcome.UNREADABLE and not found["eve"].tasks
    assert found["fay"].outcome is GradingOutcome.MISSING
    assert {each.max_score for each in found.values()} == {10.0}


def test_one_notebook_under_another_name_is_found_and_two_are_not_guessed(course):
    folder = hand_in(course, "gil", **RIGHT)
    (folder / "squares.ipynb").rename(folder / "squares (1).ipynb")
    folder = hand_in(course, "hal", **RIGHT)
    for name in RIGHT:
        (folder / f"{name}.ipynb").rename(folder / f"{name} (1).ipynb")
    found = graded(course)
    assert found["gil"].score == 6.0
    assert "handed in as squares (1).ipynb" in found["gil"].message
    assert found["hal"].outcome is GradingOutcome.MISSING
    assert "squares (1).ipynb, sums (1).ipynb" in found["hal"].message


def test_interrupted_run_grades_no_submission_twice(course):
    class Noting(SerialExecutor):
        def submit(self, work, job):
            tried.append(job.student)
            return super().submit(work, job)

    for student in ("ada", "bob"):
        hand_in(course, student, **RIGHT)
    first = grade_submissions(course, "ps1")
    done = next(first).student
    first.close()
    tried = []
    *grades, _ = grade_submissions(course, "ps1", executor=Noting())
    assert {each.student: each.score for each in grades} == {"ada": 6.0, "bob": 6.0}
    assert done not in tried


def test_notebook_that_came_after_the_release_is_told(course):
    hand_in(course, "ada", **RIGHT)
    (course.root / "source" / "ps1" / "third.ipynb").write_text(json.dumps(SQUARES))
    with pytest.raises(
        UsageError, match="source of 'ps1' has changed since it was released: third.ipynb is new. Run `quizzes release"
    ):
        graded(course)


def test_commands_of_the_course_take_all_notebooks(course, command, tmp_path):
    archive = tmp_path / "from-moodle.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name, answer in RIGHT.items():
            file.writestr(f"Ada Lovelace_4711_assignsubmission_file_/{name} (1).ipynb", filled(course, name, answer))
        file.writestr("Bob Boole_4712_assignsubmission_file_/hw.ipynb", filled(course, "sums", RIGHT["sums"]))
    done = command("collect", "ps1", str(archive), "--course", str(course.root))
    assert done.returncode == 0, done.stderr
    ada, bob = sorted((course.root / "submitted").iterdir())
    assert sorted(path.name for path in (ada / "ps1").glob("*.ipynb")) == ["squares.ipynb", "sums.ipynb"]
    assert [path.name for path in (bob / "ps1").glob("*.ipynb")] == ["sums.ipynb"]
    assert "squares.ipynb did not come" in done.stdout
    done = command("grade", "ps1", "--course", str(course.root), "--json")
    assert done.returncode == 0, done.stderr
    *lines, _ = map(json.loads, done.stdout.splitlines())
    assert {line["student"]: line["score"] for line in lines} == {ada.name: 6.0, bob.name: 4.0}
    feedback = course.root / "feedback" / ada.name / "ps1"
    pages = {path.name: path.read_text() for path in feedback.glob("*.html")}
    assert sorted(pages) == ["squares.html", "sums.html"]
    assert all("def square(x)" in page and "def total(xs)" in page for page in pages.values())
    assert "square(-2)" not in pages["squares.html"], "of the hidden tests nothing is shown"
    done = command("report", "ps1", "--course", str(course.root))
    assert done.returncode == 0, done.stderr
    assert "squares/test" in (course.root / "report" / "ps1.html").read_text()


def test_names_are_those_of_the_cells_but_where_two_notebooks_share_one():
    cells = [("one", "a"), ("one", "b"), ("two", "b"), ("one", "a")]
    assert task_names(cells) == {("one", "a"): "a", ("one", "b"): "one/b", ("two", "b"): "two/b"}
