"""Grade the same submissions with nbgrader and with ours, in one run, and print one table.

nbgrader grades one after the other, so its rate does not depend on how many there are: it gets ``--peer-size`` of them.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.grading.courses import ROOT, make_course
from benchmarks.grading.measure import measure
from benchmarks.grading.otter import otter_rate
from quizzes.grading.record.nbgrader_course import NbgraderCourse

GOALS = {("numpy", 24): 15.0, ("numpy", 240): 40.0, ("tensorflow", 24): 25.0, ("tensorflow", 240): 25.0}
LINEAR = 1.1  # ratio of times a submission, largest size to the smallest of at least 24


def scores(course, name):
    """Return the points of each student, from the gradebook."""
    return {row.student: row.raw_score for row in NbgraderCourse(course).export_rows() if row.assignment == name}


def floor(course, name, env):
    """Return the CPU seconds that the cells of a submission take themselves, imports apart."""
    command = [sys.executable, "-m", "benchmarks.grading.floor", str(course), name]
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return float(done.stdout)


def row(label, count, spent):
    """Return one line of the table."""
    rate = 60 * count / spent.wall_s
    figures = f"{spent.wall_s:9.1f}{rate:12.0f}{spent.cpu_s / count:12.3f}{spent.peak_mb:10.0f}{spent.own_mb:10.0f}"
    print(f"{label:<44}{count:6}{figures}", flush=True)
    return rate


def main():
    """Measure, and say which goals were reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kinds", nargs="+", default=["numpy", "tensorflow"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[24, 240])
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--peer-size", type=int, default=24, help="submissions for nbgrader (default: 24)")
    parser.add_argument("--otter", action="store_true", help="otter-grader, too (installs it into _build/otter)")
    options = parser.parse_args()
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    missed = 0
    head = f"{'grader':<44}{'n':>6}{'wall s':>9}{'a minute':>12}{'CPU s each':>12}{'peak MB':>10}{'own MB':>10}"
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for kind in options.kinds:
            course = Path(folder) / kind
            name = make_course(kind, course, max([*options.sizes, options.peer_size]))
            own = floor(course, name, env)
            print(f"\n{kind}: the cells themselves take {own:.3f} CPU s a submission\n{head}", flush=True)
            theirs = part(course, Path(folder) / f"{kind}-nbgrader", options.peer_size)
            command = [sys.executable, "-m", "nbgrader", "autograde", name]
            peer = row("nbgrader autograde", options.peer_size, measure(command, theirs, env))
            expected = scores(theirs, name)
            if options.otter and kind == "numpy":
                row("otter run", *otter_rate(course, name, options.peer_size))
            each: dict[int, float] = {}
            for size in options.sizes:
                for workers in options.workers:
                    ours = part(course, Path(folder) / f"{kind}-{size}-{workers}", size)
                    command = [sys.executable, "-m", "quizzes.cli", "grade", name, "--course", str(ours), "--json"]
                    spent = measure([*command, "--workers", str(workers)], ROOT, env)
                    rate = row(f"quizzes grade --workers {workers}, sandbox", size, spent)
                    found = scores(ours, name)
                    differ = {who for who in expected.keys() & found.keys() if abs(expected[who] - found[who]) > 1e-6}
                    print(
                        f"    {rate / peer:.1f} times nbgrader's rate; scores differ for: {sorted(differ) or 'nobody'}"
                    )
                    missed += bool(differ)
                    if workers == max(options.workers):
                        each[size] = spent.wall_s / size
                        goal = GOALS.get((kind, size))
                        if goal and workers == 2:
                            reached = rate / peer >= goal
                            missed += not reached
                            print(f"    goal {goal:g} times: {'reached' if reached else 'MISSED'}")
                    shutil.rmtree(ours)
            if len(each) > 1:
                ratio = each[max(each)] / each[min(each)]
                sizes = f"{max(each)} over that at {min(each)}"
                print(f"    time a submission at {sizes}: {ratio:.2f} (goal: at most {LINEAR})")
                missed += ratio > LINEAR
    return 1 if missed else 0


def part(course, target, count):
    """Return a copy of the course with the first `count` submissions."""
    shutil.copytree(course, target, ignore=shutil.ignore_patterns("submitted"))
    for folder in sorted((course / "submitted").iterdir())[:count]:
        shutil.copytree(folder, target / "submitted" / folder.name)
    return target


if __name__ == "__main__":
    sys.exit(main())
