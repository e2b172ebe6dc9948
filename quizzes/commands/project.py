"""`quizzes new-project`: a small course of one's own, to be changed."""

from __future__ import annotations

import argparse
from pathlib import Path

from quizzes.commands.command import tell
from quizzes.errors import UsageError

TEMPLATE = Path(__file__).resolve().parent.parent / "template"


def new_project_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``new-project``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder to make")


def new_project(arguments: argparse.Namespace) -> int:
    """Write a course with two questions, a code task, an assignment and a page; nothing that is there is changed."""
    from quizzes.project import FILE
    from quizzes.targets.write import write_files

    folder = arguments.folder
    paths = (path for path in sorted(TEMPLATE.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    files = {path.relative_to(TEMPLATE).as_posix(): path.read_bytes() for path in paths}
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise UsageError(f"{folder.as_posix()} holds {there[0]} already; name a folder that is not there yet")
    write_files(files, folder)
    shown = folder.as_posix()
    tell(f"{shown} holds a course to begin with, and {FILE}, which says where its parts lie")
    tell(f"next: cd {shown}, then `quizzes check`; README.md lists the rest")
    return 0
