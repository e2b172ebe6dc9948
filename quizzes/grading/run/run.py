"""A submission's cells run in order: a kernel that dies is followed by a fresh one that has caught up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from quizzes.checks.messages import from_text, to_text
from quizzes.checks.model import Reply, ReplyKind, Request
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.sandbox.session import CellResult, Session, Spent, Stop

Connect = Callable[[Spent], Session]  # a fresh kernel

MAX_KERNELS = 12  # of one submission
_KINDS = {
    Stop.TIMED_OUT: ReplyKind.TIMED_OUT,
    Stop.OVER_CPU: ReplyKind.TIMED_OUT,
    Stop.OVER_MEMORY: ReplyKind.OVER_MEMORY,
}


class Run:
    """The run of one submission."""

    def __init__(
        self,
        connect: Connect,
        files: Mapping[str, bytes] | None = None,
        look: Callable[[Run], object] = lambda run: None,
        after_stop: Limits | None = None,
    ) -> None:
        """Take kernels from `connect`; the files are put into each, and `look` looks at it before any cell runs.

        `after_stop` are the limits from the first stop on, where they are not those of before.
        """
        self._after_stop = after_stop
        self._connect, self._files, self._look = connect, files or {}, look
        self.seen: object = None  # what `look` found in the present kernel
        self.spent = Spent()
        self.stops: list[Stop] = []  # all there were
        self._session: Session | None = None
        self._past: list[str] = []  # sources of the cells that a fresh kernel has to run again
        self._kernels = 0

    def cell(self, source: str, *, again: bool = True) -> CellResult:
        """Run one cell; `again` says whether a fresh kernel would have to run it, too."""
        session = self._kernel()
        if session is None:
            return CellResult(stop=self.stops[-1])
        session.begin()
        result = session.run(source)
        if result.stop is not None:
            self.stops.append(result.stop)
        elif again:
            self._past.append(source)
        return result

    def ask(self, requests: Sequence[Request]) -> tuple[list[Reply], Stop | None]:
        """Have requests answered, in one budget; return the replies and what stopped them."""
        session = self._kernel()
        stop = None if session is not None else self.stops[-1]
        replies: list[Reply] = []
        if session is not None:
            session.begin()
        for request in requests:
            text = ""
            if stop is None and session is not None:
                text, stop = session.ask(to_text(request))
                if stop is not None:
                    self.stops.append(stop)
            if stop is not None:
                replies.append(Reply(_KINDS.get(stop, ReplyKind.CRASHED), message=stop.value))
            else:
                replies.append(from_text(text))
        return replies, stop

    def begin(self) -> int:
        """Begin the budget of a test cell that runs in another kernel; return which kernel this one is, 0 for none."""
        session = self._kernel()
        if session is None:
            return 0
        session.begin()
        return self._kernels

    def show(self, request: str) -> tuple[str, Stop | None]:
        """Have what another kernel asks of this one's objects answered, in the budget that `begin` began."""
        if self._session is None:
            return "", Stop.CRASHED
        text, stop = self._session.ask(request, "show")
        if stop is not None:
            self.stops.append(stop)
        return text, stop

    def close(self) -> None:
        """End the kernel."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _kernel(self) -> Session | None:
        """Return a kernel in which all earlier cells have run; None where none will live that long."""
        while self._session is None or self._session.ended is not None:
            if self._kernels >= MAX_KERNELS:
                return None
            self.close()
            self._kernels += 1
            self._session = self._connect(self.spent)
            self._session.put(self._files)
            self.seen = self._look(self)
            for number, source in enumerate(self._past):
                self._session.begin()
                letters = self.spent.letters
                stop = self._session.run(source).stop
                self.spent.letters = letters  # these outputs are kept already
                if stop is not None:
                    del self._past[number]  # this time it did not end well: go on without it
                    self._session.close()
                    break
        if self._after_stop is not None and self.stops:
            self._session.limits = self._after_stop
        return self._session
