"""The files of the page's Python as they lie in the site: Pyodide's in one folder, the course's in another.

The course's folder is named by its content, so that a reader who comes back after a change never has an old module
beside a new one; Pyodide's by its version, so that its nine megabytes are fetched again only with another version.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import CourseError
from quizzes.live.course_wheel import course_wheel, wheel_name
from quizzes.live.own_packages import OwnPackage
from quizzes.live.record import recorded_tasks
from quizzes.live.wheels import CORE_FILES, FIRST, lock, paths, version
from quizzes.node import node
from quizzes.project import Project

HERE = Path(__file__).parent
WASM = "pyodide.asm.wasm"
STYLE = "python.css"
START = "python-start.js"  # beside the folders; the one name that pages know


class NotBundled(CourseError):
    """The page's modules could not be bundled; the message is the bundler's."""


@dataclass(frozen=True)
class PagePython:
    """What the site gets."""

    core: str  # name of the folder of Pyodide's files
    core_files: Mapping[str, bytes]
    folder: str  # name of the folder of the course's files
    files: Mapping[str, bytes]  # by name in it
    start: bytes  # the script that pages load


def page_python(
    project: Project,
    cache: Path,
    extra: Mapping[str, bytes],
    without: frozenset[str] = frozenset(),
    packages: Sequence[OwnPackage] = (),
) -> PagePython:
    """Return the files of a project's Python in the page.

    `extra` are files that cells read, `without` tasks left out, `packages` what is fetched when a cell asks for it.

    Raises
    ------
    CourseError
        If Pyodide's wheels are not there, a task cannot be recorded, or a module not bundled.
    """
    core = f"pyodide-{version()}"
    core_files = _core_files(cache)
    wheel = course_wheel(project, {each.name: each.words for each in packages})
    recorded = recorded_tasks(project, cache)
    tasks = {f"tasks/{name}.json": text.encode() for name, text in recorded.items() if name not in without}
    first = [core_files[f"{WASM}.packed"], core_files["python_stdlib.zip"], core_files[_wheel_of(FIRST)], wheel]
    wheels = {name: len(content) for name, content in core_files.items() if name.endswith(".whl")}
    later = {"matplotlib": sum(wheels.values()) - wheels[_wheel_of(FIRST)]}
    later |= {each.name: len(each.archive) for each in packages}
    define = {
        "__CORE__": core,
        "__CORE_BYTES__": sum(map(len, first)),
        "__LATER_BYTES__": later,
        "__WHEEL__": wheel_name(project),
    }
    files = {
        **_bundle(define),
        **tasks,
        **{f"{each.name}.zip": each.archive for each in packages},
        **{f"files/{name}": content for name, content in extra.items()},
        wheel_name(project): wheel,
        STYLE: (HERE / "assets" / STYLE).read_bytes(),
    }
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    folder = f"python-{digest.hexdigest()[:8]}"
    return PagePython(core, core_files, folder, files, _start(folder, sum(map(len, first))))


def _start(folder: str, size: int) -> bytes:
    text = (HERE / "assets" / "start.js").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^ *(?:// .*|/\*\*(?:.|\n)*?\*/)\n", "", text)
    for name, value in (("__FOLDER__", folder), ("__SIZE__", f"{size / 1e6:.0f} MB")):
        text = text.replace(name, json.dumps(value))
    return text.encode()


def _wheel_of(package: str) -> str:
    return lock()["packages"][package]["file_name"]


def _core_files(cache: Path) -> dict[str, bytes]:
    there = paths()
    found = {name: path.read_bytes() for name, path in there.items() if name != WASM}
    found["pyodide-lock.json"] = json.dumps(lock(), separators=(",", ":")).encode()
    kept = cache / f"{version()}-{WASM}.packed"
    if not kept.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        part.write_bytes(gzip.compress(there[WASM].read_bytes(), 9, mtime=0))
        part.replace(kept)
    found[f"{WASM}.packed"] = kept.read_bytes()
    assert set(CORE_FILES) - {WASM} <= set(found)
    return found


def _bundle(define: Mapping[str, object]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        job = {"out": folder, "define": {name: json.dumps(value) for name, value in define.items()}}
        command = [node(), str(HERE / "bundle.mjs")]
        done = subprocess.run(command, input=json.dumps(job), capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise NotBundled(f"the page's modules could not be bundled: {done.stderr.strip()[-2000:]}")
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def write(python: PagePython, static: Path) -> None:
    """Put the files into the folder of a built site, and remove those of an earlier build."""
    for pattern, name, files in (
        ("pyodide-*", python.core, python.core_files),
        ("python-*", python.folder, python.files),
    ):
        for old in static.glob(pattern):
            if old.is_dir() and old.name != name:
                shutil.rmtree(old)
        for file, content in files.items():
            path = static / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_file() or path.stat().st_size != len(content) or name == python.folder:
                path.write_bytes(content)
    (static / START).write_bytes(python.start)
