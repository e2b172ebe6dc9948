"""Sheets for those who cannot calculate by hand ask the same in words; what is asked of one is not asked of another."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from quizzes.checks.model import Reply, ReplyKind
from quizzes.viva.bench import Bench
from quizzes.viva.code import functions_of
from quizzes.viva.here import open_here
from quizzes.viva.make import make_questions
from quizzes.viva.question import QuestionKind, chance
from quizzes.viva.reading import is_filled
from quizzes.viva.shapes import shape_questions
from quizzes.viva.subject import Subject, Workshop, parts_of, same_parts, told
from quizzes.viva.why import whys
from quizzes.viva.words import HAPPENS, NOW_GIVES, THEN_GIVES, in_words

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode does not
from labs import handed_in  # noqa: E402


def made(number, assignment="gates", seed="1"):
    work, tasks = handed_in(assignment, number)
    return make_questions(work, tasks, open_here, seed).questions


def test_nothing_has_to_be_calculated_on_a_sheet_in_words():
    found = [*made(0), *made(0, "rnn")]
    asked = [(question, in_words(question)) for question in found]
    changed = {one.kind for one, other in asked if one != other}
    assert changed == {QuestionKind.TRACE, QuestionKind.CHANGED, QuestionKind.WHAT_IF}
    assert any(THEN_GIVES in one.prompt for one, _ in asked) and any(HAPPENS in one.prompt for one, _ in asked)
    for one, other in asked:
        if one == other:
            assert not one.setup or one.kind in (QuestionKind.WHY, QuestionKind.ERROR)
            continue
        assert not any(each in other.prompt for each in (NOW_GIVES, THEN_GIVES, HAPPENS))
        assert "ords:" in other.prompt or "not asked for" in other.prompt
        assert not other.fields and one.key in other.key and one.code == other.code
        assert not any("[" in option for option in other.options)


def test_two_learners_with_the_same_code_are_asked_for_shapes_of_other_sizes():
    calls = [{each.prompt.partition(". ")[0] for each in made(0, seed=seed) if each.kind is QuestionKind.SHAPES}
             for seed in ("1", "2")]  # fmt: skip
    assert calls[0] and not calls[0] & calls[1]


@pytest.mark.parametrize(("made_by", "filled"), [
    ("out, flat = np.empty(3), 0\n    view = out.reshape(-1)\n    view[0] = 1", True),
    ("out = np.empty(3)\n    view = out.T\n    part = view[1:]\n    part[0] = 1", True),
    ("out = np.empty(3)\n    other = np.zeros(3)\n    other[0] = 1", False),
])  # fmt: skip
def test_an_array_is_filled_also_by_a_view_of_it(made_by, filled):
    source = f"def f():\n    {made_by}\n    return out\n"
    assert is_filled(functions_of(source, 0)[0], "out") is filled


def test_partly_right_code_is_asked_for_a_changed_line_too():
    found = [each for each in made(7) if each.kind is QuestionKind.CHANGED]
    assert found and any("(c)" not in each.prompt and not each.options for each in found)


@pytest.mark.parametrize(("stops", "asked"), [("", True), ("if value > 1:\n            break", False)])
def test_how_often_is_asked_where_sizes_alone_decide_it(stops, asked):
    source = f"""import numpy as np
def f(values):
    total = 0
    for value in values:
        {stops or "pass"}
        total = total + value
    return total
"""
    function = functions_of(source, 0)[0]
    with open_here() as lab:
        bench = Bench(lab, (source,))
        bench.begin()
        shop = Workshop(bench, Subject(function, None, ((np.array([0.0, 0.0, 2.0, 0.0]),),), name="f"), chance("1"))
        kinds = {question.kind for question, _ in shape_questions(shop)}
    assert (QuestionKind.COUNT in kinds) is asked


def test_a_result_keeps_its_name_where_there_are_fewer_of_them():
    before = parts_of([np.ones(1), np.zeros(1)], "f(x)", ("the list",))
    after = same_parts(Reply(ReplyKind.VALUE, [np.ones(1)]), before[:1], "f(x)", ("the list",))
    assert [part.name for part in before] == ["result[0]", "result[1]"]
    assert told(after) == told(before[:1]) == "result[0] = [1]"


def whys_of(source):
    with open_here() as lab:
        bench = Bench(lab, (source,))
        bench.begin()
        shop = Workshop(bench, Subject(functions_of(source, 0)[0], None, (), name="f"), chance("1"))
        return [question for question, _ in whys(shop)]


def test_a_result_by_words_is_called_by_its_words():
    parts = parts_of({"i": 1.0, "f": 2.0}, "f(x)", ("f", "i"))
    assert [(part.name, part.value) for part in parts] == [("result['i']", 1.0), ("result['f']", 2.0)]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("W = np.zeros((2, 4))", ["`np.zeros((2, 4))`"]),
        ("W = np.zeros((2, 4)).size", []),  # its numbers do not count
        ("W = [np.zeros(2), np.zeros(2)]", []),  # which of them?
        ("W = [np.zeros(2), np.ones(2)]", ["`np.zeros(2)`", "`np.ones(2)`"]),
    ],
)
def test_first_numbers_are_asked_about_where_they_count_and_are_named_once(line, asked):
    found = whys_of(f"def f(x):\n    {line}\n    return x, W\n")
    prompts = " ".join(each.prompt for each in found)
    assert sorted(re.findall(r"(?:numbers|those) of (`np[^`]+`)", prompts)) == sorted(asked)


def test_names_that_a_comprehension_gives_to_its_parts_are_not_what_a_line_makes():
    told = [each.key for each in whys_of("def f(x):\n    b = [v for _, v in x]\n    return b\n")]
    assert any("it takes `x` and makes `b`, which line 3 needs" in key for key in told)
