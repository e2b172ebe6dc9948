"""A job in a process of its own, within bounds: what a worker of a cluster does with each.

On one machine the grader's own workers are such processes. A worker of Dask is a process with threads and without
bounds, which may be no parent of a forked one; so it keeps a Python of its own beside it, hands it one job after the
other, and ends it where it hangs or grows.

Why: DECISIONS.md#dask-own-python.
"""

from __future__ import annotations

import atexit
import contextlib
import pickle
import selectors
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future

from quizzes.grading.run.bounds import Bounds, Ended, WorkerEndedError
from quizzes.grading.run.workers import Worker, serve

_LOOK_S = 0.5  # between two looks at what it uses
_idle: dict[bytes, list[Worker]] = {}  # of this process, by what they do
_lock = threading.Lock()


def do_bounded(job: object, do: Callable, bounds: Bounds) -> object:
    """Return what `do(job)` returns, or the WorkerEndedError of what ended it; other errors are raised.

    It is returned and not raised, for Dask would try the same job again where nothing has changed.
    """
    about = pickle.dumps((do, bounds))
    worker = _taken(about)
    worker.give(job)
    try:
        future = _awaited(worker)
    except WorkerEndedError as error:
        worker.end()
        return error
    except BaseException:
        worker.end()
        raise
    with _lock:
        _idle.setdefault(about, []).append(worker)
    ended = future.exception()
    return ended if isinstance(ended, WorkerEndedError) else future.result()


def _awaited(worker: Worker) -> Future:
    with selectors.DefaultSelector() as selector:
        while True:
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if worker.waits else 0)
            selector.register(worker.socket, events)
            ready = selector.select(_LOOK_S)
            selector.unregister(worker.socket)
            for _, happened in ready:
                if happened & selectors.EVENT_WRITE:
                    worker.send()
            try:
                for _, future in worker.receive():
                    return future
            except EOFError:
                raise WorkerEndedError(Ended.CRASHED, "the grader's worker ended at it") from None
            if error := worker.exceeded():
                raise error


def _taken(about: bytes) -> Worker:
    """Return a worker that does this, and end those that do something else: their assignment is done."""
    with _lock:
        others = [worker for other in list(_idle) if other != about for worker in _idle.pop(other)]
        kept = _idle.get(about)
        worker = kept.pop() if kept else None
    for other in others:
        other.end()
    return worker or _started(about)


def _started(about: bytes) -> Worker:
    def start(there: socket.socket) -> _Python:
        return _Python(there, about)

    return Worker(start, pickle.loads(about)[1])


@atexit.register
def _end_all() -> None:
    """Let no process and no socket be left when this one ends in good order."""
    with _lock:
        for about in list(_idle):
            for worker in _idle.pop(about):
                worker.end()


class _Python:
    """A Python of its own, in the place of a process of multiprocessing, which Dask's workers may not have."""

    def __init__(self, there: socket.socket, about: bytes) -> None:
        command = [sys.executable, "-m", "quizzes.grading.run.bounded", str(there.fileno())]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[there.fileno()])
        pipe = self._process.stdin
        assert pipe is not None
        with contextlib.suppress(BrokenPipeError), pipe:
            pipe.write(about)
        self.pid = self._process.pid

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout)


def main() -> None:
    """Be the process that does the jobs."""
    do, bounds = pickle.loads(sys.stdin.buffer.read())
    serve(socket.socket(fileno=int(sys.argv[1])), do, bounds)


if __name__ == "__main__":
    main()
