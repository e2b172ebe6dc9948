"""Every task as data, made in the Python that the page has; kept beside the build until something changes."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tempfile
from pathlib import Path

from quizzes.errors import CourseError
from quizzes.live.course_wheel import whole_source
from quizzes.live.wheels import CORE, FIRST, lock, paths
from quizzes.node import node
from quizzes.project import Project

SCRIPT = Path(__file__).with_name("record.mjs")


class NotRecorded(CourseError):
    """The tasks could not be recorded; the message is what the page's Python said."""


def recorded_tasks(project: Project, cache: Path) -> dict[str, str]:
    """Return the recorded tasks of a project by id; `cache` is a folder that keeps them.

    Raises
    ------
    NotRecorded
        If the page's Python cannot run the tasks.
    """
    source = whole_source(project)
    key = hashlib.sha256(source + SCRIPT.read_bytes() + json.dumps(lock()).encode()).hexdigest()[:16]
    kept = cache / f"tasks-{key}.json"
    if not kept.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob("tasks-*.json"):
            old.unlink()
        part = kept.with_suffix(".part")
        part.write_text(_record(source), encoding="utf-8")
        part.replace(kept)
    return json.loads(kept.read_text(encoding="utf-8"))


def _record(source: bytes) -> str:
    numpy = paths()[lock()["packages"][FIRST]["file_name"]]
    with tempfile.TemporaryDirectory(prefix="record-") as folder:
        archive = Path(folder, "source.whl")
        archive.write_bytes(source)
        job = {
            "pyodide": (CORE / "pyodide.mjs").as_uri(),
            "core": f"{CORE}/",
            "numpy": str(numpy),
            "source": str(archive),
        }
        done = subprocess.run(
            [node(), SCRIPT], input=json.dumps(job), capture_output=True, encoding="utf-8", check=False
        )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip() and len(line) < 400]
        raise NotRecorded(f"the tasks could not be recorded: {' | '.join(said)[-2000:]}")
    return done.stdout
