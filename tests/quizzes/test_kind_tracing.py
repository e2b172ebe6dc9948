"""Tracing: the code is its own proof, and an output is compared line by line."""

from dataclasses import replace

import pytest

from quizzes import Outcome, judge
from quizzes.kinds import code, tracing
from quizzes.prove import disagreements, flips, proof_of, run_proof
from quizzes.verdict import Verdict


@pytest.fixture
def item(sample):
    return sample.item("kinds-tracing")  # prints "0 0.5" and "1 0.25"


@pytest.mark.parametrize("answer", ["0 0.5\n1 0.25", "0 0.5  \r\n1 0.25\t\n\n", "\n0 0.5\r1 0.25"])
def test_the_printed_lines_are_right_whatever_stands_behind_them(item, answer):
    assert judge(item, answer) == Verdict(Outcome.RIGHT, 1.0, "Right.", (), ())


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("0 0.5", "Not right: the code prints 2 lines, and you wrote 1."),
        ("0 0.5\n\n1 0.25", "Not right: the code prints 2 lines, and you wrote 3."),
        ("0 0.50\n1 0.25", "Not right: line 1 is the first that differs."),
        ("0 0.5\n1  0.25", "Not right: line 2 is the first that differs."),
        (" 0 0.5\n1 0.25", "Not right: line 1 is the first that differs."),
    ],
)
def test_another_output_is_wrong_and_told_where(item, answer, message):
    assert judge(item, answer) == Verdict(Outcome.WRONG, 0.0, message, (), ())


def test_another_output_of_one_line_is_wrong(item):
    one = replace(item, body=replace(item.body, answer="(3, 4)"))
    message = "Not right: the code prints something else."
    assert judge(one, "(4, 3)") == Verdict(Outcome.WRONG, 0.0, message, (), ())
    assert judge(one, "a\nb").message == "Not right: the code prints 1 line, and you wrote 2."


def test_a_known_mistake_points_to_its_misconception(item):
    message = "Not right: line 2 is the first that differs."
    expected = Verdict(Outcome.WRONG, 0.0, message, ("linear",), ("LINEAR_DECAY",))
    assert judge(item, "0 0.5\n1 0.0") == expected


@pytest.mark.parametrize("answer", [None, "", " \n\n"])
def test_an_empty_answer_is_no_attempt(item, answer):
    expected = Verdict(Outcome.UNANSWERED, 0.0, "Write what the code prints first.", (), ())
    assert judge(item, answer) == expected


@pytest.mark.parametrize("answer", [0, ["0 0.5", "1 0.25"], {}])
def test_an_answer_of_another_form_is_unreadable(item, answer):
    assert judge(item, answer) == Verdict(Outcome.UNREADABLE, 0.0, "Expected a text.", (), ())


def test_the_code_is_run_and_must_print_the_answer(item):
    assert run_proof(item) == {"answer": "0 0.5\n1 0.25\n"}
    changed = replace(item, body=replace(item.body, code=item.body.code.replace("range(2)", "range(1)")))
    assert disagreements(changed, run_proof(changed)) == (
        "'answer': the item says '0 0.5\\n1 0.25\\n', the proof found '0 0.5\\n'",
    )


def test_code_runs_in_a_namespace_of_its_own(item):
    assert tracing.printed("x = 1\nprint(x, __name__)") == "1 __main__\n"
    with pytest.raises(NameError):
        tracing.printed("print(x)")


def test_a_proof_beside_the_code_speaks_of_the_mistakes_and_the_code_is_still_run(item):
    proven = replace(item, proof="quizzes/proofs/sample.py::keep")
    truth = {"answer": "0 0.5\n1 0.25", "linear": "0 0.5\n1 0.0", "code": "0 0.5\n1 0.25\n"}
    assert disagreements(proven, truth) == ()
    assert disagreements(proven, truth | {"code": "1"}) == (
        "'code': the item says '0 0.5\\n1 0.25\\n', the proof found '1'",
    )
    assert disagreements(proven, truth | {"linear": "1"}) == (
        "'linear': the item says '0 0.5\\n1 0.0\\n', the proof found '1'",
    )
    del truth["linear"]
    assert disagreements(proven, truth) == ("the proof says nothing about 'linear'",)


def test_flips_are_mistakes_and_changed_missing_and_swapped_lines(item):
    assert [other.body.answer for other in flips(item)] == [
        "0 0.5\n1 0.0", "0 0.50\n1 0.25", "1 0.25", "1 0.25\n0 0.5", "0 0.5\n1 0.250", "0 0.5",
    ]  # fmt: skip


def test_broken_code_and_empty_or_equal_outputs_are_told(item):
    (mistake,) = item.body.mistakes
    mistakes = (
        replace(mistake, value=" "),
        replace(mistake, id="code", value="x"),
        replace(mistake, id="m", value="x "),
    )
    broken = replace(item, body=replace(item.body, code="print(", answer="\n", mistakes=mistakes))
    assert list(tracing.problems(broken)) == [
        "kinds-tracing: the code is not valid Python: '(' was never closed",
        "kinds-tracing: expected code that prints something, got an empty answer",
        "kinds-tracing: mistake 'linear' is the same as the answer",
        "kinds-tracing: mistake 'm' is the same as mistake 'code'",
        "kinds-tracing: the id 'code' is taken; give the mistake another one",
    ]


def test_a_code_item_is_judged_in_its_assignment(sample):
    item = sample.item("kinds-code")
    expected = Verdict(Outcome.UNANSWERED, 0.0, "This task is judged in the assignment sample, as sample-step.", (), ())
    for answer in (None, "", "def step(): ...", {"a": 1}):
        assert judge(item, answer) == expected
    assert (run_proof(item), disagreements(item, {}), flips(item)) == ({}, (), ())
    assert list(code.disagreements(item, {"x": 1})) == ["the proof speaks of 'x', which the item does not name"]


@pytest.mark.parametrize(
    ("item_id", "proof"),
    [
        ("kinds-choice", "quizzes/proofs/sample.py::keep"),
        ("kinds-choices", None),
        ("kinds-tracing", "tracing of kinds-tracing"),
        ("kinds-tracing-variants", "quizzes/proofs/sample.py::weights_variants"),
        ("kinds-code", "code of kinds-code"),
    ],
)
def test_what_proves_an_item_has_a_name(sample, item_id, proof):
    assert proof_of(sample.item(item_id)) == proof


@pytest.mark.parametrize(
    ("text", "kept"),
    [("", ()), ("\n \n", ()), ("\n\na \n\n b\t\n\n\n", ("a", "", " b")), ("a\r\nb\rc", ("a", "b", "c")), ("a", ("a",))],
)
def test_lines_are_compared_without_the_empty_ones_around(text, kept):
    assert tracing.lines(text) == kept


@pytest.mark.parametrize("answer", ["3", "", " "])
def test_program_that_prints_one_line_has_flips_too(item, answer):
    one = replace(item, body=replace(item.body, answer=answer, mistakes=()))
    assert [other.body.answer for other in tracing.flips(one)] == (["30", ""] if answer == "3" else [])


def test_null_byte_in_code_is_told(item):
    assert list(tracing.problems(replace(item, body=replace(item.body, code="a\0")))) == [
        "kinds-tracing: the code is not valid Python: source code string cannot contain null bytes"
    ]


def test_first_line_that_differs_is_the_first_of_several(item):
    three = replace(item, body=replace(item.body, answer="a\nb\nc", mistakes=()))
    assert judge(three, "a\nx\ny").message == "Not right: line 2 is the first that differs."
    assert judge(three, "a\nb\ny").message == "Not right: line 3 is the first that differs."
