"""Questions on a reader's own code, made in the page's Python of a recorded task: computed twice, without a source."""

import json

import pytest

from quizzes.checks.load import load_tasks
from quizzes.checks.recorded import record
from quizzes.live.inside.explain import judged, questions

STEP = load_tasks("gates")["gates-lstm-step"]
CELLS = ["import numpy as np", *STEP.given.values(), "print('loud')", next(iter(STEP.solutions.values()))]


@pytest.fixture(scope="module")
def recorded():
    return record(STEP)


def test_three_questions_are_asked_with_the_answers_that_the_code_gives(recorded, capsys):
    told = json.loads(questions(recorded, json.dumps(CELLS), "1"))
    assert capsys.readouterr().out == ""
    assert [each["kind"] for each in told["questions"]] == ["trace", "one line changed", "shapes"]
    trace = told["questions"][0]
    space: dict = {}
    for cell in (*CELLS, trace["setup"].rpartition("\n")[0]):
        exec(cell, space)
    result = eval(trace["setup"].rpartition("\n")[2], space)
    answers = [json.dumps(part.round(6).tolist()) for part in result]
    assert [each["right"] for each in json.loads(judged(json.dumps(trace["fields"]), json.dumps(answers)))] == [
        True,
        True,
    ]
    wrong = json.loads(judged(json.dumps(trace["fields"]), json.dumps(["9", answers[1]])))
    assert [each["right"] for each in wrong] == [False, True]


def test_a_function_of_another_task_that_is_not_written_does_what_it_should(recorded):
    stub = "def gates(z):\n    raise NotImplementedError"
    told = json.loads(questions(recorded, json.dumps([CELLS[0], stub, CELLS[-1]]), "1"))
    assert [each["kind"] for each in told["questions"]] == ["trace", "one line changed", "shapes"]
    assert "# gates does what its task asks for" in told["questions"][0]["setup"]


def test_the_same_seed_asks_the_same_and_another_one_something_else(recorded):
    one, same, other = (questions(recorded, json.dumps(CELLS), seed) for seed in ("1", "1", "2"))
    assert one == same != other


def test_no_solution_stands_in_what_the_page_gets(recorded):
    lines = {
        line.strip() for source in STEP.solutions.values() for line in source.splitlines() if len(line.strip()) > 30
    }
    own = "def lstm_step(x, h, c, W_x, W_h, b):\n    z = x @ W_x + h @ W_h + b\n    return h + z[:, :1], c\n"
    told = questions(recorded, json.dumps([CELLS[0], own]), "1")
    assert not [line for line in lines if line in told and line not in own]


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("x = 1", "there is no function in it that the learner wrote"),
        (
            "def lstm_step(x, h, c, W_x, W_h, b):\n    return np.random.rand(1, 1), c",
            "does it draw random numbers?",  # seen at once, or by a second run: it is chance
        ),
        ("def lstm_step(:", "cannot be read as Python"),
    ],
)
def test_code_on_which_nothing_can_be_asked_gets_a_sentence(recorded, code, note):
    told = json.loads(questions(recorded, json.dumps([*CELLS[:-1], code]), "1"))
    assert note in " ".join(told["notes"])
    assert not [each for each in told["questions"] if each["kind"] == "trace"]
