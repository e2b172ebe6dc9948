"""An assignment of a course made ready to be graded: what decides its grades, and the kernels that it needs."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypedDict

from quizzes.checks.load import load_tasks
from quizzes.errors import UsageError
from quizzes.grading.cells import is_graded, modules_of, notes_of, task_names
from quizzes.grading.course.secret import course_secret
from quizzes.grading.course.settings import read_settings
from quizzes.grading.course.sources import LIBRARY, course_bank, files_beside
from quizzes.grading.intake.submissions import joined
from quizzes.grading.judge.evidence import Grounds
from quizzes.grading.judge.exercise import Exercise
from quizzes.grading.judge.notebook import grounds, with_apart
from quizzes.grading.run.kernels import KernelPlan
from quizzes.grading.run.run import Connect
from quizzes.grading.sandbox.limits import Limits
from quizzes.model import Item
from quizzes.project import project_of
from quizzes.variants import variant

PACKAGES = Path(__file__).resolve().parents[3]  # the folder of this package


@dataclass(frozen=True)
class Assignment:
    """All notebooks of an assignment, by name."""

    name: str
    exercises: tuple[Exercise, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """Return the names of the notebooks' files."""
        return tuple(exercise.file for exercise in self.exercises)

    @property
    def beside(self) -> Mapping[str, bytes]:
        """Return the files that lie beside the notebooks."""
        return self.exercises[0].files

    @property
    def sha256(self) -> str:
        """Return a hash of everything that decides a grade."""
        return joined({exercise.file: exercise.sha256 for exercise in self.exercises})

    @property
    def max_score(self) -> float:
        """Return the points of the assignment."""
        return float(sum(exercise.max_score for exercise in self.exercises))

    @cached_property
    def names(self) -> Mapping[tuple[str, str], str]:
        """Return what a cell is called in grades, by its notebook and its grade id."""
        return task_names(
            (exercise.stem, notes["grade_id"])
            for exercise in self.exercises
            for notes in map(notes_of, exercise.source["cells"])
            if notes.get("grade") or notes.get("solution") or notes.get("task")
        )

    @property
    def within(self) -> tuple[str, ...]:
        """Return the ordinary test cells that run in the learner's kernel."""
        return tuple(self.names[exercise.stem, name] for exercise in self.exercises for name in exercise.within)

    @property
    def grounds(self) -> Mapping[str, tuple[str, ...]]:
        """Return what the points of the graded cells rest on: their names by it, in their order."""
        pairs = [(self.names[each.stem, cell], what) for each in self.exercises for cell, what in grounds(each).items()]
        return {each.value: found for each in Grounds if (found := tuple(name for name, what in pairs if what is each))}

    @property
    def unproven(self) -> Mapping[str, str]:
        """Return the ordinary test cells that the source's own solution fails, and what is said of it there."""
        return {
            self.names[exercise.stem, name]: message
            for exercise in self.exercises
            for name, message in exercise.unproven.items()
        }

    def with_apart(self, connect: Connect, tests: Connect | None = None) -> Assignment:
        """Return the assignment with the ordinary test cells that its masters show to run in a kernel of their own."""
        return replace(self, exercises=tuple(with_apart(exercise, connect, tests) for exercise in self.exercises))


def read_assignment(
    course: Path, assignment: str, sources: Mapping[str, Mapping], limits: Limits, *, own_numbers: bool = False
) -> Assignment:
    """Return everything that decides a grade in the assignment; with a secret where its tasks' numbers are drawn."""
    secret = course_secret(course) if own_numbers and load_tasks(assignment, project_of(course)) else b""
    made = (read_exercise(course, assignment, source, limits, name) for name, source in sources.items())
    return Assignment(assignment, tuple(replace(exercise, secret=secret) for exercise in made))


def read_exercise(course: Path, assignment: str, source: Mapping, limits: Limits, notebook: str = "") -> Exercise:
    """Return everything that decides a grade in one notebook of the assignment."""
    beside = files_beside(course, assignment, limits)
    files = {name: path.read_bytes() for name, path in beside.copied.items()}
    data = {name: _digest(path, path.stat().st_mtime_ns) for name, path in beside.mounted.items()}
    ask = read_settings(course).untouched == "ask"
    items = _items(course, source)
    return Exercise(
        assignment, source, items, files, limits, data=data, ask=ask, notebook=notebook, project=project_of(course)
    )


@lru_cache(maxsize=64)
def _digest(path: Path, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kernel_plan(
    course: Path,
    sources: Mapping[str, Mapping],
    limits: Limits,
    *,
    sandbox: bool,
    warm: bool,
    ready: int,
    absent: Collection[str] = (),
    for_tests: bool = False,
    data: Mapping[str, Path] | None = None,
) -> KernelPlan:
    """Return how the kernels for an assignment are made.

    In them the modules that are `absent` cannot be used, but in those of test cells that run apart where they are said
    to need them; `data` are the files that they see and do not copy.
    """
    project = project_of(course)
    names = {name for source in sources.values() for name in (*project.imports, *modules_of(source))}
    library = course / LIBRARY
    places = [project.place(place) for place in (project.bank, project.tasks, project.masters)]
    plan = KernelPlan(
        tuple(sorted(names)),
        limits,
        sandbox=sandbox,
        warm=warm,
        secret=(str(course), *map(str, filter(Path.exists, places))),
        ready=ready,
        data=tuple((name, str(path)) for name, path in (data or {}).items()),
        library=str(library.resolve()) if library.is_dir() else "",
    )
    kept = tuple(name for name in plan.modules if name.partition(".")[0] not in absent)
    tests = replace(plan, ready=1) if for_tests else None
    return replace(plan, modules=kept, absent=tuple(sorted(absent)), tests=tests)


class AbsentModules(TypedDict):
    """Words of `kernel_plan`."""

    absent: Collection[str]
    for_tests: bool


def absent_modules(course: Path, assignment: str, sources: Mapping[str, Mapping]) -> AbsentModules:
    """Return the modules that no answer may use, and whether test cells use them: words of `kernel_plan`.

    A task of the book's says which for its answer, and course.toml for an assignment.
    """
    tasks = load_tasks(assignment, project_of(course))
    cells = [cell for source in sources.values() for cell in source["cells"]]
    asked = {notes_of(cell).get("grade_id") for cell in cells}
    absent = {name for task in tasks.values() if task.id in asked for name in task.without or ()}
    of_settings = read_settings(course).without.get(assignment, frozenset())
    if of_settings:
        _require_not_needed(of_settings, [name for source in sources.values() for name in modules_of(source)])
    absent |= of_settings
    tests = [cell for cell in cells if is_graded(cell) and not notes_of(cell).get("solution")]
    used = {name.partition(".")[0] for name in modules_of({"cells": tests})}
    return AbsentModules(absent=frozenset(absent), for_tests=not tasks and bool(used & absent))


def _require_not_needed(absent: Collection[str], modules: Collection[str]) -> None:
    """Raise UsageError where a kernel, or a module that the assignment imports, cannot be without one of them."""
    others = sorted(name for name in modules if name.partition(".")[0] not in absent)
    program = (
        "import contextlib, importlib, sys\nimport quizzes.grading.sandbox.agent.kernel\nfor name in sys.argv[1:]:\n"
        "    with contextlib.suppress(ImportError):\n        importlib.import_module(name)\nprint(*sys.modules)"
    )
    path = os.pathsep.join(filter(None, (str(PACKAGES), os.environ.get("PYTHONPATH"))))
    command, env = [sys.executable, "-c", program, *others], {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    if needed := sorted(set(done.stdout.split()) & set(absent)):
        raise UsageError(
            f"{', '.join(needed)}: Python or a library that the assignment imports needs it, so that it cannot be kept "
            "from answers. Take it out of `without` in course.toml"
        )


def _items(course: Path, source: Mapping) -> dict[str, Item]:
    """Return the bank's items that the notebook asks."""
    names = {notes_of(cell).get("grade_id") for cell in source["cells"]}
    asked = sorted(str(name) for name in names if f"{name}-answer" in names)
    if not asked:
        return {}
    bank = course_bank(course)
    return {name: variant(bank.items[name], 0) for name in asked if name in bank.items}
