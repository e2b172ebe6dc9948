"""One job of `make kernels`: a chapter, the proofs, experiments or tests, in a process of its own under one setting."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from settings import Setting

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
PARTS = ("chapters", "proofs", "experiments", "tests")
NUMERIC_TESTS = ("tests/lstm_lib", "tests/figures", "tests/quizzes/checks", "tests/quizzes/test_prove.py")
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "PYTHONWARNINGS": "ignore"}


def pages_with_cells() -> list[Path]:
    """Return the pages that have code cells."""
    return [page for page in sorted((ROOT / "book").glob("**/*.md")) if "\n```{code-cell}" in page.read_text("utf-8")]


def jobs_of(
    parts: list[str], pages: list[str], experiments: list[str], tests: list[str]
) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each job and its command; {out} stands for the file that it writes."""
    if "experiments" in parts:
        yield "experiment", [str(HERE / "again.py"), "{out}", *experiments]
    if "chapters" in parts:
        for page in pages_with_cells():
            name = page.relative_to(ROOT / "book").with_suffix("").as_posix()
            if not pages or name in pages:
                yield name, [str(HERE / "chapter.py"), str(page), "{out}"]
    if "proofs" in parts:
        yield "proof", [str(HERE / "bank.py"), "{out}"]
    if "tests" in parts:
        yield "test", ["-m", "pytest", "-q", "-p", "numeric_tests", "-p", "no:cacheprovider", *tests]


def fingerprint(setting: Setting) -> str:
    """Return a hash of what a setting computes; two settings of the same hash need not both be run."""
    env = {**setting.environment(dict(os.environ)), **QUIET}
    command = [sys.executable, str(HERE / "fingerprint.py")]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout.strip()


def perform(setting: Setting, name: str, command: list[str]) -> tuple[str, str, dict]:
    """Run one job under one setting, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        env = {**setting.environment(dict(os.environ)), **QUIET, "KERNELS_OUT": str(out)}
        env["PYTHONPATH"] = str(HERE)
        words = [sys.executable, *(str(out) if word == "{out}" else word for word in command)]
        done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        if not out.is_file():
            tail = (done.stderr or done.stdout).strip().splitlines()[-1:]
            return (
                setting.name,
                name,
                {"rows": {}, "failed": [{"line": 0, "source": " ".join(tail), "error": "did not run"}]},
            )
        return setting.name, name, json.loads(out.read_text(encoding="utf-8"))
