"""The walls around one kernel: namespaces, scratch space, limits and system calls of its own, put up from inside."""

from __future__ import annotations

import fcntl
import math
import os
import resource
import socket
import struct
import time
from collections.abc import Sequence
from pathlib import Path

from quizzes.grading.sandbox.agent import linux, syscalls

SCRATCH = "/scratch"  # the one place of the sandbox that can be written to, and what lies in it
HOME, TEMPORARY = "/home/learner", f"{SCRATCH}/tmp"
_MIB = 2**20
_SET_FLAGS, _UP = 0x8914, 1  # of a network interface


def leave_namespaces() -> None:
    """Leave every namespace; the next process that is forked is the first of its own process namespace."""
    user, group = os.getuid(), os.getgid()
    linux.unshare(linux.ALL_NAMESPACES)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def furnish(disk_mb: int, files: int, *, below_tmp: Sequence[str] = ()) -> None:
    """Mount what the kernel alone sees: its processes, and a scratch space of limited size.

    `below_tmp` are folders of the machine, such as Python's, that lie below /tmp and stay visible in the kernel's own.
    """
    nothing = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    try:
        linux.mount("proc", "/proc", "proc", nothing)
    except OSError:  # a host that hides parts of its own /proc lets nobody mount another: then there is none
        linux.mount("none", "/proc", "tmpfs", nothing | linux.MS_RDONLY, "size=0")
    writable = linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("scratch", SCRATCH, "tmpfs", writable, f"size={disk_mb}m,nr_inodes={files},mode=755")
    for name, place in (("home", HOME), ("tmp", "/tmp"), ("shm", "/dev/shm")):
        folder = f"{SCRATCH}/{name}"
        os.mkdir(folder)
        if name == "tmp":
            for path in below_tmp:
                target = folder + path.removeprefix("/tmp")
                os.makedirs(target)
                linux.mount(path, target, "", linux.MS_BIND | linux.MS_REC)
        linux.mount(folder, place, "", linux.MS_BIND | linux.MS_REC)


def wake_loopback() -> None:
    """Let the kernel talk to itself, and to nobody else, over 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP))


def close_up(*, interfaces: bool = False) -> None:
    """Give up every right and put the filter in front of the system calls; only less can follow."""
    linux.drop_capabilities()
    linux.no_new_privileges()
    linux.set_filter(syscalls.program(interfaces=interfaces))


def limit(limits: dict) -> None:
    """Set the limits of this process and of what it starts; they cannot be raised again."""
    used = _address_space()
    sizes = {
        resource.RLIMIT_AS: used + int(limits["memory_mb"] * _MIB),
        resource.RLIMIT_FSIZE: int(limits["file_mb"] * _MIB),
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_NPROC: limits["processes"] + 2,  # the first process of the namespace, and the kernel
        # The grader counts, too; this holds where it cannot. What the start took is not part of it.
        resource.RLIMIT_CPU: math.ceil(limits["submission_cpu_s"] + 5 + time.process_time()),
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    for name in ("RLIMIT_MSGQUEUE", "RLIMIT_RTPRIO", "RLIMIT_NICE"):
        if hasattr(resource, name):
            sizes[getattr(resource, name)] = 0
    if used == 0:  # a system that does not tell how much is in use
        del sizes[resource.RLIMIT_AS]
    for kind, size in sizes.items():
        _, hard = resource.getrlimit(kind)
        size = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(kind, (size, size))


def _address_space() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError):
        return 0
    return pages * resource.getpagesize()
