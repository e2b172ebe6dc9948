"""Kernels for a book of many short pages: forked from a process that has imported numpy, for some Keras, once."""

from __future__ import annotations

import atexit
import json
import os
import re
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from nbformat import NotebookNode

PROGRAM = Path(__file__).with_name("kernel_template.py")
ALWAYS = ("numpy", "matplotlib.pyplot", "lstm_lib", "experiments")
KERAS = (*ALWAYS, "keras")  # TensorFlow may be forked until it has computed something
_KERAS = re.compile(r"\bkeras\b|(to|from)_keras")


def can_fork() -> bool:
    """Return whether kernels are forked here: elsewhere than on Linux the libraries of numpy may not survive it."""
    return sys.platform == "linux"


def manager_for(notebook: NotebookNode) -> type[AsyncKernelManager]:
    """Return the class of the manager that starts a notebook's kernel."""
    sources = (cell.source for cell in notebook.cells if cell.cell_type == "code")
    return KerasManager if any(_KERAS.search(source) for source in sources) else WarmManager


class WarmManager(AsyncKernelManager):
    """Starts a kernel by a fork."""

    modules = ALWAYS

    async def _async_pre_start_kernel(self, **options: Any) -> tuple[list[str], dict[str, Any]]:
        if self.provisioner is None:
            self.provisioner = WarmProvisioner(parent=self, kernel_spec=self.kernel_spec)
        return await super()._async_pre_start_kernel(**options)


class KerasManager(WarmManager):
    """The same, of a page that uses Keras."""

    modules = KERAS


class WarmProvisioner(LocalProvisioner):
    """Asks a template for the process of a kernel; all else is as for one that was started here."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> dict[str, Any]:
        """Have the process forked."""
        arguments = cmd[cmd.index("-f") :]
        asked = {"arguments": arguments, "folder": options.get("cwd"), "environment": dict(options["env"])}
        self.process = Forked(template(self.parent.modules).fork(asked))
        self.pid = self.pgid = self.process.pid
        return self.connection_info


class Forked:
    """A process that is another one's child: what `subprocess.Popen` offers of it, as far as a provisioner asks."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """Return None as long as it runs; how it has ended only its parent knows."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self) -> int:
        """Return once it has ended."""
        while self.poll() is None:
            time.sleep(0.02)
        return 0

    def send_signal(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class Template:
    """The process from which kernels are forked; it ends when its input is closed."""

    def __init__(self, modules: tuple[str, ...]) -> None:
        command = [sys.executable, str(PROGRAM), *modules]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        atexit.register(self.end)

    def end(self) -> None:
        """End the process."""
        self.process.stdin.close()
        self.process.wait()

    def fork(self, asked: dict[str, object]) -> int:
        """Return the number of a new kernel's process.

        Raises
        ------
        RuntimeError
            If the template has ended.
        """
        try:
            self.process.stdin.write(json.dumps(asked) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        answer = self.process.stdout.readline()
        if not answer.strip().isdigit():
            raise RuntimeError(f"expected the number of a kernel's process from {PROGRAM.name}, got {answer!r}")
        return int(answer)


@cache
def template(modules: tuple[str, ...]) -> Template:
    """Return the template with these modules, started when it is first asked for."""
    return Template(modules)
