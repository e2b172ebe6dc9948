"""Where the packages of a course are, and whether its assignments' imports work in the sandbox, found out by trying."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from importlib.metadata import distributions
from pathlib import Path

from quizzes.errors import CourseError
from quizzes.grading.cells import modules_of
from quizzes.grading.course.sources import LIBRARY, files_beside, read_sources
from quizzes.grading.judge.assignment import kernel_plan
from quizzes.grading.release.source_faults import require_python
from quizzes.grading.run.kernels import KernelPlan
from quizzes.grading.run.run import Run
from quizzes.grading.sandbox.doctor import Finding
from quizzes.grading.sandbox.jail import find_bubblewrap
from quizzes.grading.sandbox.limits import Limits


def examine_course(root: Path) -> Iterator[Finding]:
    """Yield where packages of the course are looked for, and for each assignment what it imports and cannot have."""
    pip = f"{sys.executable} -m pip install"
    yield Finding("packages installed", True, f"{sys.prefix}: seen by all courses; {pip} NAME")
    library = root / LIBRARY
    names = sorted({found.name for found in distributions(path=[str(library)])}) if library.is_dir() else []
    count = f"{len(names)} distributions{': ' if names else ''}{', '.join(names[:8])}" if library.is_dir() else "none"
    install = f"{pip} --target {library} NAME"
    yield Finding("packages of the course", True, f"{library}: {count}; {install}")
    for folder in sorted(path for path in (root / "source").glob("*") if path.is_dir()):
        yield _imports(root, folder.name, install)


def _imports(root: Path, assignment: str, install: str) -> Finding:
    """Import what an assignment imports in a kernel as it is graded in."""
    try:
        sources = read_sources(root, assignment)
        require_python(assignment, sources)
        limits = Limits()
        data = files_beside(root, assignment, limits).mounted
        sandbox = find_bubblewrap() is not None
        plan = kernel_plan(root, sources, limits, sandbox=sandbox, warm=True, ready=1, data=data)
        with closing(plan.template()) as template:
            template.wait()
            missing = _missing(root, assignment, sources, replace(plan, address=template.address))
    except CourseError as error:
        return Finding(assignment, False, str(error), needed=False)
    if not missing:
        return Finding(assignment, True, "everything that it imports is seen in the sandbox")
    says = "; ".join(f"{name} cannot be imported ({why})" for name, why in missing.items())
    return Finding(assignment, False, says, f"install it with {install}, or put the file into source/{assignment}/")


def _missing(root: Path, assignment: str, sources: dict[str, dict], plan: KernelPlan) -> dict[str, str]:
    """Return the modules that cannot be imported, and why."""
    files = files_beside(root, assignment, Limits()).copied
    with closing(Run(plan.connect, {name: path.read_bytes() for name, path in files.items()})) as run:
        modules = sorted({name for source in sources.values() for name in modules_of(source)})
        results = {name: run.cell(f"import {name}", again=False) for name in modules}
    return {
        name: f"{result.error}: {result.message}" if result.error else str(result.stop and result.stop.value)
        for name, result in results.items()
        if result.error or result.stop is not None
    }
