"""`quizzes lab`: JupyterLab and formgrader in the course's folder, each on a server of its own."""

from __future__ import annotations

import argparse
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from quizzes.commands.command import course_argument, tell


def lab_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``lab``."""
    course_argument(parser)
    parser.add_argument("--port", type=int, default=8888, metavar="N", help="of JupyterLab (default: %(default)s)")
    parser.add_argument("--formgrader-port", type=int, metavar="N", help="of formgrader (default: the next one)")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")


def run_lab(arguments: argparse.Namespace) -> int:
    """Run them until they are stopped with Ctrl-C, or one of them ends."""
    from quizzes.grading.record.lab import lab

    with TemporaryDirectory(prefix="quizzes-lab-") as files, ExitStack() as stack:
        port = arguments.formgrader_port or arguments.port + 1
        made = lab(arguments.course, Path(files), arguments.port, port, browser=not arguments.no_browser)
        tell(f"formgrader: {made.formgrader.address} (stop it with Ctrl-C)")
        servers = []
        try:
            for server in (made.formgrader, made.jupyterlab):
                process = subprocess.Popen(server.command, cwd=made.folder, env=server.environment)
                stack.callback(_end, process)
                servers.append(process)
            while all(process.poll() is None for process in servers):
                time.sleep(0.5)
        except KeyboardInterrupt:
            return 0
        return next(process.returncode for process in servers if process.returncode is not None)


def _end(process: subprocess.Popen) -> None:
    """End a server, politely first."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
