"""Matching: each left entry has one on the right."""

from dataclasses import replace

import pytest

from quizzes import Outcome, judge
from quizzes.kinds import match
from quizzes.kinds.content import shuffled_right
from quizzes.verdict import Verdict

RIGHT = {"forget": "memory", "input": "candidate", "output": "squashed"}


@pytest.fixture
def item(sample):
    return sample.item("kinds-match")


def test_the_right_matches_get_all(item):
    assert judge(item, RIGHT) == Verdict(Outcome.RIGHT, 1.0, "Right.", (), ())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"output": "raw"},
            Verdict(Outcome.PARTLY, 2 / 3, "Partly right: 2 of 3 matched.", ("output",), ()),
        ),
        (
            {"forget": "candidate", "input": "memory"},
            Verdict(
                Outcome.PARTLY,
                1 / 3,
                "Partly right: 1 of 3 matched.",
                ("forget/candidate", "input/memory"),
                ("GATES_SWAPPED",),
            ),
        ),
        (
            dict.fromkeys(RIGHT, "raw"),
            Verdict(Outcome.WRONG, 0.0, "Not right: 0 of 3 matched.", ("forget", "input", "output"), ()),
        ),
    ],
)
def test_score_is_the_share_of_right_matches(item, change, expected):
    assert judge(item, RIGHT | change) == expected


@pytest.mark.parametrize(
    ("answer", "left"),
    [(None, 3), ("", 3), ({}, 3), ({"forget": "memory"}, 2), (RIGHT | {"input": ""}, 1), (RIGHT | {"input": None}, 1)],
)
def test_an_entry_without_a_match_is_no_attempt(item, answer, left):
    assert judge(item, answer) == Verdict(
        Outcome.UNANSWERED, 0.0, f"Match every entry first: {left} of 3 left.", (), ()
    )


@pytest.mark.parametrize(
    "answer", ["raw", ["raw"], {"raw": "raw"}, {"forget": "forget"}, {"forget": 3}, {"forget": ["raw"]}]
)
def test_an_answer_of_another_form_is_unreadable(item, answer):
    message = "Expected for each of forget, input, output one of memory, candidate, squashed, raw."
    assert judge(item, answer) == Verdict(Outcome.UNREADABLE, 0.0, message, (), ())


def test_the_right_side_is_shown_in_the_same_order_everywhere(item):
    assert [entry.id for entry in shuffled_right(item.id, item.body)] == ["memory", "squashed", "candidate", "raw"]


def test_flips_match_each_entry_with_each_other_one(item):
    keys = [{entry.id: entry.match for entry in other.body.left} for other in match.flips(item)]
    expected = [
        RIGHT | {left: right}
        for left in RIGHT
        for right in ("memory", "candidate", "squashed", "raw")
        if RIGHT[left] != right
    ]
    assert keys == expected


@pytest.mark.parametrize(
    ("truth", "expected"),
    [
        (RIGHT, []),
        (RIGHT | {"input": "raw"}, ["'input': the item matches it with 'candidate', the proof with 'raw'"]),
        (RIGHT | {"more": "raw"}, ["the proof speaks of 'more', which does not stand on the left"]),
        ({"forget": "memory", "input": "candidate"}, ["the proof says nothing about 'output'"]),
    ],
)
def test_disagreement_is_told_entry_by_entry(item, truth, expected):
    assert list(match.disagreements(item, truth)) == expected


def test_faulty_entries_are_told(item):
    first, second, third = item.body.left
    left = (replace(first, match="nothing"), replace(second, id="forget"), replace(third, text=first.text))
    right = (*item.body.right, item.body.right[0])
    assert list(match.problems(replace(item, body=replace(item.body, left=left, right=right)))) == [
        "kinds-match: two entries on the left have the id 'forget'",
        "kinds-match: two entries on the left have the text 'forget gate $f_t$'",
        "kinds-match: two entries on the right have the id 'memory'",
        "kinds-match: two entries on the right have the text '$c_{t-1}$'",
        "kinds-match: 'forget' matches 'nothing', which does not stand on the right",
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("nowhere", "'forget' is confused with 'nowhere', which does not stand on the right"),
        ("memory", "'forget' matches 'memory', so no misconception leads to it"),
    ],
)
def test_a_confusion_that_is_none_is_told(item, wrong, told):
    first, *rest = item.body.left
    left = (replace(first, confused=((wrong, "GATES_SWAPPED"),)), *rest)
    assert list(match.problems(replace(item, body=replace(item.body, left=left)))) == [f"{item.id}: {told}"]
