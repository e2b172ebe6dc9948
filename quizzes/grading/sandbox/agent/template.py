"""The template: a process with the imports done that keeps kernels ready, each forked, walled in and used once.

It holds a listening socket that it inherits. A ready kernel waits in `accept`; who connects has a kernel, and another
is forked in its place. Two processes stand for a kernel: the keeper, the first of its process namespace, that tells how
the kernel ended and takes everything with it, and the kernel itself.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import tempfile
from typing import TYPE_CHECKING

from quizzes.grading.sandbox.agent import linux, walls
from quizzes.grading.sandbox.agent.absent import forbid
from quizzes.grading.sandbox.agent.imports import load
from quizzes.grading.sandbox.agent.kernel import run_kernel

if TYPE_CHECKING:
    from quizzes.grading.sandbox.agent.shell import Shell

_KEPT = (signal.SIGCHLD, signal.SIGUSR1)


class KernelForker:
    """What the template needs to fork a kernel."""

    def __init__(self, settings: dict) -> None:
        """Take the settings that the grader gives."""
        self.walls: bool = settings["walls"]
        self.below_tmp: list[str] = settings.get("below_tmp", [])  # folders of the machine that a kernel's /tmp keeps
        self.warm: bool = settings["warm"]
        self.jupyter: bool = settings.get("jupyter", False)
        self.links: dict[str, str] = settings.get("links", {})  # files of the course, by name in a kernel's folder
        self.library: str = settings.get("library", "")  # a folder of packages
        self.late: list[str] = settings["late"]  # what a kernel imports itself, before it says that it is ready
        self.absent: list[str] = settings.get("absent", [])  # modules that no answer may use
        self.limits: dict = settings["limits"]
        self.ready: int = settings["ready"]
        self.listener = socket.socket(fileno=settings["listener"])
        self.shell: Shell | None = None
        self.notes_in, self.notes_out = os.pipe()

    def load(self, modules: list[str]) -> dict[str, str]:
        """Import what the assignment imports; return what could not be, and why."""
        if not self.warm:
            return {}
        left: dict[str, str] = {}
        for module in modules:
            left |= load([module])
            if _threads() > 1:
                tell({"threads": module})  # the grader starts again without it
                os._exit(3)
        if self.jupyter:
            from quizzes.grading.sandbox.agent import jupyter

            jupyter.load()
        else:
            from quizzes.grading.sandbox.agent.shell import make_shell

            self.shell = make_shell()
        gc.collect()
        gc.freeze()
        return left

    def run(self) -> None:
        """Keep kernels ready until the grader goes."""
        for _ in range(self.ready):
            self._fork()
        told = False
        while True:
            readable, _, _ = select.select([self.notes_in, 0], [], [])
            if 0 in readable:
                os._exit(0)
            for note in os.read(self.notes_in, 4096).decode().splitlines():
                if note.startswith("failed "):
                    tell({"failed": note.removeprefix("failed ")})
                    os._exit(1)
                if note == "ready" and not told:
                    tell({"ready": True})
                    told = True
                elif note == "used":
                    self._fork()
            self._reap()

    # Why: DECISIONS.md#bubblewrap
    def _fork(self) -> None:
        child = os.fork()
        if child == 0:
            try:
                if self.walls:
                    walls.leave_namespaces()
                    if os.fork() != 0:  # this one only opened the door
                        os._exit(0)
                self._keep()
            except BaseException as error:  # noqa: BLE001  whatever it is, the grader has to know
                os.write(self.notes_out, f"failed {type(error).__name__}: {error}\n"[:500].encode())
                os._exit(1)
        elif self.walls:
            os.waitpid(child, 0)

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass

    def _keep(self) -> None:
        """Be a keeper: put the walls up, wait for the grader, start the kernel, tell how it ended."""
        if self.walls:
            walls.furnish(self.limits["disk_mb"], self.limits["files"], below_tmp=self.below_tmp)
            if self.jupyter:
                walls.wake_loopback()
            walls.close_up(interfaces=self.jupyter)
            os.chdir(walls.HOME)
        else:
            os.setsid()
            os.chdir(tempfile.mkdtemp())
        for name, target in self.links.items():
            os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
            os.symlink(target, name)
        os.write(self.notes_out, b"ready\n")
        connection = self._accept()
        os.write(self.notes_out, b"used\n")
        end_in, end_out = os.pipe()
        signal.pthread_sigmask(signal.SIG_BLOCK, _KEPT)
        kernel = os.fork()
        if kernel == 0:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _KEPT)
            self._become_kernel(connection)
        if self.walls:
            linux.open_to_view(False)  # what this process holds open is not for the kernel beside it
        socket.send_fds(connection, [b"k"], [end_in])
        for number in (0, 1, 2, end_in, self.notes_in, self.notes_out):
            os.close(number)
        connection.close()
        self.listener.close()
        while True:
            if signal.sigwait(_KEPT) == signal.SIGUSR1:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(kernel, signal.SIGINT)
                continue
            with contextlib.suppress(ChildProcessError):
                while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                    if ended[0] == kernel:
                        os.write(end_out, f"{os.waitstatus_to_exitcode(ended[1])}\n".encode())
                        os._exit(0)  # and with the first process of the namespace all others end

    def _accept(self) -> socket.socket:
        """Wait for the grader; end where it goes, or where the template does."""
        self.listener.setblocking(False)
        while True:
            waiting: list[socket.socket | int] = [self.listener, 0]
            if 0 in select.select(waiting, [], [])[0]:
                os._exit(0)
            with contextlib.suppress(BlockingIOError):  # another kernel was quicker
                connection, _ = self.listener.accept()
                connection.setblocking(True)
                return connection

    def _become_kernel(self, connection: socket.socket) -> None:
        if not self.walls:
            os.setsid()
        last = connection.fileno()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.closerange(3, last)
        os.closerange(last + 1, 1024)
        if not self.warm:
            os.set_inheritable(last, True)
            kernel = "quizzes.grading.sandbox.agent.kernel"
            told = (self.limits, self.late, self.absent)
            arguments = [str(last), *map(json.dumps, told), self.library]
            os.execv(sys.executable, [sys.executable, "-m", kernel, *arguments])
        load(self.late)
        walls.limit(self.limits)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if self.jupyter:
            from quizzes.grading.sandbox.agent.jupyter import run_jupyter

            run_jupyter(connection)
        assert self.shell is not None  # `load` made it
        run_kernel(connection, self.limits, self.shell)


def tell(message: dict) -> None:
    """Tell the grader something, on a line of its own."""
    os.write(1, (json.dumps(message) + "\n").encode())


def _threads() -> int:
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        import threading

        return threading.active_count()


def main() -> None:
    """Be the template; the settings are the argument."""
    settings = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C at the terminal is the grader's business
    if settings["become"]:
        _become(settings["become"])
    sys.path.insert(0, "")
    template = KernelForker(settings)
    forbid(template.absent)
    if template.library:
        sys.path.append(template.library)  # behind everything that is installed
    left = template.load(settings["modules"])
    tell({"loaded": sorted(set(settings["modules"]) - set(left)), "left": left})
    template.run()


def _become(user: int) -> None:
    """Give root up for a user who owns nothing, once /proc is there (root's own would let nobody mount another)."""
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    linux.open_to_view(True)  # as before the change of user: the kernels write to their own /proc


if __name__ == "__main__":
    main()
