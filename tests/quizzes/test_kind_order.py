"""Orders: pairs that stand right, steps that may change places."""

from dataclasses import replace
from itertools import permutations

import pytest

from quizzes import Outcome, judge
from quizzes.kinds import order
from quizzes.kinds.content import Order, Step, shuffled_steps
from quizzes.verdict import Verdict

RIGHT = ["pre", "forget", "candidate", "sum", "hidden"]


@pytest.fixture
def item(sample):
    return sample.item("kinds-order")  # forget and candidate are tied


@pytest.mark.parametrize("answer", [RIGHT, tuple(RIGHT), ["pre", "candidate", "forget", "sum", "hidden"]])
def test_the_right_order_gets_all_and_tied_steps_may_change_places(item, answer):
    assert judge(item, answer) == Verdict(Outcome.RIGHT, 1.0, "Right.", (), ())


@pytest.mark.parametrize(
    ("answer", "outcome", "score", "message", "shown"),
    [
        # 9 pairs are not tied; one of them is wrong: 2 * 8/9 - 1
        (
            ["pre", "forget", "candidate", "hidden", "sum"],
            Outcome.PARTLY,
            7 / 9,
            "Partly right: 3 of 5 in their place.",
            ("sum", "hidden"),
        ),
        (
            RIGHT[::-1],
            Outcome.WRONG,
            0.0,
            "Not right: 1 of 5 in their place.",
            ("pre", "forget", "sum", "hidden"),
        ),
        # four of nine pairs are wrong
        (
            ["hidden", "pre", "forget", "candidate", "sum"],
            Outcome.PARTLY,
            1 / 9,
            "Partly right: 1 of 5 in their place.",
            ("pre", "candidate", "sum", "hidden"),
        ),
    ],
)
def test_score_is_the_share_of_right_pairs_above_chance(item, answer, outcome, score, message, shown):
    verdict = judge(item, answer)
    assert (verdict.outcome, verdict.message, verdict.shown) == (outcome, message, shown)
    assert verdict.score == pytest.approx(score, abs=1e-12)
    assert verdict.misconceptions == (("OUTPUT_FIRST",) if answer.index("hidden") < answer.index("sum") else ())


def test_only_a_right_order_gets_all_and_the_reverse_nothing(item):
    for answer in permutations(RIGHT):
        verdict = judge(item, list(answer))
        tied = [step for step in answer if step != "candidate"] == ["pre", "forget", "sum", "hidden"]
        is_right = tied and abs(answer.index("candidate") - answer.index("forget")) == 1
        assert (verdict.outcome is Outcome.RIGHT) == (verdict.score == 1.0) == is_right
        assert bool(verdict.shown) != is_right
    assert judge(item, RIGHT[::-1]).score == 0.0


@pytest.mark.parametrize("answer", [None, "", [], ()])
def test_an_empty_answer_is_no_attempt(item, answer):
    assert judge(item, answer) == Verdict(Outcome.UNANSWERED, 0.0, "Put the steps in order first.", (), ())


@pytest.mark.parametrize("answer", ["pre", RIGHT[:4], [*RIGHT, "pre"], ["pre"] * 5, [*RIGHT[:4], 5], {}, 3])
def test_an_answer_that_is_not_each_step_once_is_unreadable(item, answer):
    message = "Expected each of candidate, forget, hidden, pre, sum once."
    assert judge(item, answer) == Verdict(Outcome.UNREADABLE, 0.0, message, (), ())


def test_steps_are_shown_in_the_same_order_everywhere_and_never_in_a_right_one(item):
    assert [step.id for step in shuffled_steps(item.id, item.body)] == ["sum", "candidate", "pre", "hidden", "forget"]
    for n in range(50):
        shown = [step.id for step in shuffled_steps(f"kinds-{n}", item.body)]
        assert sorted(shown) == sorted(RIGHT)
        assert judge(item, shown).outcome is not Outcome.RIGHT


def test_flips_are_all_other_orders_and_all_other_ties(item):
    flips = [order.ranks(other.body) for other in order.flips(item)]
    assert len(flips) == len({tuple(sorted(rank.items())) for rank in flips})
    assert order.ranks(item.body) not in flips
    assert {"pre": 0, "forget": 1, "candidate": 2, "sum": 3, "hidden": 4} in flips, "the tie undone"
    assert {"pre": 0, "forget": 1, "candidate": 1, "sum": 2, "hidden": 2} in flips, "two more tied"
    assert {"hidden": 0, "sum": 1, "candidate": 2, "forget": 2, "pre": 3} in flips, "the reverse"


@pytest.mark.parametrize("count", [6, 7])
def test_of_many_steps_the_reverse_the_ends_and_each_swap_are_flipped(item, count):
    steps = tuple(Step(f"s{n}", f"step {n}", "Why.") for n in range(count))
    flips = [[step.id for step in other.body.steps] for other in order.flips(replace(item, body=Order(steps, ())))]
    ids = [step.id for step in steps]
    assert ids[::-1] in flips
    for n in range(count - 1):
        assert [*ids[:n], ids[n + 1], ids[n], *ids[n + 2 :]] in flips
    for n in range(1, count - 1):
        rest = ids[:n] + ids[n + 1 :]
        assert [ids[n], *rest] in flips and [*rest, ids[n]] in flips
    # the reverse, ends (two of which are swaps, two the order itself), swaps, ties
    assert len(flips) == 1 + 2 * count - 4 + count - 1 + count - 1


def test_of_five_steps_all_orders_are_flipped_and_each_tie(item):
    steps = tuple(Step(f"s{n}", f"step {n}", "Why.") for n in range(5))
    flips = [order.ranks(other.body) for other in order.flips(replace(item, body=Order(steps, ())))]
    assert len(flips) == 5 * 4 * 3 * 2 - 1 + 4
    assert sorted(max(rank.values()) for rank in flips) == [3] * 4 + [4] * 119


def test_two_steps_are_enough(item):
    steps = (Step("a", "x", "Why."), Step("b", "y", "Why."))
    assert list(order.problems(replace(item, body=Order(steps, ())))) == []
    assert [other.body.steps for other in order.flips(replace(item, body=Order(steps, ())))] == [steps[::-1], steps]


def test_steps_with_one_between_them_are_no_tie(item):
    steps = tuple(Step(name, f"text {name}", "Why.") for name in "abcd")
    for ties, told in (
        ((("b", "c", "d"),), []),
        ((("d", "c"),), []),
        ((("b", "d"),), ["b, d are tied and not written one after the other"]),
        ((("a", "b", "d"),), ["a, b, d are tied and not written one after the other"]),
    ):
        broken = replace(item, body=Order(steps, ties))
        assert list(order.problems(broken)) == [f"kinds-order: {line}" for line in told]


@pytest.mark.parametrize(
    ("answer", "score"),
    [(["a", "b"], 1.0), (["b", "a"], 0.0)],
)
def test_two_steps_are_right_or_wrong(item, answer, score):
    steps = (Step("a", "x", "Why."), Step("b", "y", "Why."))
    assert judge(replace(item, body=Order(steps, ())), answer).score == score


TRUTH = {"pre": 0, "forget": 1, "candidate": 1, "sum": 2, "hidden": 3}


@pytest.mark.parametrize(
    ("truth", "expected"),
    [
        (TRUTH, []),
        ({name: 10 * rank for name, rank in TRUTH.items()}, []),
        (
            TRUTH | {"candidate": 1.5},
            ["'forget' and 'candidate': the item says either first, the proof found this order"],
        ),
        (
            TRUTH | {"sum": 3, "hidden": 2},
            ["'sum' and 'hidden': the item says this order, the proof found the other order"],
        ),
        (TRUTH | {"more": 9}, ["the proof speaks of 'more', which is no step"]),
        ({k: v for k, v in TRUTH.items() if k != "sum"}, ["the proof says nothing about 'sum'"]),
    ],
)
def test_disagreement_is_told_pair_by_pair(item, truth, expected):
    assert list(order.disagreements(item, truth)) == expected


def test_faulty_ties_and_steps_are_told(item):
    steps = tuple(Step(name, text, "Why.") for name, text in [("a", "x"), ("b", "x"), ("c", "z"), ("a", "w")])
    ties = (("a", "c"), ("b", "d"), ("b", "c"))
    assert list(order.problems(replace(item, body=Order(steps, ties)))) == [
        "kinds-order: two steps have the id 'a'",
        "kinds-order: two steps have the text 'x'",
        "kinds-order: the step 'b' stands twice in the ties",
        "kinds-order: the step 'c' stands twice in the ties",
        "kinds-order: the ties name 'd', which is no step",
        "kinds-order: a, c are tied and not written one after the other",
        "kinds-order: expected at least 2 steps that may not change places",
    ]


def test_steps_that_may_all_change_places_are_told(item):
    steps = (Step("a", "x", "Why."), Step("b", "y", "Why."))
    assert list(order.problems(replace(item, body=Order(steps, (("a", "b"),))))) == [
        "kinds-order: expected at least 2 steps that may not change places"
    ]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("hidden", "nowhere", "confused names 'nowhere', which is no step"),
        ("sum", "hidden", "'sum' before 'hidden' is right, so no misconception leads to it"),
        ("forget", "candidate", "'forget' before 'candidate' is right, so no misconception leads to it"),
    ],
)
def test_a_confusion_that_is_none_is_told(item, first, second, told):
    confused = (order.Confused(first, second, "OUTPUT_FIRST"),)
    assert list(order.problems(replace(item, body=replace(item.body, confused=confused)))) == [f"{item.id}: {told}"]


def test_of_several_ties_each_is_undone_by_itself(item):
    steps = tuple(Step(name, f"text {name}", "Why.") for name in "abcdef")
    ties = (("c", "d"), ("a", "b"), ("e", "f"))
    flips = [order.ranks(other.body) for other in order.flips(replace(item, body=Order(steps, ties)))]
    for undone in ties:
        rest = tuple(tie for tie in ties if tie != undone)
        assert order.ranks(Order(steps, rest)) in flips, undone
