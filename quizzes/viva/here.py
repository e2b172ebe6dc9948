"""A lab in the process that asks: for code of our own, and where that process is the learner's and has its walls."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from quizzes.checks.messages import from_text, to_text
from quizzes.checks.model import Reply, Request
from quizzes.wire.serve import answer


class _Nowhere(io.TextIOBase):
    """Takes what a cell prints, and forgets it."""

    def write(self, text: str) -> int:
        """Forget the text."""
        return len(text)


class HereLab:
    """Runs cells on names of its own."""

    def __init__(self) -> None:
        """Begin with no name."""
        self._space: dict = {"__name__": "__main__"}

    def run(self, source: str) -> str:
        """Run a cell, and return the error in which it ended."""
        try:
            with contextlib.redirect_stdout(_Nowhere()), contextlib.redirect_stderr(_Nowhere()):
                exec(compile(source, "<cell>", "exec"), self._space)
        except BaseException as error:  # noqa: BLE001  the learner's
            return f"{type(error).__name__}: {error}".removesuffix(": ")
        return ""

    def begun(self) -> None:
        """Hear that what follows is tried."""

    def ask(self, requests: Sequence[Request]) -> Sequence[Reply]:
        """Have requests answered."""
        return [from_text(answer(to_text(request), self._space)) for request in requests]


@contextmanager
def open_here() -> Iterator[HereLab]:
    """Open a lab."""
    yield HereLab()
