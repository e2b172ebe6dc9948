"""Who does the work: executors of the standard library's kind, a few jobs ahead, and what is done when one breaks."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from typing import TypeVar

from quizzes.grading.sandbox.agent.linux import die_with_parent

_AHEAD = 3  # jobs a worker that are handed out before their turn
Given = TypeVar("Given")


class SerialExecutor(Executor):
    """Does everything at once in this process, one after the other."""

    def submit(self, fn: Callable, /, *args: object, **kwargs: object) -> Future:
        """Do it now, and return the future that holds what came of it."""
        future: Future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  it is raised where the result is asked for
            future.set_exception(error)
        return future


def make_executor(workers: int) -> Executor:
    """Return an executor of this machine."""
    return SerialExecutor() if workers <= 1 else _processes(workers)


def _processes(workers: int) -> Executor:
    # Forked workers have every import done; macOS's system libraries do not survive a fork.
    linux = sys.platform == "linux"
    context = multiprocessing.get_context("fork" if linux else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin if linux else None)


def _begin() -> None:
    """Be a worker: end with who started it, and leave an interrupt at the terminal to that one."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def do_all(
    jobs: Iterator[Given], do: Callable[[Given], object], executor: Executor | None, workers: int
) -> Iterator[tuple[Given, Future]]:
    """Have every job done and yield it with its future, which is done, in the order in which they end.

    Jobs are taken from the iterator as there is room. With an executor of our own, a job that was lost because a
    worker died is done once more, alone, in a process of its own.
    """
    crew = make_executor(workers) if executor is None else executor
    pending: dict[Future, Given] = {}
    try:
        waiting = True
        while waiting or pending:
            while waiting and len(pending) < _AHEAD * workers:
                job = next(jobs, None)
                if job is None:
                    waiting = False
                else:
                    pending[_submit(crew, do, job)] = job
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            lost = [future for future in done if isinstance(future.exception(), BrokenExecutor)]
            if lost and executor is None:
                broken, pending = pending, {}
                for future, job in broken.items():
                    yield job, future if future.done() and future.exception() is None else _alone(do, job)
                crew.shutdown(wait=False)
                crew = make_executor(workers)
                continue
            for future in done:
                yield pending.pop(future), future
    finally:
        if executor is None:
            crew.shutdown(wait=False, cancel_futures=True)


def _submit(crew: Executor, do: Callable[[Given], object], job: Given) -> Future:
    try:
        return crew.submit(do, job)
    except BrokenExecutor as error:  # it broke after the last job was handed out
        future: Future = Future()
        future.set_exception(error)
        return future


def _alone(do: Callable[[Given], object], job: Given) -> Future:
    with _processes(1) as crew:
        future = _submit(crew, do, job)
        wait([future])
    return future
