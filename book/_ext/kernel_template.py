"""A process with the slow imports done, from which kernels are forked: each starts at once, with nothing of another.

kernel_template.py MODULE...   reads a line of JSON for each kernel wanted, and answers with its process's number
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import sys


def main(modules: list[str]) -> None:
    """Import, then fork until there is nobody left who asks."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # as ipykernel has it
    for name in ("ipykernel.kernelapp", *modules):
        importlib.import_module(name)
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is meant for a cell
    signal.signal(signal.SIGCHLD, bury)
    for line in sys.stdin:
        # Why: DECISIONS.md#kernels-fork
        kernel = os.fork()
        if kernel == 0:
            become_kernel(**json.loads(line))
        sys.stdout.write(f"{kernel}\n")
        sys.stdout.flush()


def bury(*_: object) -> None:
    """Let every kernel that has ended be gone: who asks for its number learns that."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def become_kernel(arguments: list[str], folder: str | None, environment: dict[str, str]) -> None:
    """Be the kernel of one page, in its folder, in a session of its own."""
    from ipykernel.kernelapp import IPKernelApp

    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # the template's own output is for numbers
    if folder:
        os.chdir(folder)
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    app = IPKernelApp.instance(parent_handle=os.getppid())  # it ends where the template has ended
    app.initialize(arguments)
    if "matplotlib.pyplot" in sys.modules:  # imported before there was a shell, which has to learn to show a figure
        app.shell.enable_matplotlib("inline")
    app.start()
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    del sys.path[0]  # this folder: what stands in it is none of a page's modules
    main(sys.argv[1:])
