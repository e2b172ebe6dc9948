"""An assignment looked at before it is handed out: its notebooks, what learners will get, its own solution's points."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from quizzes.grading.course.sources import files_beside, read_sources
from quizzes.grading.judge.assignment import absent_modules, kernel_plan, read_assignment
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.release.source_faults import Fault, faults_of, unreadable_stubs
from quizzes.grading.sandbox.jail import find_bubblewrap
from quizzes.grading.sandbox.kernelspec import installed_kernels
from quizzes.grading.sandbox.limits import Limits
from quizzes.plain_text import one_line

_WAY_OUT = (
    "mend the test or the solution and release again; where it needs a package, `quizzes doctor --course` says how the "
    "sandbox comes to see it; where it needs more time or memory, c.Execute.timeout and [limits] in course.toml do"
)


def faults(course: NbgraderCourse, assignment: str) -> tuple[Fault, ...]:
    """Return what is wrong with the source of an assignment, read and not run.

    Raises
    ------
    UsageError
        If there is none, or a notebook cannot be read.
    """
    sources = read_sources(course.root, assignment)
    return tuple(faults_of(assignment, sources, installed_kernels()))


def data_note(course: NbgraderCourse, assignment: str) -> str:
    """Return what the instructor is told of large files beside the notebooks; empty where there is none.

    Raises
    ------
    UsageError
        If they are more than the limit, or learners' code may not read them.
    """
    sources = read_sources(course.root, assignment)
    return files_beside(course.root, assignment, course.limits(Limits(), sources)).note


def doubts(course: NbgraderCourse, assignment: str) -> Iterator[Fault]:
    """Yield what is wrong with a release: cells that do not parse, tests that the source's own solution fails.

    Code runs in the sandbox where there is one; without one it is the instructor's own that runs.
    """
    sources = course.ready(assignment, read_sources(course.root, assignment))
    yield from unreadable_stubs(sources, course.released(assignment), course.stub)
    limits = course.limits(Limits(), sources)
    whole = read_assignment(course.root, assignment, sources, limits)
    if not whole.within:  # no test cell that is not the book's own
        return
    sandbox = find_bubblewrap() is not None
    data = files_beside(course.root, assignment, limits).mounted
    how = absent_modules(course.root, assignment, sources)
    plan = kernel_plan(course.root, sources, limits, sandbox=sandbox, warm=True, ready=2, data=data, **how)
    with closing(plan.template()) as template:
        template.wait()
        plan = replace(plan, address=template.address)
        proven = whole.with_apart(plan.connect, plan.connect_tests)
    for name, message in proven.unproven.items():
        says = f"the source's own solution does not pass this test ({one_line(message)})"
        yield Fault(f"{assignment}, cell {name}", says, _WAY_OUT)
