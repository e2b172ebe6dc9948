"""A small course with a gradebook, made in a moment: two notebooks, two cells of one name, every kind of cell."""

import json
import shutil
import warnings
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from quizzes.grading.judge.exercise import Examined
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade, TaskGrade
from quizzes.grading.record.nbgrader_course import NbgraderCourse

_PLAIN = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}


def cell(name, *kinds, points=None, text="", code=False):
    """Return a cell of a source; its kinds are grade, solution, task and locked."""
    notes = _PLAIN | {"grade_id": name} | dict.fromkeys(kinds, True) | ({} if points is None else {"points": points})
    made = {"cell_type": "code" if code else "markdown", "id": name, "source": text, "metadata": {"nbgrader": notes}}
    return made | ({"outputs": [], "execution_count": None} if code else {})


def notebook(*cells):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def sources():
    """Return the notebooks of the assignment hw, 17 points."""
    return {
        "one": notebook(
            cell("intro", "locked", text="Read."),
            cell("code", "solution", code=True),
            cell("seen", "grade", "locked", points=0, code=True),
            cell("test", "grade", "locked", points=2, code=True),
            cell("words", "grade", "solution", points=4),
            {"cell_type": "markdown", "id": "free", "source": "", "metadata": {}},
        ),
        "two": notebook(
            cell("test", "grade", "locked", points=3, code=True),
            cell("proof", "task", points=8),
            cell("alone", "solution"),
        ),
    }


def enter(book, assignment, made):
    """Enter an assignment as nbgrader does when it is released."""
    book.add_assignment(assignment)
    for name, source in made.items():
        book.add_notebook(name, assignment)
        for each in source["cells"]:
            notes = each["metadata"].get("nbgrader", {})
            place = notes.get("grade_id"), name, assignment
            if notes.get("grade"):
                book.add_grade_cell(*place, max_score=notes["points"], cell_type=each["cell_type"])
            if notes.get("solution"):
                book.add_solution_cell(*place)
            if notes.get("task"):
                book.add_task_cell(*place, max_score=notes["points"], cell_type=each["cell_type"])
            if any(notes.get(key) for key in ("grade", "solution", "task", "locked")):
                book.add_source_cell(*place, cell_type=each["cell_type"], source=each["source"], locked=True)


def write_sources(root, assignment, made):
    folder = root / "source" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in made.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(source))


@pytest.fixture(scope="session")
def _small_course(tmp_path_factory):
    root = tmp_path_factory.mktemp("small")
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'small'\n")
    other = {"test": notebook(cell("words", "grade", "solution", points=10))}
    with Gradebook(f"sqlite:///{root}/gradebook.db", "small") as book:
        for assignment, made in (("hw", sources()), ("test", other)):
            enter(book, assignment, made)
            write_sources(root, assignment, made)
    return root


@pytest.fixture
def small(_small_course, tmp_path):
    """The course: hw of two notebooks, and test, whose one cell is called as one of hw; nobody has handed in."""
    return NbgraderCourse(Path(shutil.copytree(_small_course, tmp_path / "small")))


@pytest.fixture
def result():
    """Return what grading gives for a student of the assignment hw; None is left to a person."""

    def made(student, submitted=None, untouched=(), outcome=GradingOutcome.PARTLY, **scores):
        points = {"one/test": 2.0, "words": 4.0, "two/test": 3.0, "proof": 8.0}
        given = {"one/test": 2.0, "words": None, "two/test": 1.5, "proof": None}
        given |= {name.replace("_", "/"): score for name, score in scores.items()}
        tasks = tuple(
            TaskGrade(name, score or 0.0, points[name], GradingOutcome.MANUAL if score is None else outcome, "")
            for name, score in given.items()
        )
        total = sum(task.score for task in tasks)
        grade = SubmissionGrade(student, total, 17.0, outcome, "", tasks, submitted=submitted)
        return Examined(grade, untouched=untouched)

    return made


@pytest.fixture
def handed():
    """Return the function that enters a submission of a student and gives points: handed(course, "ada", hw={...})."""

    def enter_one(course, student, assignment="hw", points=None, timestamp=None):
        with warnings.catch_warnings(), Gradebook(course.db_url, course.course_id) as book:
            warnings.simplefilter("ignore", SAWarning)  # what nbgrader itself does with its rows
            book.update_or_create_student(student)
            times = {"timestamp": timestamp} if timestamp else {}
            book.add_submission(assignment, student, **times)
            for (part, name), score in (points or {}).items():
                grade = book.find_grade(name, part, assignment, student)
                grade.auto_score, grade.needs_manual_grade = score, False
            book.db.commit()

    return enter_one


@pytest.fixture
def by_hand():
    """Return the function that gives points by hand and nothing else, as another program does."""

    def give(course, student, place, assignment="hw", comment=None, **fields):
        part, name = place
        with Gradebook(course.db_url, course.course_id) as book:
            for field, value in fields.items():
                setattr(book.find_grade(name, part, assignment, student), field, value)
            if comment is not None:
                book.find_comment(name, part, assignment, student).manual_comment = comment
            book.db.commit()

    return give


@pytest.fixture(name="sources")
def _sources():
    return sources()


@pytest.fixture(name="cell")
def _cell():
    return cell


@pytest.fixture(name="notebook")
def _notebook():
    return notebook
