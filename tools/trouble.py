"""What may be wrong with a machine, each in one sentence that says what to do.

Standard library only: the set-up runs on a bare Python.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import tempfile
from pathlib import Path

GIB = 2**30
PACKAGES_GIB = 2.7  # what .venv takes after `make course`, measured
AGAIN = "the same command then goes on where this one stopped"
# What the log of a failed step says, and the sentence for it; the first that is found counts.
_FULL = r"No space left on device|ENOSPC|disk is full|Disk quota exceeded|Errno 28"
_MEMORY = r"MemoryError|Cannot allocate memory|ENOMEM|bad_alloc|Kernel died|DeadKernelError|Out of memory|heap out of"
_NETWORK = (
    r"IncompleteRead|ProtocolError|Connection broken|timed out|TimeoutError|NewConnectionError|Max retries exceeded"
    r"|Connection reset|RemoteDisconnected|Connection refused|name resolution|resolve host|ECONN|ETIMEDOUT|EAI_AGAIN"
    r"|ENOTFOUND|EINTEGRITY|ERR_SOCKET|incomplete-download|DO NOT MATCH THE HASHES|BadZipFile|is not a zip file"
    r"|has an invalid wheel|5\d\d Server Error|SSLError|Network is unreachable|npm (?:ERR!|error) network"
)
_MISSING = r"No matching distribution found for (\S+)"
OLD_CGROUP = ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes")
_FORBIDDEN = r"Permission denied|EACCES|Read-only file system|EROFS"


def explain(log: str, root: Path, code: int = 1) -> str:
    """Return a sentence on why a step failed and what to do, from the end of its log and its exit code."""
    if re.search(_FULL, log):
        place, free = fullest(root)
        return f"the disk is full: {free / GIB:.1f} GB are free in {place}; free some space, {AGAIN}"
    if code in (-9, 137) or re.search(_MEMORY, log):
        return f"a process was ended or got no memory ({memory_words()}); close other programs, {AGAIN}"
    if code in (-4, 132) or "Illegal instruction" in log:
        return processor_note() or "a program uses an instruction that this processor has not"
    if re.search(_NETWORK, log):
        return (
            f"a package registry broke off or does not answer; try again later, {AGAIN} "
            "(a mirror is named by PIP_INDEX_URL for Python and npm_config_registry for npm)"
        )
    missing = re.search(_MISSING, log)
    if missing:
        return (
            f"the package registry has no {missing[1]} for Python {platform.python_version()} on {platform.machine()}; "
            "name another Python with PYTHON=python3.12, or another registry with PIP_INDEX_URL"
        )
    if re.search(_FORBIDDEN, log):
        return f"a file may not be written; the checkout {root} must belong to the user who runs make"
    return "its last lines stand above"


def fullest(root: Path) -> tuple[Path, int]:
    """Return which of the places that are written to has least room, and its free bytes."""
    places = [root, Path(tempfile.gettempdir()), Path.home()]
    free = {place: shutil.disk_usage(place).free for place in places if place.is_dir()}
    return min(free.items(), key=lambda entry: entry[1])


def room_note(root: Path, needed_gib: float) -> str:
    """Return a sentence where the disk has less room than the set-up needs; nothing where it has enough."""
    free = shutil.disk_usage(root).free / GIB
    if free >= needed_gib:
        return ""
    return (
        f"expected {needed_gib:.1f} GB of free disk for what is still to be installed, got {free:.1f} GB in {root}; "
        f"free some space, {AGAIN}"
    )


def processor_flags(cpuinfo: Path = Path("/proc/cpuinfo")) -> set[str]:
    """Return the features of the processor, none where the system does not tell them."""
    try:
        found = re.search(r"^flags\s*:(.*)$", cpuinfo.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    except OSError:
        return set()
    return set(found[1].split()) if found else set()


def processor_note(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """Return a sentence where the processor lacks what the packages or their speed need; nothing where it does not.

    Tried with emulated processors: numpy's wheels need x86-64-v2 and say so; TensorFlow's need AVX and end without a
    word; AVX2 is needed by nobody.
    """
    flags = processor_flags(cpuinfo)
    if not flags or platform.machine().lower() not in ("x86_64", "amd64"):
        return ""
    if not {"ssse3", "sse4_1", "sse4_2", "popcnt"} <= flags:
        return "this processor is older than x86-64-v2 (SSE4.2), which numpy's package needs: no cell can run here"
    if "avx" not in flags:
        return (
            "this processor has no AVX, which TensorFlow's package needs: cells and tests that run Keras fail here, "
            "and their pages say so; everything else works"
        )
    if "avx2" not in flags:
        return "this processor has no AVX2: everything works, training takes longer"
    return ""


def memory_bytes(proc: Path = Path("/proc"), cgroup: Path = Path("/sys/fs/cgroup")) -> tuple[int, int]:
    """Return the memory of this machine or container, and how much of it is available; zeros where nothing tells it."""
    try:
        text = (proc / "meminfo").read_text()
        values = dict(re.findall(r"^(\w+):\s*(\d+)", text, re.MULTILINE))
        total, free = int(values["MemTotal"]) * 1024, int(values["MemAvailable"]) * 1024
    except (OSError, KeyError):
        return 0, 0
    for limit, used in (("memory.max", "memory.current"), OLD_CGROUP):
        try:
            allowed, taken = int((cgroup / limit).read_text()), int((cgroup / used).read_text())
        except (OSError, ValueError):
            continue
        total, free = min(total, allowed), min(free, max(allowed - taken, 0))
    return total, free


def memory_words() -> str:
    """Return how much memory there is, in words."""
    total, free = memory_bytes()
    return f"{free / GIB:.1f} of {total / GIB:.1f} GB are available" if total else "this system does not tell how much"


def memory_note(needed_gib: float, what: str, memory: tuple[int, int] | None = None) -> str:
    """Return a sentence where less memory is available than `what` needs; nothing where there is enough."""
    total, free = memory if memory is not None else memory_bytes()
    if not total or free >= needed_gib * GIB:
        return ""
    return (
        f"{what} needs about {needed_gib:.1f} GB of memory, {free / GIB:.1f} of {total / GIB:.1f} GB are available: "
        "close other programs if it is ended in the middle"
    )


def may_install() -> bool:
    """Return whether this user may install packages of the system: root of Debian or Ubuntu."""
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0
