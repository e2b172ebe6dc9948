"""The draws of a task's hidden numbers: which of them tell each known mistake apart as the usual numbers do.

A task has `DRAWS` draws. Each is tried once, by `make draws`: with it every solution earns everything, and every known
mistake the same points under the same name as with the usual numbers. What is not so is listed as unfit in draws.json
beside the tasks and never used. Which of the others are a student's own only the course's secret can tell.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from quizzes.checks.cases import salted
from quizzes.checks.inside import asking
from quizzes.checks.load import folder_of, load_tasks, module_of
from quizzes.checks.model import Task
from quizzes.checks.namespace import mutant_source, namespace_of
from quizzes.checks.verify import verify
from quizzes.project import Project, find_project

DRAWS = 256  # of each task
FILE = "draws.json"
_SALT = b"the numbers of a task's draws"  # no secret: who knows a draw's right answers has solved the task


def own_task(assignment: str, task_id: str, secret: bytes, student: str, project: Project | None = None) -> Task:
    """Return the task with the numbers that are the student's own; with the usual ones where there is no secret.

    The same secret and student give the same numbers, anywhere and at any time. Where a draw is unfit the next one is
    taken, and the usual numbers where none is fit.
    """
    project = project or find_project()
    task = load_tasks(assignment, project)[task_id]
    if not secret or task.draw is None:
        return task
    words = "\0".join((assignment, task_id, student)).encode("utf-8", "surrogatepass")
    first = int.from_bytes(hmac.digest(secret, words, "sha256")[:8], "big") % DRAWS
    for step in range(DRAWS):
        number = (first + step) % DRAWS
        if is_fit(assignment, task_id, number, project):
            return drawn_task(assignment, task_id, number, project)
    return task


@lru_cache(maxsize=64)
def drawn_task(assignment: str, task_id: str, number: int, project: Project | None = None) -> Task:
    """Return the task with the numbers of one draw."""
    with salted(_SALT, assignment, task_id, str(number)):
        return load_tasks(assignment, project)[task_id].drawn_anew()


def fits(assignment: str, task_id: str, number: int, project: Project | None = None) -> bool:
    """Try a draw: say whether solutions and known mistakes fare with it as with the usual numbers."""
    usual = _usual_outcomes(assignment, task_id, project)
    drawn = _outcomes(drawn_task(assignment, task_id, number, project))
    return all(one == other for one, other in zip(drawn, usual, strict=True))


@cache
def fingerprint(assignment: str, task_id: str, project: Project | None = None) -> str:
    """Return a hash of a task's module without its imports; what was found out about other sources does not hold."""
    lines = module_of(assignment, task_id, project).read_text(encoding="utf-8").split("\n")
    text = "\n".join(line for line in lines if not line.startswith(("import ", "from ")))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def tried(assignment: str, known: Mapping[str, dict] = MappingProxyType({})) -> Iterator[tuple[str, dict[str, object]]]:
    """Try every draw of every task of an assignment; yield id and entry of draws.json for each.

    Of `known` an entry is kept whose task is what it was.
    """
    for name, task in load_tasks(assignment).items():
        if task.draw is None:
            continue
        if (entry := known.get(name)) and entry["task"] == fingerprint(assignment, name):
            yield name, entry
        else:
            unfit = [number for number in range(DRAWS) if not fits(assignment, name, number)]
            yield name, {"task": fingerprint(assignment, name), "unfit": unfit}


@cache
def entries(assignment: str, project: Project | None = None) -> Mapping[str, dict]:
    """Return what draws.json says of the tasks of an assignment, by id; nothing where there is no file."""
    path = folder_of(assignment, project) / FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@cache
def is_fit(assignment: str, task_id: str, number: int, project: Project | None = None) -> bool:
    """Look a draw up; try it here and now where the task is another one than the list was made for."""
    entry = entries(assignment, project).get(task_id)
    if entry and entry["task"] == fingerprint(assignment, task_id, project):
        return number not in entry["unfit"]
    return fits(assignment, task_id, number, project)


def _outcomes(task: Task) -> Iterator[tuple[float, str, str]]:
    """Yield points, mutant and misconception of each known mistake and each solution."""
    for source in (*(mutant_source(task, mutant) for mutant in task.mutants), *task.solutions.values()):
        verdict = verify(task, asking(namespace_of(source)))
        yield round(verdict.points, 6), verdict.mutant, verdict.misconception


@cache
def _usual_outcomes(assignment: str, task_id: str, project: Project | None) -> list[tuple[float, str, str]]:
    return list(_outcomes(load_tasks(assignment, project)[task_id]))
