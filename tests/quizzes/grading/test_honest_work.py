"""What keeps right work right, tried without a kernel: names, merged cells, own files, the secret, absent modules."""

import importlib
import json
import os
import stat
import subprocess
import sys

import pytest

from quizzes.checks.draws import own_task
from quizzes.checks.load import load_tasks
from quizzes.checks.messages import from_text, to_text
from quizzes.checks.model import Call
from quizzes.errors import UsageError
from quizzes.grading.course.secret import course_secret
from quizzes.grading.intake.own_files import MAX_BYTES, MAX_FILES, own_files
from quizzes.grading.rebuild.names_in_code import names_of
from quizzes.grading.rebuild.rebuild import rebuild
from quizzes.wire.serve import answer


@pytest.mark.parametrize(
    ("source", "bound", "used"),
    [
        ("def f(x):\n    # why?\n    return g(x)", {"f"}, {"g"}),
        ("files = !ls\ndef f(x): return g(x)", {"files", "f"}, {"g"}),
        ("%%time\n%matplotlib inline\ndef f(x): return g(x)\nf?", {"f"}, {"g"}),
        ("%%bash\nx=3", set(), set()),
        ("np.sigmoid = h", {"np.sigmoid"}, {"np", "h"}),
        ("setattr(np, 'sigmoid', h)", {"np.sigmoid"}, {"np", "h", "setattr"}),
        ("def f(z): return np.sigmoid(z)", {"f"}, {"np", "np.sigmoid"}),
        ("if True:\n    def f(): pass\ntry:\n    import a.b as c\nexcept E as e: pass", {"f", "c", "e"}, {"E"}),
        ("def f():\n    global kept\n    kept = local = 1\n    return local", {"f", "kept"}, set()),
        ("print(y := 3)\nfor k, (m, n) in z: pass", {"y", "k", "m", "n"}, {"print", "z"}),
        ("class A:\n    def __init__(self): self.x = other", {"A"}, {"other"}),
        ("await f()\nasync def g(): pass", {"g"}, {"f"}),
        ("match v:\n    case [a, *rest]: pass", {"a", "rest"}, {"v"}),
    ],
)
def test_names_are_those_that_the_compiler_sees(source, bound, used):
    names = names_of(source)
    assert (names.bound, names.used, names.parses) == (bound, used, True)


def test_half_a_function_does_not_stand_alone():
    assert not names_of("    z = 3  # right?\n    return z").parses
    assert not names_of("def f(x):\n    y = [1,").parses
    assert names_of("def f(x):\n    y = [1,").bound == {"f"}


def test_names_of_hostile_text_are_read_in_little_time():
    magics = ("%time\n" * 15_000 + "(", "a.b?\n" * 15_000 + ")")
    for text in ("\n" * 90_000 + "(", " " * 90_000 + "%", "x = " * 20_000, *magics):
        assert names_of(text).used == frozenset()


def test_call_of_a_module_at_the_top_is_named():
    assert names_of("import sys\nsys.setrecursionlimit(9)").called == {"sys.setrecursionlimit"}
    assert names_of("def f():\n    sys.setrecursionlimit(9)").called == frozenset()


def cell(name, source, *, solution=True):
    notes = {"grade_id": name, "solution": solution, "locked": not solution, "grade": False, "schema_version": 3}
    return {"cell_type": "code", "id": name, "metadata": {"nbgrader": notes}, "source": source, "outputs": []}


def book(*cells):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


MARKED = "\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
STUBS = {name: f"LIMIT_{name} = 3\ndef {name}(x):{MARKED}" for name in "fgh"}
MASTER = book(cell("tools", "import math", solution=False), *(cell(name, source) for name, source in STUBS.items()))
HANDED_OUT = {name: f"LIMIT_{name} = 3\ndef {name}(x):" for name in "fgh"}
ALL = "def f(x): return 1\ndef g(x): return 2\ndef h(x): return 3"


def run(rebuilt):
    space = {}
    for each in rebuilt.notebook["cells"]:
        exec(each["source"], space)
    return [space[name](0) for name in "fgh"]


@pytest.mark.parametrize("place", "fgh")
@pytest.mark.parametrize("left", [True, False])
def test_answers_in_one_cell_are_not_overwritten_by_stubs(place, left):
    others = {} if not left else HANDED_OUT
    cells = [cell(name, ALL if name == place else others[name]) for name in "fgh" if name == place or left]
    rebuilt = rebuild(json.dumps(book(*cells)).encode(), MASTER)
    assert run(rebuilt) == [1, 2, 3]
    assert rebuilt.missing == rebuilt.untouched == ()
    assert any("was written in the cell of" in note for note in rebuilt.notes)


def test_what_nobody_wrote_stays_of_a_stub():
    stub = "LIMIT = 3\ndef g(x):\n    pass"
    master = book(cell("f", "def f(x):\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"), cell("g", stub))
    rebuilt = rebuild(json.dumps(book(cell("f", "def f(x): return 1\ndef g(x): return 2"))).encode(), master)
    space = {}
    for each in rebuilt.notebook["cells"]:
        exec(each["source"], space)
    assert space["g"](0) == 2


def test_helpers_of_other_kinds_are_taken_along():
    own = [
        cell("f", "def f(x): return math.third(x)"),
        {"cell_type": "code", "source": "math.third = lambda x: x / 3  # right?", "metadata": {}},
        {"cell_type": "code", "source": "import sys\nsys.setrecursionlimit(2000)", "metadata": {}},
        {"cell_type": "code", "source": "unused = 3", "metadata": {}},
    ]
    rebuilt = rebuild(json.dumps(book(*own)).encode(), MASTER)
    sources = [each["source"] for each in rebuilt.notebook["cells"]]
    assert own[1]["source"] in sources and own[2]["source"] in sources and "unused = 3" not in sources
    assert any("sys.setrecursionlimit is called in a cell that was added" in note for note in rebuilt.notes)
    assert any("f uses math.third" in note for note in rebuilt.notes)


def test_own_files_are_used_where_they_stand_in_nobodys_way(tmp_path):
    (tmp_path / "sub").mkdir()
    names = "helpers.py data.csv sub/more.npy random.py numpy.py own.csv same.csv x.pdf .h.py"
    for name in names.split():
        (tmp_path / name).write_bytes(b"1")
    (tmp_path / "link.csv").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe.csv")
    found = own_files(tmp_path, {"own.csv": b"2", "same.csv": b"1"})
    assert set(found.files) == {"helpers.py", "data.csv", "sub/more.npy"}
    assert found.notes == (
        "Used beside the notebook: data.csv, helpers.py, sub/more.npy.",
        "Not used, since the assignment has its own: own.csv.",
        "Not used, since an installed module has this name: numpy.py, random.py. Give it another one.",
        "Not used, since at most 100 files of 8 MB together are: link.csv, pipe.csv.",
    )


def test_own_files_have_a_budget(tmp_path):
    (tmp_path / "large.csv").write_bytes(bytes(MAX_BYTES + 1))
    for number in range(MAX_FILES + 3):
        (tmp_path / f"t{number:03}.csv").write_bytes(b"1")
    found = own_files(tmp_path, {})
    assert len(found.files) == MAX_FILES
    assert "large.csv" not in found.files


def test_secret_is_made_once_and_is_its_owners(tmp_path):
    one = course_secret(tmp_path)
    path = tmp_path / ".grading" / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    assert course_secret(tmp_path) == one
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (tmp_path / "other").mkdir()
    assert course_secret(tmp_path / "other") != one
    path.write_text("abc")
    with pytest.raises(UsageError, match="expected 64 hexadecimal digits, got something else"):
        course_secret(tmp_path)


def shown(task):
    return repr([(to_text(Call("f", case.arguments)), list(map(repr, case.beside))) for case in task.cases])


@pytest.mark.parametrize("name", ["gates", "gates-backward", "rnn", "states", "seq2seq", "debug", "now", "strips"])
def test_numbers_are_a_students_own_and_the_same_again(name):
    for task in load_tasks(name).values():
        drawn = {}
        for secret, student in ((b"s", "ada"), (b"s", "ada"), (b"s", "bob"), (b"t", "ada"), (b"", "ada")):
            made = own_task(name, task.id, secret, student)
            drawn.setdefault((secret, student), []).append(shown(made))
        assert len(set(drawn[b"s", "ada"])) == 1
        assert len({values[0] for values in drawn.values()}) == len(drawn), task.id
        assert drawn[b"", "ada"] == [shown(task)]


def test_source_of_a_given_function_does_not_cross():
    text = to_text(Call("f", (1,), {"g": "def g(x):\n    secret_name_of_it = 3\n    return 'no ' + str(x)"}))
    assert "def g" not in text
    look = (
        "import sys\ndef f(x):\n    frame, seen = sys._getframe(1), []\n    while frame:\n"
        "        seen.append(repr(list(frame.f_locals.values())))\n        frame = frame.f_back\n"
        "    return [g(x), any('given' in each and 'base64' in each for each in seen), max(map(len, seen)) and 1]"
    )
    space = {}
    exec(look, space)
    assert from_text(answer(text, space)).value[0] == "no 1"
    assert "g" not in space


ABSENT = """
from quizzes.grading.sandbox.agent.absent import NotForAnswers, forbid
forbid(["colorsys", "wave"])
import colorsys, colorsys.inner as inner, importlib, sys
from colorsys import rgb_to_hsv as f, anything
from colorsys import *
assert importlib.import_module("colorsys") is sys.modules["colorsys"] is colorsys
assert not hasattr(colorsys, "__file__")
for use in (lambda: f(1, 2, 3), lambda: inner.x(), lambda: colorsys.a.b.c(), lambda: anything + 1,
            lambda: list(anything), lambda: bool(anything), lambda: anything[0]):
    try:
        use()
    except NotForAnswers as error:
        assert "colorsys is not there for the answers of this assignment" in str(error), error
    else:
        raise SystemExit("it could be used")
try:
    class A(anything): pass
except NotForAnswers:
    print("refused")
"""


def test_absent_module_can_be_imported_and_not_used():
    done = subprocess.run([sys.executable, "-c", ABSENT], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("refused\n", "")


@pytest.mark.parametrize("name", ["gates", "gates-backward", "rnn", "states", "seq2seq", "debug", "now", "strips"])
def test_every_task_of_ours_says_what_its_answer_may_not_use(name):
    for task in load_tasks(name).values():
        assert "lstm_lib" in task.without
        for source in (*task.given.values(), *task.solutions.values()):
            assert not any(f"import {module}" in source or f"from {module}" in source for module in task.without)
    assert importlib.util.find_spec("lstm_lib") is not None
