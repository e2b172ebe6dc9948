"""Right work in unusual form: ways to write, to return, to store and to order, each for every assignment.

A form changes a solved notebook in place; what it returns is put beside the notebook, or is the file's bytes.
"""

from __future__ import annotations

import builtins
import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from quizzes.checks.model import Task
from quizzes.grading.rebuild.names_in_code import names_of

MARKS = ("### BEGIN", "### END")
FORMS: dict[str, Callable[[Work], object]] = {}


@dataclass
class Work:
    """A notebook with right answers."""

    notebook: dict
    tasks: dict[str, Task]  # by the grade id of the solution cell
    stubs: dict[str, str]  # by grade id: what was handed out
    files: dict[str, bytes] = field(default_factory=dict)  # to lie beside it

    @property
    def cells(self) -> list[dict]:
        """The cells."""
        return self.notebook["cells"]

    def written(self) -> list[tuple[dict, str]]:
        """The cells of code tasks with the names of their functions."""
        return [(cell, self.tasks[id_of(cell)].function) for cell in self.cells if id_of(cell) in self.tasks]

    def answers(self) -> list[dict]:
        """All cells of code that the learner filled."""
        return [cell for cell in self.cells if notes(cell).get("solution") and cell["cell_type"] == "code"]

    def add(self, source: str, before: dict, *, behind: bool = False) -> dict:
        """Add a cell of the learner's own."""
        place = next(k for k, cell in enumerate(self.cells) if cell is before) + behind
        cell = {"cell_type": "code", "execution_count": 3, "id": f"own-{len(self.cells)}", "metadata": {}, "outputs": []}
        self.cells.insert(place, cell | {"source": source})
        return self.cells[place]


def notes(cell):
    return cell["metadata"].get("nbgrader", {})


def id_of(cell):
    return notes(cell).get("grade_id", "")


def solved(source: dict, release: dict, tasks: dict[str, Task], number: int) -> Work:
    """Return the released notebook with right answers: of each task the solution with this number, counted round."""
    answers = {id_of(cell): "".join(cell["source"]) for cell in source["cells"] if notes(cell).get("solution")}
    made = copy.deepcopy(release)
    mine, stubs = {}, {}
    for cell in made["cells"]:
        name = id_of(cell)
        if not notes(cell).get("solution"):
            continue
        stubs[name] = "".join(cell["source"])
        task = tasks.get(name.removesuffix("-solution"))
        if task is not None:
            mine[name] = task
            solutions = list(task.solutions.values())
            cell["source"] = solutions[number % len(solutions)].strip("\n")
        else:
            cell["source"] = "\n".join(line for line in answers[name].split("\n") if not line.strip().startswith(MARKS))
    return Work(made, mine, stubs)


def form(function):
    """Take a form into the table."""
    FORMS[function.__name__] = function
    return function


def rewritten(name: str, rewrite: Callable[[str, str], str]) -> None:
    """Take a form into the table that rewrites the cell of each function."""

    def change(work: Work) -> None:
        for cell, function in work.written():
            cell["source"] = rewrite(cell["source"], function)

    FORMS[name] = change


def wrapped(name: str, text: str) -> None:
    """Take a form into the table that binds the function's name anew below it; F stands for it."""
    word = re.compile(r"\bF\b|(?<=_)F\b")
    rewritten(name, lambda source, function: source + "\n\n" + word.sub(function, text))


def returned(name: str, expression: str, head: str = "") -> None:
    """Take a form into the table that gives each array `a` of a result as another value."""
    each = (
        f"{head}\ndef _each(r):\n    if type(r) is np.ndarray:\n        a = r\n        return {expression}\n"
        "    if type(r) in (list, tuple):\n        return type(r)(_each(part) for part in r)\n"
        "    return {k: _each(v) for k, v in r.items()} if type(r) is dict else r\n"
    )
    wrapped(name, f"{each}def _again(F):\n    return lambda *a: _each(F(*a))\nF = _again(F)")


# What a function is
wrapped("callable_object", "class _Of:\n    def __init__(self, f): self.f = f\n    def __call__(self, *a): return self.f(*a)\nF = _Of(F)")
wrapped("static_method", "class Tools:\n    F = staticmethod(F)\nF = Tools.F")
wrapped("bound_method", "class Model:\n    def __init__(self, f): self.f = f\n    def run(self, *a): return self.f(*a)\nF = Model(F).run")
wrapped("class_method", "_kept_F = F\nclass Layer:\n    @classmethod\n    def run(cls, *a): return _kept_F(*a)\nF = Layer.run")
wrapped("partial", "import functools\nF = functools.partial(F)")
wrapped("decorated", "import functools, time\ndef timed(f):\n    @functools.wraps(f)\n    def inner(*a, **k):\n        start = time.time()\n        try:\n            return f(*a, **k)\n        finally:\n            inner.took = time.time() - start\n    return inner\nF = timed(F)")
wrapped("a_lambda", "F = (lambda f: lambda *a: f(*a))(F)")
wrapped("keywords_taken", "def _open(f):\n    def any_way(*a, **k): return f(*a, **k)\n    return any_way\nF = _open(F)")
wrapped("counts_its_calls", "calls = 0\ndef _counted(f):\n    def inner(*a):\n        global calls\n        calls += 1\n        return f(*a)\n    return inner\nF = _counted(F)")
wrapped("runs_in_a_thread", "import concurrent.futures as cf\ndef _threaded(f):\n    def inner(*a):\n        with cf.ThreadPoolExecutor(1) as pool: return pool.submit(f, *a).result()\n    return inner\nF = _threaded(F)")
wrapped("runs_in_asyncio", "def _awaited(f):\n    def inner(*a):\n        async def main(): return f(*a)\n        coroutine = main()\n        try:\n            coroutine.send(None)\n        except StopIteration as end:\n            return end.value\n    return inner\nF = _awaited(F)")
wrapped("raises_within", "def _tried(f):\n    def inner(*a):\n        try:\n            raise StopIteration\n        except StopIteration:\n            return f(*a)\n    return inner\nF = _tried(F)")
rewritten("made_by_exec", lambda source, function: f"exec({source!r})")
rewritten("within_if", lambda source, function: "if True:\n" + "\n".join(f"    {line}" if line else "" for line in source.split("\n")))
rewritten("within_try", lambda source, function: "try:\n" + "\n".join(f"    {line}" if line else "" for line in source.split("\n")) + "\nfinally:\n    pass")
rewritten("a_class_around", lambda source, function: f"def _make():\n    global {function}\n" + "\n".join(f"    {line}" if line else "" for line in source.split("\n")) + "\n_make()" if "class " not in source else source)
rewritten("wrong_and_then_right", lambda source, function: f"def {function}(*a):\n    return None\n\n{source}")

# What comes back
wrapped("list_for_tuple", "def _l(f):\n    def inner(*a):\n        r = f(*a)\n        return list(r) if type(r) is tuple else r\n    return inner\nF = _l(F)")
wrapped("namedtuple_for_tuple", "from collections import namedtuple\ndef _n(f):\n    def inner(*a):\n        r = f(*a)\n        return namedtuple('Result', [f'p{k}' for k in range(len(r))])(*r) if type(r) is tuple else r\n    return inner\nF = _n(F)")
wrapped("dataclass_for_tuple", "import dataclasses\ndef _d(f):\n    def inner(*a):\n        r = f(*a)\n        return dataclasses.make_dataclass('Result', [f'p{k}' for k in range(len(r))])(*r) if type(r) is tuple else r\n    return inner\nF = _d(F)")
wrapped("tuple_subclass", "class Many(tuple): pass\ndef _m(f):\n    def inner(*a):\n        r = f(*a)\n        return Many(r) if type(r) is tuple else r\n    return inner\nF = _m(F)")
wrapped("stacked_where_it_can_be", "def _s(f):\n    def inner(*a):\n        r = f(*a)\n        same = type(r) is tuple and all(type(p) is np.ndarray for p in r) and len({p.shape for p in r}) == 1\n        return np.stack(r) if same else r\n    return inner\nF = _s(F)")
wrapped("dict_subclass", "from collections import OrderedDict\ndef _o(f):\n    def inner(*a):\n        r = f(*a)\n        return OrderedDict(r) if type(r) is dict else r\n    return inner\nF = _o(F)")
wrapped("numbers_of_numpy", "def _v(f):\n    def inner(*a):\n        r = f(*a)\n        return np.float64(r) if type(r) is float else np.int64(r) if type(r) is int else r\n    return inner\nF = _v(F)")
wrapped("numbers_as_arrays", "def _v(f):\n    def inner(*a):\n        r = f(*a)\n        return np.array(r) if type(r) in (float, int) else r\n    return inner\nF = _v(F)")
wrapped("numbers_as_fractions", "from fractions import Fraction\ndef _v(f):\n    def inner(*a):\n        r = f(*a)\n        return Fraction(float(r)) if isinstance(r, (int, float)) and not isinstance(r, bool) else r\n    return inner\nF = _v(F)")
returned("longdouble", "a.astype(np.longdouble) if a.dtype.kind == 'f' else a")
returned("fortran_order", "np.asfortranarray(a)")
returned("not_contiguous", "np.repeat(a, 2, axis=-1)[..., ::2] if a.ndim else a")
returned("backwards_and_back", "np.ascontiguousarray(a[::-1])[::-1] if a.ndim else a")
returned("read_only", "_locked(a)", "def _locked(a):\n    a = a.copy()\n    a.setflags(write=False)\n    return a")
returned("array_subclass", "a.view(Mine)", "class Mine(np.ndarray): pass")
returned("masked_array", "np.ma.array(a)")
returned("memmap", "_on_disk(a)", "import tempfile\ndef _on_disk(a):\n    if not a.size or not a.ndim: return a\n    m = np.memmap(tempfile.TemporaryFile(), dtype=a.dtype, mode='w+', shape=a.shape)\n    m[...] = a\n    return m")
returned("matrix_where_it_can_be", "np.matrix(a) if a.ndim == 2 else a")
returned("lists_of_lists", "a.tolist()")
returned("array_of_objects", "a.astype(object)")
returned("big_endian", "a.astype(a.dtype.newbyteorder('>'))")
returned("array_interface", "Holder(a)", "class Holder:\n    def __init__(self, a): self.a = a\n    def __array__(self, dtype=None, copy=None): return self.a")

# What is done beside
wrapped("prints_much", "print('x' * 2**21)\ndef _p(f):\n    def inner(*a):\n        print('called', a)\n        return f(*a)\n    return inner\nF = _p(F)")
wrapped("warns_and_logs", "import warnings, logging\ndef _w(f):\n    def inner(*a):\n        warnings.warn('slow'); logging.warning('slow')\n        return f(*a)\n    return inner\nF = _w(F)")
wrapped("remembers", "_memory_F = {}\ndef _c(f):\n    def inner(*a):\n        key = repr([np.asarray(p).tobytes() if not isinstance(p, (list, tuple)) else repr(p) for p in a])\n        if key not in _memory_F:\n            _memory_F[key] = f(*a)\n        return _memory_F[key]\n    return inner\nF = _c(F)")
wrapped("error_below", "assert False, 'an experiment that fails, below right work'")
wrapped("garbage_collected", "import gc\ngc.disable(); gc.collect(); gc.enable()")

# How it is written
rewritten("comments_that_ask", lambda source, function: f"# what does {function} do?\n{source}\n# is that all?")
rewritten("tabs", lambda source, function: "\n".join("\t" * ((len(line) - len(line.lstrip())) // 4) + line.lstrip() if (len(line) - len(line.lstrip())) % 4 == 0 and '"""' not in source else line for line in source.split("\n")) if all((len(line) - len(line.lstrip())) % 4 == 0 for line in source.split("\n")) else source)
rewritten("blank_lines", lambda source, function: "\n\n\n" + source.replace("\n", "\n\n") + "   \n\n" if '"""' not in source and "\\\n" not in source else source)
rewritten("future_annotations", lambda source, function: f"from __future__ import annotations\n{source}\ndef _hinted(x: Nowhere, y: 'also?') -> Nobody: ...")
rewritten("timed_cell", lambda source, function: f"%%time\n{source}")
rewritten("captured_cell", lambda source, function: f"%%capture kept\n{source}")
rewritten("line_magics", lambda source, function: f"%matplotlib inline\n{source}\n%timeit -n 1 -r 1 1 + 1\n{function}?")
rewritten("shell_lines", lambda source, function: f"!echo hello\nfiles = !ls\n{source}")
rewritten("other_letters", lambda source, function: f"größe, 变量, ñ = 1, 2, 3  # é\n{source}")


@form
def windows_lines(work):
    """Line ends as Windows has them."""
    for cell in work.cells:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")


@form
def byte_order_mark(work):
    """A mark at the file's beginning."""
    return b"\xef\xbb\xbf" + json.dumps(work.notebook).encode()


# Where it stands
def _moved_out(work, head=""):
    """Rename each function and return its source under the new name, with what calls it left in its cell."""
    for cell, function in work.written():
        source = re.sub(rf"\b{function}\b", f"my_{function}", cell["source"])
        cell["source"] = f"def {function}(*arguments):\n    return my_{function}(*arguments)"
        yield cell, function, head + source


@form
def helper_before(work):
    """What does the work stands in a cell before."""
    for cell, _, source in list(_moved_out(work)):
        work.add(source, cell)


@form
def helper_behind_that_asks(work):
    """What does the work stands in a cell at the end, with a comment that asks."""
    for _, _, source in list(_moved_out(work, "# enough?\n")):
        work.add(source, work.cells[-1], behind=True)


@form
def helper_of_a_helper(work):
    """Two cells, the second of which needs the first."""
    for cell, function, source in list(_moved_out(work)):
        work.add(source.replace(f"my_{function}", f"inner_{function}"), cell)
        work.add(f"my_{function} = lambda *a: inner_{function}(*a)", cell)


@form
def helper_put_into_numpy(work):
    """A cell puts what does the work into numpy."""
    for cell, function, source in list(_moved_out(work)):
        work.add(f"{source}\nnp.my_{function} = my_{function}", cell)
        cell["source"] = f"def {function}(*arguments):\n    return np.my_{function}(*arguments)"


@form
def module_beside(work):
    """What does the work stands in a file of the learner's own, with a table that it reads."""
    work.files["one.csv"] = b"1\n"
    for cell, function, source in list(_moved_out(work)):
        needed = {name for name in names_of(source).used - names_of(source).bound if "." not in name}
        if needed - {"np", "math", *vars(builtins)}:  # functions of the notebook
            work.add(source, cell)
            continue
        work.files[f"my_{function}_file.py"] = f"import numpy as np\nimport math\nONE = np.loadtxt('one.csv')\n{source}\n".encode()
        cell["source"] = f"from my_{function}_file import my_{function}\n{cell['source']}"


@form
def recursion_limit(work):
    """A cell allows deeper recursion, and each function needs it."""
    first = work.written()[0][0]
    work.add("import sys\nsys.setrecursionlimit(8000)", first)
    for cell, function in work.written():
        cell["source"] += f"\ndef _deep(f):\n    def down(n): return n and 1 + down(n - 1)\n    return lambda *a: (down(3000), f(*a))[1]\n{function} = _deep({function})"


@form
def split_in_the_middle(work):
    """Each function cut after its first lines."""
    for cell, _ in work.written():
        lines = cell["source"].split("\n")
        starts = [
            k
            for k, line in enumerate(lines[:-2])
            if line.startswith("def ") and all(re.match(r" {4}\w[^:({\[]*$", each) for each in lines[k + 1 : k + 3])
        ]
        if starts:
            work.add("\n".join(lines[starts[-1] + 2 :]), cell, behind=True)
            cell["source"] = "\n".join(lines[: starts[-1] + 2])


def _merge(work, to, *, delete):
    own = work.answers()
    target = own[to]
    target["source"] = "\n\n".join("".join(cell["source"]) for cell in own)
    for cell in own:
        if cell is not target:
            cell["source"] = work.stubs[id_of(cell)]
    if delete:
        work.cells[:] = [cell for cell in work.cells if cell is target or all(cell is not other for other in own)]


@form
def merged_first_others_deleted(work):
    """Everything in the first cell."""
    _merge(work, 0, delete=True)


@form
def merged_first_stubs_left(work):
    """Everything in the first cell, the others as they were handed out."""
    _merge(work, 0, delete=False)


@form
def merged_last_others_deleted(work):
    """Everything in the last cell."""
    _merge(work, -1, delete=True)


@form
def merged_last_stubs_left(work):
    """Everything in the last cell, the others as they were handed out."""
    _merge(work, -1, delete=False)


@form
def all_in_a_cell_of_its_own(work):
    """Everything in a new cell at the top, all others as they were handed out."""
    own = work.answers()
    text = "\n\n".join("".join(cell["source"]) for cell in own)
    for cell in own:
        cell["source"] = work.stubs[id_of(cell)]
    work.add(text, own[0])


@form
def three_merged(work):
    """The first three functions in the second one's cell, the others deleted."""
    own = [cell for cell, _ in islice(work.written(), 3)]
    into = own[:2][-1]  # an assignment may have one function alone
    into["source"] = "\n\n".join(cell["source"] for cell in own)
    work.cells[:] = [cell for cell in work.cells if cell is into or all(cell is not other for other in own)]


@form
def turned_round(work):
    """All cells in the opposite order."""
    work.cells.reverse()


@form
def stripped(work):
    """No metadata, no ids."""
    work.notebook |= {"metadata": {"colab": {"provenance": []}}, "nbformat_minor": 0}
    for cell in work.cells:
        cell.pop("id", None)
        cell["metadata"] = {"id": "x"}
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)


@form
def of_another_editor(work):
    """As VS Code saves it."""
    work.notebook |= {"nbformat_minor": 2, "metadata": {"vscode": {"interpreter": {}}, "kernelspec": {"name": "py", "display_name": "3.11", "language": "python"}}}
    for cell in work.cells:
        cell.pop("id", None)
        cell["metadata"]["vscode"] = {"languageId": "python"}


@form
def tests_deleted(work):
    """No test is left."""
    work.cells[:] = [cell for cell in work.cells if not (notes(cell).get("grade") and not notes(cell).get("solution"))]


@form
def written_twice(work):
    """Each solution stands twice, the first one a draft that is wrong."""
    for cell, function in work.written():
        place = next(k for k, other in enumerate(work.cells) if other is cell)
        work.cells.insert(place, copy.deepcopy(cell) | {"id": f"draft-{place}", "source": f"def {function}(*a):\n    return 0"})


@form
def experiments_with_errors(work):
    """Cells between that end in errors."""
    for cell, function in work.written():
        work.add(f"{function}()\n1 / 0", cell, behind=True)
        work.add("this is no Python, is it?", cell)


@form
def answers_in_other_types(work):
    """Answers as sets, arrays and lists of one."""
    for cell in work.answers():
        if id_of(cell) not in work.tasks and id_of(cell).endswith("-answer"):
            name = "answer_" + id_of(cell).removesuffix("-answer").replace("-", "_")
            cell["source"] = "".join(cell["source"]) + f"\n{name} = set({name}) if isinstance({name}, list) else np.array([{name}])"
