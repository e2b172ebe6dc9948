"""From the bank to the gradebook: one course, built, released, handed in and graded by the commands themselves."""

import csv
import json
import os
from html import unescape
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from quizzes.assignments.master import Role, load_masters
from quizzes.assignments.regions import Region, inside
from quizzes.load import load_bank
from quizzes.targets.nbgrader_source import source_notebook

pytestmark = pytest.mark.slow
HIDDEN = (Region.SOLUTION, Region.HIDDEN_TESTS)
BANK = load_bank()
MASTER = load_masters(BANK)["gates"]
GRADED = {
    notes["grade_id"]: notes
    for cell in source_notebook(BANK, MASTER)["cells"]
    if (notes := cell["metadata"].get("nbgrader", {})).get("points")
}
# What right work gets without a person, who reads what stands in the cell that is graded itself.
FULL = {name: 0.0 if notes["solution"] else float(notes["points"]) for name, notes in GRADED.items()}
NOTHING = dict.fromkeys(FULL, 0.0)
MOST = sum(float(notes["points"]) for notes in GRADED.values())


def points_of(*names):
    return {name: FULL[name] for name in names}


EXPECTED = {
    "right": FULL,
    "partly": NOTHING
    | points_of("gates-activations", "gates-lstm-forward", "gates-parameters")
    | {"gates-lstm-step": 0.5, "gates-inputs": 0.5},
    "raises": NOTHING | points_of("gates-forget-one", "gates-parameters"),
    "warns": FULL,
    "never_ends": FULL | {"gates-lstm-forward": 0.0},
    "loses_cell": FULL,
    "=misnamed": FULL,
    "kills_kernel": NOTHING,
    "old_format": NOTHING,
}
OUTCOMES = {
    "right": "passed", "partly": "partly", "raises": "partly", "warns": "passed", "never_ends": "partly",
    "loses_cell": "put-right", "=misnamed": "put-right", "kills_kernel": "crashed", "old_format": "put-right",
}  # fmt: skip
UNRUN = {
    "not_json": "The file is not a notebook that can be read: it is not JSON (line 5: ",
    "empty": "The file is not a notebook that can be read: it is empty.",
    "list": "The file is not a notebook that can be read: it is JSON but not a notebook",
}


@pytest.fixture(scope="module")
def gradebook(graded):
    with Gradebook(f"sqlite:///{graded.course / 'gradebook.db'}") as book:
        yield book


def page(graded, student):
    return (graded.course / "feedback" / student / "gates" / "gates.html").read_text(encoding="utf-8")


def task(graded, student, task_id):
    return next(task for task in graded.grades[student]["tasks"] if task["id"] == task_id)


def test_every_submission_has_an_outcome(graded):
    assert set(graded.grades) == set(EXPECTED) | set(UNRUN)


@pytest.mark.parametrize("student", EXPECTED)
def test_gradebook_holds_the_expected_scores(gradebook, graded, student):
    notebook = gradebook.find_submission("gates", student).notebooks[0]
    assert {grade.name: grade.score for grade in notebook.grades if grade.max_score} == EXPECTED[student]
    assert {grade.score for grade in notebook.grades if not grade.max_score} <= {0.0}
    assert notebook.score == sum(EXPECTED[student].values())
    assert notebook.max_score == MOST


def test_a_person_is_asked_for_what_a_person_has_to_read_and_for_nothing_else(gradebook, graded):
    asked = set()
    for student in EXPECTED:
        grades = gradebook.find_submission("gates", student).notebooks[0].grades
        waiting = {grade.name: grade.auto_score is None for grade in grades if grade.needs_manual_grade}
        written = task(graded, student, "gates-in-words")["outcome"] == "manual"
        assert waiting == ({"gates-in-words": True} if written else {})
        asked |= {written}
    assert asked == {True, False}  # an answer that nobody wrote has no points at once, as in nbgrader


def test_cells_that_were_left_as_they_were_are_noted(gradebook, graded):
    comments = gradebook.find_submission("gates", "raises").notebooks[0].comments
    blank = {comment.name for comment in comments if comment.auto_comment == "No response."}
    assert {"gates-lstm-step-solution", "gates-inputs-answer", "gates-in-words"} <= blank
    assert not {"gates-activations-solution", "gates-forget-one-answer"} & blank


@pytest.mark.parametrize("student", EXPECTED)
def test_lines_of_json_say_the_same(graded, student):
    grade = graded.grades[student]
    assert {task["id"]: task["score"] for task in grade["tasks"]} == EXPECTED[student]
    assert [task["id"] for task in grade["tasks"]] == list(FULL)
    assert (grade["score"], grade["max_score"]) == (sum(EXPECTED[student].values()), MOST)
    assert grade["outcome"] == OUTCOMES[student]


@pytest.mark.parametrize("student", UNRUN)
def test_submission_that_cannot_be_run_gets_zero_and_a_clear_message(gradebook, graded, student):
    message = UNRUN[student]
    grade = graded.grades[student]
    assert (grade["outcome"], grade["score"], grade["max_score"], grade["tasks"]) == ("unreadable", 0.0, MOST, [])
    assert grade["message"].startswith(message)
    assert gradebook.find_submission("gates", student).score == 0.0
    assert message in unescape(page(graded, student))


def test_tasks_say_what_came_of_them(graded):
    assert task(graded, "raises", "gates-activations")["outcome"] == "error"
    assert "NameError: name 'sigmod' is not defined" in task(graded, "raises", "gates-activations")["message"]
    assert task(graded, "raises", "gates-lstm-step")["outcome"] == "unanswered"
    assert task(graded, "partly", "gates-lstm-step")["outcome"] == "partly"
    assert task(graded, "partly", "gates-lstm-step")["message"].startswith(
        "Your numbers are those of a cell without the tanh on c."
    )
    assert task(graded, "partly", "gates-inputs")["outcome"] == "partly"
    assert task(graded, "partly", "gates-beyond-one")["outcome"] == "unanswered"
    assert task(graded, "never_ends", "gates-lstm-forward")["outcome"] == "timed-out"
    assert "did not end in time" in task(graded, "never_ends", "gates-lstm-forward")["message"]
    assert task(graded, "kills_kernel", "gates-activations")["outcome"] == "crashed"
    assert task(graded, "kills_kernel", "gates-lstm-step")["outcome"] == "unanswered"
    assert task(graded, "old_format", "gates-lstm-step")["outcome"] == "missing"
    assert task(graded, "right", "gates-in-words")["outcome"] == "manual"


def test_what_was_put_right_is_told(graded):
    assert graded.grades["loses_cell"]["message"] == (
        "Cells of the assignment had been deleted; the originals were used: gates-lstm-step."
    )
    assert graded.grades["=misnamed"]["message"] == (
        "The notebook was handed in as gates (1).ipynb; expected gates.ipynb."
    )


def test_record_beside_the_notebook_holds_the_diagnosis_and_each_property(graded):
    record = json.loads((graded.course / "autograded" / "partly" / "gates" / "grade.json").read_text(encoding="utf-8"))
    step = next(each for each in record["tasks"] if each["id"] == "gates-lstm-step")
    assert record["schema"] == 1
    assert (step["mutant"], step["misconception"]) == ("no-tanh", "TANH_MISSING")
    assert sum(part["points"] for part in step["properties"]) == step["score"]
    assert sum(part["max_points"] for part in step["properties"]) == step["max_score"]
    answer = next(each for each in record["tasks"] if each["id"] == "gates-inputs")["answer"]
    assert answer == ["x"]


def test_graded_cell_shows_the_report(graded):
    path = graded.course / "autograded" / "partly" / "gates" / "gates.ipynb"
    cells = {cell["id"]: cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}
    (output,) = cells["gates-lstm-step"]["outputs"]
    assert "Your numbers are those of a cell without the tanh on c." in output["text"]
    nbformat.validate(nbformat.read(path, as_version=4))


def test_nothing_of_a_run_is_left(graded):
    assert list((graded.course / ".grading").glob("*.jsonl")) == []
    mark = f"OF_THESE_TESTS={os.getpid()}".encode()
    left = [path for path in Path("/proc").glob("[0-9]*/environ") if mark in read(path)]
    assert left == []


def read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_table_of_grades_holds_each_student(graded):
    with (graded.course / "grades.csv").open(encoding="utf-8", newline="") as file:
        lines = {line["student"]: line for line in csv.DictReader(file) if line["assignment"] == "gates"}
    expected = {student: sum(scores.values()) for student, scores in EXPECTED.items()}
    expected |= dict.fromkeys(UNRUN, 0.0)
    expected["'=misnamed"] = expected.pop("=misnamed")
    assert {student: float(line["score"]) for student, line in lines.items()} == expected
    assert {line["max_score"] for line in lines.values()} == {str(MOST)}


def test_totals_count_outcomes_and_seconds(graded):
    assert graded.totals["submissions"] == 12
    assert graded.totals["outcomes"] == {"unreadable": 3, "passed": 2, "partly": 3, "put-right": 3, "crashed": 1}
    assert {"prepare", "grade", "alone", "record", "write", "feedback", "export"} <= set(graded.totals["seconds"])


def test_progress_ends_with_the_last_submission(graded):
    *lines, last = graded.progress.splitlines()
    assert all(line.startswith("[") and "workers" in line for line in lines)
    assert lines[-1].startswith("[12/12] ")
    assert last.endswith("now holds grades.csv and the pages for the learners in feedback/")


def release_text(course):
    notebook = json.loads((course / "release" / "gates" / "gates.ipynb").read_text(encoding="utf-8"))
    return "\n".join(cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
                     for cell in notebook["cells"])  # fmt: skip


def test_release_holds_no_solution_and_no_hidden_test(released):
    text = release_text(released)
    lines = {line.strip() for line in text.split("\n")}
    secret = [line for cell in MASTER.cells for region in HIDDEN for line in inside(cell.source, region)]
    common = {"import math", ")"}  # lines that visible cells hold as well
    assert len(secret) > 20
    assert [line for line in secret if line in lines - common] == []
    assert "BEGIN" not in text
    assert "reference_step" not in text


def test_release_holds_no_key_and_no_reason(released):
    text = release_text(released)
    items = [BANK.items[cell.id] for cell in MASTER.cells if cell.role is Role.ITEM]
    assert len(items) == 5
    for item in items:
        secret = [option.why.strip() for option in item.options] + [item.explain.strip()]
        if item.quantity is not None:
            secret += [mistake.why.strip() for mistake in item.quantity.mistakes] + [str(item.quantity.value)]
        assert [line for line in secret if line in text] == []
        name = f"answer_{item.id.replace('-', '_')}"
        assert f"{name} = None" in text
        assert f"{name} = '" not in text
        assert f"{name} = [" not in text
    assert "verdicts" not in text
