"""A long step as a terminal shows it: one line with a bar and a count. What its programs say goes into a log file.

Standard library only: the set-up runs on a bare Python.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO

BAR = 24
ENDING = 15  # lines of a log that a failed step shows
REMEMBERED = 400
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Step:
    """A step of the work, for a `with` block.

    On a terminal it is one line, drawn anew each second; elsewhere it is a line at its beginning and one at its end.
    """

    def __init__(self, title: str, about: str = "", stream: TextIO | None = None) -> None:
        self.title, self.about = title, about
        self.stream = stream or sys.stdout
        self.live = self.stream.isatty() and os.environ.get("TERM") != "dumb"
        self.done = self.total = 0
        self.counts = ""  # what the count is of, in words, or nothing where nothing is counted
        self.summary = ""
        self.start = time.monotonic()
        self._over = threading.Event()
        self._lock = threading.Lock()

    def __enter__(self) -> Step:
        """Show that the step begins."""
        self.start = time.monotonic()
        if self.live:
            self._ticker = threading.Thread(target=self._tick, daemon=True)
            self._ticker.start()
        else:
            self._line(f"==> {self.title}{f' ({self.about})' if self.about else ''}")
        return self

    def progress(self, done: int, total: int, counts: str) -> None:
        """Show how far the step is; `counts` are the numbers as words, such as "3 of 9 pages"."""
        self.done, self.total, self.counts = done, total, counts
        if self.live:
            self._draw()

    def say(self, line: str) -> None:
        """Write a line of the step's own that stays; coloured on a terminal alone."""
        with self._lock:
            self._line(f"\r\x1b[K{line}" if self.live else COLOUR.sub("", line))

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        """Show that the step is over, and how long it took."""
        if self.live:
            self._over.set()
            self._ticker.join()
        what = "failed" if kind else self.summary or "done"
        took = f"{what}, {time.monotonic() - self.start:.0f} s"
        self._line(f"\r\x1b[K==> {self.title}: {took}" if self.live else f"    {took}")

    def _tick(self) -> None:
        while True:
            self._draw()
            if self._over.wait(1):
                return

    def _draw(self) -> None:
        filled = BAR * self.done // self.total if self.total else 0
        bar = f"[{'#' * filled}{'-' * (BAR - filled)}] " if self.total else ""
        said = self.counts or self.about
        line = f"==> {self.title}  {bar}{time.monotonic() - self.start:.0f} s{f', {said}' if said else ''}"
        width = shutil.get_terminal_size().columns - 1
        with self._lock:
            self.stream.write(f"\r\x1b[K{line[:width]}")
            self.stream.flush()

    def _line(self, text: str) -> None:
        print(text, file=self.stream, flush=True)


class Log:
    """A log file, whose last lines are kept in memory as well: they are there even where the disk is full."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: deque[str] = deque(maxlen=REMEMBERED)
        self._mode = "w"  # the first line begins the file anew

    def branch(self) -> Log:
        """Return a log of the same file that remembers its own lines alone: for what runs beside others."""
        branch = Log(self.path)
        branch._mode = "a"
        return branch

    def write(self, line: str) -> None:
        """Add a line."""
        line = COLOUR.sub("", line)
        self.lines.append(line)
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open(self._mode, encoding="utf-8") as file:
                self._mode = "a"
                file.write(line if line.endswith("\n") else line + "\n")

    def text(self) -> str:
        """Return what is remembered."""
        return "\n".join(line.rstrip("\n") for line in self.lines)

    def ending(self) -> str:
        """Return the last lines, indented, for a failed step to show."""
        lines = [line.rstrip() for line in self.lines if line.strip()]
        return "\n".join(f"    | {line}" for line in lines[-ENDING:])


def run_logged(
    command: Sequence[str | Path],
    log: Log,
    env: Mapping[str, str],
    *,
    cwd: Path,
    on_line: Callable[[str], object] = lambda line: None,
    on_start: Callable[[subprocess.Popen], object] = lambda process: None,
) -> int:
    """Run a command, copy its output into the log, hand each line to `on_line`, return its exit code.

    The end is that of the process and not that of its output: a helper that is left behind (KaTeX's node, a kernel)
    holds the output open. Whatever is left is ended.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env=dict(env),
        text=True,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )

    on_start(process)

    def relay() -> None:
        for line in process.stdout:
            log.write(line)
            on_line(line)

    reader = threading.Thread(target=relay, daemon=True)
    reader.start()
    try:
        process.wait()
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGTERM)
    reader.join(timeout=10)
    if not reader.is_alive():
        process.stdout.close()
    return process.returncode
