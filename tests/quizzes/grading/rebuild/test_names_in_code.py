"""What a learner's cell binds, uses and calls, also where it is IPython's or half written."""

import pytest

from quizzes.grading.rebuild.match_cells import Wanted
from quizzes.grading.rebuild.merged import with_merged
from quizzes.grading.rebuild.names_in_code import names_of


@pytest.mark.parametrize(
    ("source", "bound", "used"),
    [
        ("import numpy as np, os.path\nfrom math import pi as p", {"np", "os", "p"}, set()),
        ("a = b\nfor k in c: pass", {"a", "k"}, {"b", "c"}),
        ("def f(x):\n    global g\n    g = x + h\n    local = 1\n    return local", {"f", "g"}, {"h"}),
        ("class A:\n    y = z\n    def m(self):\n        self.w = v", {"A"}, {"z", "v"}),
        ("f = lambda x: x + y", {"f"}, {"y"}),
        ("a = [k for k in ks]", {"a"}, {"ks"}),
        ("display(a)\nget_ipython()", set(), {"a"}),
        ("np.sigmoid = f\nprint(np.tanh)", {"np.sigmoid"}, {"np", "f", "print", "np.tanh"}),
        ("setattr(np, 'relu', f)", {"np.relu"}, {"setattr", "np", "f"}),
        ("setattr(np, name, f)\nsetattr(np, 'x')\nput(np, 'y', f)", set(), {"setattr", "np", "name", "f", "put"}),
        ("def f(self):\n    self.w = 1", {"f"}, set()),
    ],
)
def test_names_of_python(source, bound, used):
    found = names_of(source)
    assert (found.bound, found.used, found.parses) == (bound, used, True)


@pytest.mark.parametrize(
    ("source", "called"),
    [
        ("sys.setrecursionlimit(9)", {"sys.setrecursionlimit"}),
        ("def f():\n    sys.exit()", set()),
        ("x = sys.path.pop()\nf()", set()),
    ],
)
def test_functions_of_modules_that_a_cell_itself_calls(source, called):
    assert names_of(source).called == called


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        ("%matplotlib inline\na = 1", {"a"}),
        ("!pip install x\n" * 9 + "a = 1", {"a"}),  # more than IPython is asked about
        ("files = !ls\nhome = %env HOME\n" * 5 + "if a:\n    %time f()\n", {"files", "home"}),
        ("np.tanh?\n" * 5 + "??f\na = 1", {"a"}),
        ("%%time\na = 1", {"a"}),
        ("%%capture out\n%matplotlib inline\na = 1", {"a"}),
        ("%%bash\na = 1", set()),
        ("%%writefile x.py\nthis is no Python", set()),
        ("a = 7 % 2\nb = a != 1", {"a", "b"}),
        ("text = '''\n%not a magic\n'''", {"text"}),
        ("%timeit \\\n    f()\na = 1", {"a"}),  # only IPython knows where it ends
    ],
)
def test_what_is_ipythons_own_is_read_as_python(source, bound):
    found = names_of(source)
    assert (found.parses, {name for name in found.bound if not name.startswith("_")}) == (True, bound)


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        ("def f(x):\n    return (\nclass A:\nb = 1\nc: int = 2\nd == 3\n  e = 4", {"f", "A", "b", "c"}),
        ("async def g(\n", {"g"}),
    ],
)
def test_half_written_code_is_read_line_by_line(source, bound):
    found = names_of(source)
    assert (found.bound, found.used, found.parses) == (bound, set(), False)


MAX_CHARACTERS = 100_000


def test_ipython_is_asked_about_few_lines_only():
    only_ipython = "%timeit \\\n    f()\n"  # knows where it ends
    assert names_of(only_ipython * 3).parses
    assert not names_of(only_ipython * 4).parses


def test_source_is_parsed_up_to_a_length_and_searched_up_to_it():
    whole = "a = 1\n".ljust(MAX_CHARACTERS, "#")
    assert names_of(whole).parses
    assert not names_of(whole + "#").parses
    assert names_of("(" + "\n" * (MAX_CHARACTERS - 6) + "b = 1").bound == {"b"}
    assert names_of("(" + "\n" * MAX_CHARACTERS + "b = 1").bound == set()


@pytest.mark.parametrize(
    "source", ["x = (", "x = 1\0", "x = a" + ".a" * 4000, "x = " + "-" * 20_000 + "1", "x = [1\n" + "# " * 9]
)
def test_what_python_cannot_read_is_searched_for_what_it_binds(source):
    found = names_of(source)
    assert (found.bound, found.used, found.parses, found.called) == ({"x"}, set(), False, set())
    wanted = [Wanted("a", "code", "a = 1", frozenset({"a"})), Wanted("b", "code", source, frozenset({"x"}))]
    made, merged, _ = with_merged(wanted, {"a": "x = 2", "b": source})
    assert (made["b"], merged) == ("# Written elsewhere: x", {"b"})
