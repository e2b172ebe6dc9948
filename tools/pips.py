"""Python packages of exact versions, installed by uv or by pips side by side, and compiled meanwhile.

Standard library only: the set-up runs on a bare Python.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from checkout import Checkout, SetupError
from steps import Step
from trouble import explain
from uv import PIP_INSTALL, Uv, uv_for

PIP = (*PIP_INSTALL, "--no-deps")  # the files of exact versions are complete
BATCH = 16  # packages that pip is handed at once: what is finished stays where a later one breaks off
UV_BATCH = 64  # the same for uv, which begins to write when it has fetched all of them
FEW = 8  # packages for which uv is not fetched
PIPS = min(2, os.cpu_count() or 1)  # side by side: unpacking is work of the processor
HEAVY = ("tensorflow", "torch")  # those whose names begin so are handed to pip alone
LAST = ("torch",)  # and these when all others are there, because they may bring more
# Not compiled: the tests of packages, and those of which hardly anything is imported; together half of all sources.
SELDOM_IMPORTED = r"site-packages[/\\](?:.*[/\\]tests?|kubernetes(?:_asyncio)?|torch)[/\\]"
LEFT_OUT = ("rfc3987-syntax",)  # that older files of versions named; tools/lock.py says why it has gone


def install_requirements(
    checkout: Checkout, shown: Step, name: str, *, size: int = BATCH, side_by_side: int = PIPS, few: int = FEW
) -> None:
    """Install what a file of exact versions names and is not there yet.

    The file is complete (`make lock`), so nobody need look for what a package depends on. More than a `few` packages
    are uv's; pip does what uv cannot, `size` packages by each of the pips.
    """
    needed, missing = still_missing(checkout, name)
    ready = needed - len(missing)
    counting = threading.Lock()

    def count(line: str) -> None:
        nonlocal ready
        if line.startswith(("Collecting ", "Processing ", " + ")):
            with counting:
                ready = min(ready + 1, needed)
                shown.progress(ready, needed, f"{ready} of {needed} packages")

    shown.progress(ready, needed, f"{ready} of {needed} packages")
    with Compiling(checkout) as compiling:
        early = [package for package in missing if not package.startswith(LAST)]
        last = [package for package in missing if package.startswith(LAST)]
        if len(early) > few:
            install_by_uv(checkout, early, on_line=count, on_batch=compiling.go_on)
            left = still_missing(checkout, name)[1]  # nothing, where uv did its work
            early = [package for package in early if package in left]
            ready = needed - len(left)
        commands = [(*pip_for(batch[0], name), *batch) for batch in batches(early, size)]
        install_side_by_side(checkout, commands, side_by_side, on_line=count, on_batch=compiling.go_on)
        for package in last:
            checkout.run(checkout.bin / "python", *pip_for(package, name), package, on_line=count)
    shown.summary = f"{needed} packages"


def still_missing(checkout: Checkout, name: str) -> tuple[int, list[str]]:
    """Return how many packages of a file of exact versions this machine needs, and those that are not there.

    Raises
    ------
    SetupError
        If the file cannot be read.
    """
    command = [str(checkout.bin / "python"), str(Path(__file__).parent / "packages.py"), name]
    done = subprocess.run(command, cwd=checkout.root, capture_output=True, text=True, check=False)
    if done.returncode:
        checkout.log.write(done.stderr)
        raise SetupError(explain(done.stderr, checkout.root))
    answer = json.loads(done.stdout)
    return answer["needed"], answer["missing"]


def install_by_uv(
    checkout: Checkout, packages: list[str], *, on_line: Callable[[str], object], on_batch: Callable[[], object]
) -> None:
    """Install packages by uv, as far as it can; the log says why it could not."""
    uv = uv_for(checkout.venv)
    if not isinstance(uv, Uv):
        checkout.log.write(f"{uv}; pip does the work")
        return
    try:
        for batch in batches(packages, UV_BATCH):
            checkout.run(*uv.command(batch), variables=uv.variables, on_line=on_line)
            on_batch()
    except SetupError as error:
        checkout.log.write(f"uv: {error}; pip does the rest")
    finally:
        uv.clear()


def install_side_by_side(
    checkout: Checkout,
    commands: list[tuple[str, ...]],
    side_by_side: int,
    *,
    on_line: Callable[[str], object],
    on_batch: Callable[[], object],
) -> None:
    """Run .venv's Python with each command, as many `side_by_side` as told; the first that fails ends all.

    No two packages write the same file, and none is looked for that another one needs.
    """
    waiting, started, failed = commands[::-1], [], []

    def end(process: subprocess.Popen) -> None:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)

    def begin(process: subprocess.Popen) -> None:
        started.append(process)
        if None in failed:  # Ctrl-C came between its start and this line
            end(process)

    def work() -> None:
        log = checkout.log.branch()
        while not failed and (command := waiting.pop() if waiting else None):
            try:
                checkout.run(checkout.bin / "python", *command, on_line=on_line, on_start=begin, log=log)
                on_batch()
            except (SetupError, OSError) as error:
                failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(min(side_by_side, len(waiting)))]
    try:
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    except BaseException:  # Ctrl-C, which pip does not see
        failed.append(None)
        for process in started:
            end(process)
        raise
    if failed:
        raise failed[0]


class Compiling:
    """Sources compiled beside pip, which has one core: 24,000 files are more than a minute of the processor."""

    def __init__(self, checkout: Checkout) -> None:
        """Begin with nothing to do."""
        self._checkout = checkout
        self._process: subprocess.Popen | None = None
        self._lock = threading.Lock()

    def go_on(self) -> None:
        """Compile what is there by now, unless that is being done."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._process = self._start()

    def _start(self) -> subprocess.Popen:
        folders = map(str, self._checkout.site_packages())
        python = str(self._checkout.bin / "python")
        command = [python, "-m", "compileall", "-qq", "-j", "0", "-x", SELDOM_IMPORTED, *folders]
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
    return (*PIP_INSTALL, "--constraint", name) if package.startswith("torch") else PIP


def batches(packages: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield packages in the order of the file, heavy ones alone."""
    batch: list[str] = []
    for package in packages:
        if package.startswith(HEAVY):
            yield [package]
            continue
        batch.append(package)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def remove_left_out(checkout: Checkout, names: Iterable[str] = LEFT_OUT) -> None:
    """Take away what an earlier set-up installed and no process should find any more."""
    for name in names:
        info = f"{name.replace('-', '_')}-*.dist-info"
        if any(list(folder.glob(info)) for folder in checkout.site_packages()):
            checkout.run(checkout.bin / "python", "-m", "pip", "uninstall", "--yes", "--quiet", name)
