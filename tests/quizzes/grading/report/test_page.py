"""The report's page: what it says of made answers, that it is safe, and that it needs nothing from anywhere."""

import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from quizzes.grading.report.answers import (
    Answers,
    TaskAnswer,
    failed_alike,
    held_misconceptions,
    read_answers,
    way_of,
)
from quizzes.grading.report.page import Report, report_page
from quizzes.grading.report.similar import likeness

TEMPLATE = "def lstm_step(x, h, c, W_x, W_h, b):\n    '''One step.'''\n    # Write your code here.\n"
OWN = """
    z = x @ W_x + h @ W_h + b
    first, second, third, fourth = np.split(z, 4, axis=1)
    opened, kept, shown = sigmoid(first), sigmoid(second), sigmoid(fourth)
    cell = kept * c + opened * np.tanh(third)
    return shown * np.tanh(cell), cell
"""
OTHER = """
    parts = []
    for k in range(4):
        block = slice(k * h.shape[1], (k + 1) * h.shape[1])
        parts.append(x.dot(W_x[:, block]) + h.dot(W_h[:, block]) + b[block])
    new = parts[2]
    new = sigma(parts[1]) * c + sigma(parts[0]) * np.tanh(new)
    hidden = sigma(parts[3]) * np.tanh(new)
    return hidden, new
"""


def answer(score, most=6.0, **told):
    return TaskAnswer(score, most, "passed" if score == most else "failed", **told)


NO_TANH = {"mutant": "no-tanh", "misconception": "TANH_MISSING", "see": "output-gate", "message": "a cell without tanh"}


@pytest.fixture(scope="module")
def made(bank):
    students = tuple(f"s{k:02}" for k in range(12))
    step = {student: answer(0.0, **NO_TANH) if k < 4 else answer(6.0) for k, student in enumerate(students)}
    step["s11"] = answer(0.0, message="<script>alert(1)</script>")
    item = bank.items["gates-forget-one"]
    wrong = next(option for option in item.options if option.misconception)
    asked = {
        student: TaskAnswer(0.0 if k < 3 else 1.0, 1.0, "passed", answer=wrong.id if k < 3 else item.key[0])
        for k, student in enumerate(students)
    }
    return Answers(
        assignment="gates",
        tasks=("gates-lstm-step", item.id),
        students=students,
        by_task={"gates-lstm-step": step, item.id: asked},
        totals={student: step[student].score + asked[student].score for student in students} | {"lost": 0.0},
        max_score=7.0,
        not_run={"lost": "it is <b>no</b> notebook"},
    )


@pytest.fixture(scope="module")
def html(made, bank):
    code = {"s00": TEMPLATE + OWN, "s01": TEMPLATE + OWN.replace("opened", "a"), "s02": TEMPLATE + OTHER}
    found = likeness({**code, "s03": TEMPLATE}, TEMPLATE)
    return report_page(Report(made, bank, found, "https://example.edu/book/")).decode()


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)).split())


def test_figures_that_stand_on_the_page(html):
    said = words(html)
    assert "13 submissions; 12 notebooks were run, 1 could not be." in said
    assert "gates-lstm-step 6 0.58 (0.32 to 0.81)" in said
    assert "too few answers (12)" in said
    assert "KR-20" in said


def test_misconceptions_come_with_the_paragraphs_to_teach_again(html, made, bank):
    held = held_misconceptions(made, bank)
    chosen = next(option.misconception for option in bank.items["gates-forget-one"].options if option.misconception)
    assert [(each.misconception, len(each.students)) for each in held] == [("TANH_MISSING", 4), (chosen, 3)]
    assert 'href="https://example.edu/book/gates/equations.html#output-gate"' in html
    assert "4 of 12" in words(html)


def test_way_of_failing_that_several_share_is_told_with_who(html, made):
    same = failed_alike(made)
    assert [(each.task, each.way, each.students) for each in same][0] == (
        "gates-lstm-step", "no-tanh", ("s00", "s01", "s02", "s03"))  # fmt: skip
    assert same[0].share == 4 / 5
    assert "no-tanh 4 80% a cell without tanh" in words(html)


@pytest.mark.parametrize(
    ("told", "way"),
    [
        ({"mutant": "m", "misconception": "X"}, "m"),
        ({"misconception": "X", "message": "a: b"}, "X"),
        ({"answer": ["b", "a"]}, "a, b"),
        ({"answer": 0.5}, "0.5"),
        ({"message": "NameError: name 'x' is not defined"}, "NameError"),
        ({}, "failed"),
    ],
)
def test_what_tells_ways_of_failing_apart(told, way):
    assert way_of(TaskAnswer(0.0, 1.0, "failed", **told)) == way


class Tags(HTMLParser):
    """Collect the elements and every address."""

    def __init__(self):
        super().__init__()
        self.names, self.addresses, self.handlers = set(), set(), set()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        for name, value in attrs:
            if name in ("href", "src", "action", "data"):
                self.addresses.add(value)
            if name.startswith("on"):
                self.handlers.add(name)


def test_page_runs_no_script_and_loads_nothing(html):
    tags = Tags()
    tags.feed(html)
    assert not tags.names & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    assert not tags.handlers
    assert {address.split("#")[0] for address in tags.addresses} <= {"https://example.edu/book/gates/equations.html"}
    assert "default-src 'none'" in html
    assert "url(" not in html and "@import" not in html


def test_what_a_student_wrote_is_text(html):
    assert "<script>alert" not in html
    assert "<b>no</b>" not in html
    assert "it is &lt;b&gt;no&lt;/b&gt; notebook" in html


def test_renamed_copy_is_alike_and_another_solution_is_not():
    code = {"a": TEMPLATE + OWN, "b": TEMPLATE + OWN.replace("opened", "x").replace("cell", "y"), "c": TEMPLATE + OTHER}
    found = likeness({**code, "d": TEMPLATE}, TEMPLATE)
    assert found.compared == 3
    assert found.left_out == ("d",)
    assert (found.pairs[0].one, found.pairs[0].other) == ("a", "b")
    assert found.pairs[0].share > 0.9
    assert all(pair.share < 0.5 for pair in found.pairs[1:])


def test_code_of_the_template_counts_for_nobody():
    template = TEMPLATE + OWN
    assert likeness({"a": template + OTHER, "b": template}, template).pairs == ()
    assert likeness({"a": template, "b": template}, template).left_out == ("a", "b")


def test_the_same_code_is_named_as_such():
    found = likeness({"a": TEMPLATE + OWN, "b": TEMPLATE + OWN + "\n\n"}, TEMPLATE)
    assert (found.identical, found.pairs, found.usual) == ((("a", "b"),), (), 1.0)


def test_report_imports_neither_drawing_nor_all_of_statistics():
    """They took half of its time."""
    code = (
        "import sys; from quizzes.grading.report import page, similar; similar.likeness({'a': 'x = 1'}, ''); "
        "print('copydetect' in sys.modules, *{'matplotlib', 'matplotlib.pyplot', 'scipy.stats'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"]


def test_report_of_nothing_is_a_page(bank):
    empty = Answers("gates", (), (), {}, {}, 0.0)
    said = words(report_page(Report(empty, bank, likeness({}, ""))).decode())
    assert "0 submissions; 0 notebooks were run." in said
    assert "No scores yet." in said


def test_answers_without_notes_of_the_grader_are_those_of_the_gradebook(tmp_path):
    from quizzes.grading.record.nbgrader_roll import CellScore, Scored

    cells = (CellScore("a", 2.0, 3.0, 1.0, 2.0, 0.0, False),)
    (tmp_path / "autograded" / "ada" / "gates").mkdir(parents=True)
    (tmp_path / "autograded" / "ada" / "gates" / "gates.ipynb").write_text("{}")
    (tmp_path / "autograded" / "ada" / "gates" / "grade.json").write_text("[broken")
    scored = {"ada": Scored("ada", None, None, 0.5, cells), "bob": Scored("bob", None, None, 0.0, cells)}
    found = read_answers(tmp_path, "gates", scored)
    assert found.students == ("ada",)
    assert found.by_task["a"]["ada"] == TaskAnswer(2.0, 3.0, "partly")
    assert found.totals == {"ada": 1.5, "bob": 2.0}
    assert found.not_run == {"bob": "it could not be run"}


def test_task_that_waits_for_a_person_is_in_no_figure(tmp_path, bank):
    from quizzes.grading.record.nbgrader_roll import CellScore, Scored

    scored = {}
    for student, given in (("ada", None), ("bob", 2.0)):
        (tmp_path / "autograded" / student / "gates").mkdir(parents=True)
        (tmp_path / "autograded" / student / "gates" / "gates.ipynb").write_text("{}")
        words_ = CellScore("words", given or 0.0, 2.0, None, given, 0.0, given is None)
        scored[student] = Scored(student, None, None, 0.0, (CellScore("a", 1.0, 1.0, 1.0, None, 0.0, False), words_))
    found = read_answers(tmp_path, "gates", scored)
    assert (found.tasks, found.waiting, found.totals) == (("a",), {"words": 1}, {"ada": 1.0, "bob": 3.0})
    assert "words: 1 answers wait for a person" in words(report_page(Report(found, bank, likeness({}, ""))).decode())
