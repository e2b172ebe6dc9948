"""The keeper of a fresh kernel: which process it is, as the system tells it, and a handle of it."""

from __future__ import annotations

import os
import socket
import struct


def introduce(connection: socket.socket) -> tuple[int, int]:
    """Return the process id of the keeper, as the kernel of the system tells it, and where it will tell the end."""
    connection.settimeout(60)
    ancillary = socket.CMSG_SPACE(12) + socket.CMSG_SPACE(4)
    data, notes, _, _ = connection.recvmsg(1, ancillary)
    pid, end = 0, -1
    for level, kind, content in notes:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            (end,) = struct.unpack("i", content[:4])
        elif level == socket.SOL_SOCKET and kind == getattr(socket, "SCM_CREDENTIALS", None):
            pid, _, _ = struct.unpack("3i", content[:12])
    if data != b"k" or end < 0 or pid <= 0:
        raise OSError("the template gave no kernel")
    return pid, end


def open_handle(pid: int) -> int | None:
    """Return a handle of a process (a pidfd); None where the system has none."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None
