"""Short texts: what is the same text, and which text is a known mistake."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import Outcome, judge
from quizzes.kinds import text
from quizzes.kinds.text import ShortText, TextMistake, normalised
from quizzes.verdict import Verdict


@pytest.fixture
def item(sample):
    return sample.item("kinds-text")


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Forget Gate", "forget gate"),
        ("  the\tforget\n gate. ", "forget gate"),
        ("An encoder-decoder", "encoder decoder"),
        ("return_sequences", "return sequences"),
        ("a", "a"),
        ("The.", "the"),
        ("theory", "theory"),
        ("ＬＳＴＭ", "lstm"),
        ("ﬁlter", "filter"),
        ("one\N{NO-BREAK SPACE}\N{EN DASH} two", "one two"),
        ("conv-1d", "conv 1d"),
        ("-1", "\N{MINUS SIGN}1"),
        ("\N{MINUS SIGN}1", "\N{MINUS SIGN}1"),
        ("x -1", "x \N{MINUS SIGN}1"),
        ("0.5.", "0.5"),
        ("STRASSE", "strasse"),
        ("$h_{t-1}$", "h t 1"),
        ("h_{t-1}", "h t 1"),
        ("h_t-1", "h t 1"),
        ("- _ .", ""),
    ],
)
def test_texts_are_compared_without_case_spaces_hyphens_article_and_full_stop(written, compared):
    assert normalised(written) == compared


@given(st.text(max_size=20))
def test_case_and_white_space_around_make_no_difference(written):
    assert normalised(f" \t{written}\n") == normalised(written)


@pytest.mark.parametrize("answer", ["forget gate", "The Forget-Gate.", "FORGET", "$f$"])
def test_every_accepted_form_is_right(item, answer):
    assert judge(item, answer) == Verdict(Outcome.RIGHT, 1.0, "Right.", (), ())


def test_another_text_is_wrong(item):
    assert judge(item, "update gate") == Verdict(Outcome.WRONG, 0.0, "Not right.", (), ())


def test_a_known_mistake_points_to_its_misconception(item):
    expected = Verdict(Outcome.WRONG, 0.0, "Not right.", ("input",), ("GATES_SWAPPED",))
    assert judge(item, "An input_gate") == expected


@pytest.mark.parametrize("answer", [None, "", " \n", "-"])
def test_an_empty_answer_is_no_attempt(item, answer):
    assert judge(item, answer) == Verdict(Outcome.UNANSWERED, 0.0, "Write your answer first.", (), ())


@pytest.mark.parametrize("answer", [0, True, ["forget gate"], {"a": "forget gate"}])
def test_an_answer_of_another_form_is_unreadable(item, answer):
    assert judge(item, answer) == Verdict(Outcome.UNREADABLE, 0.0, "Expected a text.", (), ())


def test_flips_accept_each_mistake_and_what_nobody_says(item):
    assert [other.body.accept for other in text.flips(item)] == [("input gate", "input"), ("not forget gate",)]


@pytest.mark.parametrize(
    ("truth", "expected"),
    [
        ({"answer": "Forget gate", "input": "input-gate"}, []),
        (
            {"answer": "gate", "input": "input"},
            ["'answer': the item says 'forget gate' or 'forget' or '$f$', the proof found 'gate'"],
        ),
        ({"answer": "forget", "input": 3}, ["'input': the item says 'input gate' or 'input', the proof found 3"]),
        ({"answer": "forget"}, ["the proof says nothing about 'input'"]),
        ({"answer": "forget", "input": "input", "x": "y"}, ["the proof speaks of 'x', which the item does not name"]),
    ],
)
def test_disagreement_is_told_name_by_name(item, truth, expected):
    assert list(text.disagreements(item, truth)) == expected


def test_forms_that_say_nothing_or_the_same_are_told(item):
    mistakes = (
        TextMistake("a", ("Forget-gate", "other"), "Why.", "X"),
        TextMistake("b", ("the other",), "Why.", "X"),
        TextMistake("b", ("more",), "Why.", "X"),
        TextMistake("answer", ("last",), "Why.", "X"),
    )
    assert list(text.problems(replace(item, body=ShortText(("forget gate", "-"), mistakes)))) == [
        "kinds-text: the id 'answer' stands twice among the mistakes ('answer' is taken)",
        "kinds-text: the id 'b' stands twice among the mistakes ('answer' is taken)",
        "kinds-text: nothing is left of '-' once it is normalised",
        "kinds-text: 'Forget-gate' of mistake 'a' is the same as one of the answer",
    ]


def test_two_mistakes_with_the_same_form_are_told(item):
    mistakes = (TextMistake("a", ("other",), "Why.", "X"), TextMistake("b", ("the other",), "Why.", "X"))
    assert list(text.problems(replace(item, body=ShortText(("forget gate",), mistakes)))) == [
        "kinds-text: 'the other' of mistake 'b' is the same as one of mistake 'a'"
    ]
