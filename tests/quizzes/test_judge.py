"""A verdict for every answer, whatever it is: outcomes, scores, messages, misconceptions."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import Outcome, judge, load_bank
from quizzes.variants import variant
from quizzes.verdict import Verdict

BANK = load_bank()
CHOICE = BANK.item("gates-forget-one")  # kept is right; erased, squashed, candidate-added
CHOICES = BANK.item("gates-forget-role")  # two of five: scales-memory, zero-erases
NUMBER = BANK.item("gates-cell-update")  # 1.6, tolerance 0.005


def test_the_right_option_of_a_choice_gets_all():
    assert judge(CHOICE, "kept") == Verdict(Outcome.RIGHT, 1.0, "Right.", ("kept",), ())


def test_a_wrong_option_gets_nothing_and_points_to_its_misconception():
    expected = Verdict(Outcome.WRONG, 0.0, "Not right.", ("erased",), ("FORGET_ONE_FORGETS",))
    assert judge(CHOICE, "erased") == expected


@pytest.mark.parametrize(
    ("item", "answer", "message"),
    [
        (CHOICE, None, "Choose an option first."),
        (CHOICE, "", "Choose an option first."),
        (CHOICES, None, "Choose at least one option first."),
        (CHOICES, "", "Choose at least one option first."),
        (CHOICES, [], "Choose at least one option first."),
        (NUMBER, None, "Write a number first."),
        (NUMBER, " \n", "Write a number first."),
    ],
)
def test_an_empty_answer_is_no_attempt(item, answer, message):
    assert judge(item, answer) == Verdict(Outcome.UNANSWERED, 0.0, message, (), ())


@pytest.mark.parametrize(
    ("item", "answer", "message"),
    [
        (CHOICE, "Kept", "Expected one of erased, kept, squashed, candidate-added."),
        (CHOICE, ["kept"], "Expected one of erased, kept, squashed, candidate-added."),
        (CHOICE, 0, "Expected one of erased, kept, squashed, candidate-added."),
        (
            CHOICES,
            "scales-memory",
            "Expected a list of some of sets-candidate, scales-memory, one-erases, zero-erases, reads-cell.",
        ),
        (
            CHOICES,
            ["scales-memory", "nonsense"],
            "Expected a list of some of sets-candidate, scales-memory, one-erases, zero-erases, reads-cell.",
        ),
        (
            CHOICES,
            [["scales-memory"]],
            "Expected a list of some of sets-candidate, scales-memory, one-erases, zero-erases, reads-cell.",
        ),
        (NUMBER, "one", "Expected a number such as 0.25, -3 or 1e-4."),
        (NUMBER, True, "Expected a number such as 0.25, -3 or 1e-4."),
        (NUMBER, [1.6], "Expected a number such as 0.25, -3 or 1e-4."),
        (NUMBER, float("nan"), "Expected a number such as 0.25, -3 or 1e-4."),
        (NUMBER, float("inf"), "Expected a number such as 0.25, -3 or 1e-4."),
        (NUMBER, 10**400, "Expected a number such as 0.25, -3 or 1e-4."),
    ],
)
def test_an_answer_of_another_form_is_unreadable_not_wrong(item, answer, message):
    assert judge(item, answer) == Verdict(Outcome.UNREADABLE, 0.0, message, (), ())


@pytest.mark.parametrize(
    ("chosen", "outcome", "score", "message"),
    [
        (["zero-erases", "scales-memory"], Outcome.RIGHT, 1.0, "Right."),
        (["scales-memory"] * 2 + ["zero-erases"], Outcome.RIGHT, 1.0, "Right."),
        (["scales-memory"], Outcome.PARTLY, 0.5, "Partly right: 1 of your choices applies; something is missing."),
        (
            ["scales-memory", "zero-erases", "one-erases"],
            Outcome.PARTLY,
            0.5,
            "Partly right: 2 of your choices apply, 1 does not.",
        ),
        (
            ["scales-memory", "one-erases"],
            Outcome.PARTLY,
            0.0,
            "Partly right: 1 of your choices applies, 1 does not; something is missing.",
        ),
        (
            ["one-erases", "reads-cell"],
            Outcome.WRONG,
            0.0,
            "Not right: none of your choices applies.",
        ),
    ],
)
def test_choices_give_partial_credit_for_right_minus_wrong(chosen, outcome, score, message):
    verdict = judge(CHOICES, chosen)
    assert (verdict.outcome, verdict.score, verdict.message) == (outcome, score, message)


def test_ticking_everything_earns_nothing_where_half_or_more_is_wrong():
    verdict = judge(CHOICES, [option.id for option in CHOICES.options])
    assert verdict.score == 0.0
    assert verdict.message == "Partly right: 2 of your choices apply, 3 do not."


def test_choices_show_the_chosen_options_in_their_own_order():
    assert judge(CHOICES, ["reads-cell", "scales-memory"]).shown == ("scales-memory", "reads-cell")


def test_a_misconception_that_two_options_share_is_named_once():
    twice = replace(
        CHOICES,
        options=tuple(replace(o, misconception=None if o.right else "FORGET_ONE_FORGETS") for o in CHOICES.options),
    )
    assert judge(twice, ["sets-candidate", "one-erases"]).misconceptions == ("FORGET_ONE_FORGETS",)


@given(st.sets(st.sampled_from([option.id for option in CHOICES.options]), min_size=1))
def test_score_of_choices_is_right_only_for_the_key_and_within_bounds(chosen):
    verdict = judge(CHOICES, list(chosen))
    hits, alarms = len(chosen & set(CHOICES.key)), len(chosen - set(CHOICES.key))
    assert verdict.score == max(0.0, (hits - alarms) / 2)
    assert (verdict.outcome is Outcome.RIGHT) == (chosen == set(CHOICES.key)) == (verdict.score == 1.0)
    assert set(verdict.misconceptions) == {
        option.misconception for option in CHOICES.options if option.id in chosen and option.misconception
    }


@pytest.mark.parametrize("answer", [1.6, 1.5951, 1.6049, "1.6", "1,6", " 1.60 ", "16e-1", "+1.6"])
def test_a_number_within_the_tolerance_is_right(answer):
    assert judge(NUMBER, answer) == Verdict(Outcome.RIGHT, 1.0, "Right.", (), ())


@pytest.mark.parametrize("answer", [1.594, 1.606, "1.7", -1.6, 0.1, 1e300])
def test_a_number_beyond_the_tolerance_is_wrong(answer):
    expected = Verdict(Outcome.WRONG, 0.0, "Not right.", (), ())
    assert judge(NUMBER, answer) == expected


@pytest.mark.parametrize("answer", ["0.64", "0,644", 0.636])
def test_a_known_wrong_number_points_to_its_misconception(answer):
    expected = Verdict(Outcome.WRONG, 0.0, "Not right.", ("swapped",), ("GATES_SWAPPED",))
    assert judge(NUMBER, answer) == expected


def test_every_key_is_judged_right_and_every_known_mistake_named():
    for item in (variant(item, 0) for item in BANK.items.values()):
        if item.quantity:
            assert judge(item, item.quantity.value).score == 1.0
            for mistake in item.quantity.mistakes:
                verdict = judge(item, repr(mistake.value))
                assert (verdict.shown, verdict.misconceptions) == (
                    (mistake.id,),
                    tuple(filter(None, [mistake.misconception])),
                )
        elif item.options:
            key = list(item.key)
            assert judge(item, key if len(key) > 1 or item.kind.value == "choices" else key[0]).score == 1.0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
IDS = st.sampled_from([option.id for item in (CHOICE, CHOICES) for option in item.options])


@given(answer=JSON | st.lists(IDS | JSON, max_size=4) | IDS, item=st.sampled_from([CHOICE, CHOICES, NUMBER]))
def test_no_answer_raises_and_every_verdict_is_plain_json(answer, item):
    verdict = judge(item, answer)
    assert 0.0 <= verdict.score <= 1.0
    assert verdict.message.endswith(".")
    assert (verdict.score == 1.0) == (verdict.outcome is Outcome.RIGHT)
    if verdict.outcome in (Outcome.UNANSWERED, Outcome.UNREADABLE):
        assert (verdict.score, verdict.shown, verdict.misconceptions) == (0.0, (), ())
    plain = verdict.as_json()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


def test_verdict_as_json_is_what_the_page_gives():
    assert judge(BANK.item("gates-responsible"), ["add"]).as_json() == {
        "outcome": "partly",
        "score": 0.25,
        "message": "Partly right: 1 of your choices applies; something is missing.",
        "shown": ["add"],
        "misconceptions": [],
    }
