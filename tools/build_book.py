"""Build the book with warnings as errors: Jupyter Book, quiet where all is well."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
LOG = BUILD / "build.log"
BIN = Path(sys.executable).parent
# A chapter's kernel listens on this machine's loopback alone, and says so at each start.
EXPECTED = "[IPKernelApp] WARNING | Kernel is running over TCP without encryption."
NOISE = (EXPECTED, "findfont: ")  # the latter: a weight that the cards' font has not
# Errors of ours and of Sphinx's that are complete messages.
TOLD = ("Quiz error:", "Extension error", "Sphinx error:", "Configuration error:")
# A chapter's kernel says on stderr only what the reader should know.
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def build(command: list[str], env: dict[str, str]) -> int:
    """Run Jupyter Book, show its output without the traceback of its own launcher, return its exit code.

    The end is that of the process and not that of its output: a helper that a failed build leaves behind
    (KaTeX's node, a kernel) holds the output open. Whatever is left is ended.
    """
    BUILD.mkdir(exist_ok=True)
    with LOG.open("w", encoding="utf-8", buffering=1) as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            text=True,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        reader = threading.Thread(target=relay, args=(process.stdout, log), daemon=True)
        reader.start()
        try:
            process.wait()
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        reader.join(timeout=10)
        if not reader.is_alive():
            process.stdout.close()
    return process.returncode


def relay(lines: Iterable[str], log: TextIO) -> None:
    """Copy every line to the log, and to stdout those that an author needs."""
    held, shown, told = "", True, False
    for line in lines:
        log.write(line)
        if not shown:
            continue
        told = told or any(name in line for name in TOLD)
        if line.startswith("Traceback (most recent call last):"):
            held, shown = line, not told  # an error that has told its message needs no traceback
        elif held and "jupyter" in line and ("/bin/" in line or "jupyter_book/" in line):
            shown = False  # the launcher's own traceback; what it is about stands above it
        elif not line.startswith(NOISE):
            print(held + line, end="", flush=True)
            held = ""


def main() -> int:
    """Build; a failed build leaves no page behind that a later build would take for good."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clean", action="store_true", help="read every page again; keep only executed cells")
    if parser.parse_args().clean:
        for folder in ("html", ".doctrees"):
            shutil.rmtree(BUILD / folder, ignore_errors=True)
    command = [BIN / "jupyter-book", "build", "book", "--config", "_config.yml", "--path-output", "."]
    command += ["-W", "--keep-going", "--quiet"]
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **QUIET}
    start = time.monotonic()
    if build([str(part) for part in command], env):
        # Sphinx takes a page with a warning for read: the next build would pass in silence.
        shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
        print(f"build_book: the book has errors, listed above; all output: {LOG.relative_to(ROOT)}", file=sys.stderr)
        return 1
    print(f"book built in {time.monotonic() - start:.0f} s: _build/html/index.html", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
