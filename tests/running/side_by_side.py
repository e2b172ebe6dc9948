"""Tests in several processes (`pytest -n 3`): which stay together, which begin first, and what is made once for all.

A file's tests run in one process, because its fixtures are made for it, but for the files of APART. Groups of LONG
begin first, so that the end of a run is made of many short ones.

Why: DECISIONS.md#tests-side-by-side.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from filelock import FileLock
from xdist.scheduler import LoadScopeScheduling

_START = re.compile(r"\b(warm|cold)\b")  # a template of kernels
# Files with more than one group: what the ids of tests that stay together share. The rest of the file is one more.
APART = {
    "tests/kernels/test_every_machine.py": re.compile(r"chapter|proofs|experiments"),
    "tests/browser/test_site.py": re.compile(r"\b(odd|even)\b"),  # pages
    "tests/quizzes/grading/sandbox/test_walls.py": _START,
    "tests/quizzes/grading/sandbox/test_kernel.py": _START,
    "tests/quizzes/grading/test_outcomes.py": _START,
}
LONG = (  # groups, or files with all of theirs, by the time that they take, but for the book, on which others wait
    "tests/test_book.py",
    "tests/test_lint.py",
    "tests/kernels/test_every_machine.py",
    "tests/quizzes/grading/test_corpus.py",
    "tests/term/test_term.py",
    "tests/term/test_term_postgresql.py",
    "tests/term/test_days.py",
    "tests/quizzes/grading/run/test_cluster.py",
    "tests/quizzes/test_prove.py",
    "tests/quizzes/grading/sandbox/test_walls.py cold",
    "tests/quizzes/grading/test_outcomes.py cold",
    "tests/quizzes/grading/sandbox/test_walls.py warm",
    "tests/quizzes/page/test_pages.py",
    "tests/figures/test_shapes.py",
    "tests/figures/test_live.py",
    "tests/quizzes/grading/judge/test_asserts_apart.py",
    "tests/quizzes/page/test_cards.py",
    "tests/term/test_nbgrader_beside.py",
    "tests/browser/test_site.py odd",
    "tests/browser/test_site.py even",
    "tests/browser/test_figures_series.py",
    "tests/browser/test_figures_stepping.py",
    "tests/browser/test_figures.py",
    "tests/browser/test_kinds.py",
    "tests/browser/test_formgrader.py",
)


def group_of(nodeid: str) -> str:
    """Return the name of the group that a test belongs to."""
    path, _, name = nodeid.partition("::")
    shared = APART[path].search(name) if path in APART else None
    return f"{path} {shared.group()}" if shared else path


def long_ones_first(nodeids: Iterable[str]) -> Callable[[str], tuple[int, int]]:
    """Return the key that sorts tests so that long groups come first, and the tests of a group together."""
    long = {group: number for number, group in enumerate(LONG)}
    place: dict[str, tuple[int, int]] = {}
    for nodeid in nodeids:
        group = group_of(nodeid)
        rank = long.get(group, long.get(group.partition(" ")[0], len(long)))
        place.setdefault(group, (rank, len(place)))
    return lambda nodeid: place[group_of(nodeid)]


class GroupScheduling(LoadScopeScheduling):
    """Gives each process a group at a time, in the order of the tests."""

    # pytest-xdist's own `loadgroup` separates all tests with pytest 9.2: it renames them, which pytest no longer takes.
    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


class Once:
    """Makes what all processes of a run use: the first that needs it makes it, the others wait for it."""

    def __init__(self, base: Path) -> None:
        """Keep what is made in a folder that all processes of the run know."""
        self._base = base

    def __call__(self, name: str, make: Callable[[Path], object]) -> Path:
        """Return the folder of that name, which `make` fills in the first process that asks; it is only read.

        Raises
        ------
        AssertionError
            If it could not be made in the process that tried; there it is the error itself.
        """
        folder, done, failed = (self._base / f"{name}{ending}" for ending in ("", ".done", ".failed"))
        with FileLock(self._base / f"{name}.lock"):
            if failed.exists():
                raise AssertionError(f"{name} could not be made: {failed.read_text(encoding='utf-8')}")
            if not done.exists():
                folder.mkdir()
                try:
                    make(folder)
                except BaseException as error:
                    told = f"{type(error).__name__}: {error}"
                    failed.write_text(f"{told[:200]} (the first test that needed it tells more)", encoding="utf-8")
                    raise
                done.touch()
        return folder


def folder_of_the_run(own: Path) -> Path:
    """Return the temporary folder of all processes of a run; `own` is that of this one."""
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
