"""From the bank to the gradebook: one course, built, released, handed in and graded by the commands themselves."""

import csv
import json
from html import unescape

import pytest
from nbgrader.api import Gradebook

from quizzes.assignments.master import Role, load_masters
from quizzes.assignments.regions import Region, inside
from quizzes.load import load_bank

pytestmark = pytest.mark.slow
BANK = load_bank()
MASTER = load_masters(BANK)["gates"]
FULL = {
    "gates-activations": 3.0, "gates-lstm-step": 6.0, "gates-lstm-forward": 4.0, "gates-forget-one": 1.0,
    "gates-inputs": 1.0, "gates-hidden-from-cell": 1.0, "gates-beyond-one": 1.0, "gates-parameters": 1.0,
}  # fmt: skip
NOTHING = dict.fromkeys(FULL, 0.0)
EXPECTED = {
    "right": FULL,
    "partly": FULL
    | {"gates-lstm-step": 0.0, "gates-forget-one": 0.0, "gates-inputs": 0.5}
    | {"gates-hidden-from-cell": 0.0, "gates-beyond-one": 0.0},
    "raises": NOTHING | {"gates-forget-one": 1.0, "gates-parameters": 1.0},
    "warns": FULL,
    "never_ends": FULL | {"gates-lstm-forward": 0.0},
    "loses_cell": FULL | {"gates-lstm-step": 0.0},
}
UNRUN = {
    "not_json": ("unreadable", "gates.ipynb is not a notebook: it is not JSON (line 5: "),
    "empty": ("unreadable", "gates.ipynb is empty."),
    "old_format": ("unreadable", "gates.ipynb has notebook format 3; expected 4."),
    "list": ("unreadable", "gates.ipynb is JSON but not a notebook"),
    "=misnamed": ("missing", "gates.ipynb was not handed in; the folder holds gates (1).ipynb."),
    "kills_kernel": ("crashed", "The notebook's kernel died while it ran"),
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
    assert {grade.name: grade.score for grade in notebook.grades} == EXPECTED[student]
    assert notebook.score == sum(EXPECTED[student].values())
    assert notebook.max_score == 18.0


def test_the_three_submissions_get_18_and_8_and_a_half_and_2(gradebook, graded):
    scores = [gradebook.find_submission("gates", student).score for student in ("right", "partly", "raises")]
    assert scores == [18.0, 8.5, 2.0]


@pytest.mark.parametrize("student", EXPECTED)
def test_lines_of_json_say_the_same(graded, student):
    grade = graded.grades[student]
    assert {task["id"]: task["score"] for task in grade["tasks"]} == EXPECTED[student]
    assert [task["id"] for task in grade["tasks"]] == list(FULL)
    assert (grade["score"], grade["max_score"]) == (sum(EXPECTED[student].values()), 18.0)
    assert grade["outcome"] == ("passed" if grade["score"] == 18.0 else "partly")


@pytest.mark.parametrize("student", UNRUN)
def test_submission_that_cannot_be_run_gets_zero_and_a_clear_message(gradebook, graded, student):
    outcome, message = UNRUN[student]
    grade = graded.grades[student]
    assert (grade["outcome"], grade["score"], grade["max_score"], grade["tasks"]) == (outcome, 0.0, 18.0, [])
    assert grade["message"].startswith(message)
    assert gradebook.find_submission("gates", student).score == 0.0
    assert message in unescape(page(graded, student))


def test_tasks_say_what_came_of_them(graded):
    assert task(graded, "raises", "gates-activations") == {
        "id": "gates-activations", "score": 0.0, "max_score": 3.0, "outcome": "error",
        "message": "NameError: name 'sigmod' is not defined",
    }  # fmt: skip
    assert task(graded, "raises", "gates-lstm-step")["outcome"] == "unanswered"
    assert task(graded, "partly", "gates-lstm-step")["outcome"] == "failed"
    assert task(graded, "partly", "gates-lstm-step")["message"].startswith("h is wrong: at (0, 0) it is 0.55908")
    assert task(graded, "partly", "gates-inputs")["outcome"] == "partly"
    assert task(graded, "partly", "gates-beyond-one")["outcome"] == "unanswered"
    assert task(graded, "loses_cell", "gates-lstm-step")["outcome"] == "missing"
    assert task(graded, "never_ends", "gates-lstm-forward")["outcome"] == "timed-out"
    assert task(graded, "never_ends", "gates-lstm-forward")["message"] == "The tests did not end in time."


@pytest.mark.parametrize("student", EXPECTED)
def test_feedback_shows_the_messages_and_not_the_hidden_tests(graded, student):
    html = page(graded, student)
    assert f"(Score: {sum(EXPECTED[student].values())} / 18.0)" in html
    assert "BEGIN HIDDEN" not in html
    assert "reference_step" not in html
    assert "right_step" not in html


def test_feedback_says_what_is_wrong(graded):
    assert "o times tanh of the new c. Is it returned first" in page(graded, "partly")
    assert "A forget gate of 0 would do that." in page(graded, "partly")
    assert "NameError: name 'sigmod' is not defined" in unescape(page(graded, "raises"))


def test_table_of_grades_holds_each_student(graded):
    with (graded.course / "grades.csv").open(encoding="utf-8", newline="") as file:
        lines = {line["student"]: line for line in csv.DictReader(file)}
    expected = {student: sum(scores.values()) for student, scores in EXPECTED.items()}
    expected |= {student.replace("=", "'="): 0.0 for student in UNRUN}
    assert {student: float(line["score"]) for student, line in lines.items()} == expected
    assert {line["max_score"] for line in lines.values()} == {"18.0"}


def test_totals_count_outcomes_and_seconds(graded):
    assert graded.totals["submissions"] == 12
    assert graded.totals["outcomes"] == {
        "missing": 1, "unreadable": 4, "crashed": 1, "partly": 4, "passed": 2}  # fmt: skip
    assert set(graded.totals["seconds"]) == {"check", "autograde", "feedback", "read", "export"}


def test_progress_is_a_line_for_each_submission_and_nothing_else(graded):
    first, *lines, last = graded.progress.splitlines()
    assert first.startswith("note: students' code runs here without a sandbox")
    assert lines == [f"[{n}/12] {student}" for n, student in enumerate(sorted(graded.grades), 1)]
    assert last.endswith("now holds grades.csv and the pages for the learners in feedback/")


def release_text(course):
    notebook = json.loads((course / "release" / "gates" / "gates.ipynb").read_text(encoding="utf-8"))
    return "\n".join(cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
                     for cell in notebook["cells"])  # fmt: skip


def test_release_holds_no_solution_and_no_hidden_test(released):
    text = release_text(released)
    lines = {line.strip() for line in text.split("\n")}
    secret = [line for cell in MASTER.cells for region in Region for line in inside(cell.source, region)]
    common = {"import math", ")"}  # lines that visible cells hold as well
    assert len(secret) > 90
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
