"""Where a submission would send what it steals: a fixed port of this machine, so that one run waits for another."""

from __future__ import annotations

import fcntl
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PORT = 47611  # as tests/submissions/thefts/collector.py has it
LOCK = Path(tempfile.gettempdir(), "quizzes-corpus.lock")


@contextmanager
def collector(
    tell: Callable[[str], None] = print, *, port: int = PORT, lock: Path = LOCK
) -> Iterator[list[socket.socket]]:
    """Listen while the block runs, and give the list of the connections that come; one at a time on a machine.

    Raises
    ------
    RuntimeError
        If another program uses the port.
    """
    with _open(lock) as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(f"another run of the corpus is under way on this machine ({lock} is locked): waiting for its end")
            fcntl.flock(held, fcntl.LOCK_EX)
        try:
            server = socket.create_server(("127.0.0.1", port))
        except OSError as error:
            raise RuntimeError(
                f"port {port} of 127.0.0.1 is needed to see whether a submission sends something: {error}. "
                f"Find who has it with: ss -ltnp 'sport = :{port}'"
            ) from error
        connections: list[socket.socket] = []
        listener = threading.Thread(target=_listen, args=(server, connections), daemon=True)
        listener.start()
        try:
            yield connections
        finally:
            server.shutdown(socket.SHUT_RDWR)  # wakes the thread
            listener.join()
            server.close()
            for connection in connections:
                connection.close()


def _open(path: Path) -> BinaryIO:
    with suppress(FileNotFoundError):
        return open(path, "rb")  # noqa: SIM115  another user's too: a lock needs no right to write
    return open(os.open(path, os.O_RDONLY | os.O_CREAT, 0o644), "rb")  # noqa: SIM115


def _listen(server: socket.socket, connections: list[socket.socket]) -> None:
    with suppress(OSError):  # it was shut down
        while True:
            connections.append(server.accept()[0])
