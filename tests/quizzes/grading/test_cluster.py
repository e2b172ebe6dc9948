"""Grading on a Dask cluster: a scheduler and workers of their own, one of which dies in the middle of the work."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from quizzes.errors import UsageError
from quizzes.grading.cluster import open_cluster
from quizzes.grading.grade import Options, grade
from quizzes.grading.nbgrader_course import NbgraderCourse
from quizzes.grading.outcome import Totals

PROJECT = Path(__file__).resolve().parents[3]
DASK = Path(sys.executable).parent / "dask"
RIGHT, PARTLY = 9, 9  # submissions of each sort


@pytest.fixture
def started():
    """Return a function that starts a program of Dask's; all are ended after the test."""
    running = []

    def start(*arguments):
        environment = {**os.environ, "PYTHONPATH": str(PROJECT), "DASK_DISTRIBUTED__DASHBOARD__LINK": ""}
        process = subprocess.Popen(
            [str(DASK), *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def scheduler(started, tmp_path):
    """Start a scheduler on this machine; return its address."""
    file = tmp_path / "scheduler.json"
    started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    end = time.monotonic() + 60
    while not file.is_file() or not file.read_text():
        assert time.monotonic() < end, "the scheduler did not start"
        time.sleep(0.1)
    return json.loads(file.read_text())["address"]


def worker(started, scheduler, name):
    options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name, "--host", "127.0.0.1"]
    return started("worker", scheduler, *options)


@pytest.mark.slow
def test_submissions_of_a_worker_that_died_are_graded_exactly_once(released, put_in, started, scheduler, tmp_path):
    course = tmp_path / "course"
    subprocess.run(["cp", "-r", str(released), str(course)], check=True)
    for number in range(RIGHT):
        put_in(course, f"right-{number:02}", "right.py")
    for number in range(PARTLY):
        put_in(course, f"partly-{number:02}", "partly.py")
    doomed = worker(started, scheduler, "doomed")
    with open_cluster(scheduler) as cluster:
        kept = worker(started, scheduler, "kept")
        end = time.monotonic() + 60
        while cluster.workers() < 2:
            assert time.monotonic() < end
            time.sleep(0.1)
        grades, told = [], []
        run = grade(
            NbgraderCourse(course), "gates", options=Options(workers=2), executor=cluster.executor,
            alive=cluster.workers, tell=told.append,
        )  # fmt: skip
        for result in run:
            if isinstance(result, Totals):
                break
            grades.append(result)
            if len(grades) == 3:
                os.kill(doomed.pid, signal.SIGKILL)
        assert kept.poll() is None and doomed.wait(timeout=20) == -signal.SIGKILL
    assert Counter(each.student for each in grades) == dict.fromkeys({each.student for each in grades}, 1)
    assert len(grades) == RIGHT + PARTLY == result.submissions
    for each in grades:
        assert each.outcome.value == ("passed" if "right" in each.student else "partly"), each.message
    assert len({each.score for each in grades}) == 2, "every one of a sort has the same score"
    assert "1 workers" in told[-1]
    rows = NbgraderCourse(course).export_rows()
    recorded = {row.student: row.raw_score for row in rows if row.assignment == "gates"}
    assert {each.student: each.score for each in grades}.items() <= recorded.items()


def test_command_works_through_a_scheduler_and_its_workers_know_no_gradebook(
    released, put_in, command, started, scheduler, tmp_path
):
    course = tmp_path / "course"
    subprocess.run(["cp", "-r", str(released), str(course)], check=True)
    put_in(course, "ann", "right.py")
    worker(started, scheduler, "one")
    done = command("grade", "gates", "--course", str(course), "--scheduler", scheduler, "--json")
    assert done.returncode == 0, done.stderr
    (ann, totals) = map(json.loads, done.stdout.splitlines())
    by_machine = [task for task in ann["tasks"] if task["outcome"] != "manual"]
    assert by_machine and all(task["score"] == task["max_score"] for task in by_machine)
    assert (ann["student"], ann["outcome"]) == ("ann", "passed")
    assert totals["submissions"] == 1


def test_scheduler_that_is_not_there_is_told_with_what_to_do():
    with pytest.raises(UsageError) as caught, open_cluster("tcp://127.0.0.1:9", timeout_s=1):
        pass
    message = str(caught.value)
    assert message.startswith("no Dask scheduler answers at tcp://127.0.0.1:9: ")
    assert message.endswith("dask scheduler, and workers with: dask worker tcp://127.0.0.1:9 --nthreads 1")


def test_scheduler_without_workers_is_told(scheduler):
    match = r"has no worker after 1 s; start one with: dask worker tcp://127\.0\.0\.1:\d+"
    with pytest.raises(UsageError, match=match), open_cluster(scheduler, timeout_s=1):
        pass
