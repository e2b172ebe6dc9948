"""What runs in the page's Python: which cells a cell needs, and what a reader is told of a cell that ran."""

import pytest

from quizzes.live.inside import cell
from quizzes.live.inside.cell import MOST, run
from quizzes.live.inside.needs import names_of, needed
from quizzes.live.missing import missing

CELLS = [
    "import numpy as np\nrng = np.random.default_rng(0)",
    "x = rng.normal(size=3)",
    "print('nothing to do with it')",
    "def mean(values):\n    return values.mean()",
    "x[0] = 5.0",
    "y = mean(x)",
]


def test_a_cell_needs_those_that_bind_or_change_what_it_uses():
    assert needed(CELLS, 5) == [0, 1, 3, 4]
    assert needed(CELLS, 1) == [0]
    assert needed(CELLS, 2) == []


def test_drawing_a_number_changes_the_generator_so_that_later_draws_need_it():
    cells = ["import numpy as np\nrng = np.random.default_rng(0)", "a = rng.normal()", "b = rng.normal()"]
    assert needed(cells, 2) == [0, 1]


def test_a_layer_that_is_trained_in_a_cell_of_its_own_is_needed_trained():
    cells = ["layer = make()", "fit(layer)", "print(layer.b)"]
    assert needed(cells, 2) == [0, 1]


def test_what_a_cell_binds_itself_it_does_not_need():
    assert names_of("for name in ('a', 'b'):\n    print(name)").uses == set()
    assert names_of("a = 1\nprint(a, b)").uses == {"b"}
    assert names_of("def f(x):\n    y = x + z\n    return y").uses == {"z"}
    assert names_of("[k * n for k in range(3)]").uses == {"n"}


def test_a_cell_that_cannot_be_read_needs_nothing():
    assert names_of("def f(:").uses == set()


def test_cells_of_keras_and_those_that_need_them_say_so_and_others_do_not():
    model = "import keras\nmodel = keras.Sequential()"
    cells = ["import numpy as np", model, "model.summary()", "model = 3", "model + 1"]
    assert missing(cells) == ["", "Keras", "Keras", "", ""]
    assert missing(["from lstm_lib import to_keras", "x = 1"], ["lstm_lib"], [("to_keras", "Keras")]) == ["Keras", ""]
    assert missing(["import pandas"]) == ["pandas"]
    assert missing(["import coins", "import dice"], ["coins"]) == ["", "dice"]


def told_of(source, space=None):
    told = []

    def tell(kind, text):
        if told and told[-1][0] == kind == "out":  # what is printed comes in parts, a few times a second
            text = told.pop()[1] + text
        told.append((kind, text))

    return run(source, "cell 3", {"__name__": "__main__"} if space is None else space, tell), told


def test_prints_and_the_last_value_are_told():
    assert told_of("print('a')\n1 + 1") == (True, [("out", "a\n"), ("value", "2")])
    assert told_of("x = 3") == (True, [])
    assert told_of("1 + 1;") == (True, [])


def test_an_error_is_told_with_the_line_of_the_cell():
    went, told = told_of("def f(x):\n    return 1 / x\n\nf(0)")
    assert not went
    lines = ["ZeroDivisionError: division by zero", "  cell 3, line 4: f(0)", "  cell 3, line 2: return 1 / x"]
    assert told == [("error", "\n".join(lines))]


def test_a_package_that_is_not_there_is_named_with_those_that_are(monkeypatch):
    monkeypatch.setattr(cell, "PACKAGES", ("coins",))
    kind, text = told_of("import pandas_of_nobody")[1][0]
    assert kind == "error"
    assert text == (
        "ModuleNotFoundError: No module named 'pandas_of_nobody'. "
        "In the page there are numpy, matplotlib, coins and Python's own library."
    )


ENDLESS = "while True: print('x' * 1000)"


@pytest.mark.parametrize("source", [ENDLESS, f"try:\n    {ENDLESS}\nexcept Exception: pass"])
def test_a_cell_that_prints_without_end_is_stopped(source):
    went, told = told_of(source)
    assert not went
    assert told[-1] == ("error", f"Stopped: the cell printed more than {MOST:,} characters.")
    assert sum(len(text) for kind, text in told if kind == "out") == MOST


def test_whoever_goes_on_printing_is_told_of_no_more():
    told = []
    source = "for _ in range(900):\n    try:\n        print('x' * 1000)\n    except BaseException: pass"
    assert run(source, "cell 3", {}, lambda kind, text: told.append((kind, text)))
    assert sum(len(text) for _, text in told) == MOST
    assert all(text for _, text in told)


def test_an_error_of_a_million_letters_is_cut():
    ((kind, text),) = told_of("raise ValueError('x' * 10**6)")[1]
    assert kind == "error"
    assert len(text) < 2 * cell.MOST_VALUE
    assert text.endswith(" ...\n  cell 3, line 1: raise ValueError('x' * 10**6)")


@pytest.mark.parametrize(
    ("source", "hint"),
    [("%matplotlib inline", cell.NO_MAGIC), ("!pip install x", cell.NO_MAGIC), ("ask()", cell.NO_QUESTION)],
)
def test_what_a_page_is_not_made_for_is_said(source, hint):
    space = {}
    exec(compile("def ask(): raise OSError(errno, 'I/O error')", "<cell 1>", "exec"), space)
    space["errno"] = cell.errno.EIO
    assert told_of(source, space)[1][-1][1].startswith(f"{hint} ")


def test_what_leaves_the_program_is_an_error_of_the_cell():
    assert told_of("raise SystemExit(3)")[1] == [("error", "SystemExit: 3\n  cell 3, line 1: raise SystemExit(3)")]


def test_whoever_asks_for_what_is_closed_is_told_so_and_a_mistyped_name_is_not():
    def error_of(source):
        went, told = told_of(source)
        assert not went
        return told[-1][1]

    reaches = cell.NO_NETWORK
    assert error_of("raise AttributeError('fetch')").startswith(f"{reaches} AttributeError: fetch\n")
    assert error_of("import urllib.error\nraise urllib.error.URLError('no')").startswith(reaches)
    for code in ("[].fetch", "class A: pass\nA().navigator", "fetch('x')"):
        assert reaches not in error_of(code)
