"""Build the two distributions of this repository, lstm-lib and proven-quizzes, into _build/dist; nothing is uploaded.

Each is staged in a folder of its own: its package, the scripts and styles of npm that it brings along, its
pyproject.toml and README from tools/distributions/NAME. The course itself, its bank, proofs and tasks, is in neither,
and what is built needs nothing of the checkout.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACES = ROOT / "tools" / "distributions"
PACKAGES = {"lstm-lib": "lstm_lib", "proven-quizzes": "quizzes"}
COURSE = ("bank/*.yml", "proofs", "checks/tasks", "assignments/*.md", "assignments/seq2seq")  # below quizzes
VENDORED = {"ts-fsrs": ("dist/index.mjs", "LICENSE"), "katex": ("dist/katex.min.css", "dist/fonts/*.woff2",
            "dist/katex.min.js", "dist/contrib/auto-render.min.js", "LICENSE")}  # fmt: skip


def stage(name: str, folder: Path) -> Path:
    """Put everything that a distribution is built from into a folder, and return it."""
    package = PACKAGES[name]
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    for file in ("pyproject.toml", "README.md"):
        shutil.copyfile(PLACES / name / file, folder / file)
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    if name == "proven-quizzes":
        for path in (path for pattern in COURSE for path in (folder / package).glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        bring(folder / package / "vendored_files")
    return folder


def bring(folder: Path) -> None:
    """Copy what the tool uses of npm's packages."""
    for name, patterns in VENDORED.items():
        source = ROOT / "node_modules" / name
        for pattern in patterns:
            found = sorted(source.glob(pattern))
            if not found:
                raise SystemExit(f"distributions: expected {pattern} in {source}; install it with: make setup")
            for path in found:
                target = folder / name / path.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)


def wheel(name: str, out: Path, *options: str) -> Path:
    """Build a distribution's wheel into a folder, and return it."""
    staged = stage(name, ROOT / "_build" / "distributions" / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(out), *options]
    subprocess.run([*command, str(staged)], check=True)
    return max(out.glob(f"{name.replace('-', '_')}-*.whl"), key=lambda path: path.stat().st_mtime_ns)


def main(arguments: Iterable[str] | None = None) -> int:
    """Build what is asked for."""
    parser = argparse.ArgumentParser(description="Build the distributions of this repository.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which ({', '.join(PACKAGES)}; default: both)")
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "dist", metavar="DIR")
    parser.add_argument("--stage", action="store_true", help="only stage the sources, for another builder")
    asked = parser.parse_args(list(arguments) if arguments is not None else None)
    for name in asked.names or PACKAGES:
        if name not in PACKAGES:
            raise SystemExit(f"distributions: expected one of {', '.join(PACKAGES)}, got {name!r}")
        print(stage(name, asked.out / name) if asked.stage else wheel(name, asked.out))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
