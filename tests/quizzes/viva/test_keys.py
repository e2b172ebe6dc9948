"""Every key agrees with a plain run of the code that the sheet shows; sheets are alike, and never the same."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from quizzes.checks.load import assignments
from quizzes.viva.choose import choose
from quizzes.viva.here import open_here
from quizzes.viva.make import make_questions
from quizzes.viva.question import Question, QuestionKind

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode does not
from labs import handed_in  # noqa: E402
from recomputed import disagreement  # noqa: E402

PAIRS = [(name, number) for name in assignments() for number in (1, 6)]  # all_keys.py, beside this file, does more


def made(assignment, number, seed="1"):
    work, tasks = handed_in(assignment, number)
    return make_questions(work, tasks, open_here, seed, assignment, f"student {number}")


@pytest.mark.slow
@pytest.mark.parametrize(("assignment", "number"), PAIRS)
def test_each_key_is_what_a_plain_run_gives(assignment, number):
    found = made(assignment, number).questions
    sheet = choose(found, 5)
    assert len(sheet) == 5
    wrong = [f"{each.kind.value} on {each.task}: {told}" for each in found if (told := disagreement(each))]
    assert not wrong, "\n".join(wrong)


def test_a_key_that_is_not_true_is_found():
    found = made("rnn", 0).questions
    for kind in (QuestionKind.TRACE, QuestionKind.CHANGED, QuestionKind.SHAPES):
        question = next(each for each in found if each.kind is kind and each.rerun is not None)
        assert disagreement(question) == ""
        other = tuple([[9, 9, 9]] * len(question.rerun.values))
        assert "the key says" in disagreement(replace(question, rerun=replace(question.rerun, values=other)))


def test_the_same_seed_gives_the_same_questions_and_another_one_others():
    one, again, other = made("gates", 2), made("gates", 2), made("gates", 2, seed="2")
    assert one == again
    assert {each.sha256 for each in one.questions} != {each.sha256 for each in other.questions}


def test_numbers_are_few_and_can_be_written_down():
    for question in made("gates", 0).questions:
        if question.kind in (QuestionKind.TRACE, QuestionKind.CHANGED):
            assert question.rerun is not None
            written = re.findall(r"\d+\.?\d*(?:e-?\d+)?", repr(question.rerun.values))
            assert written
            assert all("e" not in number and len(number.partition(".")[2]) <= 3 for number in written), written


def test_what_is_taken_is_not_asked_again():
    found = made("gates", 0).questions
    first = choose(found, 5)
    second = choose(found, 5, {each.sha256 for each in first})
    assert len(second) == 5
    assert not {each.sha256 for each in first} & {each.sha256 for each in second}


def test_a_sheet_has_one_question_of_each_kind():
    kinds = [each.kind.value for each in choose(made("rnn", 0).questions, 5)]
    assert kinds == ["shapes", "trace", "what if", "one line changed", "why"]


REMEMBERS = """kept = []
def rnn_step(x, h, W_x, W_h, b):
    kept.append(h)
    return np.tanh(x @ W_x + kept[0] @ W_h + b) if kept[0].shape == h.shape else h
"""


def test_code_that_remembers_its_calls_is_not_asked_for_results():
    work, tasks = handed_in("rnn", 0)
    cells = (*work.cells, REMEMBERS)
    changed = replace(work, cells=cells, learners=frozenset({len(cells) - 1}))
    made = make_questions(changed, {"rnn-step": tasks["rnn-step"]}, open_here, "1")
    assert not [each for each in made.questions if each.kind is QuestionKind.TRACE]
    assert "a second run did not give the same" in " ".join(made.notes)


@pytest.mark.parametrize("assignment", ["gates-backward", "now"])
def test_no_question_gives_away_the_answer_of_another(assignment):
    sheet = choose(made(assignment, 1).questions, 5)
    calls = [each.setup for each in sheet if each.setup]
    assert len(calls) == len(set(calls)) >= 2


@pytest.mark.parametrize(("assignment", "number"), [("gates", 4), ("states", 1)])
def test_the_line_that_was_changed_stands_nowhere_else_on_the_sheet(assignment, number):
    sheet = choose(made(assignment, number).questions, 5)
    changed = next(each for each in sheet if each.kind is QuestionKind.CHANGED)
    head = re.match(r"def \w+\(", changed.code).group()
    assert not [each.kind for each in sheet if each is not changed and head in each.code + each.beside]
    assert [each.kind.value for each in sheet][1:] == ["trace", "what if", "one line changed", "why"]


def test_a_line_is_changed_where_other_questions_have_something_else_to_show():
    def question(kind, name, steps, beside=""):
        code = f"def {name}(x):\n    pass"
        return Question(kind, name, "?", "", steps, code=code, setup=f"{name}({steps})", beside=beside)

    hard, easy = question(QuestionKind.CHANGED, "f", 36), question(QuestionKind.CHANGED, "g", 2)
    places = (((QuestionKind.CHANGED,), 3), ((QuestionKind.TRACE,), 2))
    calls_it = question(QuestionKind.TRACE, "h", 18, beside="def f(x):\n    pass")
    for follows in (question(QuestionKind.TRACE, "f", 18), calls_it):
        assert choose([hard, easy, follows], 2, places=places) == (easy, follows)
        assert choose([hard, follows], 2, places=places) == (hard, follows)  # for want of another
    other = question(QuestionKind.TRACE, "g", 18)
    assert choose([hard, easy, other], 2, places=places) == (hard, other)


def test_where_one_function_is_all_there_is_the_sheet_still_has_five_kinds():
    sheet = choose(made("now", 1).questions, 5)
    assert [each.kind.value for each in sheet] == ["shapes", "trace", "what if", "one line changed", "why"]


def test_a_call_that_is_asked_for_is_not_what_another_question_comes_to():
    found = made("gates", 1).questions
    is_moved = re.compile(r"Now `\w+(\[[\d, ]+\])?` is ").search  # one number of the call
    moved = next(each for each in found if each.kind is QuestionKind.WHAT_IF and is_moved(each.prompt))
    before, _, call = moved.setup.rpartition("\n")
    assert moved.rerun.setup != before
    trace = next(each for each in found if each.kind is QuestionKind.TRACE)
    same = replace(trace, setup=f"{moved.rerun.setup}\n{call}", rerun=replace(trace.rerun, setup=moved.rerun.setup))
    other = replace(trace, steps=trace.steps + 30, prompt="another")
    places = (((QuestionKind.TRACE,), 1), ((QuestionKind.WHAT_IF,), 1))
    assert choose([moved, same, other], 2, places=places) == (other, moved)
    assert choose([same, other], 1, places=places) == (same,)


def test_a_check_of_shapes_is_among_those_that_notice_a_change_of_shape():
    swapped = next(each for each in made("seq2seq", 0).questions if "`all_h` is transposed" in each.key)
    choice = next(field for field in swapped.fields if field.label.startswith("(c)"))
    assert "weights (N, T) and context (N, H) come back" in choice.right
