"""The most memory that the grader's own processes have had while a command runs, as the system keeps it of each."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path


class HighWater(threading.Thread):
    """Looks at a process and its workers; the template and what it starts are the learners'."""

    def __init__(self, pid: int) -> None:
        """Look at this process."""
        super().__init__(daemon=True)
        self._pid, self._over = pid, threading.Event()
        self.main_mb = self.worker_mb = 0.0

    def run(self) -> None:
        """Look ten times a second: the system keeps the highest value of each process itself."""
        while not self._over.wait(0.1):
            self.main_mb = max(self.main_mb, high_water_mb(self._pid))
            for pid in workers_of(self._pid):
                self.worker_mb = max(self.worker_mb, high_water_mb(pid))

    def end(self) -> None:
        """Stop looking."""
        self._over.set()
        self.join()


def workers_of(pid: int) -> list[int]:
    """Return the processes of Python that a process has started itself; psutil would look at all of the machine."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += task.read_text().split()
    return [int(child) for child in found if _name_of(child).startswith("python")]


def _name_of(pid: str) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text()
    return ""


def high_water_mb(pid: int) -> float:
    """Return the most memory that a process has had, in MB; 0 where the system does not tell."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return 0.0
