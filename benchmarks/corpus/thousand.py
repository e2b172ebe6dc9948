"""A thousand submissions, every twentieth from the corpus, through `quizzes grade`: outcomes, time, memory."""

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
from benchmarks.corpus.entries import SUBMISSIONS, Entry, as_bytes, filled, read_entries
from benchmarks.corpus.run import grade_batch

_ORDINARY = {"right.py": ("passed", 18.0), "partly.py": ("partly", 7.0), "raises.py": ("partly", 2.0)}
_LEFT_OUT = ("undefended/",)
TIMEOUT_S = 10


class Memory(threading.Thread):
    """Watches what a process and all below it use, until it is told to stop."""

    def __init__(self) -> None:
        """Watch the processes that this one starts."""
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.parent: list[float] = []  # MB of the grading process itself, over time
        self.peak = 0.0  # MB of all

    def run(self) -> None:
        """Look twice a second."""
        me = psutil.Process()
        while not self.done.wait(0.5):
            total, first = 0.0, 0.0
            for child in me.children(recursive=True):
                with contextlib.suppress(psutil.Error):  # a kernel that has ended meanwhile
                    size = child.memory_full_info().uss / 2**20
                    total += size
                    if child.ppid() == me.pid:
                        first = max(first, size)
            if first:
                self.parent.append(first)
            self.peak = max(self.peak, total)


def hand_in_thousand(course: Path, release: dict, count: int, seed: int) -> dict[str, tuple[str, float]]:
    """Hand in ordinary submissions and, every twentieth, one of the corpus; return outcome and score by student."""
    rolls = random.Random(seed)
    corpus = [entry for entry in read_entries() if not entry.name.startswith(_LEFT_OUT)]
    drawn = [*corpus] if count // 20 >= len(corpus) else rolls.sample(corpus, count // 20)
    texts = {name: (SUBMISSIONS / "gates" / name).read_text(encoding="utf-8") for name in _ORDINARY}
    notebooks = {name: as_bytes(filled(release, text)) for name, text in texts.items()}
    expected: dict[str, tuple[str, float]] = {}
    for number in range(count):
        if number % 20 == 7 and drawn:
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
    """Grade them and print what came of it; the status is 0 where every outcome is right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus.thousand", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
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
        f"{student}: expected {wanted}; came {(grade.get('outcome'), grade.get('score'))}"
        for student, wanted in expected.items()
        if ((grade := batch.grades.get(student, {})).get("outcome"), grade.get("score")) != wanted
    ]
    print(*wrong, sep="\n")
    quarter = max(1, len(memory.parent) // 4)
    figures = {
        "submissions": len(expected),
        "of the corpus": sum("-" in student for student in expected),
        "right": len(expected) - len(wrong),
        "outcomes": dict(Counter(grade["outcome"] for grade in batch.grades.values())),
        "seconds": round(seconds, 1),
        "phases": batch.totals["seconds"],
        "a minute": round(60 * len(expected) / seconds, 1),
        "peak MB of all processes": round(memory.peak),
        "MB of the grader, first quarter": round(max(memory.parent[:quarter], default=0)),
        "MB of the grader, last quarter": round(max(memory.parent[-quarter:], default=0)),
        "workers": arguments.workers,
        "processors": os.cpu_count(),
        "load at the end": round(os.getloadavg()[0], 1),
    }
    for name, value in figures.items():
        print(f"{name:>34}  {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
