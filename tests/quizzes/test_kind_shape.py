"""Shapes: how they are written, and what a learner is told who writes another one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import Outcome, judge
from quizzes.kinds import shape
from quizzes.kinds.shape import Shape, ShapeMistake, parse_shape, written
from quizzes.verdict import Verdict


@pytest.fixture
def item(sample):
    return sample.item("kinds-shape")  # (None, 3, 5); last (None, 5), swapped (None, 5, 3)


@pytest.mark.parametrize(
    ("text", "axes"),
    [
        ("(None, 3, 1)", (None, 3, 1)),
        ("None,3,1", (None, 3, 1)),
        (" [ none , 3,1 ] ", (None, 3, 1)),
        ("(N, 3, 1)", (None, 3, 1)),
        ("null, t, H", (None, "T", "H")),
        ("(5,)", (5,)),
        ("5", (5,)),
        ("[8, 3, 1,]", (8, 3, 1)),
        ("()", ()),
        ("[ ]", ()),
        ("(007)", (7,)),
    ],
)
def test_shapes_are_read_with_any_brackets_and_spaces(text, axes):
    assert parse_shape(text) == axes


@pytest.mark.parametrize(
    "text",
    ["", ",", "(,)", "(3, 1", "3, 1)", "(3, 1]", "((3, 1))", "3 1", "3;1", "3,,1", "-3, 1", "3.0, 1", "٣", "N+1",
     "1000000000", "3, 1,,", "H²"],
)  # fmt: skip
def test_what_is_no_shape_is_refused(text):
    assert parse_shape(text) is None


@given(st.lists(st.none() | st.integers(0, 999_999_999) | st.sampled_from(["T", "H", "D_2"]), max_size=5))
def test_every_shape_is_read_back_from_its_own_spelling(axes):
    assert parse_shape(written(tuple(axes))) == tuple(axes)
    assert shape.canonical(axes) == tuple(axes)


@pytest.mark.parametrize("answer", ["(None, 3, 5)", "n,3,5", [None, 3, 5], ["N", 3, 5.0], (None, 3, 5)])
def test_the_right_shape_gets_all(item, answer):
    assert judge(item, answer) == Verdict(Outcome.RIGHT, 1.0, "Right.", (), ())


@pytest.mark.parametrize(
    ("key", "answer", "message"),
    [
        ((None, 3, 5), "3, 5", "Not right: the batch axis is missing; it comes first, as None."),
        ((3, 5), "(None, 3, 5)", "Not right: there is no batch axis here."),
        ((3, 5), "(32, 3, 5)", "Not right: there is no batch axis here."),
        ((None, 3, 5), "(None, 3)", "Not right: the shape has 3 axes, and yours has 2."),
        ((5,), "()", "Not right: the shape has 1 axis, and yours has 0."),
        (
            (None, 3, 5),
            "(32, 3, 5)",
            "Not right: the number of sequences is left open; write None for the batch axis.",
        ),
        ((8, 3, 5), "(None, 3, 5)", "Not right: the first axis is not left open here."),
        ((None, 3, 5), "(3, None, 5)", "Not right: these are the axes, in another order."),
        ((2, 2, 3), "(2, 3, 3)", "Not right: the number of axes is right, their sizes are not."),
        ((None, 3, 5), "(None, 4, 5)", "Not right: the number of axes is right, their sizes are not."),
    ],
)
def test_a_wrong_shape_is_told_how_it_differs(item, key, answer, message):
    asked = replace(item, body=Shape(key, ()))
    assert judge(asked, answer) == Verdict(Outcome.WRONG, 0.0, message, (), ())


def test_a_known_mistake_points_to_its_misconception(item):
    message = "Not right: the shape has 3 axes, and yours has 2."
    expected = Verdict(Outcome.WRONG, 0.0, message, ("last",), ("RETURN_STATE_IS_SEQUENCE",))
    assert judge(item, "(N, 5)") == expected


@pytest.mark.parametrize("answer", [None, "", " \n"])
def test_an_empty_answer_is_no_attempt(item, answer):
    assert judge(item, answer) == Verdict(Outcome.UNANSWERED, 0.0, "Write a shape first.", (), ())


@pytest.mark.parametrize("answer", ["three", "3x5", 3, True, {}, [True], [-1], [2.5], ["3"], [[3]], [float("nan")]])
def test_an_answer_of_another_form_is_unreadable(item, answer):
    readable = answer == "three"  # a letter or a word is an axis with a name
    verdict = judge(item, answer)
    assert (verdict.outcome is Outcome.UNREADABLE) != readable
    assert readable or verdict.message == "Expected a shape such as (None, 3, 1)."


def test_flips_are_mistakes_orders_sizes_off_by_one_and_the_batch_axis(item):
    keys = [other.body.axes for other in shape.flips(item)]
    assert keys == [
        (None, 5), (None, 5, 3),
        (3, None, 5), (3, 5, None), (5, None, 3), (5, 3, None),
        (None, 2, 5), (None, 4, 5), (None, 3, 4), (None, 3, 6),
        (3, 5), (None, None, 3, 5),
    ]  # fmt: skip


TRUTH = {"answer": (None, 3, 5), "last": (None, 5), "swapped": [None, 5, 3]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"answer": (None, 3, 6)}, ["'answer': the item says (None, 3, 5), the proof found (None, 3, 6)"]),
        ({"last": 5}, ["'last': the item says (None, 5), the proof found 5"]),
        ({"more": (1,)}, ["the proof speaks of 'more', which the item does not name"]),
    ],
)
def test_disagreement_is_told_name_by_name(item, change, expected):
    assert list(shape.disagreements(item, TRUTH | change)) == expected


def test_a_mistake_of_which_the_proof_is_silent_is_told(item):
    truth = {"answer": (None, 3, 5), "last": (None, 5)}
    assert list(shape.disagreements(item, truth)) == ["the proof says nothing about 'swapped'"]


def test_mistakes_that_are_the_same_or_no_shape_are_told(item):
    mistakes = tuple(ShapeMistake(name, axes, "Why.", "X") for name, axes in
                     [("a", ("n", 3)), ("answer", (1,)), ("b", (-1,)), ("c", (4,)), ("d", (4,))])  # fmt: skip
    assert list(shape.problems(replace(item, body=Shape((None, 3), mistakes)))) == [
        "kinds-shape: expected sizes, letters and null in 'b', got (-1,)",
        "kinds-shape: mistake 'a' is the same as the answer",
        "kinds-shape: the id 'answer' stands twice among the mistakes ('answer' is taken)",
        "kinds-shape: mistake 'd' is the same as mistake 'c'",
    ]


@pytest.mark.parametrize(
    ("axes", "read"),
    [
        ([999_999_999], (999_999_999,)), ([1_000_000_000], None), ([0], (0,)), ([-1], None), ([3.0], (3,)),
        ([2.5], None),
        (["H", None, 2], ("H", None, 2)), (["n"], (None,)), (["3"], None), ([True], None), ([], ()), ("(3,)", (3,)),
        (["H x"], None), ({3}, None), (None, None), ([[3]], None),
    ],
)  # fmt: skip
def test_axes_are_read_from_lists_too(axes, read):
    assert shape.canonical(axes) == read


def test_a_size_given_as_a_float_is_whole(item):
    (size,) = shape.canonical([3.0])
    assert type(size) is int


@pytest.mark.parametrize(
    ("axes", "keys"),
    [
        ((0,), [(1,), (), (None, 0)]),
        ((1,), [(0,), (2,), (), (None, 1)]),
        ((None,), [(), (None, None)]),
        (("T", 1), [(1, "T"), ("T", 0), ("T", 2), (1,), (None, "T", 1)]),
        ((), [(None,)]),
    ],
)
def test_flips_of_small_shapes(item, axes, keys):
    asked = replace(item, body=Shape(axes, ()))
    assert [other.body.axes for other in shape.flips(asked)] == keys


def test_of_many_axes_the_first_five_change_places(item):
    axes = tuple(range(10, 17))
    keys = [other.body.axes for other in shape.flips(replace(item, body=Shape(axes, ())))]
    moved = [key for key in keys if None not in key and sorted(key) == sorted(axes)]
    assert len(moved) == 5 * 4 * 3 * 2 - 1
    assert all(key[5:] == (15, 16) for key in moved)


@pytest.mark.parametrize(
    ("key", "answer", "message"),
    [
        ((None,), "()", "the batch axis is missing; it comes first, as None"),
        ((), "(5)", "there is no batch axis here"),
        ((), "(2, 3)", "the shape has 0 axes, and yours has 2"),
        ((None, 3), "(3, 5)", "the number of axes is right, their sizes are not"),
        ((None, 3), "(4, 3)", "the number of sequences is left open; write None for the batch axis"),
        ((8, 3), "(None, 3)", "the first axis is not left open here"),
        ((8, 3), "(9, 3)", "the number of axes is right, their sizes are not"),
        ((8, 3), "(None, 4)", "the number of axes is right, their sizes are not"),
        ((3, 8, 3), "(8, 3, 3)", "these are the axes, in another order"),
        ((3, 8, 3), "(8, 8, 3)", "the number of axes is right, their sizes are not"),
        ((None, 3), "(2, None, 3)", "the shape has 2 axes, and yours has 3"),
        ((3, 4), "(5, 6, 7)", "the shape has 2 axes, and yours has 3"),
    ],
)
def test_the_nearest_difference_is_told(item, key, answer, message):
    assert judge(replace(item, body=Shape(key, ())), answer).message == f"Not right: {message}."


@pytest.mark.parametrize(("axes", "spelled"), [((), "()"), ((5,), "(5,)"), ((None, "H"), "(None, H)")])
def test_a_shape_is_written_as_python_writes_it(axes, spelled):
    assert written(axes) == spelled


def test_sizes_of_numpy_are_read_as_plain_ones(item):
    key = shape.read({"answer": (np.int64(3), None, "H"), "mistakes": []})["body"].axes
    assert key == (3, None, "H") and type(key[0]) is int
    truth = {"answer": (None, np.int32(3), 5), "last": [None, np.int64(5)], "swapped": (None, 5, 3)}
    assert list(shape.disagreements(item, truth)) == []
    assert list(shape.disagreements(item, truth | {"last": (None, 2.5)})) == [
        "'last': the item says (None, 5), the proof found (None, 2.5)"
    ]
