"""Blanks in a prompt: by text or by choice, each judged for itself."""

from dataclasses import replace

import pytest

from quizzes import Outcome, judge
from quizzes.kinds import cloze
from quizzes.kinds.cloze import Cloze, ClozeBlank
from quizzes.kinds.text import TextMistake
from quizzes.verdict import Verdict


@pytest.fixture
def item(sample):
    return sample.item("kinds-cloze")


@pytest.mark.parametrize("count", ["two", "2", " Two. "])
def test_right_texts_get_all(item, count):
    answer = {"every-step": "return sequences", "count": count}
    assert judge(item, answer) == Verdict(Outcome.RIGHT, 1.0, "Right.", (), ())


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            {"every-step": "return_state", "count": "two"},
            Verdict(
                Outcome.PARTLY,
                0.5,
                "Partly right: 1 of 2 filled in right.",
                ("every-step/state",),
                ("RETURN_STATE_IS_SEQUENCE",),
            ),
        ),
        (
            {"every-step": "stateful", "count": "four"},
            Verdict(
                Outcome.WRONG,
                0.0,
                "Not right: 0 of 2 filled in right.",
                ("every-step", "count/mistake-1"),
                ("GATES_SWAPPED",),
            ),
        ),
    ],
)
def test_score_is_the_share_of_right_blanks_and_each_wrong_one_is_explained(item, answer, expected):
    assert judge(item, answer) == expected


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (None, 2),
        ("", 2),
        ({}, 2),
        ({"count": "two"}, 1),
        ({"count": "two", "every-step": " "}, 1),
        ({"count": None}, 2),
    ],
)
def test_an_empty_blank_is_no_attempt(item, answer, left):
    expected = Verdict(Outcome.UNANSWERED, 0.0, f"Fill in every blank first: {left} of 2 left.", (), ())
    assert judge(item, answer) == expected


@pytest.mark.parametrize("answer", ["two", ["two"], {"other": "two"}, {"count": 2}, {"count": ["two"]}, 2])
def test_an_answer_of_another_form_is_unreadable(item, answer):
    expected = Verdict(Outcome.UNREADABLE, 0.0, "Expected a text for each of every-step, count.", (), ())
    assert judge(item, answer) == expected


def test_flips_exchange_the_key_of_one_blank(item):
    keys = [tuple(blank.accept for blank in other.body.blanks) for other in cloze.flips(item)]
    flag, count = (blank.accept for blank in item.body.blanks)
    assert keys == [
        (("return_state",), count),
        (count, count),
        (("not return_sequences",), count),
        (flag, ("four",)),
        (flag, ("one",)),
        (flag, flag),
        (flag, ("not two",)),
    ]


TRUTH = {"every-step": "return_sequences", "count": "2"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"count/mistake-1": "four"}, []),
        ({"count": "3"}, ["'count': the item accepts 'two' or '2', the proof found '3'"]),
        ({"count": 2}, ["'count': the item accepts 'two' or '2', the proof found 2"]),
        ({"count/mistake-1": "six"}, ["'count/mistake-1': the item accepts 'four', the proof found 'six'"]),
        ({"more": "x"}, ["the proof speaks of 'more', which the item does not name"]),
    ],
)
def test_disagreement_is_told_blank_by_blank(item, change, expected):
    assert list(cloze.disagreements(item, TRUTH | change)) == expected


def test_a_blank_of_which_the_proof_is_silent_is_told(item):
    assert list(cloze.disagreements(item, {"count": "2"})) == ["the proof says nothing about 'every-step'"]


def test_blanks_and_marks_belong_together(item):
    first, second = item.body.blanks
    broken = replace(item, prompt="{{every-step}} {{every-step}} {{other}}", body=Cloze((first, second, second)))
    assert list(cloze.problems(broken)) == [
        "kinds-cloze: two blanks have the id 'count'",
        "kinds-cloze: expected {{every-step}} once in the prompt, got 2 times",
        "kinds-cloze: expected {{count}} once in the prompt, got 0 times",
        "kinds-cloze: the prompt has a blank 'other' that the blanks do not name",
    ]


def test_faulty_options_and_mistakes_of_a_blank_are_told(item):
    mistakes = tuple(TextMistake("m", (form,), "Why.", "X") for form in ("five", "two"))
    blank = ClozeBlank("count", ("two", "2"), ("two", "2", "four", "Four."), "Why.", mistakes)
    broken = replace(item, prompt="{{count}}", body=Cloze((blank,)))
    assert list(cloze.problems(broken)) == [
        "kinds-cloze: blank 'count': the id 'm' stands twice among the mistakes",
        "kinds-cloze: blank 'count': 'two' of mistake 'm' is the same as one of the answer",
        "kinds-cloze: blank 'count': two options are the same text once they are normalised",
        "kinds-cloze: blank 'count': expected one right option, got 2",
        "kinds-cloze: blank 'count': no option is mistake 'm'",
    ]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), []),
        (("two",), []),
        (("two", "four"), []),
        (("one", "four"), ["expected one right option, got 0"]),
        (("two", "2", "four"), ["expected one right option, got 2"]),
        (("two", "one"), ["no option is mistake 'm'"]),
    ],
)
def test_options_hold_the_answer_once_and_every_known_mistake(item, options, told):
    mistakes = () if len(options) == 1 else (TextMistake("m", ("four",), "Why.", "X"),)
    blank = ClozeBlank("count", ("two", "2"), options, "Why.", mistakes)
    broken = replace(item, prompt="{{count}}", body=Cloze((blank,)))
    assert list(cloze.problems(broken)) == [f"kinds-cloze: blank 'count': {line}" for line in told]


@pytest.mark.parametrize(
    ("options", "luck"), [([()], 0), ([("two",)], 1), ([("two", "four"), ()], 1 / 4), ([("two", "four")] * 2, 1 / 2)]
)
def test_luck_is_the_mean_of_the_blanks(item, options, luck):
    blanks = tuple(ClozeBlank(f"b{n}", ("two",), each, "Why.", ()) for n, each in enumerate(options))
    assert cloze.luck(replace(item, body=Cloze(blanks))) == luck


def test_mistakes_without_an_id_are_counted_from_one():
    wrong = [{"accept": ["a"], "why": "A."}, {"id": "own", "accept": ["b"], "why": "B."}, {"accept": [3], "why": "C."}]
    entry = {"blanks": [{"id": "x", "accept": [2, "two"], "why": "Why.", "mistakes": wrong}]}
    assert cloze.read(entry)["body"] == Cloze(
        (
            ClozeBlank(
                "x",
                ("2", "two"),
                (),
                "Why.",
                (
                    TextMistake("mistake-1", ("a",), "A.", None),
                    TextMistake("own", ("b",), "B.", None),
                    TextMistake("mistake-3", ("3",), "C.", None),
                ),
            ),
        )
    )
