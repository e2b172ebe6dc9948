"""Processes of this machine that do one job after the other, each within bounds: one that hangs or grows ends alone.

A learner's code runs elsewhere, behind walls of its own. These bounds stand around the grader's own code, which reads
what learners wrote. Everything here happens in one thread, so that a worker may be forked at any time.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import resource
import selectors
import signal
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from quizzes.grading.run.bounds import ANY, Bounds, Ended, WorkerEndedError
from quizzes.grading.sandbox import watch
from quizzes.grading.sandbox.agent.linux import die_with_parent

_AHEAD = 3  # jobs that wait in a worker's pipe, so that it need not wait for who records
_LOOK_S = 0.5  # between two looks at what workers use
_END_S = 5.0  # for a worker to end by itself
_HEAD = struct.Struct("!Q")
_MIB = 2**20
_LARGEST = 256 * _MIB  # bytes of one result
Given = TypeVar("Given")


# Why: DECISIONS.md#own-workers
class Worker:
    """One process, and the jobs that it has been given."""

    def __init__(self, start: Callable[[socket.socket], Any], bounds: Bounds) -> None:
        """Start one; `start` gets the socket of its jobs and returns what has `pid`, `kill` and `join`."""
        self.socket, there = socket.socketpair()
        self.process = start(there)
        there.close()
        self.socket.setblocking(False)
        self.jobs: deque = deque()
        self._out, self._in = bytearray(), bytearray()
        self._bounds = bounds
        self._base = watch.own_usage(self.process.pid).memory
        self._begin()

    def _begin(self) -> None:
        self._begun, self._cpu = time.monotonic(), watch.own_usage(self.process.pid).cpu_s

    def give(self, job: object) -> None:
        """Hand a job over; the pipe takes what it has room for, the rest waits here."""
        if not self.jobs:
            self._begin()
        self.jobs.append(job)
        data = pickle.dumps(job, pickle.HIGHEST_PROTOCOL)
        self._out += _HEAD.pack(len(data)) + data
        self.send()

    def send(self) -> None:
        """Send on what waits here."""
        with contextlib.suppress(OSError):  # it is full, or the worker has ended, which the other direction tells
            while self._out:
                del self._out[: self.socket.send(self._out)]

    @property
    def waits(self) -> bool:
        """Say whether something has still to be sent."""
        return bool(self._out)

    def receive(self) -> Iterator[tuple[object, Future]]:
        """Yield the jobs that are done by now; raise EOFError where the worker has ended."""
        try:
            while part := self.socket.recv(_MIB):
                self._in += part
            ended = True
        except BlockingIOError:
            ended = False
        except OSError:
            ended = True
        while len(self._in) >= _HEAD.size:
            (length,) = _HEAD.unpack(self._in[: _HEAD.size])
            if length > _LARGEST or len(self._in) < _HEAD.size + length:
                break
            with memoryview(self._in) as whole, whole[_HEAD.size : _HEAD.size + length] as data:
                done, value = pickle.loads(data)
            del self._in[: _HEAD.size + length]
            future: Future = Future()
            future.set_result(value) if done else future.set_exception(value)
            job = self.jobs.popleft()
            self._begin()
            yield job, future
        if ended:
            raise EOFError

    def exceeded(self) -> WorkerEndedError | None:
        """Return what its present job has used too much of."""
        if not self.jobs:
            return None
        bounds, used = self._bounds, watch.own_usage(self.process.pid)
        cpu_s, wall_s = used.cpu_s - self._cpu, time.monotonic() - self._begun
        if cpu_s > bounds.cpu_s:
            return WorkerEndedError(Ended.TIMED_OUT, f"the grader itself computed for more than {bounds.cpu_s:g} s")
        if wall_s > bounds.wall_s:
            return WorkerEndedError(Ended.TIMED_OUT, f"it took more than {bounds.wall_s:g} s by the clock")
        if used.memory - self._base > bounds.memory_mb * _MIB:
            return _over_memory(bounds)
        return None

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.join()
        self.socket.close()


def do_here(
    jobs: Iterator[Given], do: Callable[[Given], object], count: int, bounds: Bounds = ANY
) -> Iterator[tuple[Given, Future]]:
    """Have every job done by `count` processes and yield it with its future, which is done, as they end.

    A job whose worker ended has a `WorkerEndedError`; those that waited behind it are done by the next worker.
    """
    waiting: deque = deque()  # jobs of workers that ended before they had begun them
    workers: list[Worker] = []
    selector = selectors.DefaultSelector()
    looked = time.monotonic()

    linux = sys.platform == "linux"
    # Forked workers have every import done; macOS's system libraries do not survive a fork.
    fork, spawn = multiprocessing.get_context("fork"), multiprocessing.get_context("spawn")

    def start(there: socket.socket) -> multiprocessing.process.BaseProcess:
        process = (fork if linux else spawn).Process(target=serve, args=(there, do, bounds), daemon=True)
        process.start()
        return process

    def make() -> Worker:
        return Worker(start, bounds)

    try:
        while True:
            _hand_out(jobs, waiting, workers, count, make)
            if not any(worker.jobs for worker in workers):
                return
            yield from _done(workers, selector, waiting, make)
            if time.monotonic() - looked > _LOOK_S:
                looked = time.monotonic()
                for place, worker in enumerate(workers):
                    if error := worker.exceeded():
                        workers[place] = make()
                        yield _lost(worker, waiting, error)
    finally:
        selector.close()
        _end(workers)


def _hand_out(jobs: Iterator, waiting: deque, workers: list[Worker], count: int, make: Callable) -> None:
    """Give jobs to who has the fewest, as long as there is room."""
    while True:
        if not waiting and (job := next(jobs, None)) is not None:
            waiting.append(job)
        if not waiting:
            return
        if len(workers) < count:
            workers.append(make())
        worker = min(workers, key=lambda each: len(each.jobs))
        if len(worker.jobs) >= _AHEAD:
            return
        worker.give(waiting.popleft())


def _done(
    workers: list[Worker], selector: selectors.BaseSelector, waiting: deque, make: Callable
) -> Iterator[tuple[Any, Future]]:
    """Wait a moment and yield what is done; in the place of a worker that has ended stands another."""
    for worker in workers:
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if worker.waits else 0)
        selector.register(worker.socket, events, worker)
    ready = selector.select(_LOOK_S)
    for worker in workers:
        selector.unregister(worker.socket)
    for key, events in ready:
        worker = key.data
        if events & selectors.EVENT_WRITE:
            worker.send()
        if not events & selectors.EVENT_READ:
            continue
        try:
            yield from worker.receive()
        except EOFError:
            workers[workers.index(worker)] = make()
            if worker.jobs:
                yield _lost(worker, waiting, WorkerEndedError(Ended.CRASHED, "the grader's worker ended at it"))
            else:
                worker.end()


def _lost(worker: Worker, waiting: deque, error: WorkerEndedError) -> tuple[Any, Future]:
    worker.end()
    job = worker.jobs.popleft()
    waiting.extendleft(reversed(worker.jobs))
    future: Future = Future()
    future.set_exception(error)
    return job, future


def _end(workers: list[Worker]) -> None:
    for worker in workers:
        if worker.jobs:
            worker.process.kill()
        with contextlib.suppress(OSError):
            worker.socket.shutdown(socket.SHUT_RDWR)  # closed alone it stays open: forked workers have copies of it
        worker.socket.close()
    for worker in workers:
        worker.process.join(_END_S)
        worker.process.kill()
        worker.process.join()


def _over_memory(bounds: Bounds) -> WorkerEndedError:
    return WorkerEndedError(Ended.OVER_MEMORY, f"the grader itself took more than {bounds.memory_mb} MB")


def serve(connection: socket.socket, do: Callable, bounds: Bounds) -> None:
    """Be a worker: end with who started it, and leave an interrupt at the terminal to that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        die_with_parent()
        _limit(bounds.memory_mb * _MIB)
    while (data := _receive(connection)) is not None:
        try:
            told = True, do(pickle.loads(data))
        except MemoryError:
            told = False, _over_memory(bounds)
        except Exception as error:  # noqa: BLE001  it is raised where the result is asked for
            told = False, _sendable(error)
        result = pickle.dumps(told, pickle.HIGHEST_PROTOCOL)
        connection.sendall(_HEAD.pack(len(result)) + result)
        del data, told, result


def _limit(memory: int) -> None:
    """Let the process grow by so many bytes: what takes more at once than a look could see raises MemoryError."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + memory
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _receive(connection: socket.socket) -> bytearray | None:
    head = _exactly(connection, _HEAD.size)
    return None if head is None else _exactly(connection, _HEAD.unpack(head)[0])


def _exactly(connection: socket.socket, count: int) -> bytearray | None:
    data = bytearray()
    while len(data) < count:
        part = connection.recv(min(count - len(data), _MIB))
        if not part:
            return None
        data += part
    return data


def _sendable(error: Exception) -> Exception:
    """Return the error, or one that says the same where it cannot be sent."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001  an error may hold anything
        return RuntimeError(f"{type(error).__name__}: {str(error)[:1000]}")
    return error
