"""The project's folder on this machine: its .venv, the log of its set-up, and commands that run in it.

Standard library only: the set-up runs on a bare Python.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from steps import Log, run_logged
from trouble import explain


class SetupError(Exception):
    """The machine lacks something; the message says what and how to get it."""


class Checkout:
    """A folder with the project, and where the set-up puts things there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.bin = self.venv / "bin"
        self.stamps = self.venv / "setup-stamps"
        self.log = Log(root / "_build" / "setup.log")

    def run(
        self,
        *command: str | Path,
        variables: Mapping[str, str] | None = None,
        on_line: Callable[[str], object] = lambda line: None,
        on_start: Callable[[subprocess.Popen], object] = lambda process: None,
        log: Log | None = None,
    ) -> None:
        """Run a command with .venv/bin first on the path, its output in the log; where it fails, show the log's end.

        Raises
        ------
        SetupError
            If it fails: the message says why, as far as the log tells, and what to do.
        """
        env = {**os.environ, "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}", **(variables or {})}
        shown = " ".join(str(part) for part in command[:4])
        log = log or self.log
        log.lines.clear()
        log.write(f"$ {' '.join(str(part) for part in command)}")
        code = run_logged(command, log, env, cwd=self.root, on_line=on_line, on_start=on_start)
        if code:
            self.log.lines = log.lines  # the ending that is shown
            raise SetupError(f"{explain(log.text(), self.root, code)}. `{shown} ...` ended with exit code {code}")

    def site_packages(self) -> list[Path]:
        """Return the folders into which .venv's packages go: one, where .venv is there."""
        return list(self.venv.glob("lib/python*/site-packages"))
