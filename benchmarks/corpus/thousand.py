"""A thousand submissions, every tenth from the corpus, through `quizzes grade`: outcomes, time, memory."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import psutil

from benchmarks.corpus.course import hand_in, make_course
from benchmarks.corpus.entries import Entry, as_bytes, ordinary, read_entries
from benchmarks.corpus.run import TIMEOUT_S, grade_batch

_ORDINARY = {"right.py": ("passed", 18.0), "partly.py": ("partly", 7.0), "raises.py": ("partly", 2.0)}
EVERY = 10  # of them one is hostile, damaged or unlucky


class Memory(threading.Thread):
    """Watches what a process and all below it use, until it is told to stop.

    The grader is the one process that this one starts. Its memory is its proportional share (PSS), as that of all:
    forked processes share most of theirs, and sizes that count it for each of them say nothing.
    """

    def __init__(self) -> None:
        """Watch the processes that this one starts."""
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.own: list[float] = []  # MB of the grader's own process, over time
        self.peak = 0.0  # MB of all together
        self.cost_s = 0.0  # CPU that looking took

    def run(self) -> None:
        """Look at the grader twice a second, at all of them every fourth time: that costs more."""
        me, look = psutil.Process(), 0
        while not self.done.wait(0.5):
            before = time.thread_time()
            for child in me.children():
                with contextlib.suppress(psutil.Error):  # it has ended meanwhile
                    self.own.append(_share(child))
            if look % 4 == 0:
                total = 0.0
                for child in me.children(recursive=True):
                    with contextlib.suppress(psutil.Error):
                        total += _share(child)
                self.peak = max(self.peak, total)
            look += 1
            self.cost_s += time.thread_time() - before

    def quarters(self) -> list[float]:
        """Return the peak of the grader's own memory until 25, 50, 75 and 100 % of the time."""
        ends = [max(1, len(self.own) * part // 4) for part in (1, 2, 3, 4)]
        return [max(self.own[:end], default=0.0) for end in ends]


def _share(process: psutil.Process) -> float:
    return process.memory_full_info().pss / 2**20


def hand_in_thousand(course: Path, release: dict, count: int, seed: int) -> dict[str, tuple[str, float]]:
    """Hand in ordinary submissions and, every tenth, one of the corpus; return outcome and score by student."""
    rolls = random.Random(seed)
    corpus = list(read_entries())
    drawn = [*corpus] if count // EVERY >= len(corpus) else rolls.sample(corpus, count // EVERY)
    notebooks = {name: as_bytes(ordinary(release, name)) for name in _ORDINARY}
    expected: dict[str, tuple[str, float]] = {}
    for number in range(count):
        if number % EVERY == 7 and drawn:
            entry: Entry = drawn.pop()
            student = f"s{number:04d}-{entry.student}"
            hand_in(course, student, "gates", entry.files(release, "gates"))
            expected[student] = (entry.expected["gates"].outcome, entry.expected["gates"].score)
        else:
            name = rolls.choices(list(_ORDINARY), (6, 3, 1))[0]
            student = f"s{number:04d}"
            hand_in(course, student, "gates", {"gates.ipynb": notebooks[name]})
            expected[student] = _ORDINARY[name]
    return expected


def main() -> int:
    """Grade them and print the results; the status is 0 where every outcome is right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus.thousand", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="submissions (default: 1000)")
    parser.add_argument("--workers", default="2")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", type=Path, help="write the figures here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder, "course")
        release = make_course(course, TIMEOUT_S)["gates"]
        expected = hand_in_thousand(course, release, arguments.count, arguments.seed)
        memory = Memory()
        memory.start()
        start = time.perf_counter()
        batch = grade_batch(course, "gates", "--workers", arguments.workers)
        seconds = time.perf_counter() - start
        memory.done.set()
        memory.join()
    wrong = [
        f"{student}: expected {wanted}; got {(grade.get('outcome'), grade.get('score'))}"
        for student, wanted in expected.items()
        if ((grade := batch.grades.get(student, {})).get("outcome"), grade.get("score")) != wanted
    ]
    print(*wrong, sep="\n")
    figures = {
        "submissions": len(expected),
        "of the corpus": sum("-" in student for student in expected),
        "right": len(expected) - len(wrong),
        "outcomes": dict(Counter(grade["outcome"] for grade in batch.grades.values())),
        "seconds": round(seconds, 1),
        "phases": batch.totals["seconds"],
        "a minute": round(60 * len(expected) / seconds, 1),
        "peak MB of all processes": round(memory.peak),
        "peak MB of the grader itself, until": dict(
            zip(("25 %", "50 %", "75 %", "100 %"), map(round, memory.quarters()), strict=True)
        ),
        "CPU seconds of looking at it": round(memory.cost_s, 2),
        "workers": arguments.workers,
        "processors": os.cpu_count(),
        "load at the end": round(os.getloadavg()[0], 1),
    }
    for name, value in figures.items():
        print(f"{name:>36}  {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
