"""Who does the work: this machine's own workers, or an executor of the standard library's kind, a few jobs ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from functools import partial
from typing import TypeVar

from quizzes.grading.run.bounded import do_bounded
from quizzes.grading.run.bounds import ANY, Bounds, WorkerEndedError
from quizzes.grading.run.workers import do_here

_AHEAD = 3  # jobs a worker that are handed out before their turn
Given = TypeVar("Given")


class SerialExecutor(Executor):
    """Does everything at once in this process, one after the other; nothing is watched."""

    def submit(self, fn: Callable, /, *args: object, **kwargs: object) -> Future:
        """Do it now, and return the future that holds the result."""
        future: Future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  it is raised where the result is asked for
            future.set_exception(error)
        return future


def do_all(
    jobs: Iterator[Given],
    do: Callable[[Given], object],
    executor: Executor | None,
    workers: int,
    bounds: Bounds = ANY,
) -> Iterator[tuple[Given, Future]]:
    """Have every job done and yield it with its future, which is done, in the order in which they end.

    Jobs are taken from the iterator as there is room. Without an executor they are done by processes of this machine,
    each within the bounds; a job whose process ended has that as its error, and takes no other with it. So it is with
    an executor, whose workers have a process for it; only the serial one does it where it stands.
    """
    if executor is None:
        yield from do_here(jobs, do, max(1, workers), bounds)
        return
    if not isinstance(executor, SerialExecutor):
        do = partial(do_bounded, do=do, bounds=bounds)
    pending: dict[Future, Given] = {}
    waiting = True
    while waiting or pending:
        while waiting and len(pending) < _AHEAD * workers:
            job = next(jobs, None)
            if job is None:
                waiting = False
            else:
                pending[executor.submit(do, job)] = job
        for future in wait(pending, return_when=FIRST_COMPLETED).done if pending else ():
            yield pending.pop(future), _with_error(future)


def _with_error(future: Future) -> Future:
    """Return the future with the end of a worker as its error, which crosses as a result."""
    if future.exception() is not None or not isinstance(future.result(), WorkerEndedError):
        return future
    ended: Future = Future()
    ended.set_exception(future.result())
    return ended
