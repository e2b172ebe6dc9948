"""Jupyter's way to our kernels: what `nbgrader autograde`, nbclient and papermill start through a kernelspec."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import signal
import socket
import tempfile
import threading
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Float, Int, List, Unicode

from quizzes.errors import GradingFault
from quizzes.grading.sandbox.agent.jupyter import CHANNELS
from quizzes.grading.sandbox.jail import Jail, find_bubblewrap, packages_of
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.sandbox.session import Session, Spent
from quizzes.grading.sandbox.warm import Template

NAME = "quizzes-sandbox"  # of the provisioner and of its kernelspec
_LARGEST = 256 * 2**20  # bytes of a file that is handed in
own_templates: dict[tuple, Template] = {}  # of this process


class SandboxProvisioner(KernelProvisionerBase):
    """Takes warm kernels from a template inside bubblewrap and leads their sockets out."""

    modules = List(Unicode(), ["numpy"], config=True, help="imported before a kernel is forked")
    memory_mb = Int(2048, config=True, help="beyond what the imports take")
    cpu_s = Int(3600, config=True, help="seconds of CPU time of one kernel")
    disk_mb = Int(512, config=True, help="of all files of one kernel")
    processes = Int(128, config=True, help="and threads of one kernel")
    start_s = Float(60.0, config=True, help="seconds that a kernel may take to start")

    session: Session | None = None
    _code: int | None = None
    folder: str = ""
    _listeners: tuple | list = ()

    @property
    def has_process(self) -> bool:
        """Say whether a kernel has been started."""
        return self.session is not None

    async def poll(self) -> int | None:
        """Return the exit code; None while the kernel runs."""
        if self.session is None:
            return 0
        if self._code is None:
            self._code = self.session.exit_code()
        return self._code

    async def wait(self) -> int | None:
        """Wait for the kernel to end and return its exit code."""
        while (code := await self.poll()) is None:
            await asyncio.sleep(0.02)
        self.session = None
        return code

    async def send_signal(self, signum: int) -> None:
        """Interrupt the kernel, or end it."""
        if self.session is None or await self.poll() is not None:
            return
        if signum == signal.SIGINT:
            self.session.interrupt()
        elif signum != 0:
            self.session.close()

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and everything that it started."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """End the kernel and everything that it started."""
        await self.send_signal(signal.SIGKILL)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the sockets."""
        await self.kill()
        for listener in self._listeners:
            listener.close()
        self._listeners = []
        if self.folder and not restart:  # clients of a kernel that is restarted know the folder
            for path in Path(self.folder).iterdir():
                path.unlink(missing_ok=True)
            os.rmdir(self.folder)
            self.folder = ""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Let the manager talk over local sockets in a folder that is nobody else's."""
        manager: Any = self.parent  # the kernel's manager, whose traits mypy does not know
        self.folder = self.folder or tempfile.mkdtemp(prefix="quizzes-jupyter-")
        manager.transport, manager.ip = "ipc", f"{self.folder}/kernel"
        for number, channel in enumerate(CHANNELS, 1):
            setattr(manager, channel, number)
        with contextlib.suppress(AttributeError, FileNotFoundError):
            os.unlink(manager.connection_file)
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=list(self.kernel_spec.argv), **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Take a kernel and hand it the secret of the connection.

        Raises
        ------
        GradingFault
            If there is no sandbox.
        """
        session = self._template().address.connect(Spent())
        if (kwargs.get("env") or os.environ).get("NBGRADER_EXECUTION"):
            folder = Path(kwargs.get("cwd") or ".")
            session.put(_files(folder))
            if left := [path.name for path in sorted(folder.iterdir()) if path.is_file() and not _fits(path)]:
                self.log.warning("too large for the sandbox (%d MiB) and left out: %s", _LARGEST // 2**20, left)
        info = self.connection_info
        key = info["key"].decode() if isinstance(info["key"], bytes) else info["key"]
        wire = session.hand_over({"do": "jupyter", "key": key, "scheme": info["signature_scheme"]})
        self.session, self._code = session, None
        self._listeners = [_listen(f"{self.folder}/kernel-{number}") for number in range(1, len(CHANNELS) + 1)]
        for number, listener in enumerate(self._listeners, 1):
            threading.Thread(target=_hand_in, args=(listener, wire, number), daemon=True).start()
        return self.connection_info

    def _template(self) -> Template:
        """Return the template of this process for these settings, started on first use."""
        limits = Limits(
            submission_cpu_s=self.cpu_s, memory_mb=self.memory_mb, disk_mb=self.disk_mb, processes=self.processes,
            file_mb=self.disk_mb, open_files=1024,
        )  # fmt: skip
        key = (os.getpid(), tuple(self.modules), limits)
        if key not in own_templates:
            bubblewrap = find_bubblewrap()
            if bubblewrap is None:
                raise GradingFault("there is no sandbox: bubblewrap is missing; `quizzes doctor` says more")
            jail = Jail(bubblewrap, packages_of(self.modules))
            template = Template(self.modules, limits, jail=jail, ready=1, jupyter=True)
            atexit.register(template.close)
            template.wait()
            own_templates[key] = template
        return own_templates[key]


def _listen(path: str) -> socket.socket:
    Path(path).unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(16)
    return listener


def _hand_in(listener: socket.socket, wire: socket.socket, channel: int) -> None:
    """Hand every connection that a client makes to the relay inside."""
    with contextlib.suppress(OSError):
        while True:
            client, _ = listener.accept()
            with client:
                socket.send_fds(wire, [bytes([channel])], [client.fileno()])


def _fits(path: Path) -> bool:
    return path.stat().st_size <= _LARGEST


def _files(folder: Path) -> dict[str, bytes]:
    """Return the files beside a submission that nbgrader runs; the notebooks themselves are not among them."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb" and _fits(path):
            found[path.name] = path.read_bytes()
    return found
