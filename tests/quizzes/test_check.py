"""`from quizzes import check`: the grader's verdict in a notebook's cell."""

import pytest

from quizzes import UsageError, check

STEP = """
import numpy as np
from quizzes import check
def lstm_step(x, h, c, W_x, W_h, b):
    i, f, g, o = gates(x @ W_x + h @ W_h + b)
    c = f * c + i * g
    return o * c, c
told = check("gates-lstm-step")
"""


def test_a_known_mistake_is_named_as_text_and_as_html():
    space = {"__name__": "__main__"}
    exec(STEP, space)
    told = space["told"]
    assert repr(told).startswith("0.5 of 4 points. Your numbers are those of a cell without the tanh on c.")
    assert "A common misconception: The hidden state is the gated cell state, without tanh." in repr(told)
    assert "<b>0.5 of 4 points.</b> Your numbers are those of a cell without the tanh on c." in told._repr_html_()


def test_what_a_function_returned_is_text_in_the_html():
    told = check("gates-count", {"parameter_count": lambda D, H: "<script>alert(1)</script>"})
    assert told.points == 0
    assert "<script>" not in told._repr_html_()


def test_an_unknown_task_is_named_with_the_nearest():
    with pytest.raises(UsageError, match="no task 'gates-lstm-stp'; did you mean 'gates-lstm-step'\\?"):
        check("gates-lstm-stp")


def test_shown_it_goes_to_what_notebooks_call_display(monkeypatch):
    shown = []
    monkeypatch.setattr("builtins.display", shown.append, raising=False)
    exec(STEP + 'import quizzes\nquizzes.show_check("gates-lstm-step")', {"__name__": "__main__"})
    assert [each.points for each in shown] == [0.5]


def test_shown_it_is_printed_outside_a_notebook_and_silent_while_nbgrader_grades(capsys, monkeypatch):
    space = {"__name__": "__main__"}
    exec(STEP + 'import quizzes\nquizzes.show_check("gates-lstm-step")', space)
    assert capsys.readouterr().out == f"{space['told']!r}\n"
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    exec('quizzes.show_check("gates-lstm-step")', space)
    assert capsys.readouterr().out == ""
