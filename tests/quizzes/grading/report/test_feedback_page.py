"""The learner's page: what it says, what it never says, and that nothing in an answer can act in it."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser

import pytest

from quizzes.grading.course.settings import Settings
from quizzes.grading.record.nbgrader_roll import CellScore, Scored
from quizzes.grading.report.feedback_files import feedback_of, read_cells
from quizzes.grading.report.feedback_page import Feedback, TaskFeedback, feedback_page
from quizzes.grading.report.paragraphs import paragraph, paragraphs
from quizzes.project import find_project

HOSTILE = (
    "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>"
    "<iframe src='javascript:alert(1)'></iframe><a href=\"javascript:alert(1)\">x</a>&lt;script&gt;"
    "<style>*{display:none}</style><meta http-equiv=refresh content='0;url=//evil.example'>\x00\x1b[31m\u202e"
)
STEP = {
    "id": "gates-lstm-step",
    "outcome": "partly",
    "message": "Your numbers are those of a cell without the tanh on c.",
    "misconception": "TANH_MISSING",
    "mutant": "no-tanh",
    "see": "output-gate",
    "instructor_message": "SECRET for the instructor",
    "properties": [
        {"id": "shape", "points": 1.0, "max_points": 1.0, "message": "h and c have the right shape."},
        {"id": "values", "points": 0.0, "max_points": 5.0, "message": "h differs by 0.3 at (0, 1)."},
    ],
}
OUTPUT_GATE = paragraph("output-gate", find_project())


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))).split())


def made(bank, *tasks, **more):
    values = {"assignment": "gates", "student": "ada", "notes": {}, "tasks": tasks, "max_score": 18.0,
              "book": "https://example.edu/book/"}  # fmt: skip
    return feedback_page(Feedback(**{**values, **more}), bank).decode()


def test_page_says_points_messages_diagnosis_and_where_to_read(bank):
    html = made(bank, TaskFeedback(STEP, 1.0, 6.0, code="def lstm_step(): ..."))
    said = words(html)
    assert "gates (Score: 1 / 18)" in said
    assert "Task gates-lstm-step 1 / 6 points, partly right" in said
    assert "Your numbers are those of a cell without the tanh on c." in said
    assert f"{bank.misconceptions['TANH_MISSING'].name}." in said
    assert "values 0 / 5 not right yet h differs by 0.3 at (0, 1)." in said
    assert "def lstm_step(): ..." in said
    assert f'href="https://example.edu/book/gates/equations.html#output-gate">{OUTPUT_GATE.title}</a>' in html


def test_what_is_for_the_instructor_stays_with_her(bank):
    assert "SECRET" not in made(bank, TaskFeedback(STEP, 1.0, 6.0))


def test_full_marks_need_no_diagnosis(bank):
    html = made(bank, TaskFeedback({**STEP, "outcome": "passed"}, 6.0, 6.0))
    assert "Read again" not in html
    assert bank.misconceptions["TANH_MISSING"].name not in html


def test_item_shows_its_question_and_points_to_its_paragraph(bank):
    item = bank.items["gates-forget-one"]
    html = made(bank, TaskFeedback({"id": item.id, "outcome": "failed", "message": "Not right."}, 0.0, 1.0))
    assert "Question gates-forget-one 0 / 1 points, not right yet" in words(html)
    assert f"gates/equations.html#{item.see}" in html


def test_what_was_put_right_is_told(bank):
    said = words(made(bank, notes={"rebuilt": ["the cell gates-tools was changed; it is as handed out again"]}))
    assert "What was put right in your notebook It cost no points." in said
    assert "the cell gates-tools was changed; it is as handed out again" in said


def test_lateness_comments_and_grades_by_hand_are_told(bank):
    due, received = datetime(2026, 10, 5, 21, 59, tzinfo=UTC), datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
    said = words(made(bank, TaskFeedback({"id": "essay"}, 3.0, 4.0, comment="Well argued.\nSee me.", by_hand=True),
                      TaskFeedback({"id": "waiting"}, 0.0, 2.0, waits=True),
                      penalty=1.5, submitted=received, due=due))  # fmt: skip
    assert "gates (Score: 1.5 / 18)" in said
    assert "handed in 2026-10-06 09:00 UTC" in said
    assert "It was due 2026-10-05 21:59 UTC: 1.5 points are taken off for being late." in said
    assert "A person writes: Well argued. See me. The points were given by a person." in said
    assert "Task waiting 0 / 2 points, waits for a person" in said


def test_submission_that_could_not_be_run_says_why(bank):
    said = words(made(bank, notes={"message": "gates.ipynb is empty. Save the notebook and hand it in again."}))
    assert "gates (Score: 0 / 18)" in said
    assert "gates.ipynb is empty. Save the notebook and hand it in again." in said


def test_a_long_cell_is_cut(bank):
    html = made(bank, TaskFeedback({"id": "t"}, 0.0, 1.0, code="x" * 2**20))
    assert len(html) < 56_000 and "letters left out" in html


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


PLACES = {
    "code": lambda bank: made(bank, TaskFeedback({"id": "t"}, 0.0, 1.0, code=HOSTILE)),
    "message": lambda bank: made(bank, TaskFeedback({"id": "t", "message": HOSTILE}, 0.0, 1.0)),
    "id": lambda bank: made(bank, TaskFeedback({"id": HOSTILE}, 0.0, 1.0)),
    "comment": lambda bank: made(bank, TaskFeedback({"id": "t"}, 0.0, 1.0, comment=HOSTILE)),
    "rebuilt": lambda bank: made(bank, notes={"rebuilt": [HOSTILE], "message": HOSTILE}),
    "student": lambda bank: made(bank, student=HOSTILE, assignment=HOSTILE),
    "property": lambda bank: made(bank, TaskFeedback(
        {"id": "t", "properties": [{"id": HOSTILE, "points": 0, "max_points": 1, "message": HOSTILE}] * 2}, 0.0, 1.0)),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_a_learner_wrote_acts_in_the_page(bank, place):
    html = PLACES[place](bank)
    parser = Elements()
    parser.feed(html)
    tags = [tag for tag, _ in parser.found]
    assert not set(tags) & {"script", "img", "svg", "iframe", "object", "embed", "form", "link", "base"}
    assert tags.count("style") == 1 and tags.count("meta") == 4
    for tag, attributes in parser.found:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert not str(attributes.get("href", "")).lower().startswith(("javascript", "data")), attributes
    assert "\x00" not in html and "\x1b" not in html and "\u202e" not in html
    assert "<script>alert(1)</script>" in unescape(html)


def test_links_are_to_the_configured_book_or_there_are_none(bank):
    html = made(bank, TaskFeedback(STEP, 1.0, 6.0), book="/course/")
    assert 'href="/course/gates/equations.html#output-gate"' in html
    without = made(bank, TaskFeedback(STEP, 1.0, 6.0), book="")
    assert re.findall(r'href="([^"#]*)', without) == [""]  # only within the page
    assert f"Read again: {OUTPUT_GATE.title}" in words(without)


def test_every_paragraph_that_an_item_of_a_built_chapter_points_to_is_found(bank):
    project = find_project()
    pages = {each.page for each in paragraphs(project.place(project.book)).values()}
    lost = {item.see for item in bank.items.values() if item.chapter in pages and paragraph(item.see, project) is None}
    assert {"gates"} <= pages
    assert not {see for see in lost if not see.startswith("card-")}


def test_feedback_is_put_together_from_grade_notebook_and_gradebook(tmp_path, bank):
    folder = tmp_path / "autograded" / "ada" / "gates"
    folder.mkdir(parents=True)
    (folder / "grade.json").write_text(json.dumps({"tasks": [STEP], "rebuilt": []}))

    def cell(name, source, *, solution):
        notes = {"grade_id": name, "solution": solution, "grade": not solution}
        return {"source": source, "metadata": {"nbgrader": notes}}

    notebook = {"cells": [cell("gates-lstm-step-solution", ["def mine():\n", "    pass"], solution=True),
                          cell("gates-lstm-step", "### BEGIN HIDDEN TESTS\nreference()", solution=False)]}  # fmt: skip
    (folder / "gates.ipynb").write_text(json.dumps(notebook))
    scored = Scored("ada", None, None, 0.0, (CellScore("gates-lstm-step", 5.0, 6.0, 1.0, 5.0, 0.0, False),),
                    {"gates-lstm-step-solution": "Nearly."})  # fmt: skip
    feedback = feedback_of(tmp_path, "gates", scored, read_cells(folder), Settings())
    html = feedback_page(feedback, bank).decode()
    assert "Nearly." in html and "def mine():" in html and "5 / 6" in html
    assert "HIDDEN TESTS" not in html and "reference()" not in html
