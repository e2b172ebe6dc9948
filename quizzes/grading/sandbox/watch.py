"""What the processes of a kernel use, read from /proc, and their end."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_KIB = 1024


@dataclass(frozen=True)
class Usage:
    """What a process and all that it started use."""

    cpu_s: float  # so far, with what has ended
    memory: int  # bytes of its own now; one that several share counts for each of them


def usage(root: int) -> Usage:
    """Return what the tree of processes below `root` uses; zeros where the system does not tell."""
    ticks, memory = 0, 0
    for pid in tree(root):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:15])
            memory += _own_memory(pid)
    return Usage(ticks / _TICK, memory)


def memory_of(root: int, inherited: int) -> int:
    """Return the bytes that the tree of processes below `root` takes, a page that several share counted once for all.

    The system works this out page by page, so ask only where the sum of `usage` is beyond a limit. Of a process that
    lets nobody look so closely it is what it has beyond the `inherited` bytes of the one that it came from.
    """
    return sum(_share(pid, inherited) for pid in tree(root))


def own_usage(pid: int) -> Usage:
    """Return what one process uses itself; zeros where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return Usage(sum(int(field) for field in fields[11:13]) / _TICK, _own_memory(pid))
    except (OSError, ValueError, IndexError):
        return Usage(0.0, 0)


def tree(root: int) -> Iterator[int]:
    """Yield a process and all below it."""
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        with contextlib.suppress(OSError, ValueError):
            for task in os.listdir(f"/proc/{pid}/task"):
                waiting += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())


def end(root: int, handle: int | None, *, namespace: bool) -> None:
    """End a process and all below it; `handle` is its pidfd, which cannot come to mean another process.

    The first process of a process namespace takes all others with it, whatever they have done to get away.
    """
    below = [] if namespace else [pid for pid in tree(root) if pid != root]
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if handle is not None:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        else:
            os.kill(root, signal.SIGKILL)
    for pid in below:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _own_memory(pid: int) -> int:
    return sum(read_sizes(f"/proc/{pid}/status", "RssAnon:", "RssShmem:"))


def _share(pid: int, inherited: int) -> int:
    shares: list[int] = []
    with contextlib.suppress(OSError):
        shares = read_sizes(f"/proc/{pid}/smaps_rollup", "Pss_Anon:", "Pss_Shmem:")  # since Linux 5.4
    return sum(shares) if shares else max(0, own_usage(pid).memory - inherited)


def read_sizes(path: str, *names: str) -> list[int]:
    """Return what the file says of these names."""
    lines = Path(path).read_text().splitlines()
    return [int(line.split()[1]) * _KIB for line in lines if line.startswith(names)]
