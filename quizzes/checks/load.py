"""The tasks of an assignment: one module a task below quizzes/checks/tasks/<assignment>/, each with its `TASK`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType

from quizzes.checks.model import Task

TASKS = Path(__file__).resolve().parent / "tasks"
_ALL_CASES = ("shape", "unchanged")


@cache
def load_tasks(assignment: str) -> Mapping[str, Task]:
    """Return the tasks of an assignment by id; none where it has no folder.

    Raises
    ------
    ValueError
        If a task contradicts itself; the message names every place.
    """
    tasks = [module.TASK for module in _modules(assignment)]
    problems = [problem for task in tasks for problem in task_problems(task)]
    if problems:
        raise ValueError("\n".join(problems))
    return MappingProxyType({task.id: task for task in tasks})


def folder_of(assignment: str) -> Path:
    """Return the folder of the modules with an assignment's tasks."""
    return TASKS / assignment.replace("-", "_")


def module_of(assignment: str, task_id: str) -> Path:
    """Return the file of the module with a task."""
    return next(Path(module.__file__ or "") for module in _modules(assignment) if module.TASK.id == task_id)


def _modules(assignment: str) -> list[ModuleType]:
    folder = folder_of(assignment)
    names = sorted(module.name for module in pkgutil.iter_modules([str(folder)]))
    return [importlib.import_module(f"quizzes.checks.tasks.{folder.name}.{name}") for name in names]


def assignments() -> tuple[str, ...]:
    """Return the names of the assignments that have tasks."""
    names = (module.name for module in pkgutil.iter_modules([str(TASKS)]) if module.ispkg)
    return tuple(sorted(name.replace("_", "-") for name in names))


def all_tasks() -> dict[str, Task]:
    """Return the tasks of all assignments by id."""
    return {task.id: task for name in assignments() for task in load_tasks(name).values()}


def task_problems(task: Task) -> Iterator[str]:
    """Yield what a task says twice or leaves open."""
    ids = [part.id for part in task.properties]
    yield from _twice(task, "property", ids)
    yield from _twice(task, "case", [case.name for case in task.cases])
    yield from _twice(task, "mutant", [mutant.id for mutant in task.mutants])
    for case in task.cases:
        if case.property not in ids or case.property in _ALL_CASES:
            yield f"{task.id}: the case {case.name!r} decides {case.property!r}, which is no property of values"
    for part in task.properties:
        if part.id not in _ALL_CASES and part.id not in [case.property for case in task.cases]:
            yield f"{task.id}: no case decides the property {part.id!r}"
        if part.points <= 0:
            yield f"{task.id}: the property {part.id!r} is worth {part.points}; expected more than 0"
    for mutant in task.mutants:
        if mutant.fails not in ids:
            yield f"{task.id}: {mutant.id} is to fail {mutant.fails!r}, which is no property"
        if bool(mutant.source) == (mutant.edit != ("", "")):
            yield f"{task.id}: {mutant.id} needs either an edit or a source"
    if not task.cases:
        yield f"{task.id}: no cases"


def _twice(task: Task, what: str, names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{task.id}: the {what} {name!r} stands twice"
