"""Grading on a Dask cluster: a scheduler and workers of their own, one of which dies in the middle of the work."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import dask.config
import pytest
import yaml

from quizzes.errors import UsageError
from quizzes.grading import prepare
from quizzes.grading.batch import Options, grade_submissions
from quizzes.grading.outcome import Totals
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.run import cluster as clusters
from quizzes.grading.run.cluster import equipment, open_cluster
from quizzes.grading.run.executors import SerialExecutor

PROJECT = Path(__file__).resolve().parents[4]
GUIDE = PROJECT / "book" / "instructors" / "cluster"
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
    return start_scheduler(started, tmp_path / "scheduler.json")


def start_scheduler(started, file, *options):
    where = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    started("scheduler", *where, *options)
    end = time.monotonic() + 60
    while not file.is_file() or not file.read_text():
        assert time.monotonic() < end, "the scheduler did not start"
        time.sleep(0.1)
    return json.loads(file.read_text())["address"]


def worker(started, scheduler, name, nanny="--no-nanny"):
    options = ["--nthreads", "1", nanny, "--no-dashboard", "--name", name, "--host", "127.0.0.1"]
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
        run = grade_submissions(
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


def certificates(folder):
    """Make the key and the certificate by the guide's command; return the guide's settings of Dask for them."""
    folder.mkdir()
    guide = (PROJECT / "book" / "instructors.md").read_text(encoding="utf-8")
    (line,) = [line for line in guide.splitlines() if line.startswith("openssl req ")]
    assert shutil.which("openssl"), "the guide makes certificates with openssl"
    subprocess.run(line.split(), cwd=folder, check=True, capture_output=True)
    assert {path.name for path in folder.iterdir()} == {"grading.key", "grading.pem"}
    file = folder / "dask.yaml"
    file.write_text((GUIDE / "dask.yaml").read_text(encoding="utf-8").replace("/etc/grading", str(folder)))
    return file


@pytest.mark.slow
def test_scheduler_with_tls_serves_who_has_the_certificate_and_nobody_else(
    released, put_in, command, started, tmp_path, monkeypatch
):
    course = tmp_path / "course"
    subprocess.run(["cp", "-r", str(released), str(course)], check=True)
    put_in(course, "ann", "right.py")
    monkeypatch.setenv("DASK_CONFIG", str(certificates(tmp_path / "ours")))
    address = start_scheduler(started, tmp_path / "scheduler.json", "--protocol", "tls")
    assert address.startswith("tls://")
    worker(started, address, "one", nanny="--nanny")  # as SLURM's jobs and Kubernetes' pods start it
    done = command("grade", "gates", "--course", str(course), "--scheduler", address, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[0])["outcome"] == "passed"
    theirs = yaml.safe_load(certificates(tmp_path / "theirs").read_text())
    stranger = dask.config.merge(dask.config.config, theirs)
    nobody = pytest.raises(UsageError, match="no Dask scheduler answers")
    with dask.config.set(stranger), nobody, open_cluster(address, timeout_s=2):
        pass
    with nobody, open_cluster("tcp" + address[3:], timeout_s=2):
        pass


def test_tls_address_without_certificates_is_told_what_is_missing(tmp_path):
    with pytest.raises(UsageError) as caught, open_cluster("tls://127.0.0.1:9", timeout_s=1):
        pass
    assert str(caught.value) == (
        "tls://127.0.0.1:9 needs certificates, and Dask's configuration names none: distributed.comm.tls needs "
        "ca-file, client.cert and client.key; DASK_CONFIG=FILE says where the configuration is"
    )
    names = ("ca-file", "client.cert", "client.key")
    nowhere = {f"distributed.comm.tls.{name}": str(tmp_path / "no.pem") for name in names}
    match = "certificates that Dask's configuration names cannot be used: .*No such file"
    with dask.config.set(nowhere), pytest.raises(UsageError, match=match), open_cluster("tls://127.0.0.1:9"):
        pass


def test_worker_with_another_project_is_told_and_grades_nothing(started, scheduler, tmp_path, monkeypatch):
    worker(started, scheduler, "other")
    (tmp_path / "judge.py").write_text("# an older state of the project")
    ours = equipment()
    monkeypatch.setattr(clusters, "TOOL", tmp_path)  # this machine has one installation of the project
    assert equipment() != ours and equipment()["Python"] == ours["Python"]
    with pytest.raises(UsageError) as caught, open_cluster(scheduler):
        pass
    head, told = str(caught.value).splitlines()
    assert head == "the workers are not as this machine; install the same on all"
    assert told.endswith(f" has the project {ours['the project']}; expected {equipment()['the project']}")


def test_worker_elsewhere_keeps_a_few_kernels_however_many_workers_there_are(released, put_in, tmp_path, monkeypatch):
    course = tmp_path / "course"
    subprocess.run(["cp", "-r", str(released), str(course)], check=True)
    put_in(course, "ann", "right.py")
    asked = []

    def ask(*given, ready, **options):
        asked.append(ready)
        raise UsageError("asked")

    monkeypatch.setattr(prepare, "kernel_plan", ask)
    for executor in (None, SerialExecutor()):
        with pytest.raises(UsageError, match="asked"):
            list(grade_submissions(NbgraderCourse(course), "gates", options=Options(workers=256), executor=executor))
    assert asked == [257, 3]
