"""The tasks of an assignment: one module a task, with its `TASK`, in a folder of the project's tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType

from quizzes.checks.model import Task
from quizzes.own_code import module_at
from quizzes.project import Project, find_project

_ALL_CASES = ("shape", "unchanged")


def load_tasks(assignment: str, project: Project | None = None) -> Mapping[str, Task]:
    """Return the tasks of an assignment of a project by id; none where it has no folder.

    Raises
    ------
    ValueError
        If a task contradicts itself; the message names every place.
    """
    return _tasks(project or find_project(), assignment)


@cache
def _tasks(project: Project, assignment: str) -> Mapping[str, Task]:
    tasks = [_with_absent(module.TASK, project) for module in _modules(assignment, project)]
    problems = [problem for task in tasks for problem in task_problems(task)]
    if problems:
        raise ValueError("\n".join(problems))
    return MappingProxyType({task.id: task for task in tasks})


def _with_absent(task: Task, project: Project) -> Task:
    """Return the task with the modules that its answer may not use: where it names none, the project's."""
    return task if task.without is not None else replace(task, without=project.absent)


def folder_of(assignment: str, project: Project | None = None) -> Path:
    """Return the folder of the modules with an assignment's tasks."""
    project = project or find_project()
    return project.place(project.tasks) / assignment.replace("-", "_")


def module_of(assignment: str, task_id: str, project: Project | None = None) -> Path:
    """Return the file of the module with a task."""
    return next(Path(module.__file__ or "") for module in _modules(assignment, project) if module.TASK.id == task_id)


def _modules(assignment: str, project: Project | None) -> list[ModuleType]:
    project = project or find_project()
    folder = folder_of(assignment, project)
    names = sorted(path.name for path in folder.glob("*.py") if not path.name.startswith("_"))
    return [module_at(project.root, f"{project.tasks}/{folder.name}/{name}") for name in names]


def assignments(project: Project | None = None) -> tuple[str, ...]:
    """Return the names of the assignments that have tasks."""
    project = project or find_project()
    modules = project.place(project.tasks).glob("*/[!_]*.py")
    return tuple(sorted({path.parent.name.replace("_", "-") for path in modules}))


def all_tasks(project: Project | None = None) -> dict[str, Task]:
    """Return the tasks of all assignments by id."""
    return {task.id: task for name in assignments(project) for task in load_tasks(name, project).values()}


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
