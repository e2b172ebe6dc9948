"""`quizzes lab`: JupyterLab with formgrader in the course's folder."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from quizzes.commands.command import course_argument, tell


def lab_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``lab``."""
    course_argument(parser)
    parser.add_argument("--port", type=int, default=8888, metavar="N", help="on this machine (default: %(default)s)")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")


def run_lab(arguments: argparse.Namespace) -> int:
    """Run it until it is stopped with Ctrl-C."""
    from quizzes.grading.record.lab import lab

    with TemporaryDirectory(prefix="quizzes-lab-") as files:
        made = lab(arguments.course, Path(files), arguments.port, browser=not arguments.no_browser)
        tell(f"formgrader: http://127.0.0.1:{arguments.port}/formgrader (stop it with Ctrl-C)")
        try:
            return subprocess.run(made.command, cwd=made.folder, env=made.environment, check=False).returncode
        except KeyboardInterrupt:
            return 0
