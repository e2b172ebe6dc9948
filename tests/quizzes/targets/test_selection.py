"""Exports of a part of the bank."""

import pytest

from quizzes.errors import UsageError
from quizzes.targets.selection import Selection, names, selected


def test_nothing_asked_for_is_all(sample):
    assert selected(sample, Selection()) == sample


def test_names_of_one_field_are_alternatives_and_fields_hold_together(sample):
    both = Selection(kind=("number", "choice"))
    assert {item.kind.value for item in selected(sample, both).items.values()} == {"number", "choice"}
    one = Selection(kind=("number", "choice"), items=("kinds-choice", "kinds-text"))
    assert list(selected(sample, one).items) == ["kinds-choice"]


def test_the_order_is_the_banks_and_the_rest_of_the_bank_stays(sample):
    ids = list(sample.items)
    made = selected(sample, Selection(items=(ids[3], ids[1])))
    assert list(made.items) == [ids[1], ids[3]]
    assert (made.misconceptions, made.cards) == (sample.misconceptions, sample.cards)


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        (Selection(kind=("numbr",)), "no item of the bank has the kind 'numbr'; did you mean 'number'?"),
        (
            Selection(items=("kinds-choise",)),
            "no item of the bank has the id 'kinds-choise'; did you mean 'kinds-choice'?",
        ),
        (Selection(chapter=("x",)), "no item of the bank has the chapter 'x'; known are kinds"),
        (
            Selection(kind=("text",), items=("kinds-choice",)),
            "expected items, got none: no item fits --kind text --items kinds-choice together",
        ),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told(sample, selection, told):
    with pytest.raises(UsageError) as error:
        selected(sample, selection)
    assert str(error.value) == told


def test_an_option_holds_names_between_commas_and_may_be_repeated():
    assert names(["gates, states", "seq2seq"]) == ("gates", "states", "seq2seq")
    assert names(None) == ()
