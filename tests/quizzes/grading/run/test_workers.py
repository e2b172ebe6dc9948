"""The grader's own processes: one that hangs, grows or dies loses its job alone, and the others go on."""

import multiprocessing
import os
import time

import psutil
import pytest

from quizzes.grading.run.bounded import do_bounded
from quizzes.grading.run.executors import do_all
from quizzes.grading.run.workers import Bounds, Ended, WorkerEndedError, do_here

TIGHT = Bounds(wall_s=8.0, cpu_s=1.0, memory_mb=128)


def do(job):
    """Do what the job says."""
    kept = []
    while job == "computes for ever":
        pass
    while job == "grows":
        kept.append(bytearray(b"x" * 5_000_000))
        time.sleep(0.01)
    if job == "takes much at once":
        return len(bytearray(2**31))
    if job == "waits":
        time.sleep(600)
    if job == "raises":
        raise LookupError("of its own")
    return job.upper()


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("computes for ever", Ended.TIMED_OUT),
        ("waits", Ended.TIMED_OUT),
        ("grows", Ended.OVER_MEMORY),
        ("takes much at once", Ended.OVER_MEMORY),
    ],
)
@pytest.mark.parametrize("workers", [1, 2])
def test_job_that_hangs_or_grows_is_ended_and_the_others_are_done(bad, why, workers):
    bounds = Bounds(wall_s=2.0, cpu_s=60, memory_mb=128) if bad == "waits" else TIGHT
    done = dict(do_all(iter(["a", bad, "b", "c", "d", "e", "f"]), do, None, workers, bounds))
    error = done.pop(bad).exception()
    assert isinstance(error, WorkerEndedError)
    assert error.why is why
    assert {job: future.result() for job, future in done.items()} == {job: job.upper() for job in "abcdef"}


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_end_as_soon_as_all_is_done(workers):
    start = time.monotonic()
    assert len(list(do_here(iter("abc"), do, workers))) == 3
    assert time.monotonic() - start < 4.0  # and not when each has been waited for in vain


def test_error_of_a_job_is_its_own():
    done = dict(do_here(iter(["a", "raises"]), do, 1))
    assert repr(done["raises"].exception()) == "LookupError('of its own')"
    assert done["a"].result() == "A"


def test_error_that_cannot_be_sent_says_what_it_was():
    class OwnError(Exception):
        """Its class is known to nobody else."""

    def fail(job):
        raise OwnError("here")

    ((_, future),) = do_here(iter(["a"]), fail, 1)
    assert repr(future.exception()) == "RuntimeError('OwnError: here')"


def test_large_jobs_and_results_cross():
    job = "x" * 5_000_000
    done = list(do_here(iter([job] * 5), do, 2))
    assert [future.result() == job.upper() for _, future in done] == [True] * 5


def test_jobs_are_taken_as_there_is_room():
    taken = []

    def jobs():
        for number in range(40):
            taken.append(number)
            yield str(number)

    results = do_here(jobs(), do, 2)
    next(results)
    assert len(taken) <= 10
    assert len(list(results)) == 39


BOUNDED = [
    ("exec('while True: pass')", Ended.TIMED_OUT),
    ("__import__('time').sleep(600)", Ended.TIMED_OUT),
    ("exec('x = []\\nwhile True: x.append(b\"x\" * 5000000 + bytes(len(x)))')", Ended.OVER_MEMORY),
    ("len(bytearray(2**31))", Ended.OVER_MEMORY),
    ("__import__('os')._exit(3)", Ended.CRASHED),
]


@pytest.mark.slow
def test_job_of_a_cluster_has_the_same_bounds():
    """What a worker of Dask does, in a process that may start none by multiprocessing, as Dask's are."""
    read, write = multiprocessing.Pipe(duplex=False)
    bounds = Bounds(wall_s=4.0, cpu_s=1.0, memory_mb=128)

    def be_a_worker():
        ends = [do_bounded(job, do=eval, bounds=bounds) for job, _ in BOUNDED]
        ids = {do_bounded("__import__('os').getpid()", do=eval, bounds=bounds) for _ in range(3)}
        try:
            do_bounded("[][1]", do=eval, bounds=bounds)
        except IndexError as error:
            raised = str(error)
        other = do_bounded("a", do=str.upper, bounds=bounds)
        write.send(([(type(end), end.why) for end in ends], ids - {os.getpid()}, raised, other))
        write.send([psutil.pid_exists(pid) for pid in ids])

    process = multiprocessing.get_context("fork").Process(target=be_a_worker, daemon=True)
    process.start()
    write.close()  # so that its end is seen
    ends, ids, raised, other = read.recv()
    assert ends == [(WorkerEndedError, why) for _, why in BOUNDED]
    assert len(ids) == 1  # one Python for one assignment, which ends with it
    assert read.recv() == [False]
    assert (raised, other) == ("list index out of range", "A")
    process.join(60)
    assert process.exitcode == 0
