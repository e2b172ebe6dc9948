"""The bank's values are frozen and find one another by id."""

from dataclasses import FrozenInstanceError

import pytest

from quizzes import UsageError


def test_item_is_found_by_its_id(bank):
    for item_id, item in bank.items.items():
        assert bank.item(item_id) is item
        assert item.id == item_id


def test_unknown_item_names_the_nearest(bank):
    with pytest.raises(UsageError) as caught:
        bank.item("gates-forget-on")
    assert str(caught.value) == "the bank has no item 'gates-forget-on'; did you mean 'gates-forget-one'?"


def test_item_like_no_other_is_unknown_without_a_proposal(bank):
    with pytest.raises(UsageError) as caught:
        bank.item("§")
    assert str(caught.value) == "the bank has no item '§'"


def test_key_holds_the_right_options_in_their_order(bank):
    assert bank.item("gates-forget-one").key == ("kept",)
    assert bank.item("gates-responsible").key == ("add", "keep", "show", "erase")
    assert bank.item("gates-cell-update").key == ()


def test_values_cannot_be_changed(bank):
    item = bank.item("gates-forget-one")
    for value, name in [(bank, "items"), (item, "points"), (item.options[0], "right"), (item.where, "line")]:
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)
