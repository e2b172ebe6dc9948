"""What is typed into a question's box is read as people write it, and judged by what the code gave."""

import sys
from pathlib import Path

import pytest

from quizzes.viva.answers import Field, FieldKind, field_of, judge
from quizzes.viva.choose import ALONE, choose
from quizzes.viva.here import open_here
from quizzes.viva.make import make_questions
from quizzes.viva.question import QuestionKind

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode does not
from labs import handed_in  # noqa: E402

VALUES = Field(FieldKind.VALUES, "`h`", [[0.5, 1], [-0.25, 0]])
SHAPE = Field(FieldKind.SHAPE, "`x @ W`", (2, 8))
COUNT = Field(FieldKind.NUMBER, "how many times", 3)
CHOICE = Field(FieldKind.CHOICE, "what it gives", ("h = [[1]]",), ("h = [[0]]", "h = [[1]]"))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (VALUES, "[[0.5, 1], [-0.25, 0]]"),
        (VALUES, "[[.5 1.][-1/4 0]]"),
        (VALUES, "0.5, 1, -0.25, 0"),
        (VALUES, "np.array([[0.5, 1], [-0.25, 0.0]])"),
        (Field(FieldKind.VALUES, "`n`", True), "True"),
        (Field(FieldKind.VALUES, "`n`", 7), "[7]"),
        (SHAPE, "(2, 8)"),
        (SHAPE, "2 x 8"),
        (SHAPE, "[2,8]"),
        (Field(FieldKind.SHAPE, "`n`", ()), "()"),
        (Field(FieldKind.SHAPE, "`n`", (4,)), "(4,)"),
        (COUNT, " 3 "),
        (CHOICE, "h = [[1]]"),
    ],
)
def test_right_answers_count_however_they_are_written(field, text):
    assert judge(field, text).right
    assert judge(field_of(field.as_json()), text).right


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        (VALUES, "[[0.5, 1], [0.25, 0]]", "Not right. 3 of 4 numbers are right."),
        (VALUES, "[0.5, 1, -0.25, 0]",
         "Not right. The numbers are right, and are arranged otherwise: 2 rows of 2 numbers."),
        (VALUES, "[[0.5, 1]]", "Not right. 4 numbers expected, got 2."),
        (SHAPE, "(8, 2)", "Not right."),
        (SHAPE, "(28)", "Not right."),
        (COUNT, "4", "Not right."),
        (CHOICE, "h = [[0]]", "Not right."),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_told_how_near_it_is(field, text, message):
    told = judge(field, text)
    assert (told.right, told.readable, told.message) == (False, True, message)


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        (VALUES, "half", "Expected 2 rows of 2 numbers, such as 0.5 or [[1, 0.5]]."),
        (VALUES, "[[0.5, 1], [-0.25, 0]", "Expected 2 rows of 2 numbers, such as 0.5 or [[1, 0.5]]."),
        (VALUES, "1/0, 1, 1, 1", "Expected 2 rows of 2 numbers, such as 0.5 or [[1, 0.5]]."),
        (VALUES, "[" * 10**6, "Expected 2 rows of 2 numbers, such as 0.5 or [[1, 0.5]]."),
        (SHAPE, "two by eight", "Expected sizes, such as (2, 3); () for a single number."),
        (COUNT, "", "Expected a number, such as 0.5 or 1/2."),
        (CHOICE, "another", "Choose one of the options."),
    ],
)
def test_what_cannot_be_read_is_told_how_it_is_written(field, text, message):
    told = judge(field, text)
    assert (told.right, told.readable, told.message) == (False, False, message)


def test_a_key_typed_into_the_boxes_of_its_question_is_right_and_sevens_are_not():
    work, tasks = handed_in("gates", 0)
    found = [each for each in make_questions(work, tasks, open_here, "1").questions if each.fields]
    assert {each.kind for each in found} >= {QuestionKind.TRACE, QuestionKind.CHANGED, QuestionKind.SHAPES}
    for question in found:
        for field in question.fields:
            key = field.right[0] if field.kind is FieldKind.CHOICE else str(field.right)
            assert judge(field, key).right, question
            assert not judge(field, "7 7 7 7").right, question


def test_a_learner_alone_gets_one_question_of_each_kind_that_can_be_judged():
    work, tasks = handed_in("rnn", 0)
    made = make_questions(work, tasks, open_here, "1").questions
    kinds = [each.kind.value for each in choose([each for each in made if each.fields], 3, places=ALONE)]
    assert kinds == ["trace", "one line changed", "shapes"]
