"""A whole run: the same grades from any number of workers, an interruption, a worker that dies, a second try alone."""

import contextlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from quizzes.errors import GradingFault
from quizzes.grading.batch import Options, grade_submissions
from quizzes.grading.outcome import GradingOutcome, Totals
from quizzes.grading.record.journal import Journal
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.run.executors import SerialExecutor, do_all

PROJECT = Path(__file__).resolve().parents[4]
NAMES = ("right.py", "partly.py", "raises.py", "loses_cell.py", "list.ipynb", "warns.py")


@pytest.fixture
def course(released, hand_in, tmp_path):
    shutil.copytree(released, tmp_path / "course")
    for number, name in enumerate(NAMES):
        hand_in(tmp_path / "course", f"s{number}", name)
    return NbgraderCourse(tmp_path / "course")


def graded(course, executor=None, **options):
    *grades, totals = grade_submissions(course, "gates", options=Options(**options), executor=executor)
    assert isinstance(totals, Totals)
    return {each.student: each.as_record("gates") for each in grades}


@pytest.mark.slow
def test_grades_are_the_same_for_any_workers_and_any_way(course):
    one = graded(course, workers=1)
    assert [one[f"s{n}"]["score"] for n in range(6)] == [18.0, 7.0, 2.0, 18.0, 0.0, 18.0]
    assert graded(course, workers=1) == one
    assert graded(course, workers=2) == one
    assert graded(course, workers=4) == one
    assert graded(course, workers=2, warm=False) == one
    with ThreadPoolExecutor(2) as pool:
        assert graded(course, executor=pool, workers=2) == one


def test_hash_of_the_code_is_that_of_the_process_that_began(course):
    """A worker that starts later, in a Python of its own, may find edited files."""

    class Handing(SerialExecutor):
        def submit(self, *arguments):
            handed_over.append(pickle.dumps(arguments))
            return super().submit(*arguments)

    handed_over = []
    records = graded(course, executor=Handing())
    hashes = {record["master_sha256"].encode() for record in records.values()}
    assert len(hashes) == 1 and len(handed_over) >= len(NAMES)
    assert all(hashes.copy().pop() in data for data in handed_over)


class Watched(SerialExecutor):
    """Notes whose submission was done, and whether by a template that is warm; `after` may change what came of it."""

    def __init__(self, after=lambda student, future: future):
        self.tries = []
        self._after = after

    def submit(self, work, job):
        self.tries.append((job.student, work.keywords["plan"].warm))
        return self._after(job.student, super().submit(work, job))

    def count(self, student):
        return [each for each, _ in self.tries].count(student)


def with_result(future, **changes):
    done = Future()
    done.set_result(replace(future.result(), **changes))
    return done


def test_interrupted_run_goes_on_where_it_was(course):
    def slowly(_, future):
        time.sleep(0.3)  # longer than the time between two writes to the gradebook
        return future

    run = grade_submissions(course, "gates", executor=Watched(slowly))
    first = [next(run) for _ in range(2)]
    run.close()
    lines = (course.root / ".grading" / "gates.jsonl").read_text().splitlines()[1:]
    done = {json.loads(line)["student"] for line in lines}
    assert {each.student for each in first} <= done < {f"s{n}" for n in range(6)}
    again = Watched()
    rest = graded(course, executor=again)
    assert sorted(student for student, _ in again.tries) == sorted({f"s{n}" for n in range(6)} - done)
    assert {each.student: each.as_record("gates") for each in first}.items() <= rest.items()
    assert set(rest) == {f"s{n}" for n in range(6)}
    assert not (course.root / ".grading" / "gates.jsonl").exists()


def test_submission_that_changed_after_an_interruption_is_graded_anew(course, hand_in):
    run = grade_submissions(course, "gates", options=Options(workers=1))
    done = next(found for found in run if found.student == "s0")
    run.close()
    shutil.rmtree(course.folder("submitted", "s0", "gates"))
    hand_in(course.root, "s0", "raises.py")
    assert (done.score, graded(course, workers=1)["s0"]["score"]) == (18.0, 2.0)


@pytest.mark.slow
def test_run_that_was_killed_leaves_nothing_behind_and_loses_nothing(course):
    command = [sys.executable, "-m", "quizzes.cli", "grade", "gates", "--course", str(course.root), "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "OF_THIS_TEST": str(course.root)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    deadline = time.monotonic() + 60
    while len(children(course)) < 3:  # itself, bubblewrap, workers
        assert process.poll() is None and time.monotonic() < deadline
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 10
    while children(course) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children(course) == []
    one = graded(course, workers=1)
    assert [one[f"s{n}"]["score"] for n in range(6)] == [18.0, 7.0, 2.0, 18.0, 0.0, 18.0]


def children(course):
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"OF_THIS_TEST={course.root}".encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def test_limit_that_was_met_once_is_tried_again_alone_before_it_counts(course):
    def slow_at_first(student, future):
        if student != "s0" or executor.count("s0") > 1:
            return future
        return with_result(future, again=True, grade=replace(future.result().grade, score=0.0))

    executor = Watched(slow_at_first)
    found = graded(course, executor=executor)
    assert executor.tries[-1] == ("s0", False)
    assert executor.count("s0") == 2
    assert found["s0"]["score"] == 18.0


@pytest.mark.parametrize("warm", [True, False])
def test_time_on_the_processor_counts_at_once_but_where_a_fork_may_have_spoiled_it(course, warm):
    executor = Watched(lambda student, future: with_result(future, over_cpu=True) if student == "s0" else future)
    graded(course, executor=executor, warm=warm)
    assert [how for each, how in executor.tries if each == "s0"] == ([True, False] if warm else [False])


@pytest.mark.parametrize("faults", [1, 2])
def test_kernel_that_could_not_be_had_is_tried_for_again_alone_before_it_counts(course, faults):
    def no_kernel_at_first(student, future):
        if student != "s0" or executor.count("s0") > faults:
            return future
        failed = Future()
        failed.set_exception(GradingFault("no kernel was ready within 120 s"))
        return failed

    executor = Watched(no_kernel_at_first)
    found = graded(course, executor=executor)
    assert executor.tries[-1] == ("s0", False)
    assert executor.count("s0") == 2
    assert (found["s0"]["outcome"], found["s0"]["score"]) == (("passed", 18.0) if faults == 1 else ("fault", 0.0))
    assert found["s1"]["score"] == 7.0


def die(job):
    if job == "bad":
        os._exit(1)
    return job.upper()


def test_worker_that_dies_takes_no_other_job_with_it():
    jobs = ["a", "b", "bad", "c", "d", "e", "f", "g"]
    done = dict(do_all(iter(jobs), die, None, 2))
    assert set(done) == set(jobs)
    assert {job: future.result() for job, future in done.items() if job != "bad"} == {
        job: job.upper() for job in jobs if job != "bad"
    }
    assert done["bad"].exception() is not None


def test_template_that_dies_is_replaced(course):
    def kill_templates(student, future):
        if executor.count(student) == 1 and len(executor.tries) == 1:
            below = []
            for child in set(me.children()) - others:
                with contextlib.suppress(psutil.NoSuchProcess):  # a worker's kernel may end while it is looked at
                    below += [child, *child.children(recursive=True)]
            for process in below:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            killed.extend(psutil.wait_procs(below, timeout=10)[0])
        return future

    me, killed, executor = psutil.Process(), [], Watched(kill_templates)
    others = set(me.children())
    found = graded(course, executor=executor)
    assert killed
    assert [found[f"s{n}"]["score"] for n in range(6)] == [18.0, 7.0, 2.0, 18.0, 0.0, 18.0]


def test_journal_of_another_master_is_not_taken_over(tmp_path):
    first = Journal(tmp_path, "gates", "one")
    first.add("ada", "ab")
    first.leave()
    same = Journal(tmp_path, "gates", "one")
    assert (same.has("ada", "ab"), same.has("ada", "cd"), len(same)) == (True, False, 1)
    same.leave()
    with (tmp_path / ".grading" / "gates.jsonl").open("a") as file:
        file.write('{"student": "bo')
    cut = Journal(tmp_path, "gates", "one")
    assert (cut.has("ada", "ab"), len(cut)) == (True, 1)
    cut.leave()
    other = Journal(tmp_path, "gates", "two")
    assert len(other) == 0
    other.finish()
    assert json.dumps(list(tmp_path.glob(".grading/*.jsonl"))) == "[]"


def test_outcomes_are_a_closed_set():
    assert {outcome.value for outcome in GradingOutcome} == {
        "passed", "partly", "failed", "unanswered", "error", "timed-out", "crashed", "over-memory", "over-disk",
        "over-output", "tampered", "missing", "unreadable", "put-right", "manual", "fault",
    }  # fmt: skip
