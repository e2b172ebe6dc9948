"""The pieces of a cell in which an assignment asks an item."""

import ast
import math
from dataclasses import replace

import pytest

from quizzes import Outcome, judge
from quizzes.kinds import KINDS
from quizzes.kinds.cell import answer_name, assignment, credit
from quizzes.kinds.number import also
from quizzes.verdict import Verdict


def test_table_of_a_cell_is_python_in_its_own_order():
    assert assignment("table", {"b": 1, "a": 2}) == "table = {'b': 1, 'a': 2}"
    values = {f"answer number {k}": [k] * 9 for k in range(9, 0, -1)}
    text = assignment("whys", values)
    first, *rest = text.split("\n")
    assert list(ast.literal_eval(text.partition(" = ")[2]).items()) == list(values.items())
    assert rest and all(line.startswith(" " * len("whys = {") + "'answer") for line in rest)
    assert max(map(len, (first, *rest))) <= 120


def test_answers_name_is_pythons():
    assert answer_name("gates-one-more") == "answer_gates_one_more"


def test_key_of_a_number_says_how_far_an_answer_may_be(sample):
    assert also(sample.item("kinds-number")) == "(right from 0.24 to 0.26; a fraction as well)"


def graded(item, answer):
    """Run an item's cells as a notebook would; return the credit and what is printed, or what an assert says."""
    made = KINDS[item.kind].cell(item)
    said, names = [], {"answer": answer, answer_name(item.id): answer, "print": lambda *words: said.append(words)}
    try:
        exec("\n".join([made.form, *made.tables]), names)
    except AssertionError as refused:
        return None, str(refused)
    before, last = made.verdict.strip().rsplit("\n", 1)
    exec(before, names)
    return eval(last, names), " ".join(said[0])


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("choice", ["all", "nothing"]),
        (
            "choices",
            [["one"], ["zero"], ["half"], ["one", "zero"], ["half", "one"], ["zero", "half"], ["half", "one", "zero"]],
        ),
        ("number", [0.25, 0.2401, 0.26, 0.0, -0.01, 0.005, 0.3, 7, -1e9]),
    ],
)
def test_cell_gives_the_points_and_words_of_the_judge(sample, name, answers):
    item = replace(sample.item(f"kinds-{name}"), points=3)
    made = KINDS[item.kind].cell(item)
    assert ast.literal_eval(made.key) == KINDS[item.kind].right_answer(item)
    for answer in answers:
        verdict = judge(item, answer)
        reasons = dict(KINDS[item.kind].whys(item))
        wrong = [reasons[shown] for shown in verdict.shown if shown not in item.key]
        credit_given, said = graded(item, answer)
        assert credit_given == pytest.approx(3 * verdict.score, abs=1e-6), answer
        assert said == " ".join([f"{item.id}:", verdict.message, *wrong]), answer


@pytest.mark.parametrize(
    ("name", "answer", "told"),
    [
        ("choice", "al", "kinds-choice cannot be read: expected one of ['all', 'nothing'], got 'al'."),
        ("choice", None, "kinds-choice cannot be read: expected one of ['all', 'nothing'], got None."),
        (
            "choices",
            "one",
            "kinds-choices cannot be read: expected a list of some of ['one', 'zero', 'half'], got 'one'.",
        ),
        (
            "choices",
            ["one", 1],
            "kinds-choices cannot be read: expected a list of some of ['one', 'zero', 'half'], got ['one', 1].",
        ),
        ("choices", [], "kinds-choices is not answered yet: answer_kinds_choices is empty."),
        ("number", True, "kinds-number cannot be read: expected a number such as 0.25 or -3, got True."),
        ("number", "0.25", "kinds-number cannot be read: expected a number such as 0.25 or -3, got '0.25'."),
        ("number", math.inf, "kinds-number cannot be read: expected a number such as 0.25 or -3, got inf."),
    ],
)
def test_cell_says_of_what_cannot_be_read_what_it_expected(sample, name, answer, told):
    assert graded(sample.item(f"kinds-{name}"), answer) == (None, told)


def test_answer_near_no_known_number_is_wrong_and_earns_nothing(sample):
    """Where a mistake lies above the key, what is far from all lies above the mistake."""
    item = sample.item("kinds-number")
    (mistake,) = item.quantity.mistakes
    item = replace(item, quantity=replace(item.quantity, mistakes=(replace(mistake, value=0.3, why=" Why. "),)))
    assert graded(item, 0.3) == (0.0, "kinds-number: Not right. Why.")
    assert graded(item, 0.4) == (0.0, "kinds-number: Not right.")


@pytest.mark.parametrize(("points", "score", "given"), [(1, 1 / 3, 0.333333), (2, 1 / 3, 0.666667), (3, 1.0, 3.0)])
def test_points_of_a_cell_have_six_decimals(sample, points, score, given):
    item = replace(sample.item("kinds-choice"), points=points)
    assert credit(item, Verdict(Outcome.PARTLY, score, "", (), ())) == given
