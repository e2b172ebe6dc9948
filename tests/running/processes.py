"""Processes, seen from outside: who is there, and whether they end."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path


def alive(pid: int) -> bool:
    """Return whether a process runs; one that has ended and is not reaped yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def in_namespace_of(word: str) -> set[int]:
    """Return the processes of the process namespaces in which some process's command line has a word."""
    theirs = {place for pid in _all() if word in _read(pid, "cmdline") and (place := _namespace(pid))}
    assert _namespace(os.getpid()) not in theirs, "the word stands in a command line of this machine's own"
    return {pid for pid in _all() if _namespace(pid) in theirs}


def still_there(pids: Iterable[int], seconds: float = 5) -> list[int]:
    """Return those that are alive after some seconds; wait no longer than until all have ended."""
    deadline = time.monotonic() + seconds
    pids = list(pids)
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return [pid for pid in pids if alive(pid)]


def _all() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(errors="replace")
    except OSError:
        return ""


def _namespace(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/pid")
    except OSError:
        return ""
