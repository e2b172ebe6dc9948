"""A lab in the sandbox: the learner's cells in a fresh kernel, and questions to their functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager

from quizzes.checks.model import Reply, Request
from quizzes.grading.run.run import Connect, Run

_ENOUGH = 4  # kernels that one run of a submission may end


class SandboxLab:
    """One run in the sandbox. A kernel that died is followed by a fresh one, in which the last cell is put back."""

    def __init__(self, run: Run) -> None:
        """Take the run."""
        self._run, self._last, self._kernel, self._tries = run, "", 0, False

    def run(self, source: str) -> str:
        """Run a cell, and return the error in which it ended."""
        if len(self._run.stops) >= _ENOUGH:
            return self._run.stops[-1].value
        result = self._run.cell(source, again=not self._tries)
        self._last, self._kernel = source, self._run.begin()
        if result.stop is not None:
            return result.stop.value
        return f"{result.error}: {result.message}".removesuffix(": ") if result.error else ""

    def begun(self) -> None:
        """Say that the submission's own cells have run: what follows is tried, and no fresh kernel has to repeat it."""
        self._tries = True

    def ask(self, requests: Sequence[Request]) -> Sequence[Reply]:
        """Have requests answered, by the last form of the cell whatever has died meanwhile."""
        if self._last and self._run.begin() != self._kernel and len(self._run.stops) < _ENOUGH:
            self.run(self._last)
        return self._run.ask(requests)[0]


def opener(connect: Connect, files: Mapping[str, bytes]) -> Callable[[], object]:
    """Return what opens a lab with these files in its folder."""

    @contextmanager
    def opened() -> Iterator[SandboxLab]:
        with closing(Run(connect, files)) as run:
            yield SandboxLab(run)

    return opened
