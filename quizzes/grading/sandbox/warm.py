"""A running template, and kernels from it: connect, use, throw away."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import GradingFault
from quizzes.grading.sandbox.jail import PROJECT, Jail, environment
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.sandbox.session import Session, Spent

_DOCTOR = "; `quizzes doctor` says what this machine lacks"
START_S = 120  # for the start of Python and all imports, in a template or a kernel; TensorFlow's take four seconds


@dataclass(frozen=True)
class Address:
    """Where kernels are to be had: a plain value that can be handed to another process of this machine."""

    path: str  # of a socket
    limits: Limits
    walled: bool = True  # in namespaces of their own
    jupyter: bool = False  # kernels that speak Jupyter's protocol, and tell over it when they are ready

    def connect(self, spent: Spent) -> Session:
        """Take a kernel."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        if hasattr(socket, "SO_PASSCRED"):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            connection.settimeout(60)
            connection.connect(self.path)
            session = Session(connection, self.limits, spent, walled=self.walled)
            if not self.jupyter:
                session.start(START_S)
            return session
        except OSError as error:
            connection.close()
            raise GradingFault(f"no kernel could be had from {self.path}: {error}") from error


class Template:
    """A template process and the socket that it listens on; end it with `close` or a `with` block."""

    def __init__(
        self,
        modules: Sequence[str],
        limits: Limits,
        *,
        jail: Jail | None,
        warm: bool = True,
        ready: int = 3,
        jupyter: bool = False,
        absent: Sequence[str] = (),
        data: Sequence[tuple[str, str]] = (),
        library: str = "",
    ) -> None:
        """Start the template: in the jail, or bare where there is none; `jupyter` kernels speak Jupyter's protocol;
        modules that are `absent` cannot be used in them.
        """
        self._absent = list(absent)
        self._modules, self._limits, self._jail = list(modules), limits, jail
        self._warm, self._ready, self._jupyter = warm, ready, jupyter
        self._links, self._library = dict(data), library  # as they lie on the machine; in a jail it says where
        self.unforkable: list[str] = []  # modules that start threads when they are imported
        self.folder = Path(tempfile.mkdtemp(prefix="quizzes-"))
        self.address = Address(str(self.folder / "kernels"), limits, walled=jail is not None, jupyter=jupyter)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(self.address.path)
        self._listener.listen(128)
        self._start()

    def _start(self) -> None:
        modules = [module for module in self._modules if module not in self.unforkable]
        settings = {
            "walls": self._jail is not None,
            "warm": self._warm,
            "ready": self._ready,
            "jupyter": self._jupyter,
            "limits": self._limits.as_json(),
            "modules": modules,
            "late": [] if self._jupyter else self.unforkable if self._warm else self._modules,
            "listener": self._listener.fileno(),
            "absent": self._absent,
            "become": 0,
            "links": self._links,
            "library": self._library,
        }
        if self._jail is not None:
            command, env = self._jail.command(settings, self._listener.fileno()), None
        else:
            bare = [sys.executable, "-m", "quizzes.grading.sandbox.agent.template", json.dumps(settings)]
            command, env = bare, environment(str(PROJECT)) | {"HOME": str(self.folder), "TMPDIR": str(self.folder)}
            for name in ("IPYTHONDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME"):
                env[name] = str(self.folder / name.lower())
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
        with _own_memory():
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                pass_fds=[self._listener.fileno()],
                env=env,
                process_group=0,
            )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout

    def wait(self) -> None:
        """Wait until the first kernel is ready.

        Raises
        ------
        GradingFault
            If none will be: the message says why.
        """
        end = time.monotonic() + START_S
        pending = b""
        while True:
            out = self._out.fileno()
            left = end - time.monotonic()
            if left <= 0 or not select.select([out], [], [], left)[0]:
                raise GradingFault(f"the kernel template was not ready after {START_S} s{self._complaint()}")
            data = os.read(out, 65536)
            if not data:
                raise GradingFault(f"no kernel could be started{self._complaint()}{_DOCTOR}")
            *lines, pending = (pending + data).split(b"\n")
            for told in map(json.loads, lines):
                if "threads" in told:
                    self._stop()
                    self.unforkable.append(told["threads"])
                    self._start()
                elif "failed" in told:
                    raise GradingFault(f"no kernel could be walled in: {told['failed']}{self._complaint()}{_DOCTOR}")
                elif "ready" in told:
                    self._listener.close()  # so that nobody waits for a template that has died
                    return

    def _complaint(self) -> str:
        self._complaints.seek(0)
        text = " ".join(self._complaints.read().decode("utf-8", "replace").split())
        return f": {text[-600:]}" if text else ""

    def _stop(self) -> None:
        self._in.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._out.close()
        self._complaints.close()

    def close(self) -> None:
        """End the template, and every kernel with it."""
        self._stop()
        self._listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Template:
        """Return the template, ready."""
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.close()


@contextlib.contextmanager
def _own_memory() -> Iterator[None]:
    """Start a process without the bound on memory that a worker of the grader has."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == hard:
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
