"""What keeps an instructor's source from being released or graded, read from its notebooks; each with the way out."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quizzes.assignments.regions import Region
from quizzes.errors import UsageError
from quizzes.grading.cells import notes_of, text_of
from quizzes.grading.rebuild.names_in_code import names_of

SCHEMA = 3  # of nbgrader's notes
_PYTHON = ("python", "ipython", "python3", "xpython")
_OF_NAMES = {"ir": "R", "xr": "R", "octave": "Octave", "xoctave": "Octave", "matlab": "MATLAB", "scala": "Scala"}
_OTTER = ("BEGIN QUESTION", "BEGIN TESTS", "ASSIGNMENT CONFIG", "otter.Notebook(", "grader.check(")
_WITH_NBGRADER = (
    "grade it with nbgrader alone, in the course's folder: `nbgrader generate_assignment {name}`, "
    "`nbgrader autograde {name}`; `quizzes export-grades` takes the grades"
)
_STATEMENT = (
    "let the stub be a statement, such as "
    'c.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"} in nbgrader_config.py'
)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a source."""

    where: str  # the notebook's file, and the cell
    says: str  # what was expected, and what there is
    todo: str  # the way out
    stops: bool = True  # nothing may be released; else it is a note

    def as_line(self) -> str:
        """Return the fault as one line for a terminal."""
        return f"{'' if self.stops else 'note: '}{self.where}: {self.says}. {self.todo[:1].upper()}{self.todo[1:]}"


def faults_of(assignment: str, sources: Mapping[str, Mapping], kernels: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is wrong with the notebooks of an assignment.

    Parameters
    ----------
    assignment : str
        Its name.
    sources : Mapping[str, Mapping]
        The JSON values of its source notebooks, by name.
    kernels : Mapping[str, str]
        The languages of the kernels of this machine, by the kernel's name.
    """
    for name, source in sources.items():
        file = f"{name}.ipynb"
        if source.get("nbformat", 4) < 4:
            todo = f"convert it: `jupyter nbconvert --to notebook --nbformat 4 --inplace {file}`"
            yield Fault(file, f"expected a notebook of format 4, got format {source.get('nbformat')}", todo)
            continue
        own = [*_kernel(assignment, file, source, kernels), *_otter(file, source)]
        yield from own
        if not any(fault.stops for fault in own):
            yield from _cells(assignment, file, source)
    bare = not any(notes_of(cell) for source in sources.values() for cell in source["cells"])
    if bare and not any(map(is_otter, sources.values())):
        says = "no cell has nbgrader's notes, so learners get it as it is, solutions included, and nothing is graded"
        todo = "mark solutions and tests in JupyterLab: View, Nbgrader, Create Assignment"
        yield Fault(", ".join(f"{name}.ipynb" for name in sources), says, todo, stops=_has_solutions(sources))


def is_otter(source: Mapping) -> bool:
    """Say whether a notebook is written for otter-grader and not for nbgrader."""
    own = any(notes_of(cell) for cell in source["cells"])
    return not own and bool(_otter_marks(source) or "otter" in source.get("metadata", {}))


def _otter_marks(source: Mapping) -> list[str]:
    return [mark for mark in _OTTER if any(mark in text_of(cell) for cell in source["cells"])]


def language_of(source: Mapping, kernels: Mapping[str, str]) -> str:
    """Return the language of a notebook's code, as it is written; empty where nothing tells."""
    metadata = source.get("metadata", {})
    spec, info = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    name = str(spec.get("name", ""))
    known = spec.get("language") or info.get("name") or kernels.get(name) or _OF_NAMES.get(name.lower(), "")
    if not known and (not name or "python" in name.lower()):
        return "python"
    return str(known or name)


def require_python(assignment: str, sources: Mapping[str, Mapping]) -> None:
    """Raise UsageError where a notebook's code is not Python."""
    told = [fault for name, source in sources.items() for fault in _kernel(assignment, f"{name}.ipynb", source, {})]
    stopping = [fault.as_line() for fault in told if fault.stops]
    if stopping:
        raise UsageError("; ".join(stopping))


def unreadable_stubs(sources: Mapping[str, Mapping], released: Mapping[str, Mapping], stub: str) -> Iterator[Fault]:
    """Yield the cells that no longer parse in the release, though they do in the source; `stub` is the course's.

    Where the stub is a statement, the marks stand at the wrong depth: learners can live with that.
    """
    empty = not _has_statement(stub)
    for name, notebook in released.items():
        before = {notes_of(cell).get("grade_id"): text_of(cell) for cell in sources[name]["cells"]}
        for cell in notebook["cells"]:
            notes, text = notes_of(cell), text_of(cell)
            if cell["cell_type"] != "code" or not notes.get("solution"):
                continue
            error = _syntax_error(text)
            if error and names_of(text).parses is False and names_of(before.get(notes["grade_id"], "")).parses:
                says = f"what learners get in this cell does not parse ({error})"
                todo = _STATEMENT if empty else "indent the marks of the solution like the lines between them"
                yield Fault(_place(f"{name}.ipynb", notes["grade_id"]), says, todo, stops=empty)


def _kernel(assignment: str, file: str, source: Mapping, kernels: Mapping[str, str]) -> Iterator[Fault]:
    name = str(source.get("metadata", {}).get("kernelspec", {}).get("name", ""))
    language = language_of(source, kernels)
    if language.lower() not in _PYTHON:
        says = f"expected a notebook in Python, got one in {language or 'no language'} (kernel {name!r})"
        yield Fault(file, says, f"quizzes runs Python alone: {_WITH_NBGRADER.format(name=assignment)}")
    elif name and name not in (*kernels, "python", "python3"):  # the latter are always this Python
        says = f"its kernel {name!r} is not on this machine, which has {', '.join(sorted(kernels)) or 'none'}"
        todo = (
            "`quizzes` runs it with its own Python all the same; for learners, and for nbgrader's own commands, open "
            "it in JupyterLab, choose a kernel that they have (Kernel, Change Kernel) and save"
        )
        yield Fault(file, says, todo, stops=False)


def _otter(file: str, source: Mapping) -> Iterator[Fault]:
    if is_otter(source):
        marks = _otter_marks(source)
        told = ", ".join(marks) or "its metadata"
        says = f"it is written for otter-grader ({told}), and no cell has nbgrader's notes"
        todo = (
            "release it with `otter assign`, or mark solutions and tests for nbgrader in JupyterLab (View, Nbgrader, "
            "Create Assignment): solutions between ### BEGIN SOLUTION and ### END SOLUTION, tests as cells of their own"
        )
        yield Fault(file, says, todo)


def _cells(assignment: str, file: str, source: Mapping) -> Iterator[Fault]:
    places: dict[str, list[int]] = {}
    for number, cell in enumerate(source["cells"], 1):
        notes = notes_of(cell)
        if _is_managed(notes):
            name = notes.get("grade_id")
            where = _place(file, name or f"number {number}")
            if not name:
                yield Fault(where, "it has no grade_id", "give it one in JupyterLab: View, Nbgrader, Create Assignment")
                continue
            places.setdefault(str(name), []).append(number)
            yield from _schema(assignment, file, where, notes)
            yield from _points(where, notes)
        yield from _marks(_place(file, notes.get("grade_id") or f"number {number}"), notes, text_of(cell))
    for name, numbers in places.items():
        if len(numbers) > 1:
            where = _place(file, name)
            says = f"{len(numbers)} cells have this grade_id: numbers {', '.join(map(str, numbers))} of the notebook"
            yield Fault(where, says, "give each one of its own in JupyterLab: View, Nbgrader, Create Assignment")


def _schema(assignment: str, file: str, where: str, notes: Mapping) -> Iterator[Fault]:
    version = notes.get("schema_version", 0)
    if type(version) is not int or version < SCHEMA:
        path = f"source/{assignment}/{file}"
        says = f"expected nbgrader's notes of version {SCHEMA}, got {version or 'none'}"
        yield Fault(where, says, f"bring the notebook up to date, in the course's folder: `nbgrader update {path}`")
    elif version > SCHEMA:
        says = f"expected nbgrader's notes of version {SCHEMA}, got {version}"
        yield Fault(where, says, "it was made with a newer nbgrader: install that one")


def _points(where: str, notes: Mapping) -> Iterator[Fault]:
    if not (notes.get("grade") or notes.get("task")):
        return
    points = notes.get("points")
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points < math.inf:
        says = f"expected its points, a number from 0, got {'none' if points is None else repr(points)}"
        yield Fault(where, says, "set them in JupyterLab: View, Nbgrader, Create Assignment")


def _marks(where: str, notes: Mapping, text: str) -> Iterator[Fault]:
    for region in (Region.SOLUTION, Region.HIDDEN_TESTS):
        begin, end, within = f"BEGIN {region.value}", f"END {region.value}", False
        for line in text.split("\n"):
            if begin in line and within:
                yield Fault(where, f"a second {begin} before {end}", f"end the first region with ### {end}")
            within = begin in line or (within and end not in line)
        if within:
            yield Fault(where, f"{begin} has no {end}", f"end the region with ### {end}")
    if f"BEGIN {Region.SOLUTION.value}" in text and not notes.get("solution"):
        todo = "make it an autograded answer in JupyterLab (View, Nbgrader, Create Assignment), or take the marks out"
        yield Fault(where, "it holds a solution, and is not marked as a solution cell", todo)


def _is_managed(notes: Mapping) -> bool:
    return any(notes.get(key) for key in ("grade", "solution", "locked", "task"))


def _has_solutions(sources: Mapping[str, Mapping]) -> bool:
    mark = f"BEGIN {Region.SOLUTION.value}"
    return any(mark in text_of(cell) for source in sources.values() for cell in source["cells"])


def _place(file: str, cell: str) -> str:
    return f"{file}, cell {cell}"


def _has_statement(text: str) -> bool:
    try:
        return bool(ast.parse(text).body)
    except (SyntaxError, ValueError):
        return True


def _syntax_error(text: str) -> str:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError) as error:
        return str(error)
    return ""
