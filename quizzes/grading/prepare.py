"""An assignment and its submissions made ready for work: what is handed in, what decides, and kernels that start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace

from quizzes.grading.course.sources import files_beside, read_sources
from quizzes.grading.intake.submissions import Submission, find_submissions, of_the_course
from quizzes.grading.judge.assignment import Assignment, absent_modules, kernel_plan, read_assignment
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.release.source_faults import require_python
from quizzes.grading.run.bounds import Bounds
from quizzes.grading.run.kernels import KernelPlan
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.sandbox.warm import Template

_STARTS_S = 240.0  # for the start of kernels, a dozen at most


@dataclass(frozen=True)
class Prepared:
    """What the work on an assignment's submissions begins with."""

    submissions: tuple[Submission, ...]
    sources: Mapping[str, Mapping]
    assignment: Assignment
    _plan: KernelPlan
    _template: Template

    def started(self) -> KernelPlan:
        """Wait until kernels can be had, and return how: all workers share one template."""
        self._template.wait()
        return replace(self._plan, address=self._template.address)


def prepare(
    course: NbgraderCourse,
    assignment: str,
    student: str | None,
    stack: ExitStack,
    *,
    sandbox: bool,
    warm: bool,
    ready: int,
    limits: Limits | None = None,
    own_numbers: bool = False,
    tell: Callable[[str], None] = lambda line: None,
) -> Prepared:
    """Return an assignment and what was handed in; its kernels' template begins to import, and `stack` closes it.

    Raises
    ------
    UsageError
        If there is no such assignment, it is not released, nothing was handed in, or there is no sandbox.
    """
    course.require_released(assignment)
    submissions = find_submissions(course.root / "submitted", assignment, student, tell)
    submissions = submissions if student else of_the_course(course.root, submissions, tell)
    handed_out = read_sources(course.root, assignment)
    require_python(assignment, handed_out)
    sources = course.ready(assignment, handed_out)
    limits = course.limits(limits or Limits(), sources)
    beside = files_beside(course.root, assignment, limits)
    if beside.note:
        tell(beside.note)
    absent = absent_modules(course.root, assignment, sources)
    plan = kernel_plan(
        course.root, sources, limits, sandbox=sandbox, warm=warm, ready=ready, data=beside.mounted, **absent
    )
    template = plan.template()
    stack.callback(template.close)
    whole = read_assignment(course.root, assignment, sources, limits, own_numbers=own_numbers)
    return Prepared(submissions, sources, whole, plan, template)


def bounds_of(assignment: Assignment, plan: KernelPlan) -> Bounds:
    """Return what a worker may use for one submission: the time of its kernels, started and used up, and its own."""
    limits = plan.limits
    one = 2 * (limits.submission_wall_s + limits.cell_wall_s) + _STARTS_S  # the learner's kernels, and the tests'
    return Bounds(wall_s=one * max(1, len(assignment.exercises)))
