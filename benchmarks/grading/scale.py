"""Ten thousand and a million submissions, calculated from figures that are measured in the same run.

    python -m benchmarks.grading.scale [--write]

`--write` puts the table where the guide for instructors includes it.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.grading.courses import ROOT
from benchmarks.grading.figures import Figures, take_figures

GUIDE = ROOT / "book" / "instructors" / "cluster" / "scale.txt"
SUBMISSIONS = (10_000, 1_000_000)
WORKERS = (2, 16, 64, 256)
HEADROOM_MB = 2048  # the memory limit of one submission, beyond what the imports take
READY = 3  # kernels that wait at each worker


def writer_s(figures: Figures, database: str, submissions: int) -> float:
    """Return the seconds a row that were measured at the largest gradebook not beyond so many submissions."""
    measured = figures.writer_s[database]
    return measured[max((size for size in measured if size <= submissions), default=min(measured))]


def limits(figures: Figures, database: str, submissions: int) -> dict[str, float]:
    """Return the seconds a submission of what no further worker makes faster, by what it is."""
    own = figures.reading_s + figures.files_s + figures.hand_out_s + writer_s(figures, database, submissions)
    return {"the one grading process": own, "Dask's scheduler": figures.task_s}


def enough(figures: Figures, database: str, submissions: int) -> tuple[int, str]:
    """Return the number of workers from which more do not help, and what is then busy all the time."""
    slowest, seconds = max(limits(figures, database, submissions).items(), key=lambda each: each[1])
    return max(1, math.ceil(round(figures.worker_s / seconds, 6))), slowest


def hours(figures: Figures, database: str, submissions: int, workers: int) -> float:
    """Return the hours by the clock: the slowest of those that work side by side, then the end, done by one process."""
    beside = max(figures.worker_s / workers, *limits(figures, database, submissions).values())
    return submissions * (beside + figures.end_s) / 3600


def worker_gb(figures: Figures, workers: int) -> float:
    """Return the memory of all workers when each runs a submission that takes all that it may."""
    return workers * (figures.worker_mb + figures.template_mb + READY * figures.kernel_mb + HEADROOM_MB) / 1e3


def machine() -> str:
    """Return what the figures were measured on."""
    names = [line.split(":", 1)[1].strip() for line in _cpu_lines() if line.startswith("model name")]
    memory = psutil.virtual_memory().total / 1e9
    return (
        f"{os.cpu_count()} processors ({names[0] if names else platform.machine()}), {memory:.0f} GB, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the end"
    )


def _cpu_lines() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def report(figures: Figures, where: str) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"measured on {where}"
    yield ""
    yield f"  a worker                  {1e3 * figures.worker_s:8.1f} ms CPU a submission (gates; a whole run's)"
    one, two = figures.rates[1], figures.rates[2]
    yield f"  whole runs                {one:8.1f} submissions a second with 1 worker, {two:.1f} with 2"
    yield "  the one grading process"
    yield f"    reads                   {1e3 * figures.reading_s:8.2f} ms a submission"
    yield f"    writes files            {1e3 * figures.files_s:8.2f}"
    yield f"    talks to Dask           {1e3 * figures.hand_out_s:8.2f}"
    for database, measured in figures.writer_s.items():
        for size, seconds in measured.items():
            yield f"    writes the gradebook    {1e3 * seconds:8.2f}    {database}, which holds {size:,} submissions"
    yield f"    at the end              {1e3 * figures.end_s:8.2f}    penalties, feedback pages, grades.csv"
    yield f"  Dask's scheduler          {1e3 * figures.task_s:8.2f} ms CPU"
    wire = f"{figures.sent / 1e3:.0f} kB to a worker, {figures.returned / 1e3:.0f} kB back"
    yield f"  over the wire             {wire}"
    yield (
        f"  memory                    {figures.worker_mb:.0f} MB a worker, {figures.template_mb:.0f} its template, "
        f"{figures.kernel_mb:.0f} a kernel that waits, {HEADROOM_MB:,} for a submission"
    )
    for submissions in SUBMISSIONS:
        yield from _table(figures, submissions)


def _table(figures: Figures, submissions: int) -> Iterator[str]:
    yield ""
    yield f"{submissions:,} submissions: {submissions * figures.worker_s / 3600:,.1f} core hours"
    yield (
        f"  {submissions * (figures.sent + figures.returned) / 1e9:,.1f} GB over the wire, "
        f"{submissions * figures.disk / 1e9:,.1f} GB of files, grading process "
        f"{figures.own_mb / 1e3 + submissions * figures.kept / 1e9:.1f} GB of memory"
    )
    for database in figures.writer_s:
        most, what = enough(figures, database, submissions)
        size = f"{submissions * figures.row[database] / 1e9:,.2f} GB"
        yield f"  gradebook in {database}: {size}; from {most} workers on more do not help: {what} is busy all the time"
        yield f"    {'workers':>8}{'time':>10}{'their memory, GB':>19}"
        for workers in WORKERS:
            yield (
                f"    {workers:>8}{_shown(hours(figures, database, submissions, workers)):>10}"
                f"{worker_gb(figures, workers):>19,.0f}"
            )


def _shown(duration: float) -> str:
    return f"{duration:.1f} h" if duration >= 1 else f"{duration * 60:.1f} min"


def main() -> int:
    """Measure, calculate, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grading.scale", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200, help="submissions that are graded (default: 200)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[0, 10_000], help="of the gradebook")
    parser.add_argument("--databases", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    parser.add_argument("--write", action="store_true", help=f"put the table into {GUIDE.relative_to(ROOT)}")
    arguments = parser.parse_args()
    figures = take_figures(arguments.count, arguments.sizes, arguments.databases)
    lines = "\n".join(report(figures, machine())) + "\n"
    print(lines, end="")
    if arguments.write:
        GUIDE.write_text(lines, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
