"""A command with its wall clock, the CPU time of everything that it started, and the peak of their memory."""

import subprocess
import threading
import time
from typing import NamedTuple

import psutil

SAMPLE_S = 0.25


class Spent(NamedTuple):
    """What a command took."""

    wall_s: float
    cpu_s: float  # of the whole machine: what a process namespace ends with is in no process's account
    peak_mb: float  # proportional share of memory, all processes together
    own_mb: float  # of the command's own process alone
    output: str


def measure(command, cwd, env=None):
    """Run a command to its end; stop the benchmark where it fails."""
    before = _busy()
    start = time.perf_counter()
    process = subprocess.Popen(
        list(map(str, command)), cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    peaks = [0.0, 0.0]
    sampler = threading.Thread(target=_sample, args=(process, peaks), daemon=True)
    sampler.start()
    output, complaints = process.communicate()
    wall = time.perf_counter() - start
    sampler.join()
    cpu = _busy() - before
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}: exit status {process.returncode}\n{complaints[-2000:]}")
    return Spent(wall, cpu, peaks[0], peaks[1], output)


def _busy():
    """Return the CPU seconds that this machine has worked."""
    times = psutil.cpu_times()
    return times.user + times.system + times.nice


def _sample(process, peaks):
    try:
        root = psutil.Process(process.pid)
    except psutil.Error:
        return
    while process.poll() is None:
        total = own = 0.0
        try:
            for each in (root, *root.children(recursive=True)):
                try:
                    share = each.memory_full_info().pss / 1e6
                except (psutil.Error, AttributeError):
                    continue
                total += share
                own = share if each.pid == root.pid else own
        except psutil.Error:
            break
        peaks[0], peaks[1] = max(peaks[0], total), max(peaks[1], own)
        time.sleep(SAMPLE_S)
