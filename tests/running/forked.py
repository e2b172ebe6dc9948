"""The command `quizzes` in a fork of a Python that has its modules already: a process of its own, a second sooner.

Of the 1.1 s of the processor that a command of the tests takes, nearly all are the imports of nbgrader and its like.
What a fork cannot show (its peak memory, another installation, its end by a signal) is started as usual.

Why: DECISIONS.md#commands-in-forks.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("quizzes.grading.record", "quizzes.grading.report", "quizzes.grading.intake", "quizzes.grading.rebuild")
MODULES = ("nbgrader.apps", "quizzes.cli", "quizzes.load", "quizzes.grading.batch")


def run_command(
    *arguments: object, env: Mapping[str, str] | None = None, cwd: Path | None = None, timeout: float = 900,
    together: bool = False,
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """Run `quizzes` with these arguments, in this process's environment and more, and return its two outputs.

    With `together` the first output is both as one.

    Raises
    ------
    subprocess.TimeoutExpired
        If it takes longer; it is ended, with what it started.
    """
    words = list(map(str, arguments))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    order = {"arguments": words, "folder": os.path.abspath(cwd or "."), "environment": environment}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors, open(os.devnull) as nothing:
        channel = _parent()
        files = [nothing.fileno(), out.fileno(), (out if together else errors).fileno()]
        socket.send_fds(channel, [json.dumps(order).encode()], files)
        channel.settimeout(timeout)
        pid, code = int(channel.recv(64)), None
        try:
            code = int(channel.recv(64))
        except TimeoutError:
            os.killpg(pid, signal.SIGKILL)
            channel.settimeout(None)
            channel.recv(64)
            raise subprocess.TimeoutExpired(["quizzes", *words], timeout) from None
        texts = []
        for file in (out, errors):
            file.seek(0)
            texts.append(file.read().decode("utf-8"))
    return subprocess.CompletedProcess(["quizzes", *words], code, *texts)


@functools.cache
def _parent() -> socket.socket:
    """Start the process that forks; return the way to it, a message an order."""
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, str(Path(__file__)), str(its.fileno())]
    process = subprocess.Popen(command, pass_fds=[its.fileno()], env={**os.environ, "PYTHONPATH": str(ROOT)})
    its.close()

    def end() -> None:
        mine.close()
        process.wait(10)

    atexit.register(end)
    return mine


def _serve(orders: socket.socket) -> None:
    """Fork for each order, and tell of its process and of its exit code."""
    from quizzes.commands.command import without_module

    with without_module("rfc3987_syntax"):  # as the command itself does
        for name in MODULES:
            importlib.import_module(name)
        for package in map(importlib.import_module, PACKAGES):
            for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
                importlib.import_module(found.name)
    gc.freeze()  # a collector that marks what was imported would copy its memory in each fork
    while True:
        message, files, _, _ = socket.recv_fds(orders, 1 << 20, 3)
        if not message:
            return
        pid = os.fork()
        if not pid:
            orders.close()
            _be_the_command(json.loads(message), files)
        for file in files:
            os.close(file)
        orders.send(str(pid).encode())
        orders.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())


def _be_the_command(order: dict, files: list[int]) -> None:
    """Be the command in this process, to its end."""
    code = 1
    try:
        os.setsid()
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        os.chdir(order["folder"])
        sys.path[0] = order["folder"]  # as `python -m` has it
        os.environ.clear()
        os.environ.update(order["environment"])
        sys.argv = ["quizzes", *order["arguments"]]
        from quizzes.cli import main

        code = main()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 - as Python itself ends
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(BaseException):
            atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(BaseException):
                stream.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
