"""An item's cells: what the notebook says of an answer is what the judge says of it."""

from dataclasses import replace
from itertools import combinations

import pytest

from quizzes.assignments.rehearse import Score, rehearse
from quizzes.judge import judge
from quizzes.load import load_bank
from quizzes.model import Kind
from quizzes.targets.item_cells import answer_name, item_cells
from quizzes.variants import variant

BANK = load_bank()
ASSIGNABLE = (Kind.CHOICE, Kind.CHOICES, Kind.NUMBER)  # what the cells of an assignment can hold
ITEMS = [item for item in BANK.items.values() if item.kind in ASSIGNABLE]


def answered(item, answer) -> Score:
    cells = [
        {"cell_type": "code", "id": "a", "metadata": {}, "source": f"{answer_name(item.id)} = {answer!r}"},
        {
            "cell_type": "code",
            "id": "t",
            "metadata": {"nbgrader": {"grade": True, "grade_id": item.id, "points": item.points}},
            "source": item_cells(item).tests,
        },
    ]
    return rehearse({"cells": cells})[item.id]


def answers(item):
    ids = [option.id for option in item.options]
    if item.kind is Kind.CHOICE:
        return ids
    if item.kind is Kind.CHOICES:
        return [list(chosen) for size in range(1, len(ids) + 1) for chosen in combinations(ids, size)]
    quantity = item.quantity
    values = [quantity.value, *(mistake.value for mistake in quantity.mistakes), quantity.value + 977.0]
    return [value + shift * quantity.tolerance for value in values for shift in (-1.5, -0.5, 0, 0.5, 1.5)]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_cell_gives_the_points_of_the_judge_for_every_answer(item):
    item = variant(item, 0)
    for answer in answers(item):
        verdict = judge(item, answer)
        score = answered(item, answer)
        assert score.points == pytest.approx(item.points * verdict.score, abs=1e-6), answer
        assert score.message.startswith(f"{item.id}: {verdict.message}"), answer
        for shown in verdict.shown:
            wrong = [option.why.strip() for option in item.options if option.id == shown and not option.right]
            wrong += [mistake.why.strip() for mistake in (item.quantity.mistakes if item.quantity else ())
                      if mistake.id == shown]  # fmt: skip
            assert all(why in score.message for why in wrong)


def test_points_of_the_item_are_the_points_of_its_cell():
    item = replace(BANK.items["gates-inputs"], points=3)
    assert answered(item, ["x"]).points == 1.5
    assert answered(item, ["x", "h-before"]).points == 3.0


@pytest.mark.parametrize(
    ("item_id", "answer", "message"),
    [
        ("gates-forget-one", None, "is not answered yet: answer_gates_forget_one is None."),
        ("gates-forget-one", "Kept", "cannot be read: expected one of ['erased', 'kept',"),
        ("gates-forget-one", ["kept"], "got ['kept']."),
        ("gates-inputs", None, "is not answered yet: answer_gates_inputs is None."),
        ("gates-inputs", [], "is not answered yet: answer_gates_inputs is empty."),
        ("gates-inputs", "x", "expected a list of some of ['x', 'c-before', 'h-before'], got 'x'."),
        ("gates-inputs", 3, "got 3."),
        ("gates-parameters", None, "is not answered yet: answer_gates_parameters is None."),
        ("gates-parameters", "180", "cannot be read: expected a number such as 0.25 or -3, got '180'."),
        ("gates-parameters", True, "got True."),
    ],
)
def test_answer_of_another_form_gets_no_points_and_a_message(item_id, answer, message):
    score = answered(BANK.items[item_id], answer)
    assert score.points == 0.0
    assert message in score.message


def test_numpy_number_is_a_number():
    item = BANK.items["gates-parameters"]
    given = "import numpy\nanswer = numpy.float32(180)"
    cells = item_cells(item).tests.replace(f"answer = {answer_name(item.id)}", given)
    metadata = {"nbgrader": {"grade": True, "grade_id": "n", "points": 1}}
    scores = rehearse({"cells": [
        {"cell_type": "code", "id": "a", "metadata": {}, "source": f"{answer_name(item.id)} = 0"},
        {"cell_type": "code", "id": "t", "metadata": metadata, "source": cells},
    ]})  # fmt: skip
    assert scores["n"].points == 1.0


def test_question_shows_options_with_ids_points_and_unit():
    question = item_cells(BANK.items["gates-forget-one"]).question
    assert question.startswith("**Question** (1 point). One unit of an LSTM holds")
    assert "- `kept`: $0.8$" in question.split("\n")
    assert item_cells(BANK.items["gates-parameters"]).question.endswith("(unit: parameters)")
