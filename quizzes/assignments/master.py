"""Masters: the text notebooks that assignments are made from (the one module that knows jupytext).

A cell of a master says only what it must. Behind the opening of a code cell stand fields::

    ```{code-cell} ipython3
    :role: tests
    :task: gates-lstm-step
    :points: 6

====================  ==========================================================================
role                  the cell
====================  ==========================================================================
``given``, `id`       code that learners run and cannot change
``solution``, `task`  a stub and, between BEGIN and END SOLUTION, what learners write in its place
``tests``, `task`,    visible tests; one such cell for each task, behind the task's solution. What is
`points`              graded is the task in quizzes/checks/tasks; a task that has none there has hidden
                      tests between BEGIN and END HIDDEN TESTS instead
``item``, `item`      stands for an item of the bank: question, answer cell, judgement
``manual``, `id`,     a question that a person reads, in Markdown: the question; between BEGIN and END RUBRIC
`points`              what earns which points; between BEGIN and END SOLUTION a model answer
====================  ==========================================================================

Text and code cells without a role are handed on as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from quizzes.assignments.regions import Region, inside
from quizzes.checks.load import load_tasks
from quizzes.checks.model import Task
from quizzes.errors import MasterError, Problem, Where, did_you_mean
from quizzes.kinds import KINDS, InAssignments
from quizzes.model import Bank

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_OPENING = re.compile(r"^`{3,}\s*\{code-cell\}")


class Role(Enum):
    """What a cell of a master is for."""

    TEXT = "text"  # Markdown
    CODE = "code"  # code that learners may change
    GIVEN = "given"
    SOLUTION = "solution"
    TESTS = "tests"
    ITEM = "item"
    MANUAL = "manual"


_FIELDS: dict[Role, tuple[str, ...]] = {
    Role.GIVEN: ("id",),
    Role.SOLUTION: ("task",),
    Role.TESTS: ("task", "points"),
    Role.ITEM: ("item",),
    Role.MANUAL: ("id", "points"),
}
_REGIONS = {  # what such a cell must hold; a task's hidden tests only where quizzes/checks has no such task
    Role.SOLUTION: (Region.SOLUTION,),
    Role.TESTS: (Region.HIDDEN_TESTS,),
    Role.MANUAL: (Region.RUBRIC, Region.SOLUTION),
}


@dataclass(frozen=True)
class MasterCell:
    """One cell of a master."""

    role: Role
    source: str
    id: str  # of the given code, the task or the item; empty for text and code
    points: float  # of the tests or the manual question; 0 for every other role
    where: Where


@dataclass(frozen=True)
class Master:
    """One assignment as its author wrote it."""

    name: str  # of the assignment: the file's name without its ending
    cells: tuple[MasterCell, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)  # what stands beside the notebook, from a folder so called


def load_masters(bank: Bank) -> dict[str, Master]:
    """Read every master of the bank's project, by name.

    Raises
    ------
    MasterError
        If anything is wrong in any of them: `problems` names file and line of each.
    """
    problems: list[Problem] = []
    paths = sorted(bank.project.place(bank.project.masters).glob("*.md"), key=_name)
    masters = {path.stem: _read(path, bank, problems) for path in paths}
    if problems:
        raise MasterError(problems)
    return masters


def _name(path: Path) -> str:
    return path.stem


def _read(path: Path, bank: Bank, problems: list[Problem]) -> Master:
    import jupytext  # what grades a released assignment reads no master
    from jupytext.myst import MystMetadataParsingError
    from yaml import YAMLError

    file = path.relative_to(bank.project.root).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
        notebook = jupytext.reads(text, fmt="md:myst")
    except (UnicodeDecodeError, MystMetadataParsingError, YAMLError) as error:
        what = " ".join(str(error).split())
        problems.append(Problem(Where(file, 1), f"not a text notebook in MyST Markdown: {what}"))
        return Master(path.stem, ())
    tasks = load_tasks(path.stem, bank.project)
    openings = iter([line for line, content in enumerate(text.split("\n"), 1) if _OPENING.match(content)])
    cells: list[MasterCell] = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            where = Where(file, next(openings, 1))
            found = list(_field_problems(cell.metadata))
            made = _cell(cell, where)
            found = found or list(_content_problems(made, bank, tasks))
            problems += [Problem(where, message) for message in found]
            cells.append(made)
        else:
            cells.append(MasterCell(Role.TEXT, cell.source, "", 0, Where(file, 1)))
    problems += _whole_problems(cells, bank)
    problems += [
        Problem(Where(file, 1), f"the task {name!r} of {Path(bank.project.tasks).name}/{path.stem} is asked nowhere")
        for name in set(tasks) - {cell.id for cell in cells if cell.role is Role.TESTS}
    ]
    return Master(path.stem, tuple(cells), _files(path.with_suffix("")))


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*")) if path.is_file()}


def _cell(cell: object, where: Where) -> MasterCell:
    fields = cell.metadata  # type: ignore[attr-defined]
    known = [role.value for role in _FIELDS]
    role = Role(fields["role"]) if fields.get("role") in known else Role.CODE
    identity = next((str(fields[key]) for key in _FIELDS.get(role, ()) if key != "points" and key in fields), "")
    points = fields.get("points", 0)
    return MasterCell(role, cell.source, identity, points if _is_points(points) else 0, where)  # type: ignore[attr-defined]


def _field_problems(fields: dict) -> Iterator[str]:
    roles = {role.value: role for role in _FIELDS}
    role = fields.get("role")
    if role is not None and role not in roles:
        yield f"unknown role {role!r}{did_you_mean(str(role), roles) or '; known are ' + ', '.join(roles)}"
        return
    wanted = _FIELDS[roles[role]] if role is not None else ()
    allowed = (*wanted, *(["role"] if role is not None else []), "tags")
    for name in fields:
        if name not in allowed:
            yield f"unknown field {name!r}{did_you_mean(name, [*allowed, 'role'])}"
    for name in wanted:
        if name not in fields:
            yield f"a cell of role {role!r} needs the field {name!r}"
        elif name == "points" and not _is_points(fields[name]):
            yield f"points: expected a whole number above 0, got {fields[name]!r}"
        elif name != "points" and not _ID.fullmatch(str(fields[name])):
            yield f"{name}: expected an id of lower-case words joined by hyphens, got {fields[name]!r}"


def _is_points(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _content_problems(cell: MasterCell, bank: Bank, tasks: Mapping[str, Task]) -> Iterator[str]:
    if cell.role is Role.ITEM:
        if cell.id not in bank.items:
            yield f"unknown item {cell.id!r}{did_you_mean(cell.id, bank.items)}"
        elif not isinstance(KINDS[kind := bank.items[cell.id].kind], InAssignments):
            asked = ", ".join(each.value for each, module in KINDS.items() if isinstance(module, InAssignments))
            yield f"{cell.id}: an item of the kind {kind.value} cannot stand in an assignment; expected one of {asked}"
        if cell.source.strip():
            yield f"{cell.id}: an item's cell holds no code; its question comes from the bank"
    wanted = _REGIONS.get(cell.role, ())
    if cell.role is Role.TESTS and cell.id in tasks:
        wanted = ()
        if cell.points != tasks[cell.id].points:
            yield f"{cell.id}: points: the task is worth {tasks[cell.id].points:g}, got {cell.points:g}"
    for region in Region:
        name = region.value
        marks = re.findall(rf"\b(BEGIN|END) {name}\b", cell.source)
        if region not in wanted and marks:
            yield f"{name} does not belong in {_a_cell(cell, tasks)}"
        elif region in wanted and (not marks or marks != ["BEGIN", "END"] * (len(marks) // 2)):
            actual = ", ".join(marks) or "neither"
            yield f"{cell.id}: expected '### BEGIN {name}' and '### END {name}', got {actual}"
        elif region in wanted and not inside(cell.source, region):
            yield f"{cell.id}: nothing stands between BEGIN and END {name}"


def _a_cell(cell: MasterCell, tasks: Mapping[str, Task]) -> str:
    if cell.role is Role.TESTS and cell.id in tasks:
        return f"the tests of {cell.id!r}: a task of this id judges it"
    return f"a cell of role {cell.role.value!r}"


def _whole_problems(cells: list[MasterCell], bank: Bank) -> Iterator[Problem]:
    """Yield what can only be seen from all cells: ids used twice, tasks that lack a part."""
    solutions = {cell.id: cell for cell in reversed(cells) if cell.role is Role.SOLUTION}
    tests = {cell.id: cell for cell in reversed(cells) if cell.role is Role.TESTS}
    first: dict[tuple[bool, str], MasterCell] = {}
    for cell in cells:
        if not cell.id:
            continue
        seen = first.setdefault((cell.role is Role.TESTS, cell.id), cell)
        if seen is not cell:
            yield Problem(cell.where, f"duplicate id {cell.id!r}, first used at {seen.where}")
        elif cell.role is not Role.ITEM and cell.id in bank.items:
            yield Problem(cell.where, f"{cell.id!r} is an item of the bank; give the {cell.role.value} another id")
        elif cell.role is Role.TESTS and cell.id not in solutions:
            yield Problem(cell.where, f"the task {cell.id!r} has no solution{did_you_mean(cell.id, solutions)}")
        elif cell.role is Role.SOLUTION and cell.id not in tests:
            yield Problem(cell.where, f"the task {cell.id!r} has no tests{did_you_mean(cell.id, tests)}")
        elif cell.role is Role.TESTS and solutions[cell.id].where.line > cell.where.line:
            yield Problem(cell.where, f"the tests of {cell.id!r} stand before its solution")
