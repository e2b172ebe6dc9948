"""A simulated class goes through the bank: nothing is given away, and each item tells knowing from not knowing."""

import random
from dataclasses import replace

import numpy as np
import pytest

from quizzes import Kind, judge, load_bank
from quizzes.grading.report.simulated import (
    SimulatedStudent,
    answer,
    chance,
    guessed,
    scores,
    simulated_class,
    statistics_of,
)
from quizzes.kinds import KINDS
from quizzes.variants import variant

BANK = load_bank()
ITEMS = {item.id: item for item in BANK.items.values() if item.kind is not Kind.CODE}
NOISE = 0.07  # of a mean of 400 guesses


@pytest.mark.parametrize("item_id", ITEMS)
def test_who_knows_earns_everything_and_each_known_mistake_less(item_id):
    item = variant(ITEMS[item_id], 0)
    assert judge(item, KINDS[item.kind].right_answer(item)).score == 1
    for name, wrong in KINDS[item.kind].mistaken(item):
        verdict = judge(item, wrong)
        assert verdict.score < 1, wrong
        if name:
            assert name in verdict.misconceptions, wrong


@pytest.mark.parametrize("item_id", ITEMS)
def test_guessing_earns_no_more_than_the_form_of_the_question_gives(item_id):
    assert guessed(ITEMS[item_id]) <= chance(ITEMS[item_id]) + NOISE


def longest(item, rng):
    return max(item.options, key=lambda option: len(option.text)).id


def shortest(item, rng):
    return min(item.options, key=lambda option: len(option.text)).id


def first(item, rng):
    return item.options[0].id


def last(item, rng):
    return item.options[-1].id


def without_always(item, rng):
    """Choose by chance among options that do not say always, never, only, all or nothing."""
    words = ("always", "never", "only", "all ", "nothing", "every", "no ")
    mild = [option.id for option in item.options if not any(word in f"{option.text.lower()} " for word in words)]
    return rng.choice(mild or [option.id for option in item.options])


def like_the_prompt(item, rng):
    """Choose the option that shares most words with the question."""
    words = set(item.prompt.lower().split())
    return max(item.options, key=lambda option: len(words & set(option.text.lower().split()))).id


@pytest.mark.parametrize("strategy", [longest, shortest, first, last, without_always, like_the_prompt])
def test_no_trick_of_a_test_taker_pays_over_the_bank(strategy):
    choices = [item for item in ITEMS.values() if item.kind is Kind.CHOICE]
    chances = np.mean([chance(item) for item in choices])
    assert np.mean([guessed(item, 20, strategy) for item in choices]) < chances + 0.12


def test_how_many_options_are_right_is_no_secret_that_can_be_learnt():
    counts = [len(item.key) for item in ITEMS.values() if item.kind is Kind.CHOICES]
    assert max(map(counts.count, counts)) < len(counts) / 2
    assert len(set(counts)) >= 3


def test_each_item_tells_knowing_from_not_knowing():
    """Over three classes, as in a report: how an item goes with the rest of the score."""
    classes = [simulated_class(BANK.objectives, BANK.misconceptions, seed) for seed in range(3)]
    found = [statistics_of(ITEMS, scores(ITEMS.values(), students, seed)) for seed, students in enumerate(classes)]
    for item_id in ITEMS:
        values = [each[item_id].discrimination.value for each in found]
        assert np.mean(values) > 0.2, item_id
        assert 0.2 < np.mean([each[item_id].facility.value for each in found]) < 0.85, item_id


def test_an_item_that_gives_itself_away_is_found():
    item = ITEMS["gates-forget-one"]
    easy = replace(item, options=tuple(o for o in item.options if o.right))
    assert guessed(easy) > chance(item) + NOISE
    assert guessed(item, 20, lambda item, rng: item.key[0]) > chance(item) + NOISE


def test_who_holds_a_misconception_and_does_not_know_better_answers_by_it():
    item, rng = ITEMS["gates-forget-one"], random.Random(0)
    student = SimulatedStudent(frozenset(), frozenset({"FORGET_ONE_FORGETS"}))
    assert {answer(item, student, rng) for _ in range(20)} == {"erased"}
    assert len({KINDS[item.kind].guess(item, rng) for _ in range(50)}) == len(item.options)
