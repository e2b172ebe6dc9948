"""The corpus graded by the course's own grader, and compared with what must come of it."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus.course import hand_in_all, hand_in_right, make_course
from benchmarks.corpus.entries import MODES, ROOT, Entry, read_entries
from benchmarks.corpus.high_water import HighWater

CANARIES = ("aa-canary", "zz-canary")  # right work, the first and the last to be handed in
TIMEOUT_S = 4  # of a cell that waits
# Half of the corpus' time was that of loops without end, which use all that they may, and once more when tried again.
SETTINGS = "[limits]\ncell_cpu_s = 1.5\nmemory_mb = 256\n"
RIGHT = {"gates": ("passed", 18.0), "asserts": ("passed", 8.0)}
SECRET = "CORPUS_SECRET"  # in the grader's environment; no submission may see it


@dataclass(frozen=True)
class Batch:
    """What one run of `quizzes grade` gave."""

    grades: dict[str, dict] = field(default_factory=dict)  # by student
    totals: dict = field(default_factory=dict)
    seconds: float = 0.0
    main_mb: float = 0.0  # most memory of the command's own process
    worker_mb: float = 0.0  # of one of its workers


def grade_batch(course: Path, assignment: str, *options: str, env: dict[str, str] | None = None) -> Batch:
    """Grade all submissions of an assignment with the command line.

    Raises
    ------
    RuntimeError
        If the command ends in an error.
    """
    start = time.perf_counter()
    command = [sys.executable, "-m", "quizzes.cli", "grade", assignment, "--course", str(course), "--json", *options]
    around = {**os.environ, "PYTHONPATH": str(ROOT), SECRET: "the instructor's", **(env or {})}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, encoding="utf-8", env=around) as process:
        memory = HighWater(process.pid)
        memory.start()
        out, err = process.communicate()
        memory.end()
    if process.returncode:
        raise RuntimeError(f"quizzes grade {assignment} ended with {process.returncode}: {err[-2000:]}")
    *lines, totals = map(json.loads, out.splitlines())
    grades = {line["student"]: line for line in lines}
    return Batch(grades, totals, time.perf_counter() - start, memory.main_mb, memory.worker_mb)


def differences(entries: Iterable[Entry], assignment: str, batch: Batch) -> Iterator[str]:
    """Yield where a grade is not what the file says."""
    for entry in entries:
        wanted, grade = entry.expected[assignment], batch.grades.get(entry.student)
        if grade is None:
            yield f"{assignment} {entry.name}: no grade"
            continue
        tasks = {task["id"]: task["outcome"] for task in grade["tasks"]}
        named = {name: tasks.get(name) for name in wanted.tasks}
        if (grade["outcome"], grade["score"], named) != (wanted.outcome, wanted.score, dict(wanted.tasks)):
            told = "; ".join(f"{t['id']} {t['outcome']} {t['score']:g} {t['message'][:90]}" for t in grade["tasks"])
            yield f"{assignment} {entry.name}: expected {wanted}; got {grade['outcome']} {grade['score']:g} ({told})"
    for canary in CANARIES:
        grade = batch.grades.get(canary, {})
        if (grade.get("outcome"), grade.get("score")) != RIGHT[assignment]:
            yield f"{assignment} {canary}: expected {RIGHT[assignment]}; got {grade}"


def traces(course: Path, assignment: str) -> Iterator[str]:
    """Yield what submissions have stolen, as their recorded notebooks tell."""
    for path in sorted(course.glob(f"autograded/*/{assignment}/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                if "STOLEN" in output.get("text", ""):
                    yield f"{path.parts[-3]}: {output['text'].strip()[:200]}"


def main() -> int:
    """Grade the corpus and print each difference; the status is 0 where there is none."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus.run", description=__doc__)
    parser.add_argument("--mode", choices=MODES, action="append", help="gates or asserts (default: both)")
    parser.add_argument("--cold", action="store_true", help="start a new Python for each kernel")
    parser.add_argument("--only", default="", metavar="GROUP/NAME", help="names that begin so")
    parser.add_argument("--workers", default="2")
    parser.add_argument("--course", type=Path, help="keep the course here")
    arguments = parser.parse_args()
    entries = [entry for entry in read_entries() if entry.name.startswith(arguments.only)]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        course = arguments.course or Path(folder, "course")
        releases = make_course(course, TIMEOUT_S, SETTINGS)
        for mode in arguments.mode or MODES:
            for canary in CANARIES:
                hand_in_right(course, canary, mode, releases[mode])
            hand_in_all(course, mode, releases[mode], entries)
            options = ["--workers", arguments.workers, *(["--cold"] if arguments.cold else [])]
            batch = grade_batch(course, mode, *options)
            found = [*differences(entries, mode, batch), *(f"{mode} {trace}" for trace in traces(course, mode))]
            wrong += len(found)
            print(*found, sep="\n")
            print(f"{mode}: {len(batch.grades)} submissions, {len(found)} differences, {batch.seconds:.0f} s")
            print(f"most memory: {batch.main_mb:.0f} MB of the command, {batch.worker_mb:.0f} MB of a worker")
            print(json.dumps(batch.totals))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
